"""Holding a case: one officer of each command at a time, whatever they do at once."""

from datetime import timedelta

import pytest

from drones.flights import service as flights
from drones.flights.model import State
from drones.liaison import service
from drones.liaison.model import Approval, Denial, Refused
from drones.liaison.rules.claims import LEASE
from portal.audit import service as audit
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.model import Identity
from portal.kit.problems import Problem
from tests.integration.accounts import people
from tests.integration.flights.writers import at_once

RUNNERS = 5


@pytest.fixture
def officers(stage):
    """Officers of Zone 4, and their commander last."""
    made = [people.make("officer", email=f"oumar.traore{n}@kayes.example") for n in range(RUNNERS)]
    made.append(people.make("commander", email="fanta.keita@kayes.example"))
    return [Identity(id=one.id, email=one.email, roles=one.roles, command=one.command) for one in made]


def hold(flight, officer, version=None):
    with unit_of_work():
        return service.claim(flight_id=flight.id, officer=officer, expected_version=version, now=now())


def holder(flight, officer):
    db.session.rollback()
    found = service.claim_of(flight_id=flight.id, reader=officer, now=now())
    return found and found.officer_id


def codes(faults):
    return [(fault.pointer, fault.code) for fault in faults]


def test_of_many_officers_who_claim_at_once_one_holds_the_case(app, flight, officers):
    tasks = [
        lambda who=who: service.claim(flight_id=flight.id, officer=who, now=now()) for who in officers[:-1]
    ]
    found = at_once(app, *tasks)
    assert sorted(len(faults) for faults in found) == [0, *[1] * (RUNNERS - 1)]
    assert holder(flight, officers[0]) == officers[found.index(())].id


def test_a_colleague_reads_who_holds_the_case_and_for_how_long(flight, officers):
    assert hold(flight, officers[0]) == ()
    (fault,) = hold(flight, officers[1])
    assert (fault.pointer, fault.code) == ("version", "liaison.refusal.claimed")
    assert fault.facts == {"who": "OT", "minutes": 10}


def test_a_lease_ends_and_work_on_the_case_lengthens_it(flight, officers, clock):
    hold(flight, officers[0])
    clock.set(now() + LEASE - timedelta(seconds=1))
    assert codes(hold(flight, officers[1])) == [("version", "liaison.refusal.claimed")]
    assert hold(flight, officers[0]) == ()
    clock.set(now() + LEASE - timedelta(seconds=1))
    assert holder(flight, officers[0]) == officers[0].id
    clock.set(now() + timedelta(seconds=1))
    assert holder(flight, officers[0]) is None
    assert hold(flight, officers[1]) == ()


def test_what_is_released_anybody_may_take_and_nobody_releases_for_a_colleague(flight, officers):
    hold(flight, officers[0])
    with unit_of_work():
        refused = service.release(flight_id=flight.id, officer=officers[1], now=now())
    assert codes(refused) == [("version", "liaison.refusal.claimed")]
    with unit_of_work():
        assert service.release(flight_id=flight.id, officer=officers[0], now=now()) == ()
    assert hold(flight, officers[1]) == ()


def test_a_commander_hands_the_case_over_to_a_colleague_only(flight, officers):
    *_, second, commander = officers
    hold(flight, officers[0])
    stranger = people.make("officer", email="autre@kayes.example", command="ZONE2")
    with unit_of_work():
        faults = service.reassign(flight_id=flight.id, to=stranger.id, commander=commander, now=now())
    assert codes(faults) == [("to", "liaison.error.no_colleague")]
    with unit_of_work():
        assert service.reassign(flight_id=flight.id, to=second.id, commander=commander, now=now()) == ()
    assert holder(flight, second) == second.id


def test_nobody_decides_over_a_colleague_who_holds_the_case(flight, officers):
    hold(flight, officers[0])
    about = {"flight_id": flight.id, "expected_version": flight.version, "now": now()}
    no = Refused(Denial.TIME)
    for officer, found in ((officers[1], [("version", "liaison.refusal.claimed")]), (officers[0], [])):
        with unit_of_work():
            assert codes(service.deny(officer=officer, refused=no, **about)) == found
    db.session.rollback()
    assert flights.flight(flight_id=flight.id).state is State.DENIED


def test_who_lost_the_lease_to_a_colleague_decides_nothing(flight, officers, clock):
    hold(flight, officers[0])
    clock.set(now() + LEASE)
    hold(flight, officers[1])
    with unit_of_work():
        faults = service.approve(
            flight_id=flight.id,
            officer=officers[0],
            approval=Approval(),
            expected_version=flight.version,
            now=now(),
        )
    assert codes(faults) == [("version", "liaison.refusal.claimed")]


def test_another_command_finds_no_case_and_a_stale_version_holds_none(flight, officers):
    assert codes(hold(flight, officers[0], flight.version + 1)) == [("version", "liaison.refusal.stale")]
    other = Identity(id="x", command="ZONE2")
    with pytest.raises(Problem) as problem, unit_of_work():
        service.claim(flight_id=flight.id, officer=other, now=now())
    assert problem.value.status == 404


def test_nobody_keeps_their_own_flight_from_the_others(flight, owner):
    own = Identity(id=owner.person_id, command="ZONE4")
    assert codes(hold(flight, own)) == [("officer", "liaison.refusal.own_flight")]


def test_claims_stand_in_the_ledger_once_a_change_of_hands(flight, officers):
    hold(flight, officers[0])
    hold(flight, officers[0])
    with unit_of_work():
        service.release(flight_id=flight.id, officer=officers[0], now=now())
    actions = [one.entry.action for one in audit.story(subject=flight.id)]
    assert [one for one in actions if one.startswith("liaison.")] == ["liaison.claimed", "liaison.released"]
