"""Zones by hand, from the draft to the withdrawal: pages, two persons, the ledger, both databases."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from shapely.geometry import box

from geofences.engine.model import (
    Applicability,
    Band,
    Circle,
    Datum,
    Height,
    PreApproval,
    Restriction,
    Unit,
    Zone,
    ZoneVolume,
)
from geofences.zones import service
from geofences.zones.model import SYSTEM, ApprovalVersion, State, Version, ZonesPublished, ZonesWithdrawn
from portal.audit import service as audit
from portal.audit.model import Search
from portal.kit import events
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.problems import Problem
from tests.integration.accounts.people import post

People = Callable[..., FlaskClient]
KEY = ("MLI", "TMP1")
DAYS = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]
TYPED: dict[str, str | list[str]] = {
    "country": "MLI",
    "identifier": "TMP1",
    "name": "Fête de Kayes",
    "restriction": "PROHIBITED",
    "message": "Rassemblement public.",
    "reasons": ["POPULATION"],
    "layers-0-shape": "circle",
    "layers-0-centre": "14.44693, -11.44448",
    "layers-0-radius_m": "1500",
    "layers-0-ceiling": "120",
    "layers-0-ceiling_unit": "m",
    "layers-0-ceiling_datum": "AGL",
    "periods-0-begin_date": "2026-11-23",
    "periods-0-begin_time": "10:00",
    "periods-0-end_date": "2026-11-24",
    "periods-0-end_time": "18:00",
    "periods-0-days": DAYS,
    "periods-0-opens": "clock",
    "periods-0-closes": "clock",
    "periods-0-hours_zone": "Africa/Bamako",
}
EMERGENCY: dict[str, str] = {
    "identifier": "U231200",
    "name": "Incendie",
    "restriction": "PROHIBITED",
    "layers-0-shape": "circle",
    "layers-0-centre": "14.44693, -11.44448",
    "layers-0-radius_m": "800",
    "until_date": "2026-11-23",
    "until_time": "15:00",
    "sure": "y",
}


@pytest.fixture
def editor(as_person: People) -> FlaskClient:
    return as_person("zone_editor")


@pytest.fixture
def commander(as_person: People) -> FlaskClient:
    return as_person("commander")


@pytest.fixture
def deputy(as_person: People) -> FlaskClient:
    return as_person("commander", email="adjointe@kayes.example")


def standing(key: tuple[str, str] = KEY) -> service.Standing:
    db.session.rollback()
    return service.standing(key=key)


def held(version: Version | None) -> Version:
    assert version is not None
    return version


def drafted(client: FlaskClient, page: str = "/zones/edit/new", **changes: str) -> Version:
    answer = post(client, page, **{**TYPED, **changes, "action": "save"})
    assert answer.status_code == 303, answer.text
    return held(standing().draft)


def published(author: FlaskClient, publisher: FlaskClient) -> Version:
    draft = drafted(author)
    assert post(publisher, f"/zones/edit/version/{draft.id}/publish").status_code == 303
    return held(standing().published)


def lines() -> list[str]:
    db.session.rollback()
    found = [line.entry.action for line in audit.search(wanted=Search())][::-1]
    return [action for action in found if action.startswith("zones.")]


def text_of(client: FlaskClient, page: str) -> str:
    answer = client.get(page, headers={"Accept-Language": "fr"})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_zone_goes_from_the_form_to_the_public(
    editor: FlaskClient, commander: FlaskClient, client: FlaskClient
) -> None:
    draft = drafted(editor)
    assert draft.zone == Zone(
        "MLI",
        "TMP1",
        Restriction.PROHIBITED,
        (
            replace(
                draft.zone.volumes[0],
                band=Band(None, Height(120, Unit.METRES, Datum.AGL)),
                circle=Circle(-11.44448, 14.44693, 1_500),
            ),
        ),
        (Applicability(datetime(2026, 11, 23, 10, tzinfo=UTC), datetime(2026, 11, 24, 18, tzinfo=UTC)),),
        name="Fête de Kayes",
        message="Rassemblement public.",
        reasons=("POPULATION",),
        time_zone="Africa/Bamako",
    )
    assert client.get("/zones/MLI/TMP1").status_code == 404
    page = f"/zones/edit/version/{draft.id}"
    assert post(editor, f"{page}/publish").status_code == 403
    assert "Oui : le 23/11/2026 12:00 (Bamako), elle s’applique." in text_of(commander, page)
    assert "Non : le 25/11/2026 01:30" in text_of(commander, f"{page}?at_date=2026-11-25&at_time=1:30")
    assert post(commander, f"{page}/publish").status_code == 303
    assert "Fête de Kayes" in client.get("/zones/MLI/TMP1").text
    assert lines() == ["zones.drafted", "zones.published"]


def test_nobody_publishes_their_own_draft(commander: FlaskClient) -> None:
    draft = drafted(commander)
    refused = post(commander, f"/zones/edit/version/{draft.id}/publish")
    assert (refused.status_code, "est la vôtre" in refused.text) == (409, True)
    assert standing().published is None


def test_the_preview_stores_nothing_and_keeps_what_was_typed(editor: FlaskClient) -> None:
    page = post(
        editor,
        "/zones/edit/new",
        **{**TYPED, "action": "preview", "at_date": "2026-11-24", "at_time": "17:59"},
    )
    assert page.status_code == 200
    assert "Oui : le 24/11/2026 17:59 (Bamako), elle s’applique." in page.text
    assert 'value="14.44693, -11.44448"' in page.text
    assert (standing().draft, lines()) == (None, [])


def test_errors_stand_beside_their_fields_and_what_was_typed_is_kept(editor: FlaskClient) -> None:
    wrong = {**TYPED, "layers-0-radius_m": "mille", "periods-0-end_date": "2026-11-31", "action": "save"}
    page = post(editor, "/zones/edit/new", **wrong)
    assert page.status_code == 422
    for field in ("layers-0-radius_m", "periods-0-end_date"):
        assert re.search(rf'id="{field}-error"', page.text), field
        assert re.search(
            rf'aria-describedby="[^"]*{field}-error[^"]*"[^>]*id="{field}"|id="{field}"[^>]*{field}-error',
            page.text,
        )
    assert 'value="mille"' in page.text
    assert standing().draft is None


def test_blocks_are_added_and_removed_without_javascript(editor: FlaskClient) -> None:
    page = post(editor, "/zones/edit/new", **{**TYPED, "action": "add_layers"})
    assert (page.status_code, 'name="layers-1-centre"' in page.text) == (200, True)
    again = post(
        editor,
        "/zones/edit/new",
        **{**TYPED, "layers-1-drop": "y", "layers-1-shape": "circle", "action": "add_periods"},
    )
    assert ('name="layers-1-centre"' in again.text, 'name="periods-1-begin_date"' in again.text) == (
        False,
        True,
    )


def test_a_pasted_ed269_piece_fills_the_form(editor: FlaskClient) -> None:
    circle = '{"type": "Circle", "center": [-9.48, 13.03], "radius": 900}'
    floor = '"uomDimensions": "FT", "lowerLimit": 0, "lowerVerticalReference": "AGL"'
    ceiling = '"upperLimit": 400, "upperVerticalReference": "AMSL"'
    piece = f'{{{floor}, {ceiling}, "horizontalProjection": {circle}}}'
    page = post(editor, "/zones/edit/new", **{**TYPED, "pasted": piece, "action": "read_piece"})
    assert page.status_code == 200
    assert ('value="13.03, -9.48"' in page.text, 'value="900"' in page.text, 'value="400"' in page.text) == (
        True,
    ) * 3
    refused = post(editor, "/zones/edit/new", **{**TYPED, "pasted": "bonjour", "action": "read_piece"})
    assert (refused.status_code, 'id="pasted-error"' in refused.text) == (422, True)


def rich() -> Zone:
    """A zone that an import brought, with more than most forms could show."""
    layers = tuple(ZoneVolume(box(-11 - i, 14, -10.5 - i, 14.123456789), Band()) for i in range(3))
    periods = (
        Applicability(None, datetime(2027, 1, 1, tzinfo=UTC)),
        Applicability(datetime(2027, 2, 1, tzinfo=UTC)),
    )
    return Zone("MLI", "RICH", Restriction.CONDITIONAL, layers, periods, reasons=("ODD",), message="x" * 300)


def test_an_edit_by_form_loses_nothing_that_an_import_brought(editor: FlaskClient) -> None:
    with unit_of_work():
        service.put(zones=[rich()], now=now())
    shown = text_of(editor, "/zones/edit/change/MLI/RICH")
    fields = _fields(shown) | {"name": "Autre nom", "action": "save"}
    answer = post(editor, "/zones/edit/change/MLI/RICH", **fields)
    assert answer.status_code == 303, answer.text
    assert held(standing(("MLI", "RICH")).draft).zone == replace(rich(), name="Autre nom")


def test_a_zone_too_large_for_a_page_is_refused_by_name(editor: FlaskClient) -> None:
    many = tuple(ZoneVolume(box(i / 10, 1, i / 10 + 0.05, 2), Band()) for i in range(40))
    with unit_of_work():
        service.put(zones=[Zone("MLI", "MANY", Restriction.CONDITIONAL, many)], now=now())
    answer = editor.get("/zones/edit/change/MLI/MANY")
    assert (answer.status_code, answer.location) == (303, "/zones/edit/MLI/MANY")
    assert "par un fichier" in text_of(editor, "/zones/edit/MLI/MANY")


def _fields(page: str) -> dict[str, str | list[str]]:
    """The fields of a page's form as a browser without JavaScript would send them."""
    found: dict[str, list[str]] = {}
    main = page[page.index("<main") : page.index("</main>")]
    for tag in re.findall(r"<input[^>]*>", main):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        ticked = said.get("type") not in ("checkbox", "radio") or "checked" in tag.replace('"', " ").split()
        if "name" in said and ticked:
            found.setdefault(said["name"], []).append(_plain(said.get("value", "")))
    for name, text in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', main, re.DOTALL
    ):
        found.setdefault(name, []).append(_plain(text).replace("\n", "\r\n"))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', main, re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"|<option value="([^"]*)" selected', options)
        first = re.search(r'value="([^"]*)"', options)
        assert first is not None
        found.setdefault(name, []).append(
            next(one for one in chosen.groups() if one is not None) if chosen else first[1]
        )
    found.pop("csrf_token", None)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _plain(text: str) -> str:
    return text.replace("&#34;", '"').replace("&quot;", '"').replace("&#39;", "'").replace("&amp;", "&")


def test_a_draft_that_was_sent_back_waits_for_its_author(editor: FlaskClient, commander: FlaskClient) -> None:
    draft = drafted(editor)
    page = f"/zones/edit/version/{draft.id}"
    assert post(commander, f"{page}/return", remark="").status_code == 422
    assert post(commander, f"{page}/return", remark="Le rayon est trop grand.").status_code == 303
    assert post(commander, f"{page}/publish").status_code == 409
    assert "Le rayon est trop grand." in text_of(editor, "/zones/edit/change/MLI/TMP1")
    seen = {"base": draft.id, "seen": draft.id, "layers-0-radius_m": "900"}
    revised = drafted(editor, "/zones/edit/change/MLI/TMP1", **seen)
    assert post(commander, f"/zones/edit/version/{revised.id}/publish").status_code == 303
    assert lines() == ["zones.drafted", "zones.sent_back", "zones.drafted", "zones.published"]


def test_who_was_overtaken_reads_what_changed_and_may_send_it_once_more(
    editor: FlaskClient, commander: FlaskClient
) -> None:
    first = published(editor, commander)
    seen = {"base": first.id, "seen": first.id}
    drafted(commander, "/zones/edit/change/MLI/TMP1", **seen, name="Autre fête")
    late = {**TYPED, **seen, "message": "Tard.", "action": "save"}
    overtaken = post(editor, "/zones/edit/change/MLI/TMP1", **late)
    assert overtaken.status_code == 412
    assert "Autre fête" in overtaken.text
    assert "Tard." in overtaken.text
    assert held(standing().draft).zone.name == "Autre fête"
    again = post(editor, "/zones/edit/change/MLI/TMP1", **{**_fields(overtaken.text), "action": "save"})
    assert again.status_code == 303
    assert held(standing().draft).zone.message == "Tard."


def test_publishing_what_was_replaced_meanwhile_shows_the_difference(
    editor: FlaskClient, commander: FlaskClient
) -> None:
    draft = drafted(editor)
    newer = drafted(editor, "/zones/edit/change/MLI/TMP1", base=draft.id, seen=draft.id, message="Nouveau.")
    stale = post(commander, f"/zones/edit/version/{draft.id}/publish")
    assert (stale.status_code, "Nouveau." in stale.text) == (412, True)
    assert f"/zones/edit/version/{newer.id}" in stale.text
    assert standing().published is None


def test_a_draft_of_what_was_withdrawn_is_not_published_unseen(
    editor: FlaskClient, commander: FlaskClient
) -> None:
    first = published(editor, commander)
    draft = drafted(editor, "/zones/edit/change/MLI/TMP1", base=first.id, seen=first.id, message="Neu.")
    with unit_of_work():
        service.withdraw(keys=[KEY], actor=SYSTEM, now=now())
    assert post(commander, f"/zones/edit/version/{draft.id}/publish").status_code == 412
    assert standing().published is None


def test_one_identity_is_drafted_as_new_only_once(editor: FlaskClient) -> None:
    drafted(editor)
    again = post(editor, "/zones/edit/new", **{**TYPED, "action": "save"})
    assert (again.status_code, 'id="identifier-error"' in again.text) == (412, True)


def test_a_zone_is_withdrawn_by_two_persons(
    editor: FlaskClient, commander: FlaskClient, deputy: FlaskClient
) -> None:
    page = f"/zones/edit/version/{published(editor, commander).id}"
    assert post(commander, f"{page}/withdraw", sure="y").status_code == 409
    assert post(commander, f"{page}/withdrawal", remark="La fête est finie.").status_code == 303
    assert post(commander, f"{page}/withdraw", sure="y").status_code == 409
    assert "La fête est finie." in text_of(deputy, "/zones/edit/version/" + held(standing().published).id)
    assert post(deputy, f"{page}/withdraw").status_code == 422
    assert post(deputy, f"{page}/withdraw", sure="y").status_code == 303
    assert standing().published is None
    assert post(deputy, f"{page}/withdraw", sure="y").status_code == 412
    assert lines()[2:] == ["zones.withdrawal_proposed", "zones.withdrawn"]


def test_a_proposed_withdrawal_may_be_turned_down(editor: FlaskClient, commander: FlaskClient) -> None:
    page = f"/zones/edit/version/{published(editor, commander).id}"
    post(editor, f"{page}/withdrawal", remark="Peut-être.")
    assert "Retraits qui attendent une seconde personne" in text_of(commander, "/zones/edit")
    assert post(commander, f"{page}/withdrawal/keep").status_code == 303
    assert held(standing().published).withdrawal is None
    assert post(commander, f"{page}/withdrawal/keep").status_code == 412


def test_a_temporary_zone_is_ended_early_by_two_persons(
    editor: FlaskClient, commander: FlaskClient, client: FlaskClient
) -> None:
    first = published(editor, commander)
    page = f"/zones/edit/version/{first.id}"
    assert post(editor, f"{page}/end", end_date="2026-11-23", end_time="9:00").status_code == 422
    assert post(editor, f"{page}/end", end_date="2026-11-23", end_time="12:30").status_code == 303
    draft = held(standing().draft)
    assert draft.zone == replace(
        first.zone,
        applicability=(replace(first.zone.applicability[0], end=datetime(2026, 11, 23, 12, 30, tzinfo=UTC)),),
    )
    assert "jusqu’au 24/11/2026 18:00" in client.get("/zones/MLI/TMP1").text
    assert post(commander, f"/zones/edit/version/{draft.id}/publish").status_code == 303
    assert "jusqu’au 23/11/2026 12:30" in client.get("/zones/MLI/TMP1").text


def test_the_history_shows_every_version_and_any_two_compared(
    editor: FlaskClient, commander: FlaskClient
) -> None:
    first = published(editor, commander)
    drafted(editor, "/zones/edit/change/MLI/TMP1", base=first.id, seen=first.id, message="Deuxième.")
    page = text_of(commander, "/zones/edit/MLI/TMP1")
    assert ("Rassemblement public." in page, "Deuxième." in page) == (True, True)
    assert "Rien ne diffère." in text_of(commander, "/zones/edit/MLI/TMP1?before=1&after=1")
    assert commander.get("/zones/edit/MLI/TMP1?before=1&after=9").status_code == 404
    assert commander.get("/zones/edit/MLI/TMP1?before=x&after=1").status_code == 404


def test_an_emergency_zone_applies_at_once_and_is_flagged_until_confirmed(
    app: APIFlask,
    monkeypatch: pytest.MonkeyPatch,
    commander: FlaskClient,
    deputy: FlaskClient,
    editor: FlaskClient,
    client: FlaskClient,
) -> None:
    heard: list[events.Event] = []
    table = app.extensions["portal.events"]
    monkeypatch.setitem(table, ZonesPublished, [*table.get(ZonesPublished, []), heard.append])
    assert post(editor, "/zones/edit/emergency", **EMERGENCY).status_code == 403
    assert post(commander, "/zones/edit/emergency", **EMERGENCY).status_code == 303
    key = ("MLI", "U231200")
    found = held(standing(key).published)
    assert heard == [ZonesPublished((key,), 1)]
    assert (found.is_flagged, found.zone.applicability) == (
        True,
        (Applicability(now(), datetime(2026, 11, 23, 15, tzinfo=UTC)),),
    )
    words = "aucune seconde personne n’a encore confirmée"
    assert words in text_of(editor, "/zones")
    assert words in text_of(editor, "/zones/MLI/U231200")
    assert words not in text_of(client, "/zones")
    assert "Zones d’urgence qui attendent une seconde personne" in text_of(editor, "/zones/edit")
    assert "MLI U231200" in text_of(commander, "/liaison")
    page = f"/zones/edit/version/{found.id}"
    post(commander, f"{page}/confirm")
    assert held(standing(key).published).is_flagged
    post(deputy, f"{page}/confirm")
    assert not held(standing(key).published).is_flagged
    assert words not in text_of(editor, "/zones")
    assert post(deputy, f"{page}/withdraw", sure="y").status_code == 409
    assert post(commander, f"{page}/withdraw", sure="y").status_code == 303
    assert lines() == [
        "zones.emergency_published",
        "zones.published",
        "zones.emergency_confirmed",
        "zones.withdrawn",
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"restriction": "CONDITIONAL"}, "restriction"),
        ({"until_date": "2026-11-24", "until_time": "12:01"}, "until_time"),
        ({"until_time": "11:00"}, "until_date"),
        ({"until_time": ""}, "until_time"),
        ({"identifier": "KNOWN"}, "identifier"),
        ({"restriction": "REQ_AUTHORISATION", "command": ""}, "command"),
        ({"sure": ""}, "sure"),
        ({"layers-0-centre": "ici"}, "layers-0-centre"),
    ],
)
def test_an_emergency_that_is_none_is_refused_beside_its_field(
    commander: FlaskClient, changes: dict[str, str], field: str
) -> None:
    known = replace(rich(), identifier="KNOWN", restriction=Restriction.NO_RESTRICTION)
    with unit_of_work():
        service.put(zones=[known], now=now())
    refused = post(commander, "/zones/edit/emergency", **{**EMERGENCY, **changes})
    assert (refused.status_code, f'id="{field}-error"' in refused.text) == (422, True)
    assert service.register_number() == 1


def test_an_emergency_not_confirmed_is_ended_by_a_second_person(
    commander: FlaskClient, deputy: FlaskClient
) -> None:
    post(commander, "/zones/edit/emergency", **EMERGENCY)
    found = held(standing(("MLI", "U231200")).published)
    assert post(deputy, f"/zones/edit/version/{found.id}/withdraw", sure="y").status_code == 303
    assert standing(("MLI", "U231200")).published is None


APPROVAL: dict[str, str | list[str]] = {
    "identifier": "PA-1",
    "name": "Jour",
    "command": "ZONE4",
    "layers-0-shape": "circle",
    "layers-0-centre": "14.44693, -11.44448",
    "layers-0-radius_m": "1500",
    "ceiling": "30",
    "ceiling_unit": "m",
    "ceiling_datum": "AGL",
    "periods-0-days": DAYS,
    "periods-0-opens": "clock",
    "periods-0-opens_at": "7:00",
    "periods-0-closes": "clock",
    "periods-0-closes_at": "18:00",
    "periods-0-hours_zone": "Africa/Bamako",
}


def test_a_pre_approval_is_drafted_published_by_another_superseded_and_withdrawn(
    app: APIFlask, monkeypatch: pytest.MonkeyPatch, editor: FlaskClient, commander: FlaskClient
) -> None:
    heard: list[events.Event] = []
    table = app.extensions["portal.events"]
    for kind in (ZonesPublished, ZonesWithdrawn):
        monkeypatch.setitem(table, kind, [*table.get(kind, []), heard.append])
    assert post(editor, "/zones/edit/pre-approvals/new", **{**APPROVAL, "action": "save"}).status_code == 303
    (draft,) = _approvals()
    assert service.load_snapshot().pre_approvals == ()
    assert post(commander, f"/zones/edit/pre-approvals/version/{draft.id}/publish").status_code == 303
    (first,) = _approvals()
    assert service.load_snapshot().pre_approvals == (first.pre_approval,)
    seen = {**APPROVAL, "base": first.id, "seen": first.id, "ceiling": "20", "action": "save"}
    assert post(editor, f"/zones/edit/pre-approvals/change/{first.id}", **seen).status_code == 303
    newer = next(one for one in _approvals() if one.state is State.DRAFT)
    assert "30 m" in text_of(commander, f"/zones/edit/pre-approvals/version/{newer.id}")
    assert post(commander, f"/zones/edit/pre-approvals/version/{newer.id}/publish").status_code == 303
    assert post(commander, f"/zones/edit/pre-approvals/version/{newer.id}/publish").status_code == 412
    assert (
        post(commander, f"/zones/edit/pre-approvals/version/{newer.id}/withdraw", sure="y").status_code == 303
    )
    assert (_approvals(), service.load_snapshot().pre_approvals) == ([], ())
    assert heard == [
        ZonesPublished((), 1, ("PA-1",)),
        ZonesPublished((), 2, ("PA-1",)),
        ZonesWithdrawn((), 3, ("PA-1",)),
    ]


def _approvals() -> list[ApprovalVersion]:
    db.session.rollback()
    return service.open_approvals()


def test_nobody_publishes_their_own_pre_approval(commander: FlaskClient, deputy: FlaskClient) -> None:
    post(commander, "/zones/edit/pre-approvals/new", **{**APPROVAL, "action": "save"})
    (draft,) = _approvals()
    page = f"/zones/edit/pre-approvals/version/{draft.id}"
    assert post(commander, f"{page}/publish").status_code == 409
    assert post(deputy, f"{page}/return", remark="Trop haut.").status_code == 303
    assert post(deputy, f"{page}/publish").status_code == 409
    assert post(commander, f"{page}/drop").status_code == 303
    assert _approvals() == []


def test_a_forgotten_period_of_a_pre_approval_approves_nothing(editor: FlaskClient) -> None:
    added = post(editor, "/zones/edit/pre-approvals/new", **{**APPROVAL, "action": "add_periods"})
    refused = post(editor, "/zones/edit/pre-approvals/new", **{**_fields(added.text), "action": "save"})
    assert (refused.status_code, 'id="periods-1-days-error"' in refused.text) == (422, True)


def test_a_pre_approval_by_hand_keeps_an_outline_with_a_hole(editor: FlaskClient) -> None:
    ring = box(-11, 14, -10, 15).difference(box(-10.6, 14.4, -10.4, 14.6))
    one = PreApproval("RING", "ZONE4", ring, Height(30, Unit.METRES, Datum.AGL))
    with unit_of_work():
        service.put(zones=[], pre_approvals=[one], now=now())
    (version,) = _approvals()
    shown = _fields(text_of(editor, f"/zones/edit/pre-approvals/change/{version.id}"))
    post(
        editor,
        f"/zones/edit/pre-approvals/change/{version.id}",
        **{**shown, "name": "Anneau", "action": "save"},
    )
    draft = next(other for other in _approvals() if other.state is State.DRAFT)
    assert draft.pre_approval == replace(one, name="Anneau")


def test_the_register_is_asked_again_under_its_lock(app: APIFlask) -> None:
    zone = replace(rich(), identifier="TMP1")
    with unit_of_work():
        first = service.save_draft(zone=zone, seen="", actor="a", now=now())
    with pytest.raises(Problem) as problem, unit_of_work():
        service.save_draft(zone=replace(zone, name="x"), seen="", actor="b", now=now())
    assert problem.value.status == 412
    with unit_of_work():
        again = service.save_draft(zone=zone, seen=str(first), actor="b", now=now() + timedelta(hours=1))
    assert [fault.code for fault in again] == ["zones.error.nothing_changed"]
