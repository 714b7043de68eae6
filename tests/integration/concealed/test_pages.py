"""The pages of concealed zones: who sees them, setting, changing, withdrawing, what is refused."""

import pytest
import sqlalchemy as sa

from geofences.concealed import service as concealed
from geofences.concealed.model import State
from geofences.zones import service as zones
from portal.audit import service as audit
from portal.audit.model import Book, Search
from portal.kit.database import db
from portal.kit.metrics import text
from tests.integration.accounts.people import post
from tests.integration.concealed.conftest import TYPED, hidden

NAME = TYPED["name"]


def set_by_page(client, page="/concealed/new", **changes):
    return post(client, page, **{**TYPED, **changes})


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("officer", 200),
        ("commander", 200),
        ("auditor", 200),
        ("owner", 403),
        ("admin", 403),
        ("registrar", 403),
        ("zone_editor", 403),
        ("checkpoint", 403),
    ],
)
def test_officers_commanders_and_auditors_read_and_nobody_else(room, as_person, role, status):
    version = room.set().version
    client = as_person(role)
    for page in ("/concealed", f"/concealed/{version.id}", "/liaison/concealed"):
        answer = client.get(page)
        assert answer.status_code == status, page
        assert (NAME in answer.text) == (status == 200 and page != "/liaison/concealed")


def test_the_public_is_asked_to_sign_in(room, client):
    assert client.get("/concealed").location.startswith("/login")


def test_another_command_learns_nothing(room, as_person):
    version = room.set().version
    other = as_person("commander", email="autre@kayes.example", command="ZONE2")
    assert NAME not in other.get("/concealed").text
    assert other.get(f"/concealed/{version.id}").status_code == 404
    assert other.get(f"/concealed/{version.id}/change").status_code == 404
    assert post(other, f"/concealed/{version.id}", sure="y").status_code == 404
    # Nor by trying an identifier that is taken elsewhere: it is free for them, but has no cover.
    answer = set_by_page(other)
    assert answer.status_code == 422
    assert "porte déjà" not in answer.text


@pytest.mark.parametrize("role", ["officer", "auditor"])
def test_only_a_commander_sets_changes_and_withdraws(room, as_person, role):
    version = room.set().version
    client = as_person(role)
    assert set_by_page(client).status_code == 403
    assert set_by_page(client, f"/concealed/{version.id}/change").status_code == 403
    assert post(client, f"/concealed/{version.id}", sure="y").status_code == 403
    assert "/concealed/new" not in client.get("/concealed").text
    assert [one.state for one in room.standing()] == [State.SET]


def test_a_commander_sets_a_zone_and_reads_it_with_its_cover(commander, room):
    answer = set_by_page(commander)
    assert answer.status_code == 303
    page = commander.get(answer.location).text
    for words in (NAME, "CX-1", TYPED["guidance"], "Couverte par des zones publiées", "data-map"):
        assert words in page
    assert NAME in commander.get("/concealed").text


def test_nothing_that_is_published_moves(commander, room):
    before = zones.register_number(), commander.get("/api/v1/zones.geojson").headers["ETag"]
    set_by_page(commander)
    version = room.standing()[0]
    post(commander, f"/concealed/{version.id}", sure="y")
    assert (zones.register_number(), commander.get("/api/v1/zones.geojson").headers["ETag"]) == before
    assert {one.identifier for one in zones.published()} & {"CX-1"} == set()


def test_without_cover_it_is_refused_with_places_and_times_and_what_was_typed_stays(commander, room):
    answer = set_by_page(commander, centre="14.7, -5.0")
    assert answer.status_code == 422
    assert "la couverture manque" in answer.text
    assert ", -5.00" in answer.text
    assert "23/11/2026 12:00" in answer.text
    assert TYPED["guidance"] in answer.text
    assert room.standing() == []


def test_under_an_approval_in_advance_it_is_refused_by_its_name(commander, room):
    answer = set_by_page(commander, centre="14.51, -11.38", radius_m="500")
    assert answer.status_code == 422
    assert "autorisation donnée d’avance" in answer.text
    assert "couronne de" in answer.text


def test_every_fault_stands_beside_its_field(commander, room):
    answer = set_by_page(commander, identifier="?", radius_m="large", end_date="hier")
    assert answer.status_code == 422
    for field in ("identifier", "radius_m", "end_date"):
        assert f'id="{field}-error"' in answer.text
    assert 'value="large"' in answer.text


def test_an_identifier_is_set_once_and_changed_into_a_new_version(commander, room):
    set_by_page(commander)
    assert "porte déjà cet identifiant" in set_by_page(commander).text
    first = room.standing()[0]
    form = commander.get(f"/concealed/{first.id}/change").text
    assert f'value="{TYPED["centre"]}"' in form
    answer = set_by_page(commander, f"/concealed/{first.id}/change", radius_m="2000")
    assert answer.status_code == 303
    (second,) = room.standing()
    assert (second.number, second.zone.volumes[0].circle.radius_m) == (2, 2000)
    history = concealed.history(version=second)
    assert [one.state for one in history] == [State.SET, State.SUPERSEDED]
    assert commander.get(f"/concealed/{first.id}/change").status_code == 409


def test_a_zone_is_withdrawn_after_a_confirmation_and_stays_readable(commander, room):
    version = room.set().version
    assert post(commander, f"/concealed/{version.id}").status_code == 422
    assert post(commander, f"/concealed/{version.id}", sure="y").status_code == 303
    assert room.standing() == []
    assert NAME in commander.get("/concealed").text
    assert post(commander, f"/concealed/{version.id}", sure="y").status_code == 409


def test_the_ledger_keeps_ids_and_digests_alone(commander, room):
    set_by_page(commander)
    version = room.standing()[0]
    commander.get(f"/concealed/{version.id}")
    post(commander, f"/concealed/{version.id}", sure="y")
    db.session.rollback()
    story = audit.story(subject=version.id, book=Book.SEALED)
    assert [one.entry.action for one in story] == ["concealed.set", "concealed.viewed", "concealed.withdrawn"]
    assert {key for one in story for key in one.entry.facts} == {"digest"}
    everything = str(db.session.execute(sa.text("SELECT * FROM audit_sealed_entry")).all())
    assert NAME not in everything
    assert "CX-1" not in everything
    assert audit.verify(book=Book.SEALED).faults == ()
    assert {one.entry.action for one in audit.search(wanted=Search())} & {"concealed.set"} == set()


def test_the_use_of_these_pages_is_not_counted(commander, room, stage):
    version = room.set().version
    for page in ("/concealed", f"/concealed/{version.id}", "/liaison/concealed"):
        commander.get(page)
    assert b"concealed" not in text()


def test_setting_needs_a_commander_of_the_same_command(room):
    done = room.set(hidden(command="ZONE2"))
    assert [fault.code for fault in done.faults] == ["concealed.error.command"]


def test_the_pages_speak_english_too(commander, room):
    version = room.set().version
    post(commander, "/language", language="en", next="/")
    assert "Covered by published zones" in commander.get(f"/concealed/{version.id}").text
