"""Queries over operators."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from drones.registry.model import Contact, OperatorFile, OperatorKind, OperatorState, OperatorView
from drones.registry.store.rows import Hold, One, add_alone, plain
from drones.registry.tables import Operator
from portal.kit.database import db, new_id

_BY_ID, _BY_PERSON, _BY_NUMBER = (One(Operator, name) for name in ("id", "person_id", "number"))


def add(
    *, person_id: str, contact: Contact, number: str, secret_digest: str, now: datetime
) -> OperatorView | None:
    """A new pending operator; ``None`` when the person (or the number) has one already."""
    row = Operator(
        id=new_id(),
        person_id=person_id,
        **_contact(contact),
        number=number,
        secret_digest=secret_digest,
        state=OperatorState.PENDING.value,
        reason="",
        registered_at=now,
    )
    return view(row) if add_alone(row) else None


def change(operator_id: str, *, contact: Contact | None = None, **values: Any) -> None:
    """Write these columns; enumerations by their code."""
    columns = plain(values) | (_contact(contact) if contact else {})
    db.session.execute(sa.update(Operator).where(Operator.id == operator_id).values(**columns))


def by_id(operator_id: str, hold: Hold = Hold.NOT) -> OperatorFile | None:
    """The operator with this id."""
    return _file_or_none(_BY_ID.row(hold, id=operator_id))


def by_person(person_id: str, hold: Hold = Hold.NOT) -> OperatorFile | None:
    """The operator that this account registered."""
    return ask_by_person(person_id, hold)()


def ask_by_person(person_id: str, hold: Hold) -> Callable[[], OperatorFile | None]:
    """The same, asked now and waited for when called."""
    asked = _BY_PERSON.ask(hold, person_id=person_id)
    return lambda: _file_or_none(asked.one_or_none())


def id_by_person() -> sa.ScalarSelect[str]:
    """The id of the operator that ``asked_person_id`` registered, for a condition."""
    return (
        sa.select(Operator.id).where(Operator.person_id == sa.bindparam("asked_person_id")).scalar_subquery()
    )


def by_number(number: str) -> OperatorView | None:
    """The operator with this public number (16 characters, exact)."""
    row = _BY_NUMBER.row(number=number)
    return view(row) if row else None


def digest_of(operator_id: str) -> str | None:
    """The keyed digest of the operator's full number."""
    return db.session.scalar(sa.select(Operator.secret_digest).where(Operator.id == operator_id))


def in_states(states: Collection[OperatorState], *, most: int) -> list[OperatorFile]:
    """Operators in these states, those that wait longest first."""
    query = (
        sa.select(Operator)
        .where(Operator.state.in_([state.value for state in states]))
        .order_by(Operator.registered_at, Operator.id)
        .limit(most)
    )
    return [_file(row) for row in db.session.scalars(query)]


def waiting(*, most: int) -> list[OperatorFile]:
    """Operators a registrar has to look at: not yet judged, or asking to be renewed."""
    query = (
        sa.select(Operator)
        .where(sa.or_(Operator.state == OperatorState.PENDING.value, Operator.renewal_asked_at.is_not(None)))
        .order_by(sa.func.coalesce(Operator.renewal_asked_at, Operator.registered_at), Operator.id)
        .limit(most)
    )
    return [_file(row) for row in db.session.scalars(query)]


def run_out(now: datetime) -> list[str]:
    """Ids of approved operators whose registration is over."""
    query = sa.select(Operator.id).where(
        Operator.state == OperatorState.APPROVED.value, Operator.valid_until <= now
    )
    return list(db.session.scalars(query.order_by(Operator.id)))


def view(row: Any) -> OperatorView:
    """The row as other rooms see it."""
    return OperatorView(
        id=row.id,
        number=row.number,
        state=OperatorState(row.state),
        name=row.name,
        kind=OperatorKind(row.kind),
        valid_until=row.valid_until,
        person_id=row.person_id,
    )


def _file_or_none(row: Any) -> OperatorFile | None:
    return _file(row) if row else None


def _file(row: Any) -> OperatorFile:
    return OperatorFile(
        operator=view(row),
        email=row.email,
        phone=row.phone,
        address=row.address,
        reason=row.reason,
        registered_at=row.registered_at,
        renewal_asked_at=row.renewal_asked_at,
    )


def _contact(contact: Contact) -> dict[str, str]:
    return {
        "kind": contact.kind.value,
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "address": contact.address,
    }
