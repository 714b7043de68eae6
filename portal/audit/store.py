"""The ledger's queries: append behind a book's head, read in order, search, roots and proofs."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.audit.model import Book, Entry, Head, Linked, Proof, Root, Search
from portal.audit.rules import GENESIS, unnumbered
from portal.audit.tables import AuditEntry, AuditHead, AuditProof, AuditRoot, SealedEntry, SealedHead
from portal.kit.database import db
from portal.kit.statements import ask_in

_HEAD_ID = 1
_HASH = 32
_ENTRIES: dict[Book, Any] = {Book.OPEN: AuditEntry.__table__, Book.SEALED: SealedEntry.__table__}
_HEADS: dict[Book, Any] = {Book.OPEN: AuditHead.__table__, Book.SEALED: SealedHead.__table__}


def head(session: Session, book: Book) -> Head:
    """A book's head, read afresh; number 0 when nothing was ever written."""
    row = session.connection().execute(_head(book)).first()
    return Head(row.number, row.hash) if row else Head(0, GENESIS)


@cache
def _head(book: Book) -> sa.Select[Any]:
    """Made once, as the next two: they run before every commit, while others wait for the lock."""
    table = _HEADS[book]
    return sa.select(table.c.number, table.c.hash).where(table.c.id == _HEAD_ID)


@cache
def _add(book: Book) -> sa.Insert:
    return sa.insert(_ENTRIES[book])


@cache
def _move(book: Book) -> sa.Update:
    columns = _HEADS[book].c
    values: dict[str, Any] = {name: sa.bindparam(name) for name in ("number", "hash")}
    return sa.update(_HEADS[book]).where(columns.id == _HEAD_ID).values(values)


def append(session: Session, book: Book, linked: Sequence[Linked]) -> None:
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
    connection = session.connection()
    connection.execute(_add(book), rows)
    last = {"number": linked[-1].entry.number, "hash": linked[-1].hash}
    if not connection.execute(_move(book), last).rowcount:
        connection.execute(sa.insert(_HEADS[book]).values(id=_HEAD_ID, **last))


def chain(session: Session, book: Book, entries: Sequence[Entry]) -> None:
    """The same by PostgreSQL: it numbers, links and writes the entries (their own numbers do not count).

    The caller has asked for the ledger's lock just before.
    """
    ask_in(
        session,
        _chain(book),
        ats=[one.at for one in entries],
        actions=[one.action for one in entries],
        actors=[one.actor for one in entries],
        subjects=[one.subject for one in entries],
        facts=[json.dumps(dict(one.facts), allow_nan=False) for one in entries],
        tails=[unnumbered(one) for one in entries],
        genesis=GENESIS,
        head=_HEAD_ID,
    )


@cache
def _chain(book: Book) -> sa.TextClause:
    """As ``rules.link``: SHA-256 over 0x00, the hash before, and ``[number,`` with the rest of the entry."""
    entries, heads = _ENTRIES[book].name, _HEADS[book].name
    return sa.text(
        "WITH RECURSIVE line AS MATERIALIZED ("  # noqa: S608 - the tables' names are our own
        "SELECT * FROM unnest(CAST(:ats AS timestamptz[]), "
        "CAST(:actions AS text[]), CAST(:actors AS text[]), CAST(:subjects AS text[]), "
        "CAST(:facts AS text[]), CAST(:tails AS bytea[])) "
        "WITH ORDINALITY AS line(at, action, actor, subject, facts, tail, place)), "
        "chain(place, number, previous, hash) AS ("
        "SELECT CAST(0 AS bigint), coalesce(head.number, 0), CAST(NULL AS bytea), "
        "coalesce(head.hash, CAST(:genesis AS bytea)) "
        f"FROM (SELECT 1) AS one LEFT JOIN {heads} AS head ON head.id = CAST(:head AS integer) "
        "UNION ALL SELECT line.place, chain.number + 1, chain.hash, sha256("
        "decode('00', 'hex') || chain.hash || "
        "convert_to('[' || (chain.number + 1) || ',', 'UTF8') || line.tail) "
        "FROM chain JOIN line ON line.place = chain.place + 1), "
        f"added AS (INSERT INTO {entries} (number, at, action, actor, subject, facts, previous, hash) "
        "SELECT chain.number, line.at, line.action, line.actor, line.subject, CAST(line.facts AS json), "
        "chain.previous, chain.hash FROM chain JOIN line ON line.place = chain.place) "
        f"INSERT INTO {heads} AS head (id, number, hash) "
        "SELECT CAST(:head AS integer), chain.number, chain.hash "
        "FROM chain ORDER BY chain.place DESC LIMIT 1 "
        "ON CONFLICT (id) DO UPDATE SET number = excluded.number, hash = excluded.hash"
    )


@contextmanager
def snapshot(book: Book) -> Iterator[tuple[Head, Iterator[Linked]]]:
    """The head and all entries, oldest first, as they stood at one moment while others go on writing."""
    options: dict[str, Any] = {"yield_per": 5_000}
    if db.engine.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
    with db.engine.connect().execution_options(**options) as connection:
        row = connection.execute(_head(book)).first()
        rows = connection.execute(_all(book).order_by(_ENTRIES[book].c.number))
        yield (Head(row.number, row.hash) if row else Head(0, GENESIS)), map(_linked, rows)


def hashes(session: Session, book: Book, size: int | None = None) -> Iterator[bytes]:
    """The first ``size`` entries' hashes (all of them without), oldest first."""
    table = _ENTRIES[book]
    query = sa.select(table.c.hash).order_by(table.c.number)
    if size is not None:
        query = query.limit(size)
    yield from session.execute(query, execution_options={"yield_per": 10_000}).scalars()


def size_before(session: Session, book: Book, moment: datetime) -> int:
    """How many entries were written before a moment: the number of the last of them."""
    table = _ENTRIES[book]
    query = sa.select(sa.func.max(table.c.number)).where(table.c.at < moment)
    return int(session.scalar(query) or 0)


def newest(session: Session, search: Search, limit: int) -> list[Linked]:
    """Entries that answer the search, newest first."""
    table = _ENTRIES[search.book]
    query = _found(search).order_by(table.c.number.desc()).limit(limit)
    return [_linked(row) for row in session.execute(query)]


def oldest(session: Session, search: Search, *, after: int, limit: int) -> list[Linked]:
    """Entries that answer the search and stand behind number ``after``, oldest first."""
    table = _ENTRIES[search.book]
    query = _found(search).where(table.c.number > after).order_by(table.c.number).limit(limit)
    return [_linked(row) for row in session.execute(query)]


def about(session: Session, book: Book, subjects: Collection[str], limit: int) -> list[Linked]:
    """Entries of a book about any of some subjects, or that name one in their facts, oldest first."""
    table = _ENTRIES[book]
    facts = sa.cast(table.c.facts, sa.Text)
    named = [facts.contains(f'"{subject}"', autoescape=True) for subject in subjects]
    query = _all(book).where(sa.or_(table.c.subject.in_([*subjects]), *named))
    return [_linked(row) for row in session.execute(query.order_by(table.c.number).limit(limit))]


def roots(session: Session, book: Book, limit: int | None = None) -> list[Root]:
    """The published roots of a book, newest first."""
    query = sa.select(AuditRoot).where(AuditRoot.book == book).order_by(AuditRoot.day.desc()).limit(limit)
    return [_root(row) for row in session.scalars(query)]


def add_root(session: Session, root: Root) -> None:
    """Keep a root."""
    session.add(AuditRoot(book=root.book, day=root.day, size=root.size, hash=root.hash, at=root.at))


def entries_of(session: Session, action: str, *, after: int, size: int) -> list[tuple[str, int]]:
    """Subject and number of the open book's entries of one action, from behind ``after`` to ``size``."""
    table = _ENTRIES[Book.OPEN]
    query = sa.select(table.c.subject, table.c.number).where(
        table.c.action == action, table.c.number > after, table.c.number <= size
    )
    return [(row.subject, row.number) for row in session.execute(query)]


def add_proofs(session: Session, proofs: Iterable[tuple[str, Proof]]) -> None:
    """Keep audit paths, each with the subject of its entry."""
    for subject, one in proofs:
        values = {"number": one.number, "size": one.size, "leaf": one.leaf, "path": b"".join(one.path)}
        session.add(AuditProof(subject=subject, **values))


def proof(session: Session, subject: str) -> Proof | None:
    """The newest audit path kept for a subject."""
    query = sa.select(AuditProof).where(AuditProof.subject == subject).order_by(AuditProof.number.desc())
    row = session.scalars(query.limit(1)).first()
    if row is None:
        return None
    path = tuple(row.path[at : at + _HASH] for at in range(0, len(row.path), _HASH))
    return Proof(row.number, row.leaf, row.size, path)


def grants(role: str) -> str:
    """The rights of the portal's own role: everything in every table, entries only added to and read."""
    quoted = db.engine.dialect.identifier_preparer.quote(role)
    lines = [f"GRANT USAGE ON SCHEMA public TO {quoted};"]
    lines.append(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted};")
    lines.append(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {quoted};")
    kept = {table.name for table in _ENTRIES.values()}
    for table in db.metadata.sorted_tables:
        rights = "SELECT, INSERT" if table.name in kept else "SELECT, INSERT, UPDATE, DELETE"
        lines.append(f"REVOKE ALL ON {table.name} FROM {quoted};")
        lines.append(f"GRANT {rights} ON {table.name} TO {quoted};")
    return "\n".join(lines)


def _all(book: Book) -> sa.Select[Any]:
    return sa.select(*_ENTRIES[book].c)


def _found(search: Search) -> sa.Select[Any]:
    return _all(search.book).where(*_conditions(search, _ENTRIES[search.book].c))


def _root(row: AuditRoot) -> Root:
    return Root(Book(row.book), row.day, row.size, row.hash, row.at)


def _conditions(search: Search, columns: Any) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if search.action:
        # An action is found with all that stand below it: flights finds flights.approved.
        below = columns.action.startswith(search.action + ".", autoescape=True)
        found.append(sa.or_(columns.action == search.action, below))
    if search.subject:
        found.append(columns.subject == search.subject)
    if search.actor:
        found.append(columns.actor == search.actor)
    if search.first_day:
        found.append(columns.at >= _midnight(search.first_day))
    if search.last_day:
        found.append(columns.at < _midnight(search.last_day + timedelta(days=1)))
    if search.before is not None:
        found.append(columns.number < search.before)
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=UTC)


def _linked(row: sa.Row[Any]) -> Linked:
    entry = Entry(row.number, row.at, row.action, row.actor, row.subject, row.facts)
    return Linked(entry, row.previous, row.hash)
