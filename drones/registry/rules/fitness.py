"""May this operator fly this aircraft with this remote pilot then? All that speaks against it."""

from __future__ import annotations

from datetime import datetime, tzinfo

from drones.registry.model import AircraftState, AircraftView, OperatorState, OperatorView, PilotView
from drones.registry.rules.operators import over
from drones.registry.rules.pilots import lapsed, lapses_at
from geofences.engine.model import Period
from portal.kit.model import Fault


def fitness_faults(
    operator: OperatorView | None,
    aircraft: AircraftView | None,
    pilot: PilotView | None,
    *,
    at: Period,
    now: datetime,
    zone: tzinfo,
) -> tuple[Fault, ...]:
    """Every fault, pointers ``operator``, ``aircraft``, ``pilot``; none means: may fly.

    The aircraft and the pilot are given only when they are the operator's own; ``None`` means
    unknown, and unknown may not fly. Everything must hold from now to the end of the flight.
    """
    end = max(at.end, now)
    return (
        *_operator_faults(operator, end, now),
        *_aircraft_faults(aircraft),
        *_pilot_faults(pilot, at.end, now, zone),
    )


def _operator_faults(operator: OperatorView | None, end: datetime, now: datetime) -> tuple[Fault, ...]:
    if operator is None:
        return (_fault("operator", "operator_unknown"),)
    if operator.state is not OperatorState.APPROVED:
        return (_fault("operator", f"operator_{operator.state.value}"),)
    if operator.valid_until is None or over(operator.valid_until, now):
        return (_fault("operator", "operator_expired"),)
    if operator.valid_until < end:
        return (_fault("operator", "operator_expires"),)
    return ()


def _aircraft_faults(aircraft: AircraftView | None) -> tuple[Fault, ...]:
    if aircraft is None:
        return (_fault("aircraft", "aircraft_unknown"),)
    if aircraft.state is not AircraftState.ACTIVE:
        return (_fault("aircraft", f"aircraft_{aircraft.state.value}"),)
    return ()


def _pilot_faults(pilot: PilotView | None, end: datetime, now: datetime, zone: tzinfo) -> tuple[Fault, ...]:
    if pilot is None:
        return (_fault("pilot", "pilot_unknown"),)
    if lapsed(pilot.expires_on, now, zone):
        return (_fault("pilot", "competence_expired"),)
    # The flight's end is exclusive: one that ends as the competence does is still covered.
    if end > lapses_at(pilot.expires_on, zone):
        return (_fault("pilot", "competence_expires"),)
    return ()


def _fault(pointer: str, code: str) -> Fault:
    return Fault(pointer, f"registry.fitness.{code}")
