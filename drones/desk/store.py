"""Queries over the checkpoints; rows become values here."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from drones.desk.model import Checkpoint
from drones.desk.tables import CheckpointRow
from drones.permits.model import Catchment
from portal.kit.database import db


def checkpoints() -> list[Checkpoint]:
    """All of them, by command and name."""
    query = sa.select(CheckpointRow).order_by(CheckpointRow.command, CheckpointRow.name, CheckpointRow.id)
    return [_value(row) for row in db.session.scalars(query.execution_options(populate_existing=True))]


def checkpoint(checkpoint_id: str) -> Checkpoint | None:
    """The one with this id."""
    row = db.session.get(CheckpointRow, checkpoint_id, populate_existing=True)
    return None if row is None else _value(row)


def keep(one: Checkpoint, now: datetime) -> None:
    """Add a checkpoint, or put another in its place."""
    row = db.session.get(CheckpointRow, one.id) or CheckpointRow(id=one.id)
    row.command, row.name, row.changed_at = one.command, one.name, now
    row.lon, row.lat, row.radius_m = one.catchment.lon, one.catchment.lat, one.catchment.radius_m
    db.session.add(row)
    db.session.flush()


def remove(checkpoint_id: str) -> None:
    """Take it away."""
    db.session.execute(sa.delete(CheckpointRow).where(CheckpointRow.id == checkpoint_id))


def _value(row: CheckpointRow) -> Checkpoint:
    return Checkpoint(row.id, row.command, row.name, Catchment(row.lon, row.lat, row.radius_m))
