"""The ledger's queries: append behind the head, read in order, search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.audit.model import Entry, Head, Linked, Search
from portal.audit.rules import GENESIS
from portal.audit.tables import AuditEntry, AuditHead
from portal.kit.database import db

_HEAD_ID = 1
_COLUMNS = tuple(AuditEntry.__table__.c)


def head(session: Session) -> Head:
    """The ledger's head, read afresh; number 0 when nothing was ever written."""
    row = session.execute(sa.select(AuditHead.number, AuditHead.hash).where(AuditHead.id == _HEAD_ID)).first()
    return Head(row.number, row.hash) if row else Head(0, GENESIS)


def append(session: Session, linked: Sequence[Linked]) -> None:
    """Write entries and move the head to the last of them; the caller holds the ledger's lock."""
    rows = [
        {
            "number": one.entry.number,
            "at": one.entry.at,
            "action": one.entry.action,
            "actor": one.entry.actor,
            "subject": one.entry.subject,
            "facts": dict(one.entry.facts),
            "previous": one.previous,
            "hash": one.hash,
        }
        for one in linked
    ]
    session.execute(sa.insert(AuditEntry.__table__), rows)
    last = {"number": linked[-1].entry.number, "hash": linked[-1].hash}
    table = AuditHead.__table__
    moved = session.execute(
        sa.update(table).where(table.c.id == _HEAD_ID).values(last).returning(table.c.id)
    ).first()
    if moved is None:
        session.execute(sa.insert(table).values(id=_HEAD_ID, **last))


@contextmanager
def snapshot() -> Iterator[tuple[Head, Iterator[Linked]]]:
    """The head and all entries, oldest first, as they stood at one moment while others go on writing."""
    options: dict[str, Any] = {"yield_per": 5_000}
    if db.engine.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
    with db.engine.connect().execution_options(**options) as connection:
        row = connection.execute(sa.select(AuditHead.number, AuditHead.hash)).first()
        query = sa.select(*_COLUMNS).order_by(AuditEntry.number)
        rows = connection.execute(query)
        yield (Head(row.number, row.hash) if row else Head(0, GENESIS)), map(_linked, rows)


def hashes(session: Session, size: int | None = None) -> list[bytes]:
    """The first ``size`` entries' hashes (all of them without), oldest first."""
    query = sa.select(AuditEntry.hash).order_by(AuditEntry.number)
    if size is not None:
        query = query.limit(size)
    return list(session.scalars(query))


def newest(session: Session, search: Search, limit: int) -> list[Linked]:
    """Entries that answer the search, newest first."""
    query = sa.select(*_COLUMNS).order_by(AuditEntry.number.desc()).limit(limit)
    return [_linked(row) for row in session.execute(query.where(*_conditions(search)))]


def of_subject(session: Session, subject: str, limit: int) -> list[Linked]:
    """All entries about one subject, oldest first."""
    query = sa.select(*_COLUMNS).where(AuditEntry.subject == subject)
    return [_linked(row) for row in session.execute(query.order_by(AuditEntry.number).limit(limit))]


def _conditions(search: Search) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if search.action:
        # An action is found with all that stand below it: flights finds flights.approved.
        below = AuditEntry.action.startswith(search.action + ".", autoescape=True)
        found.append(sa.or_(AuditEntry.action == search.action, below))
    if search.subject:
        found.append(AuditEntry.subject == search.subject)
    if search.actor:
        found.append(AuditEntry.actor == search.actor)
    if search.first_day:
        found.append(AuditEntry.at >= _midnight(search.first_day))
    if search.last_day:
        found.append(AuditEntry.at < _midnight(search.last_day + timedelta(days=1)))
    if search.before is not None:
        found.append(AuditEntry.number < search.before)
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=UTC)


def _linked(row: sa.Row[Any]) -> Linked:
    entry = Entry(row.number, row.at, row.action, row.actor, row.subject, row.facts)
    return Linked(entry, row.previous, row.hash)
