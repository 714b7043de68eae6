"""Writers at the same time: one slot has one holder, and no zone is passed by unseen."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from shapely.geometry import box

from drones.flights import service
from drones.flights.model import HOLDING, Refusal, State
from drones.flights.service import assessing
from geofences.engine.model import Restriction
from geofences.zones import service as zones
from portal.kit import database, locks
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.problems import Problem
from portal.kit.settings import settings
from tests.integration.flights.conftest import FREE, TOMORROW, zone
from tests.integration.flights.orders import Order
from tests.integration.flights.writers import all_busy, at_once, holders, overlaps, race, states, submit

WRITERS = 6
ROUNDS = 4
STEPS = 12
FREE_BOX = box(FREE.lon - 0.01, FREE.lat - 0.01, FREE.lon + 0.01, FREE.lat + 0.01)


class NeverWriting:
    """Stands in for the mark of a writer, so that every transaction begins like a reader's."""

    def get(self):
        return False

    def set(self, value):
        return None

    def reset(self, token):
        return None


def slot(number):
    return TOMORROW + timedelta(hours=number)


def test_of_many_who_submit_for_one_slot_exactly_one_holds_it(stage, owner):
    start = now() + timedelta(minutes=20)
    flights = [owner.draft(centre=FREE, start=start) for _ in range(WRITERS)]
    for _ in range(ROUNDS):
        flights = race(stage, owner, flights, start)


def test_after_random_traffic_no_two_holders_overlap(stage, owner, rival):
    done = all_busy(stage, (owner, rival), writers=WRITERS, steps=STEPS)
    found = holders()
    assert done["submit"] > WRITERS
    assert len(found) > 5
    lateral_m, vertical_m, time_s = settings().separation
    assert overlaps(found, lateral_m=lateral_m, vertical_m=vertical_m, time_s=time_s) == []


def test_of_two_whom_an_officer_approves_for_one_slot_exactly_one_holds_it(stage, owner, rival):
    for number in range(ROUNDS):
        pair = [owner.submit(start=slot(number)), rival.submit(start=slot(number))]
        tasks = [
            lambda flight=flight: service.approve(flight_id=flight.id, command="ZONE4", now=now())
            for flight in pair
        ]
        at_once(stage, *tasks)
        found = [owner.see(pair[0]).state, rival.see(pair[1]).state]
        assert sorted(found) == [State.APPROVED, State.REFERRED]


def test_flights_far_apart_all_hold(stage, owner):
    places = [type(FREE)(lon=-9.5 + 0.2 * number, lat=13.5) for number in range(WRITERS)]
    flights = [owner.draft(centre=place) for place in places]
    at_once(stage, *(submit(owner, flight) for flight in flights))
    assert set(states(flights)) == {State.APPROVED}


def test_a_publication_and_a_submission_never_pass_each_other_unseen(stage, owner):
    for number in range(ROUNDS):
        flight = owner.draft(centre=FREE, start=slot(number))
        forbidding = zone(f"NEW{number}", Restriction.PROHIBITED, area=FREE_BOX)
        at_once(stage, submit(owner, flight), lambda z=forbidding: zones.put(zones=[z], now=now()))
        assert owner.see(flight).state in {State.REFUSED, State.SUSPENDED}
        with unit_of_work():
            zones.withdraw(keys=[forbidding.key], actor="system", now=now())


def test_a_plan_that_is_withdrawn_while_it_is_approved_ends_in_one_of_the_two(stage, owner):
    flight = owner.submit()

    def withdraw():
        return service.withdraw(flight_id=flight.id, person_id=owner.person_id, now=now())

    def approve():
        try:
            return service.approve(flight_id=flight.id, command="ZONE4", now=now())
        except Problem as problem:
            return problem.status

    _, decided = at_once(stage, withdraw, approve)
    assert decided == 412 or isinstance(decided, Refusal) or decided.state is State.APPROVED
    assert owner.see(flight).state is State.WITHDRAWN


def test_without_the_locks_the_slot_would_be_given_twice(stage, owner, monkeypatch):
    """The proof that the other tests can fail: two who look before either has written."""
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SpatiaLite has one writer: the next test takes that away")
    meeting, look = threading.Barrier(2), assessing.hold_filing

    def look_and_meet(*args, **named):
        found = look(*args, **named)
        meeting.wait(20)
        return found

    monkeypatch.setattr(locks, "cells", lambda numbers: None)
    monkeypatch.setattr(assessing, "hold_filing", look_and_meet)
    flights = [owner.draft(centre=FREE), owner.draft(centre=FREE)]
    try:
        at_once(stage, *(submit(owner, flight) for flight in flights))
    finally:
        meeting.abort()
    assert sum(state in HOLDING for state in states(flights)) == 2
    found = holders()
    lateral_m, vertical_m, time_s = settings().separation
    assert overlaps(found, lateral_m=lateral_m, vertical_m=vertical_m, time_s=time_s)


def test_without_the_writers_lock_at_the_start_spatialite_would_fail_the_second(stage, owner, monkeypatch):
    """The same proof where the lock is ``BEGIN IMMEDIATE``: both read first, then one cannot write."""
    if db.engine.dialect.name == "postgresql":
        pytest.skip("PostgreSQL has locks of its own: see above")
    flights = [owner.draft(centre=FREE), owner.draft(centre=FREE)]
    meeting, real = threading.Barrier(2), locks.cells

    def meet(numbers):
        meeting.wait(20)
        real(numbers)

    monkeypatch.setattr(locks, "cells", meet)
    monkeypatch.setattr(database, "_writing", NeverWriting())
    faults = []
    at_once(stage, *(submit(owner, flight) for flight in flights), faults=faults)
    assert len(faults) == 1
    assert "locked" in str(faults[0])


def test_flights_far_apart_do_not_wait_for_each_other(stage, owner):
    """While one writer holds its cells and has not committed, another far away is done."""
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SpatiaLite has one writer")
    near, far = owner.draft(centre=FREE), owner.draft(centre=type(FREE)(lon=-9.0, lat=14.0))
    with unit_of_work():
        done = submit(owner, near)()
        db.session.flush()
        at_once(stage, submit(owner, far))
        assert done.flight.state is State.APPROVED
    assert states([near, far]) == [State.APPROVED, State.APPROVED]


def test_flights_far_apart_wait_for_each_other_at_the_ledger_alone(stage, owner):
    """While somebody writes the ledger's last lines, another far away has done all but that."""
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SpatiaLite has one writer")
    far, order, waited = owner.draft(centre=FREE), Order(), []

    def write_the_ledger():
        locks.ledger()
        order.pause()
        waited.append(spaces_waited_for())

    _, done = order.run(stage, write_the_ledger, submit(owner, far))
    assert waited == [{locks.LEDGER}]
    assert done.flight.state is State.APPROVED


def spaces_waited_for():
    """In which spaces of locks somebody waits."""
    asked = sa.text("SELECT DISTINCT classid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    with db.engine.connect() as connection:
        return {*connection.scalars(asked)}
