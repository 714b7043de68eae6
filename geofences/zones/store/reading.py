"""What is published, and what became of it since a number."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from geofences.engine.model import PreApproval, Zone
from geofences.zones.formats import canonical
from geofences.zones.model import Changes, State
from geofences.zones.tables import PreApprovalRow, Register, VersionRow
from portal.kit.database import db
from portal.kit.statements import ask_in

#: Rows read and decoded at a time.
_PART = 2_000
_NUMBER = sa.select(Register.number)


def register_number(session: Session | None = None) -> int:
    """The register's number; 0 before anything was published."""
    return ask_number(session)()


def ask_number(session: Session | None = None) -> Callable[[], int]:
    """The same, asked now and waited for when called."""
    asked = ask_in(session or db.session(), _NUMBER)
    return lambda: asked.scalar() or 0


def epoch(session: Session) -> str:
    """What tells this database's register from any other's; empty before anything was published."""
    return session.scalar(sa.select(Register.epoch)) or ""


def published(session: Session | None = None, *, since: int | None = None) -> list[Zone]:
    """Every published zone, or those published with a number above ``since``; in order of identity."""
    statement = sa.select(VersionRow.content).where(VersionRow.state == State.PUBLISHED.value)
    if since is not None:
        statement = statement.where(VersionRow.published_number > since)
    ordered = statement.order_by(VersionRow.country, VersionRow.identifier)
    # Part by part: the texts of a hundred thousand zones weigh as much as the zones.
    parts = (session or db.session()).scalars(ordered.execution_options(yield_per=_PART)).partitions()
    return [zone for part in parts for zone in canonical.read_zones(part)]


def pre_approvals(session: Session | None = None) -> list[PreApproval]:
    """Every published pre-approval, in order of identifier."""
    statement = (
        sa.select(PreApprovalRow.content)
        .where(PreApprovalRow.state == State.PUBLISHED.value)
        .order_by(PreApprovalRow.identifier)
    )
    return [canonical.read_pre_approval(text) for text in (session or db.session()).scalars(statement)]


def changes_since(number: int, session: Session | None = None, *, now_at: int | None = None) -> Changes:
    """What became of the register since ``number``; it is at ``now_at``, where that was read before."""
    where = session or db.session()
    # The number is read first: rows published meanwhile only come a second time, never not at all.
    now_at = register_number(where) if now_at is None else now_at
    if now_at == number:
        return Changes(number)
    ended = sa.select(VersionRow.country, VersionRow.identifier).where(VersionRow.ended_number > number)
    zones = published(where, since=number)
    gone = {(country, identifier) for country, identifier in where.execute(ended)}
    return Changes(
        number=now_at,
        zones=tuple(zones),
        gone=tuple(sorted(gone - {zone.key for zone in zones})),
        pre_approvals=tuple(pre_approvals(where)) if _approvals_changed(where, number) else None,
    )


def _approvals_changed(session: Session, number: int) -> bool:
    touched = sa.or_(PreApprovalRow.published_number > number, PreApprovalRow.ended_number > number)
    return session.scalar(sa.select(PreApprovalRow.id).where(touched).limit(1)) is not None
