"""Versions of zones and of pre-approvals with their content and all that was done to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from geofences.engine.model import PreApproval
from geofences.zones.formats import canonical
from geofences.zones.model import ApprovalVersion, Key, Proposal, State, Version
from geofences.zones.tables import PreApprovalRow, VersionRow
from portal.kit.database import db, new_id, to_db

_MOST = 1_000
#: Rows that this session has read before may be older than what the lock protects.
_FRESH = {"populate_existing": True}


def versions(*where: sa.ColumnElement[bool], limit: int = _MOST) -> list[Version]:
    """Versions with their content, newest first."""
    newest = (VersionRow.created_at.desc(), VersionRow.number.desc(), VersionRow.id)
    statement = sa.select(VersionRow).where(*where).order_by(*newest).limit(limit)
    rows = db.session.scalars(statement.execution_options(**_FRESH)).all()
    zones = canonical.read_zones([row.content for row in rows])
    return [
        Version(
            **_traced(row),
            zone=zone,
            emergency=row.emergency,
            confirmed_by=row.confirmed_by,
            confirmed_at=row.confirmed_at,
        )
        for row, zone in zip(rows, zones, strict=True)
    ]


def _traced(row: VersionRow | PreApprovalRow) -> dict[str, Any]:
    proposal = None
    if row.withdrawal_by is not None and row.withdrawal_at is not None:
        proposal = Proposal(row.withdrawal_by, row.withdrawal_at, row.withdrawal_remark or "")
    same = (
        "id", "number", "author_id", "created_at", "published_by", "published_at", "ended_by", "ended_at",
        "base_number", "returned_by", "returned_at",
    )  # fmt: skip
    found = {name: getattr(row, name) for name in same}
    return {**found, "state": State(row.state), "remark": row.remark or "", "withdrawal": proposal}


def drafts() -> list[Version]:
    """Every draft, newest first."""
    return versions(VersionRow.state == State.DRAFT.value)


def history(key: Key) -> list[Version]:
    """All versions of a zone, newest first."""
    return versions(VersionRow.country == key[0], VersionRow.identifier == key[1])


def version(id_: str) -> Version | None:
    """One version by its id."""
    return next(iter(versions(VersionRow.id == id_)), None)


def open_versions_of(key: Key) -> dict[State, Version]:
    """The draft and the published version of a zone, as far as there are any."""
    these = (VersionRow.country == key[0], VersionRow.identifier == key[1])
    return {
        one.state: one
        for one in versions(*these, VersionRow.state.in_([State.DRAFT.value, State.PUBLISHED.value]))
    }


def flagged() -> list[Version]:
    """Emergency zones in force that no second person has confirmed."""
    emergency = sa.and_(VersionRow.emergency.is_(True), VersionRow.confirmed_by.is_(None))
    return versions(VersionRow.state == State.PUBLISHED.value, emergency)


def to_be_withdrawn() -> list[Version]:
    """Published versions whose withdrawal waits for a second person."""
    return versions(VersionRow.state == State.PUBLISHED.value, VersionRow.withdrawal_by.is_not(None))


def approvals(*where: sa.ColumnElement[bool]) -> list[ApprovalVersion]:
    """Versions of pre-approvals, in order of identifier, newest first."""
    ordered = sa.select(PreApprovalRow).where(*where)
    ordered = ordered.order_by(PreApprovalRow.identifier, PreApprovalRow.number.desc()).limit(_MOST)
    return [
        ApprovalVersion(**_traced(row), pre_approval=canonical.read_pre_approval(row.content))
        for row in db.session.scalars(ordered.execution_options(**_FRESH))
    ]


def approval(id_: str) -> ApprovalVersion | None:
    """One version of a pre-approval by its id."""
    return next(iter(approvals(PreApprovalRow.id == id_)), None)


def approvals_of(identifier: str) -> list[ApprovalVersion]:
    """All versions of a pre-approval, newest first."""
    return approvals(PreApprovalRow.identifier == identifier)


def open_approvals() -> list[ApprovalVersion]:
    """Drafts and published pre-approvals."""
    return approvals(PreApprovalRow.state.in_([State.DRAFT.value, State.PUBLISHED.value]))


def note_on(id_: str, **values: Any) -> None:
    """Write who did what to a zone's version (sent back, proposed, confirmed, emergency)."""
    statement = sa.update(VersionRow).where(VersionRow.id == id_).values(**values)
    db.session.execute(statement.execution_options(synchronize_session=False))


def note_on_approval(id_: str, **values: Any) -> None:
    """Write who did what to a pre-approval's version."""
    statement = sa.update(PreApprovalRow).where(PreApprovalRow.id == id_).values(**values)
    db.session.execute(statement.execution_options(synchronize_session=False))


def add_approval_draft(one: PreApproval, *, actor: str, now: datetime) -> str:
    """A new draft of a pre-approval; a draft that it had is superseded. Returns its id."""
    known = approvals_of(one.identifier)
    for draft in known:
        if draft.state is State.DRAFT:
            note_on_approval(draft.id, state=State.SUPERSEDED.value, ended_by=actor, ended_at=now)
    content = canonical.write_pre_approval(one)
    row = PreApprovalRow(
        id=new_id(),
        identifier=one.identifier,
        number=max((version.number for version in known), default=0) + 1,
        state=State.DRAFT.value,
        content=content,
        digest=canonical.digest(content),
        author_id=actor,
        created_at=now,
        base_number=next((other.number for other in known if other.state is State.PUBLISHED), 0),
        area=to_db(one.area),
    )
    db.session.add(row)
    db.session.flush()
    return row.id
