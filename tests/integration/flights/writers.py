"""Many writers at once, each in a thread with a connection of its own, and what they must leave behind."""

import threading
from collections import Counter
from datetime import timedelta
from random import Random
from time import monotonic

import numpy as np
import shapely
import sqlalchemy as sa
from pyproj import Transformer

from drones.flights import service
from drones.flights.model import HOLDING, FlightView, State
from drones.flights.tables import Flight
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.problems import Problem
from tests.integration.flights.conftest import FREE

#: Refusals to write are answers, not faults: somebody else was faster.
ANSWERS = {404, 409, 412}


def at_once(app, *tasks, faults=None):
    """Run the tasks in threads that start together; gives what they gave, or raises what they raised.

    With ``faults`` (a list) the exceptions are collected there instead.
    """
    barrier = threading.Barrier(len(tasks))
    found, raised = [None] * len(tasks), [] if faults is None else faults

    def run(number, task):
        with app.app_context():
            try:
                barrier.wait(60)
                with unit_of_work():
                    found[number] = task()
            except Exception as fault:
                raised.append(fault)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert faults is not None or not raised, raised
    return found


def submit(owner, flight):
    """A task that submits a plan."""
    return lambda: service.submit(flight_id=flight.id, person_id=owner.person_id, now=now())


def states(flights):
    """Where the plans stand, by one question: a thousand rounds ask it very often."""
    db.session.rollback()
    query = sa.select(Flight.id, Flight.state).where(Flight.id.in_([flight.id for flight in flights]))
    found = dict(db.session.execute(query).all())
    return [State(found[flight.id]) for flight in flights]


def race(app, owner, flights, start):
    """One round for one slot: all submit, exactly one holds; then it flies or is stopped, and still holds.

    Gives the plans for the next round: the holder is withdrawn or ends, and another takes its place.
    """
    at_once(app, *(submit(owner, flight) for flight in flights))
    found = states(flights)
    assert found.count(State.REFUSED) == len(flights) - 1, found
    winner = flights[[state in HOLDING for state in found].index(True)]
    kind = _move(owner, winner)
    others = [flight for flight in flights if flight.id != winner.id]
    at_once(app, *(submit(owner, flight) for flight in others[:4]))
    assert states([winner]) == [kind]
    assert set(states(others)) == {State.REFUSED}
    _free(owner, winner)
    return [*others, owner.draft(centre=FREE, start=start)]


def _move(owner, winner) -> State:
    """By turns the holder stays approved, flies, or is suspended."""
    who = {"flight_id": winner.id, "now": now()}
    turn = sum(map(ord, winner.id)) % 3
    with unit_of_work():
        if turn == 1:
            service.activate(person_id=owner.person_id, **who)
        elif turn == 2:
            service.suspend(command="ZONE4", code="liaison.suspension.safety", **who)
    return (State.APPROVED, State.ACTIVE, State.SUSPENDED)[turn]


def _free(owner, winner) -> None:
    who = {"flight_id": winner.id, "person_id": owner.person_id, "now": now()}
    with unit_of_work():
        done = service.end(**who) if owner.see(winner).state is State.ACTIVE else service.withdraw(**who)
    assert isinstance(done, FlightView)


class Traffic:
    """Owners and an officer who file, decide and change their minds in one place at random."""

    def __init__(self, owners, seed):
        self.owners, self.random, self.mine = owners, Random(seed), []

    def step(self):
        """One transaction; gives what it did."""
        chosen = self.random.random()
        if not self.mine or chosen < 0.55:
            return self._file()
        owner, flight = self.random.choice(self.mine)
        own = {"flight_id": flight.id, "person_id": owner.person_id}
        desk = {"flight_id": flight.id, "command": "ZONE4"}
        if chosen < 0.70:
            return "approve", attempt(service.approve, **desk)
        if chosen < 0.78:
            return "activate", attempt(service.activate, **own)
        if chosen < 0.85:
            return "suspend", attempt(service.suspend, code="liaison.suspension.safety", **desk)
        if chosen < 0.92:
            return "reinstate", attempt(service.reinstate, **desk)
        return "withdraw", attempt(service.withdraw, **own)

    def _file(self):
        random, owner = self.random, self.random.choice(self.owners)
        # Two crowded places: one where the rules decide, one where a command does.
        lon, lat = random.choice(((FREE.lon, FREE.lat), (-10.75, 13.75)))
        floor = random.choice((0, 30, 60))
        flight = owner.draft(
            centre=type(FREE)(lon + random.uniform(-0.03, 0.03), lat + random.uniform(-0.03, 0.03)),
            start=now() + timedelta(minutes=random.randrange(10, 130)),
            minutes=random.choice((5, 15)),
            radius_m=random.choice((50, 200, 600)),
            floor_m=floor,
            ceiling_m=floor + random.choice((20, 50)),
        )
        self.mine.append((owner, flight))
        return "submit", attempt(service.submit, flight_id=flight.id, person_id=owner.person_id)


def all_busy(app, owners, *, writers, steps=None, seconds=None):
    """Let so many writers work at once, for steps or seconds; gives how often each thing was done."""
    counted, faults, end = Counter(), [], None if seconds is None else monotonic() + seconds

    def run(seed):
        with app.app_context():
            try:
                traffic, done = Traffic(owners, seed), 0
                while done < steps if end is None else monotonic() < end:
                    counted[traffic.step()[0]] += 1
                    done += 1
            except Exception as fault:
                faults.append(fault)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(seed,)) for seed in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults
    return counted


def attempt(call, **named):
    """One transaction; a problem of a kind that is an answer gives its status."""
    try:
        with unit_of_work():
            return call(now=now(), **named)
    except Problem as problem:
        if problem.status not in ANSWERS:
            raise
        return problem.status


def holders():
    """Everything that holds a place now."""
    db.session.rollback()
    return service.in_states(states=HOLDING)


def overlaps(flights, *, lateral_m, vertical_m, time_s):
    """Pairs of flights too close to one another, by brute force over all pairs of volumes.

    Not the engine's way: areas in the metres of a map projection (UTM 29 north, true to 4 in 1,000 over
    Kayes), heights above the ground alone, times by plain comparison. One metre and one in a hundred
    are allowed for the projection.
    """
    rows = [(flight.id, volume) for flight in flights for volume in flight.volumes]
    planes = np.array([_plane(volume.area) for _, volume in rows], dtype=object)
    found = []
    for index, (flight_id, volume) in enumerate(rows):
        apart = shapely.distance(planes[index], planes[index + 1 :])
        for other in np.flatnonzero(apart < lateral_m * 0.99 - 1.0).tolist():
            other_id, against = rows[index + 1 + other]
            if other_id != flight_id and _same_air(volume, against, vertical_m, time_s):
                found.append((flight_id, other_id))
    return found


def _same_air(a, b, vertical_m, time_s):
    gap = max(a.band.floor.metres - b.band.ceiling.metres, b.band.floor.metres - a.band.ceiling.metres)
    wait = max(
        (a.period.start - b.period.end).total_seconds(), (b.period.start - a.period.end).total_seconds()
    )
    return gap < vertical_m and wait < time_s


_TO_PLANE = Transformer.from_crs(4326, 32629, always_xy=True)


def _plane(area):
    return shapely.transform(area, lambda xy: np.column_stack(_TO_PLANE.transform(xy[:, 0], xy[:, 1])))
