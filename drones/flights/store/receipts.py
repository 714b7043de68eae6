"""Plans whose owners are not known to have heard of a stop."""

from __future__ import annotations

import json

import sqlalchemy as sa

from drones.flights.rules.receipts import CONFIRMS, TO_CONFIRM
from drones.flights.tables import Flight, TimelineEntry
from portal.kit.database import db


def unconfirmed() -> list[str]:
    """Ids of plans with a stop, or its end, that nobody confirmed, the longest waiting first."""
    return list(db.session.scalars(_unconfirmed()))


def unconfirmed_of(command: str | None, default_command: str, *, most: int) -> list[str]:
    """The same of a command's plans alone; the default command has those that nobody was asked about."""
    return list(db.session.scalars(_of(command, default_command).limit(most)))


def count_unconfirmed(command: str | None, default_command: str) -> int:
    """How many they are."""
    query = sa.select(sa.func.count()).select_from(_of(command, default_command).subquery())
    return db.session.scalar(query) or 0


def _of(command: str | None, default_command: str) -> sa.Select[str]:
    if command is None:
        return _unconfirmed()
    asked = sa.cast(Flight.commands, sa.Text)
    mine = asked.contains(json.dumps(command), autoescape=True)
    if command == default_command:
        mine = sa.or_(mine, asked == "[]")
    return _unconfirmed().join(Flight, Flight.id == TimelineEntry.flight_id).where(mine)


def _unconfirmed() -> sa.Select[str]:
    stop = sa.func.max(sa.case((TimelineEntry.kind.in_(TO_CONFIRM), TimelineEntry.id), else_=0))
    heard = sa.func.max(sa.case((TimelineEntry.kind.in_(CONFIRMS), TimelineEntry.id), else_=0))
    # Written out, so that both databases see that the partial index over these kinds serves.
    kinds: sa.BindParameter[list[str]] = sa.bindparam(
        "kinds", sorted(TO_CONFIRM | CONFIRMS), expanding=True, literal_execute=True
    )
    return (
        sa.select(TimelineEntry.flight_id)
        .where(TimelineEntry.kind.in_(kinds))
        .group_by(TimelineEntry.flight_id)
        .having(stop > heard)
        .order_by(stop)
    )
