"""Whether a flight may be flown, as far as the registry knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from drones.registry.model import AircraftView, OperatorFile, OperatorView
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
    return _crew(operators.by_id(operator_id, how), aircraft_id, pilot_id, at, now, how).faults


def hold_crew(*, person_id: str, aircraft_id: str, pilot_id: str, at: Period, now: datetime) -> Crew:
    """The same with ``hold``, of the operator that an account registered; who they are comes along."""
    operator = operators.by_person(person_id, Hold.SHARED)
    return _crew(operator, aircraft_id, pilot_id, at, now, Hold.SHARED)


def _crew(
    file: OperatorFile | None, aircraft_id: str, pilot_id: str, at: Period, now: datetime, how: Hold
) -> Crew:
    operator = file.operator if file else None
    operator_id = operator.id if operator else ""
    pilot = pilots.own(operator_id, pilot_id, how)
    flown = aircraft.own(operator_id, aircraft_id, how)
    zone = ZoneInfo(settings().time_zone)
    faults = fitness_faults(operator, flown, pilot.pilot if pilot else None, at=at, now=now, zone=zone)
    return Crew(operator, flown, faults)
