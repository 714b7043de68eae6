"""What the portal may do with its ledger: note, digest, check, prove, search.

A note is queued on the SQLAlchemy session and becomes an entry by the last statements before the
commit, whoever commits; the ledger's lock is thus held for the shortest time.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from flask import Flask, g, has_request_context
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from portal.audit import rules, store
from portal.audit.model import Entry, Fact, LedgerFault, Linked, Search
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


def verify(*, known: frozenset[bytes] = frozenset()) -> Check:
    """Check every entry, the head, and that each hash in ``known`` (kept elsewhere) is still there."""
    with store.snapshot() as (head, entries):
        counted = _Counted()
        faults = rules.verify(counted.over(entries), head=head, known=known)
    return Check(counted.number, counted.hash, tuple(faults))


def root(*, size: int | None = None) -> tuple[int, bytes]:
    """The number of entries and their Merkle root (RFC 6962); with ``size``, of the first ``size``."""
    leaves = store.hashes(db.session(), size)
    return len(leaves), rules.merkle_root(leaves)


def inclusion_proof(*, number: int, size: int) -> tuple[bytes, ...]:
    """The audit path of entry ``number`` in the tree of the first ``size``; ``IndexError`` outside it."""
    return rules.inclusion_proof(store.hashes(db.session(), size), number - 1)


def search(*, wanted: Search) -> list[Linked]:
    """One page of entries, newest first."""
    return store.newest(db.session(), wanted, PAGE_SIZE)


def story(*, subject: str) -> list[Linked]:
    """Everything noted about one subject, oldest first."""
    return store.of_subject(db.session(), subject, STORY_SIZE)


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
    """Number and chain the notes behind the head."""
    locks.ledger(session)
    head, moment = store.head(session), now()
    previous, linked = head.hash, []
    for number, one in enumerate(notes, start=head.number + 1):
        entry = Entry(number, moment, one.action, one.actor, one.subject, one.facts)
        linked.append(Linked(entry, previous, rules.link(previous, entry)))
        previous = linked[-1].hash
    store.append(session, linked)


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
