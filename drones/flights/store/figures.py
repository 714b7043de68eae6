"""What figures are made of: submitted plans, answers, and how flights kept to their plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from drones.flights.model import FlightView
from drones.flights.store import flights as store
from drones.flights.tables import Track, Wait
from portal.kit.database import db

#: More plans than this are not counted: the period is to be shortened instead.
MOST = 5_000


def submitted(start: datetime, end: datetime) -> list[FlightView]:
    """Plans submitted from ``start`` until before ``end``, at most ``MOST`` and one more."""
    return store.submitted(start, end, most=MOST + 1)


def waits(start: datetime, end: datetime, command: str | None) -> list[int]:
    """Seconds that answers given in a period have taken; of one command, or of all."""
    query = sa.select(Wait.seconds).where(Wait.answered_at >= start, Wait.answered_at < end)
    return list(db.session.scalars(query if command is None else query.where(Wait.command == command)))


def conformance(flight_ids: Sequence[str]) -> Counter[str]:
    """How many of the plans sent positions, by the conformance that they had last."""
    query = sa.select(Track.conformance).where(Track.flight_id.in_(flight_ids))
    return Counter(db.session.scalars(query))
