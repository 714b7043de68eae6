"""What the desk of a command asks of all flights at once: stamps, who owes, records, held places."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from drones.flights.model import HOLDING, WAITING, Role, State
from drones.flights.model.waiting import Owing, Record
from drones.flights.rules.crowds import Slot
from drones.flights.tables import Flight, TimelineEntry, Volume
from portal.kit.database import Bounds, db, touches_box

#: Volumes that hold a place and are compared at most; those that begin first come first.
MOST_COMPARED = 20_000
_EXCURSIONS = ("nonconforming", "contingent")


def stamps(command: str | None) -> list[tuple[str, int, datetime]]:
    """Id, version and last change of each plan that waits for a command (``None``: for any)."""
    query = sa.select(Flight.id, Flight.version, Flight.changed_at).where(_waits(command))
    rows = db.session.execute(query.order_by(Flight.id))
    return [(row.id, row.version, row.changed_at) for row in rows]


def newest_line() -> int:
    """The number of the newest line of any timeline: it grows with whatever happens to any flight."""
    return db.session.scalar(sa.select(sa.func.max(TimelineEntry.id))) or 0


def _waits(command: str | None) -> sa.ColumnElement[bool]:
    waiting = Flight.state.in_([*WAITING])
    if command is None:
        return waiting
    named = sa.cast(Flight.commands, sa.Text).contains(json.dumps(command), autoescape=True)
    return sa.and_(waiting, named)


def owing(before: datetime) -> list[Owing]:
    """Plans that wait and begin before a moment, the earliest first."""
    query = (
        sa.select(Flight.id, Flight.commands, Flight.consents, Flight.submitted_at, Flight.starts_at)
        .where(Flight.state.in_([*WAITING]), Flight.starts_at <= before)
        .order_by(Flight.starts_at, Flight.id)
    )
    return [
        Owing(
            row.id,
            tuple(sorted(set(row.commands) - set(row.consents))),
            row.submitted_at or row.starts_at,
            row.starts_at,
        )
        for row in db.session.execute(query)
    ]


def records(operator_ids: Collection[str], since: datetime) -> dict[str, Record]:
    """What happened to operators' flights since a moment; an operator without anything is absent."""
    counts: dict[str, dict[str, int]] = {}
    for query in (_decided(operator_ids, since), _happened(operator_ids, since)):
        for row in db.session.execute(query):
            counts.setdefault(row.operator_id, {})[row.what] = row.number
    return {
        operator_id: Record(
            denied=found.get("denied", 0),
            stopped=found.get("suspended", 0),
            outside=found.get("outside", 0),
        )
        for operator_id, found in counts.items()
    }


def _decided(operator_ids: Collection[str], since: datetime) -> sa.Executable:
    return (
        sa.select(Flight.operator_id, Flight.state.label("what"), sa.func.count().label("number"))
        .where(Flight.operator_id.in_(operator_ids), Flight.state == State.DENIED, Flight.changed_at >= since)
        .group_by(Flight.operator_id, Flight.state)
    )


def _happened(operator_ids: Collection[str], since: datetime) -> sa.Executable:
    """Only what a command stopped: a zone that closes is nobody's fault."""
    by_command = sa.and_(TimelineEntry.kind == "suspended", TimelineEntry.role == Role.COMMAND)
    kind = sa.case((by_command, "suspended"), else_="outside").label("what")
    return (
        sa.select(Flight.operator_id, kind, sa.func.count(sa.distinct(Flight.id)).label("number"))
        .join(TimelineEntry, TimelineEntry.flight_id == Flight.id)
        .where(Flight.operator_id.in_(operator_ids), TimelineEntry.at >= since)
        .where(sa.or_(by_command, TimelineEntry.kind.in_(_EXCURSIONS)))
        .group_by(Flight.operator_id, kind)
    )


def held_places(bounds: Bounds, start: datetime, end: datetime) -> list[Slot]:
    """Volumes within a box and a time that plans hold which may fly."""
    query = (
        sa.select(
            Volume.flight_id,
            *_sides(),
            Volume.starts_at,
            Volume.ends_at,
            Volume.floor_m,
            Volume.ceiling_m,
            Volume.floor_datum,
            Volume.ceiling_datum,
        )
        .join(Flight, Flight.id == Volume.flight_id)
        .where(touches_box(Volume.area, bounds), Flight.state.in_([*HOLDING]))
        .where(Volume.starts_at < end, Volume.ends_at > start)
        .order_by(Volume.starts_at, Volume.id)
        .limit(MOST_COMPARED)
    )
    return [
        Slot(
            row.flight_id,
            (row.west, row.south, row.east, row.north),
            row.starts_at.timestamp(),
            row.ends_at.timestamp(),
            row.floor_m,
            row.ceiling_m,
            row.floor_datum if row.floor_datum == row.ceiling_datum else "",
        )
        for row in db.session.execute(query)
    ]


def _sides() -> tuple[sa.Label[float], ...]:
    postgis = db.engine.dialect.name == "postgresql"
    names = {"west": "XMin", "south": "YMin", "east": "XMax", "north": "YMax"}
    if not postgis:
        names = {side: f"{name[1:]}{name[0]}" for side, name in names.items()}
    return tuple(
        getattr(sa.func, f"ST_{name}")(Volume.area, type_=sa.Double).label(side)
        for side, name in names.items()
    )
