"""A flight over the areas of two commands: in both queues, both must approve, one denial denies."""

from datetime import timedelta

import pytest
from shapely.geometry import box

from drones.flights import service as flights
from drones.flights.model import Position, State
from drones.liaison import service
from drones.liaison.model import Approval, Denial, Refused, Sort
from geofences.engine.model import Restriction
from geofences.zones import service as zones
from portal.accounts import service as accounts
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.model import Identity
from tests.integration.accounts import people
from tests.integration.flights.conftest import zone
from tests.integration.liaison.conftest import HERE

NORTH = box(-10.9, 13.8065, -10.7, 13.9)


@pytest.fixture
def border(owner):
    """A circle at Bafoulabé of which the northern half lies in an area of ZONE2 as well."""
    with unit_of_work():
        zones.put(zones=[zone("NORTH", Restriction.REQ_AUTHORISATION, NORTH, command="ZONE2")], now=now())
    return owner.submit(centre=HERE)


@pytest.fixture
def officers(border):
    made = {
        command: people.make("officer", email=f"officer.{command.lower()}@kayes.example", command=command)
        for command in ("ZONE2", "ZONE4")
    }
    db.session.rollback()
    return {
        command: Identity(id=one.id, email=one.email, roles=one.roles, command=command)
        for command, one in made.items()
    }


def queue(officer):
    db.session.rollback()
    found = service.queue(reader=officer, sort=Sort.RISK, now=now())
    return [line.request.flight.id for line in found.lines]


def version(flight):
    db.session.rollback()
    return flights.flight(flight_id=flight.id).version


def approve(flight, officer):
    with unit_of_work():
        return service.approve(
            flight_id=flight.id,
            officer=officer,
            approval=Approval(),
            expected_version=flights.flight(flight_id=flight.id).version,
            now=now(),
        )


def test_it_stands_in_both_queues_and_needs_both(border, officers, owner):
    assert border.standing.commands == ("ZONE2", "ZONE4")
    assert all(queue(officer) == [border.id] for officer in officers.values())
    assert approve(border, officers["ZONE2"]) == ()
    assert owner.see(border).state is State.REFERRED
    assert queue(officers["ZONE2"]) == []
    assert queue(officers["ZONE4"]) == [border.id]
    assert [fault.code for fault in approve(border, officers["ZONE2"])] == ["liaison.refusal.consented"]
    assert approve(border, officers["ZONE4"]) == ()
    assert owner.see(border).state is State.APPROVED
    assert queue(officers["ZONE4"]) == []


@pytest.mark.parametrize("first", [(), ("ZONE4",)])
def test_one_denial_denies_whatever_the_other_said(border, officers, owner, first):
    for command in first:
        assert approve(border, officers[command]) == ()
    with unit_of_work():
        no = Refused(Denial.TIME)
        about = {"flight_id": border.id, "expected_version": version(border), "now": now()}
        assert service.deny(officer=officers["ZONE2"], refused=no, **about) == ()
    assert owner.see(border).state is State.DENIED
    assert queue(officers["ZONE4"]) == []


def test_both_hold_their_own_claim_on_it(border, officers):
    for officer in officers.values():
        with unit_of_work():
            assert service.claim(flight_id=border.id, officer=officer, now=now()) == ()


def test_a_flight_outside_the_north_is_the_other_command_s_alone(border, officers, owner):
    south = owner.submit(centre=Position(HERE.lon, HERE.lat - 0.1))
    assert south.id not in queue(officers["ZONE2"])
    assert south.id in queue(officers["ZONE4"])


def test_each_command_is_escalated_to_for_itself(border, officers, clock):
    approve(border, officers["ZONE4"])
    boss = people.make("commander", email="fanta.keita@kayes.example", command="ZONE2")
    clock.set(now() + timedelta(hours=22, minutes=-75))
    with unit_of_work():
        service.escalate(now())
    shown = {
        command: service.queue(reader=Identity(id=boss.id, command=command), sort=Sort.RISK, now=now()).lines
        for command in ("ZONE2", "ZONE4")
    }
    assert [line.escalated_at for line in shown["ZONE2"]] == [now()]
    assert shown["ZONE4"] == ()


def test_over_json_both_keys_see_it_and_the_second_one_approves(app, border, officers, owner):
    keys = {}
    for command, officer in officers.items():
        with unit_of_work():
            scopes = ["liaison.read", "liaison.decide"]
            keys[command] = accounts.issue_key(person_id=officer.id, scopes=scopes, now=now()).text
    client = app.test_client()
    for command, state in (("ZONE4", "referred"), ("ZONE2", "approved")):
        headers = {"Authorization": f"Bearer {keys[command]}"}
        (listed,) = client.get("/api/v1/liaison/requests", headers=headers).json["requests"]
        assert listed["commands"] == ["ZONE2", "ZONE4"]
        answer = client.post(
            f"/api/v1/liaison/requests/{border.id}/approve",
            headers={**headers, "If-Match": f'"{listed["version"]}"'},
            json={},
        )
        assert answer.status_code == 200, answer.text
        assert answer.json["status"] == state
    assert owner.see(border).state is State.APPROVED
