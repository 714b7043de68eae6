"""Checkpoints: a commander sets them, and each has the day's permits around it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from shapely.geometry import Point
from sqlalchemy.exc import OperationalError

from drones.desk import service
from drones.permits import service as permits
from portal.audit import service as audit
from portal.audit.model import Search
from portal.kit.database import db, unit_of_work
from portal.kit.model import Identity
from tests.integration.accounts.people import token
from tests.integration.permits.conftest import issue, key, key_file  # noqa: F401

FR = {"Accept-Language": "fr"}
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
COMMANDER = Identity("c", roles=frozenset({"commander"}), command="ZONE4")


@pytest.fixture
def post(app, clock):
    """Sets a checkpoint and gives its id."""

    def make(name="Poste du pont", place="14.44693, -11.44448", radius_m=10_000, who=COMMANDER):
        with unit_of_work():
            assert not service.set_checkpoint(
                name=name, place=place, radius_m=radius_m, who=who, now=clock.now()
            )
        return next(one.id for one in service.checkpoints() if one.name == name)

    return make


def send(client, address, **fields):
    """Post a form with its token."""
    return client.post(address, data={"csrf_token": token(client, "/checkpoints"), **fields}, headers=FR)


def test_a_list_holds_the_permits_around_its_checkpoint_alone(as_person, issue, post, clock):  # noqa: F811
    clock.set(NOON)
    near = issue(area=Point(-11.44, 14.50).buffer(0.002))
    edge = issue(flight_id="f2", area=Point(-11.44448, 14.5400).buffer(0.004))
    far = issue(flight_id="f3", area=Point(-10.83, 13.80).buffer(0.002))
    page = as_person("checkpoint").get(f"/checkpoints/{post()}", headers=FR).text
    shown = re.findall(r'class="code">([A-Z2-7]{4}-[A-Z2-7]{4})', page)
    code = {one.id: f"{one.id[:4]}-{one.id[4:]}" for one in (near, edge, far)}
    assert set(shown) == {code[near.id], code[edge.id]}
    assert "d’ici 5,7 km vers le nord" in page
    assert "23/11/2026 12:00 (Bamako)" in page
    assert "56789A" in page or near.content.serial_tail in page


def test_a_checkpoint_within_an_area_is_told_so(as_person, issue, post, clock):  # noqa: F811
    clock.set(NOON)
    issue(area=Point(-11.44448, 14.44693).buffer(0.05))
    page = as_person("officer").get(f"/checkpoints/{post()}", headers=FR).text
    assert "ce point de contrôle est dans sa zone" in page


def test_tomorrows_list_can_be_printed_today(as_person, issue, post, clock):  # noqa: F811
    clock.set(NOON)
    today, tomorrow = (
        issue(flight_id=name, start=NOON + ahead, end=NOON + ahead + timedelta(hours=1))
        for name, ahead in (("f1", timedelta(hours=1)), ("f2", timedelta(days=1)))
    )
    address = f"/checkpoints/{post()}"
    client = as_person("checkpoint")
    pages = client.get(address).text, client.get(f"{address}?day=tomorrow", headers=FR).text
    for one, there in ((today, pages[0]), (tomorrow, pages[1])):
        assert f"{one.id[:4]}-{one.id[4:]}" in there
    assert f"{today.id[:4]}-{today.id[4:]}" not in pages[1]
    assert "24/11/2026" in pages[1]


def test_a_suspended_permit_stands_on_no_list(as_person, issue, post, clock):  # noqa: F811
    clock.set(NOON)
    one = issue()
    with unit_of_work():
        permits.suspend(flight_id=one.flight_id, now=NOON)
    page = as_person("checkpoint").get(f"/checkpoints/{post()}", headers=FR).text
    assert "Aucun permis près de ce point de contrôle" in page


def test_each_reading_stands_in_the_ledger_with_its_checkpoint(as_person, post, clock):
    clock.set(NOON)
    made = post()
    as_person("checkpoint").get(f"/checkpoints/{made}")
    (seen,) = audit.search(wanted=Search(action="permits.day_viewed"))
    assert dict(seen.entry.facts) == {"permits": 0, "checkpoint": made}
    (kept,) = audit.search(wanted=Search(action="desk.checkpoint_set"))
    assert dict(kept.entry.facts) == {"command": "ZONE4", "radius_m": 10_000}


def test_a_commander_makes_changes_and_removes_a_checkpoint(as_person):
    client = as_person("commander")
    answer = send(client, "/checkpoints", name="  Poste   du pont ", place="Bafoulabé", radius_km="25")
    assert answer.status_code == 303
    (one,) = service.checkpoints()
    assert (one.name, one.command, one.catchment.radius_m) == ("Poste du pont", "ZONE4", 25_000)
    assert (round(one.catchment.lat, 1), round(one.catchment.lon, 1)) == (13.8, -10.8)
    form = client.get(f"/checkpoints/{one.id}/change").text
    assert 'value="Poste du pont"' in form
    fields = {"name": "Poste du gué", "place": "14.45, -11.44", "radius_km": "5"}
    assert send(client, f"/checkpoints/{one.id}/change", **fields).status_code == 303
    db.session.rollback()
    (changed,) = service.checkpoints()
    assert (changed.id, changed.name, changed.catchment.lat) == (one.id, "Poste du gué", 14.45)
    assert send(client, f"/checkpoints/{one.id}/remove").status_code == 303
    db.session.rollback()
    assert service.checkpoints() == ()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "Donnez un nom"),
        ({"name": "x" * 61}, "au plus 60"),
        ({"place": ""}, "Dites où se trouve"),
        ({"place": "nulle part"}, "nulle part"),
        ({"place": "89.9999 N 11 W", "radius_km": "100"}, "pôle"),
        ({"radius_km": "0"}, "De 1 à 100 km"),
        ({"radius_km": "1.5"}, "nombre entier"),
        ({"radius_km": ""}, "Donnez le rayon"),
        ({"name": "POSTE du pont"}, "déjà un point de contrôle"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_is_kept(as_person, post, fields, said):
    post()
    typed = {"name": "Autre", "place": "14.45, -11.44", "radius_km": "20", **fields}
    answer = send(as_person("commander"), "/checkpoints", **typed)
    assert answer.status_code == 422
    assert said in answer.text
    for value in typed.values():
        assert not value or f'value="{value}"' in answer.text
    assert len(service.checkpoints()) == 1


def test_another_commands_checkpoint_is_read_but_not_changed(as_person, post):
    made = post(who=Identity("d", roles=frozenset({"commander"}), command="ZONE1"))
    client = as_person("commander")
    assert client.get(f"/checkpoints/{made}").status_code == 200
    assert client.get(f"/checkpoints/{made}/change").status_code == 404
    assert send(client, f"/checkpoints/{made}/remove").status_code == 404
    assert len(service.checkpoints()) == 1


def test_owners_and_the_public_see_no_checkpoint(as_person, client, post):
    made = post()
    for address in ("/checkpoints", f"/checkpoints/{made}"):
        assert as_person("owner").get(address).status_code == 403
        assert client.get(address).status_code in {303, 401}


def test_a_checkpoint_that_is_not_there_is_a_404(as_person):
    assert as_person("checkpoint").get("/checkpoints/none").status_code == 404


def test_nothing_is_said_to_be_kept_when_the_disk_is_full(as_person, app, monkeypatch):
    client = as_person("commander")
    mark = token(client, "/checkpoints")

    def full():
        raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(db.session, "commit", full)
    fields = {"csrf_token": mark, "name": "Plein", "place": "14.45, -11.44", "radius_km": "5"}
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    broken = client.post("/checkpoints", data=fields, headers=FR)
    monkeypatch.undo()
    assert broken.status_code == 500
    assert "Rien n’a été enregistré" in broken.text
    assert "Le point de contrôle est enregistré" not in broken.text
    page = client.get("/checkpoints", headers=FR).text
    assert "Plein" not in page
    assert "Le point de contrôle est enregistré" not in page
    assert "Plein" in client.post("/checkpoints", data=fields, follow_redirects=True).text
