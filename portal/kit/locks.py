"""The locks of the register, the cells and the ledger, held until the transaction ends.

PostgreSQL: advisory transaction locks. SpatiaLite has one writer, who holds the database
since ``BEGIN IMMEDIATE``, so there is nothing more to take.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.kit.database import db
from portal.kit.lines import Answer
from portal.kit.statements import ask, ask_in

REGISTER, CELLS, COARSE, LEDGER, REQUEST = 1, 2, 3, 4, 5
MOST_CELLS = 64
_ONE = {
    name: sa.text(f"SELECT {name}(:space, :number)")
    for name in ("pg_advisory_xact_lock", "pg_advisory_xact_lock_shared")
}
_EACH = sa.text(
    "WITH coarse AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(:coarse, 0)) "
    "SELECT pg_advisory_xact_lock(:cells, cell.number) FROM coarse, "
    "unnest(CAST(:numbers AS integer[])) WITH ORDINALITY AS cell(number, place)"
)


def register_shared() -> None:
    """Held by whoever submits, approves, activates or reinstates a flight; taken before the next question."""
    _let_take("pg_advisory_xact_lock_shared", REGISTER, 0)


def register_exclusive() -> None:
    """Held by whoever publishes or withdraws a zone."""
    _take("pg_advisory_xact_lock", REGISTER, 0)


def cells(numbers: Sequence[int]) -> None:
    """Hold the cells (32-bit numbers) of a flight; more than 64 take the coarse lock instead.

    They are taken before the next question.
    """
    wanted = sorted(set(numbers))
    if len(wanted) > MOST_CELLS:
        _take("pg_advisory_xact_lock", COARSE, 0)
        return
    _take_each(wanted)


def request(name: str) -> None:
    """Held by whoever answers an idempotent request; another with the same name waits for its answer."""
    _take("pg_advisory_xact_lock", REQUEST, int.from_bytes(sha256(name.encode()).digest()[:4], signed=True))


def ledger(session: Session | None = None) -> None:
    """Held by the last statements before a commit."""
    _take("pg_advisory_xact_lock", LEDGER, 0, session)


def ledger_with_the_commit(session: Session) -> None:
    """The same, taken as what is asked next goes: with the commit, so that it is held for one trip."""
    _let_take("pg_advisory_xact_lock", LEDGER, 0, session)


def _take_each(numbers: Sequence[int]) -> None:
    """The coarse lock shared, then all cells in their order, by one statement.

    In another order two writers would wait for each other for ever.
    """
    session = db.session()
    if session.get_bind().dialect.name == "postgresql":
        ask(_EACH, coarse=COARSE, cells=CELLS, numbers=list(numbers))


def _take(function: str, space: int, number: int, session: Session | None = None) -> None:
    _let_take(function, space, number, session).all()


def _let_take(function: str, space: int, number: int, session: Session | None = None) -> Answer:
    where = session or db.session()
    if where.get_bind().dialect.name != "postgresql":
        return Answer(None, ())
    return ask_in(where, _ONE[function], space=space, number=number)
