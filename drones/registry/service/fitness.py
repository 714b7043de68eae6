"""Whether a flight may be flown, as far as the registry knows."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from drones.registry.rules.fitness import fitness_faults
from drones.registry.store import aircraft, operators, pilots
from drones.registry.store.rows import Hold
from geofences.engine.model import Period
from portal.kit.model import Fault
from portal.kit.settings import settings


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
    operator = operators.by_id(operator_id, how)
    pilot = pilots.own(operator_id, pilot_id, how)
    return fitness_faults(
        operator.operator if operator else None,
        aircraft.own(operator_id, aircraft_id, how),
        pilot.pilot if pilot else None,
        at=at,
        now=now,
        zone=ZoneInfo(settings().time_zone),
    )
