"""Flights that officers are to look at for a concealed zone, in and out of their table."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from drones.liaison.model import Task
from drones.liaison.tables import ConcealedTask
from portal.kit.database import db, new_id

MOST_LISTED = 500


def tasked(version_id: str) -> frozenset[str]:
    """Ids of flights for which there already is a task because of this version of a zone."""
    query = sa.select(ConcealedTask.flight_id).where(ConcealedTask.version_id == version_id)
    return frozenset(db.session.scalars(query))


def add_task(*, flight_id: str, version_id: str, command: str, now: datetime) -> str:
    """A new task; returns its id."""
    row = ConcealedTask(id=new_id(), flight_id=flight_id, version_id=version_id, command=command, made_at=now)
    db.session.add(row)
    db.session.flush()
    return row.id


def open_tasks(command: str | None) -> tuple[Task, ...]:
    """Tasks of a command (``None``: of all) that nobody has acknowledged, the oldest first."""
    query = sa.select(ConcealedTask).where(ConcealedTask.acknowledged_at.is_(None))
    if command is not None:
        query = query.where(ConcealedTask.command == command)
    ordered = query.order_by(ConcealedTask.made_at, ConcealedTask.id).limit(MOST_LISTED)
    return tuple(_task(row) for row in db.session.scalars(ordered))


def task_of(task_id: str) -> Task | None:
    """One task, held until the transaction ends."""
    query = sa.select(ConcealedTask).where(ConcealedTask.id == task_id).with_for_update()
    row = db.session.scalars(query).one_or_none()
    return None if row is None else _task(row)


def acknowledge(task_id: str, *, by: str, now: datetime) -> None:
    """Somebody has looked at the flight."""
    row = db.session.get_one(ConcealedTask, task_id)
    row.acknowledged_by, row.acknowledged_at = by, now
    db.session.flush()


def _task(row: ConcealedTask) -> Task:
    return Task(
        id=row.id,
        flight_id=row.flight_id,
        version_id=row.version_id,
        command=row.command,
        made_at=row.made_at,
        acknowledged_at=row.acknowledged_at,
    )
