"""Which cases a command's commander was told of, in and out of their table."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from drones.liaison.tables import Escalation
from portal.kit.database import db


def add(flight_id: str, command: str, now: datetime) -> None:
    """The case is escalated for the command."""
    db.session.add(Escalation(flight_id=flight_id, command=command, at=now))
    db.session.flush()


def of_command(command: str | None, flight_ids: Collection[str]) -> dict[str, datetime]:
    """Since when each of these cases is escalated for a command (``None``: for the first of any)."""
    first = sa.func.min(Escalation.at).label("at")
    query = sa.select(Escalation.flight_id, first).where(Escalation.flight_id.in_(flight_ids))
    if command is not None:
        query = query.where(Escalation.command == command)
    found = db.session.execute(query.group_by(Escalation.flight_id))
    return {row.flight_id: row.at for row in found}


def made(flight_ids: Collection[str]) -> set[tuple[str, str]]:
    """Case and command of each escalation of these cases."""
    query = sa.select(Escalation.flight_id, Escalation.command).where(Escalation.flight_id.in_(flight_ids))
    return {(row.flight_id, row.command) for row in db.session.execute(query)}
