"""Writers at the same time: one slot has one holder, and no zone is passed by unseen."""

import threading
from datetime import timedelta

import pytest
from shapely.geometry import box

from drones.flights import service
from drones.flights.model import HOLDING, Refusal, State
from geofences.engine.model import Restriction
from geofences.zones import service as zones
from portal.kit import locks
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.problems import Problem
from tests.integration.flights.conftest import FREE, TOMORROW, zone

WRITERS = 6
ROUNDS = 4
FREE_BOX = box(FREE.lon - 0.01, FREE.lat - 0.01, FREE.lon + 0.01, FREE.lat + 0.01)


def at_once(app, *tasks):
    """Run the tasks in threads that start together; gives what they gave, or raises what they raised."""
    barrier = threading.Barrier(len(tasks))
    found, faults = [None] * len(tasks), []

    def run(number, task):
        with app.app_context():
            try:
                barrier.wait(20)
                with unit_of_work():
                    found[number] = task()
            except Exception as fault:
                faults.append(fault)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not faults, faults
    return found


def submit(owner, flight):
    return lambda: service.submit(flight_id=flight.id, person_id=owner.person_id, now=now())


def states(owner, flights):
    return [owner.see(flight).state for flight in flights]


def slot(number):
    return TOMORROW + timedelta(hours=number)


def test_of_many_who_submit_for_one_slot_exactly_one_holds_it(stage, owner):
    for number in range(ROUNDS):
        flights = [owner.draft(centre=FREE, start=slot(number)) for _ in range(WRITERS)]
        at_once(stage, *(submit(owner, flight) for flight in flights))
        found = states(owner, flights)
        assert (found.count(State.APPROVED), found.count(State.REFUSED)) == (1, WRITERS - 1)


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
    assert set(states(owner, flights)) == {State.APPROVED}


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
        pytest.skip("SpatiaLite has one writer: there is no lock to take away")
    meeting = threading.Barrier(2)
    monkeypatch.setattr(locks, "cells", lambda numbers: meeting.wait(20))
    flights = [owner.draft(centre=FREE), owner.draft(centre=FREE)]
    try:
        at_once(stage, *(submit(owner, flight) for flight in flights))
    finally:
        meeting.abort()
    assert sum(state in HOLDING for state in states(owner, flights)) == 2
