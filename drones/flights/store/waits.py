"""How long commands took to answer."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from drones.flights.tables import Wait
from portal.kit.database import db


def add(*, flight_id: str, command: str, answered_at: datetime, seconds: int) -> None:
    """A command has answered."""
    db.session.add(Wait(flight_id=flight_id, command=command, answered_at=answered_at, seconds=seconds))


def remove(*, flight_id: str, command: str, since: datetime) -> None:
    """An answer was taken back."""
    db.session.execute(
        sa.delete(Wait).where(Wait.flight_id == flight_id, Wait.command == command, Wait.answered_at >= since)
    )


def of_command(command: str, since: datetime) -> list[int]:
    """Seconds that a command's answers since a moment have taken."""
    query = sa.select(Wait.seconds).where(Wait.command == command, Wait.answered_at >= since)
    return list(db.session.scalars(query))


def forget(before: datetime) -> None:
    """Answers of long ago count for nothing."""
    db.session.execute(sa.delete(Wait).where(Wait.answered_at < before))
