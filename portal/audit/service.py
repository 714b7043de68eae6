"""What the portal may do with its ledger: note, digest, check, publish roots, prove, search.

A note is queued on the SQLAlchemy session and becomes an entry by the last statements before the
commit, whoever commits; the ledger's lock is thus held for the shortest time.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from flask import Flask, g, has_request_context
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from portal.audit import rules, store
from portal.audit.model import Book, Entry, Fact, Flaw, LedgerFault, Linked, Proof, Root, Search
from portal.kit import locks
from portal.kit.clock import now
from portal.kit.database import db, own_transaction
from portal.kit.permissions import identity
from portal.kit.settings import settings

#: Who acts when nobody is signed in: a visitor, or the portal itself (command line, worker).
PUBLIC, SYSTEM = "public", "system"
PAGE_SIZE = 50
STORY_SIZE = 2_000
#: Keys in ``session.info``: lines of this transaction, lines apart from it, marks of its savepoints.
_QUEUE, _APART, _MARKS = "ledger", "ledger_apart", "ledger_marks"
_NOTHING: Mapping[str, Fact] = {}
_NO_ROOTS: Mapping[int, bytes] = {}
SHOWN_ROOTS = 90
#: Facts that name another subject, whose entries belong to the same story.
FOLLOWED = frozenset({"permit", "permit_id", "flight", "flight_id", "case", "before", "after"})


@dataclass(frozen=True, slots=True)
class _Note:
    action: str
    subject: str
    actor: str
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome of a verification: how many entries were read, the last hash, what is wrong."""

    entries: int
    hash: bytes
    faults: tuple[LedgerFault, ...]


def install(_app: Flask) -> None:
    """Write queued notes before every commit of the portal's sessions, Flask-Security's included."""
    factory = db.session.session_factory
    listeners: dict[str, Callable[..., None]] = {
        "before_commit": _write_queue,
        "after_soft_rollback": _drop_queue,
        "after_transaction_create": _mark_savepoint,
        "after_transaction_end": _leave_transaction,
    }
    for name, listener in listeners.items():
        if not event.contains(factory, name, listener):
            event.listen(factory, name, listener)


def note(
    action: str, *, subject: str, facts: Mapping[str, Fact] = _NOTHING, actor: str | None = None
) -> None:
    """Queue an entry; it is written with the transaction's commit, or dropped with its rollback.

    ``action`` is a dotted code, ``subject`` and ``actor`` are ids; ``actor`` is whoever makes the request
    (``public`` when not signed in), or ``system``. Raises ``ValueError`` for anything that looks like
    personal data or free text.
    """
    _queue(_QUEUE).append(_checked(action, subject, facts, actor))


def security_event(
    action: str, *, subject: str, facts: Mapping[str, Fact] = _NOTHING, actor: str | None = None
) -> None:
    """Write an entry that stays whatever the request does: a failed sign-in, a look at personal data.

    It has a transaction of its own. Within a writing request it waits until that transaction has ended
    (a second writer would wait for the first for ever); while reading it is written at once, so that
    nothing is shown whose line could not be written.
    """
    line = _checked(action, subject, facts, actor)
    if db.session().in_transaction() and not (g and g.get("read_only")):
        _queue(_APART).append(line)
    else:
        _write_apart([line])


def digest(value: str) -> str:
    """A keyed digest (HMAC-SHA256, hexadecimal): equal values are seen to be equal, nothing else."""
    return hmac.new(settings().ledger_key, value.encode(), sha256).hexdigest()


def verify(
    *, known: frozenset[bytes] = frozenset(), roots: Mapping[int, bytes] = _NO_ROOTS, book: Book = Book.OPEN
) -> Check:
    """Check every entry of a book, its head and published roots, and what somebody kept elsewhere.

    Each hash in ``known`` must still be there; ``roots`` are Merkle roots by the number of entries.
    """
    kept = {one.size: one.hash for one in store.roots(db.session(), book)}
    with store.snapshot(book) as (head, entries):
        counted = _Counted()
        faults = rules.verify(counted.over(entries), head=head, known=known, roots=kept)
    for size, hash_ in roots.items():
        if size not in kept or kept[size] != hash_:
            faults += _again(size, hash_, book)
    return Check(counted.number, counted.hash, tuple(faults))


def _again(size: int, hash_: bytes, book: Book) -> list[LedgerFault]:
    """What is wrong with a root that somebody kept and the portal never published, or says otherwise."""
    count, found = root(size=size, book=book)
    if count < size:
        return [LedgerFault(count + 1, Flaw.TRUNCATED)]
    return [] if found == hash_ else [LedgerFault(size, Flaw.ROOT_DIFFERS)]


def root(*, size: int | None = None, book: Book = Book.OPEN) -> tuple[int, bytes]:
    """The number of entries and their Merkle root (RFC 6962); with ``size``, of the first ``size``."""
    tree = rules.Tree()
    for leaf in store.hashes(db.session(), book, size):
        tree.add(leaf)
    return tree.size, tree.root()


def publish_roots(now: datetime, *, proved: str) -> None:
    """Once a UTC day, the worker's part: the root of each book as it stood at the day's begin.

    Entries of the open book whose action is ``proved`` get their audit path in that tree.
    """
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    day = (midnight - timedelta(days=1)).date()
    for book in Book:
        last = next(iter(store.roots(db.session(), book, 1)), None)
        if last is None or last.day < day:
            _publish_root(book, day, midnight, now, last, proved)


def _publish_root(
    book: Book, day: date, midnight: datetime, now: datetime, last: Root | None, proved: str
) -> None:
    session = db.session()
    size = store.size_before(session, book, midnight)
    if size == 0:
        return
    leaves = list(store.hashes(session, book, size))
    fresh = Root(book, day, size, rules.merkle_root(leaves), now)
    store.add_root(session, fresh)
    action = "audit.root_published" if book is Book.OPEN else "audit.concealed_root_published"
    note(action, subject=day.isoformat(), facts={"size": size, "root": fresh.hash.hex()}, actor=SYSTEM)
    if book is Book.OPEN:
        entries = store.entries_of(session, proved, after=last.size if last else 0, size=size)
        paths = rules.inclusion_proofs(leaves, [number - 1 for _subject, number in entries])
        proofs = (
            (subject, Proof(number, leaves[number - 1], size, paths[number - 1]))
            for subject, number in entries
        )
        store.add_proofs(session, proofs)


def roots(*, book: Book = Book.OPEN, most: int = SHOWN_ROOTS) -> list[Root]:
    """The newest published roots of a book, newest first."""
    return store.roots(db.session(), book, most)


def proof(*, subject: str) -> Proof | None:
    """The audit path of a subject's entry, once the root that covers it was published."""
    return store.proof(db.session(), subject)


def inclusion_proof(*, number: int, size: int) -> tuple[bytes, ...]:
    """The audit path of entry ``number`` in the tree of the first ``size``; ``IndexError`` outside it."""
    return rules.inclusion_proof(list(store.hashes(db.session(), Book.OPEN, size)), number - 1)


def search(*, wanted: Search) -> list[Linked]:
    """One page of entries, newest first."""
    return store.newest(db.session(), wanted, PAGE_SIZE)


def part(*, wanted: Search, after: int, most: int) -> list[Linked]:
    """At most ``most`` entries behind number ``after`` that answer the search, oldest first."""
    return store.oldest(db.session(), wanted, after=after, limit=most)


def story(*, subject: str, book: Book = Book.OPEN) -> list[Linked]:
    """Everything noted about a subject, and about what its own entries name, oldest first.

    So a flight's story holds its permits' entries, and those of others that name the flight.
    """
    session = db.session()
    direct = store.about(session, book, {subject}, STORY_SIZE)
    named = {
        fact
        for one in direct
        if one.entry.subject == subject
        for key, fact in one.entry.facts.items()
        if key in FOLLOWED and isinstance(fact, str) and fact
    }
    return store.about(session, book, {subject, *named}, STORY_SIZE) if named else direct


def grants(*, role: str) -> str:
    """SQL (PostgreSQL) that lets a role run the portal, but not change or remove a ledger's entry."""
    return store.grants(role)


class _Counted:
    """Counts the entries that pass and remembers the last hash."""

    def __init__(self) -> None:
        self.number = 0
        self.hash = rules.GENESIS

    def over(self, entries: Iterable[Linked]) -> Iterator[Linked]:
        for linked in entries:
            self.number, self.hash = self.number + 1, linked.hash
            yield linked


def _checked(action: str, subject: str, facts: Mapping[str, Fact], actor: str | None) -> _Note:
    who = actor or identity().id or (PUBLIC if has_request_context() else SYSTEM)
    kept = rules.refuse_personal_data(action=action, subject=subject, actor=who, facts=facts)
    return _Note(action, subject, who, kept)


def _queue(name: str) -> list[_Note]:
    session = db.session()
    if not session.in_transaction():
        session.begin()  # a rollback without a transaction would leave the queue as it is
    queue: list[_Note] = session.info.setdefault(name, [])
    return queue


def _write_queue(session: Session) -> None:
    """Before the commit: everything else goes first, then the lock, the head, the entries."""
    if session.in_nested_transaction():
        return
    queue: list[_Note] = session.info.get(_QUEUE, [])
    if queue:
        session.flush()
        _append(session, queue)
        queue.clear()


def _append(session: Session, notes: Sequence[_Note]) -> None:
    """Number and chain the notes behind the head of their book.

    PostgreSQL does so itself: between the lock and the commit nothing waits for this process, for whom
    everybody else would wait.
    """
    locks.ledger_with_the_commit(session)
    moment = now()
    for book in Book:
        chosen = [one for one in notes if rules.book_of(one.action) is book]
        if chosen and session.get_bind().dialect.name == "postgresql":
            entries = [Entry(0, moment, one.action, one.actor, one.subject, one.facts) for one in chosen]
            store.chain(session, book, entries)
        elif chosen:
            _append_to(session, book, chosen, moment)


def _append_to(session: Session, book: Book, notes: Sequence[_Note], moment: datetime) -> None:
    head = store.head(session, book)
    previous, linked = head.hash, []
    for number, one in enumerate(notes, start=head.number + 1):
        entry = Entry(number, moment, one.action, one.actor, one.subject, one.facts)
        linked.append(Linked(entry, previous, rules.link(previous, entry)))
        previous = linked[-1].hash
    store.append(session, book, linked)


def _write_apart(notes: Sequence[_Note]) -> None:
    with own_transaction() as session:
        _append(session, notes)


def _mark_savepoint(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        marks = session.info.setdefault(_MARKS, {})
        marks[transaction] = len(session.info.get(_QUEUE, []))


def _drop_queue(session: Session, transaction: SessionTransaction) -> None:
    """After a savepoint's rollback: forget what was noted since its begin."""
    mark = session.info.get(_MARKS, {}).get(transaction)
    if mark is not None:
        del session.info.get(_QUEUE, [])[mark:]


def _leave_transaction(session: Session, transaction: SessionTransaction) -> None:
    """After the outermost end, commit or rollback: nothing is left of it but the lines apart from it."""
    if transaction.parent is not None:
        return
    session.info.pop(_MARKS, None)
    session.info.pop(_QUEUE, None)
    apart: list[_Note] = session.info.pop(_APART, [])
    if apart:
        _write_apart(apart)
