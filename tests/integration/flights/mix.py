"""Everybody at once: owners, officers, editors, the registry, who flies, and the clock, at random."""

import threading
from collections import Counter
from datetime import timedelta
from random import Random
from time import monotonic
from traceback import format_exception

from flask import current_app
from shapely.geometry import box

from drones.flights import service
from drones.flights.formats.fixes import FixReading
from drones.flights.model import Changes, InputReading, Position, SeriesItem, SeriesKind
from drones.flights.model.tracks import Fix, Level
from drones.registry import service as registry
from drones.registry.model import AircraftState
from geofences.engine.model import Restriction
from geofences.zones import service as zones
from portal.kit.clock import now
from portal.kit.database import db, new_id, unit_of_work
from tests.integration.flights.conftest import FREE, metres, zone
from tests.integration.flights.writers import attempt

#: One place where the rules decide, one where a command does.
CROWDS = ((FREE.lon, FREE.lat), (-10.75, 13.75))
#: How often each thing is tried, of a hundred.
SHARES = {
    "submit": 26,
    "series": 3,
    "approve": 12,
    "approve_series": 2,
    "deny": 2,
    "ask": 3,
    "answer": 3,
    "propose": 4,
    "accept": 4,
    "undo": 3,
    "activate": 6,
    "positions": 8,
    "suspend": 3,
    "reinstate": 4,
    "rescind": 1,
    "end": 2,
    "withdraw": 5,
    "publish": 4,
    "unpublish": 2,
    "aircraft": 1,
    "clock": 2,
}
_COMMAND = {
    "approve": {},
    "approve_series": {},
    "deny": {"code": "liaison.denial.other"},
    "ask": {"text": "?"},
    "propose": {"changes": Changes(ceiling_m=40)},
    "undo": {},
    "suspend": {"code": "liaison.suspension.safety"},
    "reinstate": {},
    "rescind": {"code": "liaison.suspension.safety"},
}
_OWNER = {"answer": {"text": "!"}, "accept": {}, "activate": {}, "end": {}, "withdraw": {}}


class Everybody:
    """One writer who is by turns anybody; ``flights`` are shared, so that all meddle with the same plans."""

    def __init__(self, owners, flights, seed):
        self.owners, self.flights, self.random = owners, flights, Random(seed)

    def step(self):
        """One transaction; gives what was tried."""
        named = self.random.choices([*SHARES], [*SHARES.values()])[0]
        if named in _COMMAND and self.flights:
            attempt(getattr(service, named), flight_id=self._any()[1], command="ZONE4", **_COMMAND[named])
        elif named in _OWNER and self.flights:
            owner, flight_id = self._any()
            words = {"person_id": owner.person_id, **_OWNER[named]}
            attempt(getattr(service, named), flight_id=flight_id, **words)
        else:
            getattr(self, f"_{named}", self._submit)()
        return named

    def _any(self):
        # Mostly the latest: about the others nothing is left to be decided.
        return self.flights[-1 - min(int(self.random.expovariate(0.05)), len(self.flights) - 1)]

    def _plan(self, owner):
        random = self.random
        lon, lat = random.choice(CROWDS)
        floor = random.choice((0, 30, 60))
        return owner.plan(
            centre=Position(lon + random.uniform(-0.05, 0.05), lat + random.uniform(-0.05, 0.05)),
            start=now() + timedelta(minutes=random.randrange(2, 90)),
            minutes=random.choice((5, 15)),
            radius_m=random.choice((50, 200, 600)),
            floor_m=floor,
            ceiling_m=floor + random.choice((20, 50)),
        )

    def _submit(self):
        owner = self.random.choice(self.owners)
        with unit_of_work():
            plan = self._plan(owner)
            flight = service.draft(person_id=owner.person_id, plan=plan, typed=None, now=now())
        self.flights.append((owner, flight.id))
        attempt(service.submit, flight_id=flight.id, person_id=owner.person_id)

    def _series(self):
        owner = self.random.choice(self.owners)
        items = [SeriesItem(number, InputReading(self._plan(owner))) for number in range(4)]

        def file(now):
            checks = service.check_series(items=items, now=now)
            return service.submit_series(
                person_id=owner.person_id,
                series_id=new_id(),
                kind=SeriesKind.RECURRING,
                checks=checks,
                now=now,
            )

        done = attempt(file)
        if getattr(done, "series", None) is not None:
            self.flights.extend((owner, one.id) for one in done.series.flights)

    def _positions(self):
        owner, flight_id = self._any()
        lon, lat = self.random.choice(CROWDS)
        fixes = tuple(
            Fix(now() + timedelta(microseconds=self.random.randrange(4_000_000)), lon, lat, _LEVELS)
            for _ in range(3)
        )
        attempt(
            service.take_positions,
            flight_id=flight_id,
            person_id=owner.person_id,
            reading=FixReading(fixes),
        )

    def _publish(self):
        made = [self._zone(number) for number in self.random.sample(range(8), 2)]
        attempt(zones.put, zones=made)

    def _zone(self, number):
        lon, lat = self.random.choice(CROWDS)
        lon, lat = lon + self.random.uniform(-0.05, 0.05), lat + self.random.uniform(-0.05, 0.05)
        kind = self.random.choice((Restriction.PROHIBITED, Restriction.REQ_AUTHORISATION))
        return zone(f"MIX{number}", kind, area=box(lon - 0.02, lat - 0.02, lon + 0.02, lat + 0.02))

    def _unpublish(self):
        key = ("MLI", f"MIX{self.random.randrange(8)}")
        attempt(zones.withdraw, keys=[key], actor="system")

    def _aircraft(self):
        owner = self.random.choice(self.owners)
        for state in (AircraftState.LOST, AircraftState.ACTIVE):
            attempt(
                registry.change_aircraft_state,
                operator_id=owner.operator_id,
                aircraft_id=owner.aircraft,
                state=state,
            )

    def _clock(self):
        later = now() + timedelta(minutes=self.random.choice((0, 2, 10, 30, 95)))
        with unit_of_work():
            service.tick(later)
        with unit_of_work():
            service.watch(later)
        for name in ("liaison.watch_air", "concealed.watch"):
            with unit_of_work():
                current_app.extensions["portal.tasks"][name](now())
        service.carry_on(now())


_LEVELS = (Level(metres(30)),)


def all_at_once(app, owners, *, writers, steps=None, seconds=None):
    """So many writers for steps or seconds; gives how often each thing was tried, and the faults in words."""
    flights, counted, faults = [], Counter(), []
    end = None if seconds is None else monotonic() + seconds

    def run(seed):
        with app.app_context():
            writer, done = Everybody(owners, flights, seed), 0
            try:
                while done < steps if end is None else monotonic() < end:
                    counted[writer.step()] += 1
                    done += 1
            except Exception as fault:
                faults.append("".join(format_exception(fault)))
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(seed,)) for seed in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return counted, faults
