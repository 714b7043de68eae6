"""Sweeps that are not done yet, and the flights they have still to reach."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from drones.flights.model import State
from drones.flights.model.sweeps import Cause, Sweep
from drones.flights.tables import Flight, SweepRow, Volume
from portal.kit.database import db, new_id, touches_box

#: What may fly and can therefore be suspended.
FLYABLE = frozenset({State.APPROVED, State.ACTIVE})
_COLUMNS = {
    Cause.AIRCRAFT: Flight.aircraft_id,
    Cause.OPERATOR: Flight.operator_id,
    Cause.OPERATOR_EXPIRED: Flight.operator_id,
    Cause.PILOT: Flight.pilot_id,
}


def touched(sweep: Sweep, now: datetime, *, most: int) -> list[str]:
    """Ids of flights a change touches that may fly and are not over, at most ``most``, in no order."""
    query = sa.select(Flight.id).where(*_conditions(sweep, now))
    return list(db.session.scalars(query.limit(most)))


def next_of(sweep: Sweep, now: datetime, *, most: int) -> list[str]:
    """The next flights that a sweep has to reach, in order of id."""
    query = sa.select(Flight.id).where(*_conditions(sweep, now))
    return list(db.session.scalars(query.order_by(Flight.id).limit(most)))


def unreached(sweeps: Collection[Sweep], now: datetime, *, flight_id: str | None = None) -> list[str]:
    """Ids of flights (or of the one) that any of the sweeps has still to reach."""
    if not sweeps:
        return []
    waits = sa.or_(*(sa.and_(*_conditions(sweep, now)) for sweep in sweeps))
    query = sa.select(Flight.id).where(waits)
    return list(db.session.scalars(query if flight_id is None else query.where(Flight.id == flight_id)))


def unfinished(*, hold: bool = False) -> list[Sweep]:
    """Sweeps that are not done, the oldest first; held, those that nobody else holds."""
    query = sa.select(SweepRow).where(SweepRow.done_at.is_(None)).order_by(SweepRow.id)
    if hold:
        query = query.limit(1).with_for_update(skip_locked=True)
    rows = db.session.scalars(query.execution_options(populate_existing=True))
    return [_value(row) for row in rows]


def add(sweep: Sweep) -> None:
    """Leave a sweep to the worker; with the commit, nothing it touches verifies as valid."""
    boxes = None if sweep.boxes is None else [list(box) for box in sweep.boxes]
    row = SweepRow(
        id=new_id(),
        cause=sweep.cause,
        number=sweep.number,
        boxes=boxes,
        whose=sweep.whose,
        cursor="",
        opened_at=sweep.opened_at,
    )
    db.session.add(row)
    db.session.flush()


def advance(sweep: Sweep, cursor: str) -> None:
    """All flights up to this id are dealt with."""
    db.session.execute(sa.update(SweepRow).where(SweepRow.id == sweep.id).values(cursor=cursor))


def finish(sweep: Sweep, now: datetime) -> None:
    """Every flight is dealt with."""
    db.session.execute(sa.update(SweepRow).where(SweepRow.id == sweep.id).values(done_at=now))


def _conditions(sweep: Sweep, now: datetime) -> list[sa.ColumnElement[bool]]:
    found = [Flight.state.in_([*FLYABLE]), Flight.ends_at > now]
    if sweep.cursor:
        found.append(Flight.id > sweep.cursor)
    if sweep.cause is not Cause.ZONES:
        return [*found, _COLUMNS[sweep.cause] == sweep.whose]
    if sweep.boxes is not None:
        near = sa.or_(sa.false(), *(touches_box(Volume.area, box) for box in sweep.boxes))
        found.append(Flight.id.in_(sa.select(Volume.flight_id).where(near, Volume.ends_at > now)))
    return found


def _value(row: SweepRow) -> Sweep:
    boxes = None if row.boxes is None else tuple((box[0], box[1], box[2], box[3]) for box in row.boxes)
    return Sweep(Cause(row.cause), row.opened_at, row.number, boxes, row.whose, row.id, row.cursor)
