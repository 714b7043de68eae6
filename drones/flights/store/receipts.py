"""Plans whose owners are not known to have heard of a stop."""

from __future__ import annotations

import sqlalchemy as sa

from drones.flights.rules.receipts import CONFIRMS, TO_CONFIRM
from drones.flights.tables import TimelineEntry
from portal.kit.database import db


def unconfirmed() -> list[str]:
    """Ids of plans with a stop, or its end, that nobody confirmed, the longest waiting first."""
    stop = sa.func.max(sa.case((TimelineEntry.kind.in_(TO_CONFIRM), TimelineEntry.id), else_=0))
    heard = sa.func.max(sa.case((TimelineEntry.kind.in_(CONFIRMS), TimelineEntry.id), else_=0))
    query = (
        sa.select(TimelineEntry.flight_id)
        .where(TimelineEntry.kind.in_(TO_CONFIRM | CONFIRMS))
        .group_by(TimelineEntry.flight_id)
        .having(stop > heard)
        .order_by(stop)
    )
    return list(db.session.scalars(query))
