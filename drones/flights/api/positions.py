"""Positions of a flight in the air over JSON: from its owner's program alone, told to nobody else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from drones.flights import service
from drones.flights.api.shapes import (
    PositionsBody,
    PositionsOut,
    PositionsQuery,
    PositionsTaken,
    blueprint,
    require_key,
)
from drones.flights.formats import fixes
from drones.flights.formats.documents import read_time, write_time
from drones.flights.model.tracks import Conformance
from portal.kit.clock import now
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem


@blueprint.post("/flights/<flight_id>/positions")
@blueprint.input(PositionsBody, arg_name="body")
@blueprint.output(PositionsTaken)
@allow(Permission.FLIGHTS_OWN, api=True)
def send(flight_id: str, body: PositionsBody) -> Any:
    """Send positions of one's own active flight, one or many, and hear whether it keeps to its plan.

    Own JSON or ASTM F3411 network Remote ID. Late, doubled, future and impossible positions are named
    in the answer; a document with a position that cannot be read is refused whole (422).
    """
    person = require_key()
    taken = service.take_positions(
        flight_id=flight_id, person_id=person, reading=fixes.read(body.root), now=now()
    )
    if taken.faults:
        raise Problem("flights.problem.positions", 422, taken.faults)
    if taken.refusal is not None:
        raise Problem(taken.refusal.code, 409, (), **taken.refusal.facts)
    track = taken.track
    off = track is not None and track.conformance is not Conformance.NOMINAL
    alerts = service.own_alerts(flight_id=flight_id, person_id=person) if off else []
    return {
        "conformance": None if track is None else track.conformance.value,
        "track": fixes.write_track(track),
        "positions": [fixes.write_judged(one) for one in taken.judged],
        "alerts": [
            {"kind": one.kind.value, "raised_at": write_time(one.raised_at), "facts": dict(one.facts)}
            for one in alerts
            if one.cleared_at is None
        ],
    }


@blueprint.get("/flights/<flight_id>/positions")
@blueprint.input(PositionsQuery, location="query", arg_name="query")
@blueprint.output(PositionsOut)
@allow(Permission.FLIGHTS_OWN, api=True)
def record(flight_id: str, query: PositionsQuery) -> Any:
    """The record of one's own flight, in order of time, a page at once."""
    person = identity().id
    found = service.own_positions(flight_id=flight_id, person_id=person, after=_moment(query.after))
    whole = len(found) < service.POSITIONS_A_PAGE
    return {
        "track": fixes.write_track(service.own_track(flight_id=flight_id, person_id=person)),
        "positions": [fixes.write_fix(one) for one in found],
        "next": None if whole else write_time(found[-1].fix.at),
    }


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    found = read_time(text, "/after")
    if isinstance(found, Fault):
        raise Problem("problem.invalid", 422, (found,))
    return found
