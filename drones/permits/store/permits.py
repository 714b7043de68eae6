"""Queries over the register of permits; rows become values here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import cast

import sqlalchemy as sa

from drones.permits.formats import content as format_
from drones.permits.model import Permit
from drones.permits.tables import PermitRow
from portal.kit.database import db
from portal.kit.statements import ask

_PERMIT = cast(sa.Table, PermitRow.__table__)
_TAKEN = sa.select(_PERMIT.c.id).where(_PERMIT.c.id == sa.bindparam("code"))
_ADD = sa.insert(_PERMIT)


class BrokenPermitError(RuntimeError):
    """A row whose signed bytes cannot be read: the register was damaged."""


def exists(permit_id: str) -> bool:
    """Whether a code is taken."""
    return ask(_TAKEN, code=permit_id).first() is not None


def add(permit: Permit) -> None:
    """A new permit."""
    ask(
        _ADD,
        id=permit.id,
        flight_id=permit.flight_id,
        content=permit.signed,
        key_id=permit.key_id,
        issued_at=permit.issued_at,
        valid_from=permit.content.start,
        valid_until=permit.content.end,
        revoked_reason="",
    )


def by_id(permit_id: str) -> Permit | None:
    """The permit of a code."""
    row = db.session.get(PermitRow, permit_id, populate_existing=True)
    return None if row is None else _value(row)


def of_flight(flight_id: str) -> list[Permit]:
    """All permits of a flight, the newest first."""
    query = sa.select(PermitRow).where(PermitRow.flight_id == flight_id)
    ordered = query.order_by(PermitRow.issued_at.desc(), PermitRow.id)
    return [_value(row) for row in db.session.scalars(ordered.execution_options(populate_existing=True))]


def keep(permit: Permit) -> None:
    """Write what became of a permit; what was signed stays as it is."""
    changes = {
        "suspended_at": permit.suspended_at,
        "revoked_at": permit.revoked_at,
        "revoked_reason": permit.revoked_reason,
    }
    db.session.execute(sa.update(PermitRow).where(PermitRow.id == permit.id).values(changes))


def suspend_all(flight_ids: Sequence[str], now: datetime) -> list[tuple[str, str]]:
    """Suspend every permit in force of many flights; gives their codes and flights, in order of code."""
    if not flight_ids:
        return []
    statement = (
        sa.update(PermitRow)
        .where(PermitRow.flight_id.in_(flight_ids))
        .where(PermitRow.revoked_at.is_(None), PermitRow.suspended_at.is_(None))
        .values(suspended_at=now)
        .returning(PermitRow.id, PermitRow.flight_id)
        .execution_options(synchronize_session=False)
    )
    return sorted((code, flight) for code, flight in db.session.execute(statement))


def between(start: datetime, end: datetime) -> list[Permit]:
    """Permits in force whose time touches a period, in order of their begin."""
    query = sa.select(PermitRow).where(PermitRow.valid_from < end, PermitRow.valid_until > start)
    in_force = query.where(PermitRow.revoked_at.is_(None), PermitRow.suspended_at.is_(None))
    return [_value(row) for row in db.session.scalars(in_force.order_by(PermitRow.valid_from, PermitRow.id))]


def codes_of(flight_ids: Collection[str], since: datetime) -> list[str]:
    """Codes of the permits of some flights that end after ``since``."""
    query = sa.select(PermitRow.id).where(PermitRow.flight_id.in_(flight_ids), PermitRow.valid_until > since)
    return list(db.session.scalars(query))


def out_of_force(since: datetime) -> list[tuple[str, bool]]:
    """Codes of permits ending after ``since`` that are revoked (True) or only suspended (False)."""
    query = sa.select(PermitRow.id, PermitRow.revoked_at).where(
        PermitRow.valid_until > since,
        sa.or_(PermitRow.revoked_at.is_not(None), PermitRow.suspended_at.is_not(None)),
    )
    return [(code, revoked_at is not None) for code, revoked_at in db.session.execute(query)]


def _value(row: PermitRow) -> Permit:
    content = format_.unverified(row.content)
    if content is None:
        raise BrokenPermitError(row.id)
    return Permit(
        id=row.id,
        flight_id=row.flight_id,
        content=content,
        signed=row.content,
        key_id=row.key_id,
        issued_at=row.issued_at,
        revoked_at=row.revoked_at,
        revoked_reason=row.revoked_reason,
        suspended_at=row.suspended_at,
    )
