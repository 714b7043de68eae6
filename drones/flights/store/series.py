"""Series: what holds the flights of one request together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from drones.flights.model import LeftOut, SeriesKind
from drones.flights.tables import Series
from portal.kit.database import db


@dataclass(frozen=True)
class Head:
    """A series without its flights."""

    id: str
    person_id: str
    kind: SeriesKind
    left_out: tuple[LeftOut, ...]
    created_at: datetime


def add(head: Head) -> None:
    """Write a new series; its flights name it."""
    left_out = [
        {"day": one.day.isoformat(), "code": one.code, "facts": {**one.facts}} for one in head.left_out
    ]
    row = Series(
        id=head.id,
        person_id=head.person_id,
        kind=head.kind.value,
        left_out=left_out,
        created_at=head.created_at,
    )
    db.session.add(row)
    db.session.flush()


def by_id(series_id: str) -> Head | None:
    """The series, or ``None``."""
    row = db.session.get(Series, series_id)
    if row is None:
        return None
    left_out = tuple(_left_out(one) for one in row.left_out)
    return Head(row.id, row.person_id, SeriesKind(row.kind), left_out, row.created_at)


def _left_out(stored: Mapping[str, Any]) -> LeftOut:
    return LeftOut(date.fromisoformat(stored["day"]), stored["code"], stored["facts"])
