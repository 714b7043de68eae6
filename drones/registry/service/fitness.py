"""Whether a flight may be flown, as far as the registry knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from drones.registry.model import AircraftView, OperatorFile, OperatorView, PilotFile
from drones.registry.rules.fitness import fitness_faults
from drones.registry.store import aircraft, operators, pilots
from drones.registry.store.rows import Hold
from geofences.engine.model import Period
from portal.kit.model import Fault
from portal.kit.settings import settings


@dataclass(frozen=True, slots=True)
class Crew:
    """Who would fly with what, and everything that speaks against it; ``None`` is unknown."""

    operator: OperatorView | None
    aircraft: AircraftView | None
    faults: tuple[Fault, ...]


def fitness(
    *,
    operator_id: str,
    aircraft_id: str,
    pilot_id: str,
    at: Period,
    now: datetime,
    hold: bool = False,
) -> tuple[Fault, ...]:
    """Everything that speaks against this operator flying this aircraft with this pilot at ``at``.

    Empty: may fly. ``hold=True`` keeps all three as they are until the transaction ends: whoever
    submits, approves, activates or reinstates asks so, after taking the register's lock shared and
    before the cells. Then a suspension either is seen here or waits and finds the flight.
    """
    how = Hold.SHARED if hold else Hold.NOT
    file = operators.by_id(operator_id, how)
    own = file.operator.id if file else ""
    pilot, flown = pilots.own(own, pilot_id, how), aircraft.own(own, aircraft_id, how)
    return _crew(file, flown, pilot, at, now).faults


def ask_crew(
    *, person_id: str, aircraft_id: str, pilot_id: str, at: Period, now: datetime
) -> Callable[[], Crew]:
    """The same with ``hold``, of the operator that an account registered; who they are comes along.

    It is asked now, behind whatever was asked before, and waited for when called.
    """
    operator = operators.ask_by_person(person_id, Hold.SHARED)
    pilot = pilots.ask_of_person(person_id, pilot_id, Hold.SHARED)
    flown = aircraft.ask_of_person(person_id, aircraft_id, Hold.SHARED)
    return lambda: _crew(operator(), flown(), pilot(), at, now)


def _crew(
    file: OperatorFile | None, flown: AircraftView | None, pilot: PilotFile | None, at: Period, now: datetime
) -> Crew:
    operator = file.operator if file else None
    zone = ZoneInfo(settings().time_zone)
    faults = fitness_faults(operator, flown, pilot.pilot if pilot else None, at=at, now=now, zone=zone)
    return Crew(operator, flown, faults)
