"""A plan's permit follows the plan: issued when it is approved, without force when it is not."""

from __future__ import annotations

from datetime import datetime

from drones.flights.model import FlightView, Move
from drones.permits import service as permits
from drones.permits.model import MOST_VOLUMES
from drones.permits.rules import merged
from drones.registry import service as registry
from drones.registry.service import Crew
from portal.kit.problems import Problem
from portal.kit.settings import settings

#: Moves after which a permit is worth nothing any more, and the reason it is revoked for.
ENDS = {Move.RESCIND: "rescinded", Move.WITHDRAW: "withdrawn", Move.END: "ended"}


def follow(flight: FlightView, move: Move, *, now: datetime, crew: Crew | None = None) -> str | None:
    """Do to the plan's permit what the move means for it; gives the permit's code, if there is one."""
    if move in {Move.APPROVE, Move.ACCEPT}:
        return _issue(flight, now, crew)
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


def _issue(flight: FlightView, now: datetime, crew: Crew | None) -> str:
    operator, aircraft = (crew.operator, crew.aircraft) if crew else (None, None)
    operator = operator or registry.operator(operator_id=flight.operator_id or "")
    aircraft = aircraft or registry.aircraft(aircraft_id=flight.plan.aircraft)
    if operator is None or aircraft is None or not flight.volumes:
        raise Problem("flights.problem.unknown", 404)
    # The plan's volumes are as a permit prints them since it was submitted; older plans had more of one band.
    volumes = flight.volumes if len(flight.volumes) <= MOST_VOLUMES else merged(flight.volumes)
    permit = permits.issue(
        flight_id=flight.id,
        operator_number=operator.number,
        serial=aircraft.serial,
        volumes=volumes,
        conditions=flight.conditions,
        exercise=settings().demo,
        now=now,
    )
    return permit.id
