"""A plan's permit follows the plan: issued when it is approved, without force when it is not."""

from __future__ import annotations

from datetime import datetime

import shapely

from drones.flights.model import FlightView, Move
from drones.permits import service as permits
from drones.registry import service as registry
from geofences.engine.model import FlightVolume, Height
from portal.kit.problems import Problem
from portal.kit.settings import settings

#: Moves after which a permit is worth nothing any more, and the reason it is revoked for.
ENDS = {Move.RESCIND: "rescinded", Move.WITHDRAW: "withdrawn", Move.END: "ended"}


def follow(flight: FlightView, move: Move, *, now: datetime) -> str | None:
    """Do to the plan's permit what the move means for it; gives the permit's code, if there is one."""
    if move in {Move.APPROVE, Move.ACCEPT}:
        return _issue(flight, now)
    if flight.permit is None:
        return None
    if move is Move.UNDO:
        permits.revoke(permit_id=flight.permit, reason="undone", now=now)
        return None
    if move is Move.SUSPEND:
        permits.suspend(flight_id=flight.id, now=now)
    elif move is Move.REINSTATE:
        permits.reinstate(flight_id=flight.id, now=now)
    elif move in ENDS:
        permits.revoke(flight_id=flight.id, reason=ENDS[move], now=now)
    return flight.permit


def _issue(flight: FlightView, now: datetime) -> str:
    operator = registry.operator(operator_id=flight.operator_id or "")
    aircraft = registry.aircraft(aircraft_id=flight.plan.aircraft)
    if operator is None or aircraft is None or flight.window is None:
        raise Problem("flights.problem.unknown", 404)
    floor, ceiling = _band(flight.volumes)
    permit = permits.issue(
        flight_id=flight.id,
        operator_number=operator.number,
        serial=aircraft.serial,
        area=shapely.union_all([volume.area for volume in flight.volumes]),
        floor_m=floor.metres,
        floor_datum=floor.datum,
        ceiling_m=ceiling.metres,
        ceiling_datum=ceiling.datum,
        start=flight.window.start,
        end=flight.window.end,
        conditions=flight.conditions,
        exercise=settings().demo,
        now=now,
    )
    return permit.id


def _band(volumes: tuple[FlightVolume, ...]) -> tuple[Height, Height]:
    """One band for all volumes; the rules let no plan mix datums."""
    floors = [volume.band.floor for volume in volumes if volume.band.floor is not None]
    ceilings = [volume.band.ceiling for volume in volumes if volume.band.ceiling is not None]
    return min(floors, key=_metres), max(ceilings, key=_metres)


def _metres(height: Height) -> float:
    return height.metres
