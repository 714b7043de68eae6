"""Versions of pre-approvals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from geofences.engine.model import PreApproval
from geofences.zones.formats import canonical
from geofences.zones.model import State
from geofences.zones.tables import PreApprovalRow
from portal.kit.database import db, new_id, to_db


def open_pre_approvals() -> dict[str, str]:
    """The digest of every published pre-approval, by identifier."""
    statement = sa.select(PreApprovalRow.identifier, PreApprovalRow.digest)
    rows = db.session.execute(statement.where(PreApprovalRow.state == State.PUBLISHED.value))
    return {row.identifier: row.digest for row in rows}


def add_pre_approvals(
    approvals: Sequence[PreApproval], *, actor: str, now: datetime, number: int
) -> list[str]:
    """Publish a version of each; what it replaces is superseded. Returns the new ids, in order."""
    close_pre_approvals([one.identifier for one in approvals], State.SUPERSEDED, actor, now, number)
    statement = sa.select(PreApprovalRow.identifier, sa.func.max(PreApprovalRow.number))
    rows = db.session.execute(statement.group_by(PreApprovalRow.identifier))
    last = {row[0]: row[1] for row in rows}
    added = []
    for one in approvals:
        content = canonical.write_pre_approval(one)
        row = PreApprovalRow(
            id=new_id(),
            identifier=one.identifier,
            number=last.get(one.identifier, 0) + 1,
            state=State.PUBLISHED.value,
            content=content,
            digest=canonical.digest(content),
            author_id=actor,
            created_at=now,
            published_by=actor,
            published_at=now,
            published_number=number,
            area=to_db(one.area),
        )
        db.session.add(row)
        added.append(row.id)
    db.session.flush()
    return added


def close_pre_approvals(
    identifiers: Sequence[str], state: State, actor: str, now: datetime, number: int
) -> list[str]:
    """End the published versions of the given pre-approvals; returns those that had one."""
    these = (PreApprovalRow.state == State.PUBLISHED.value, PreApprovalRow.identifier.in_(identifiers))
    had = list(db.session.scalars(sa.select(PreApprovalRow.identifier).where(*these)))
    values = {"state": state.value, "ended_by": actor, "ended_at": now, "ended_number": number}
    db.session.execute(
        sa.update(PreApprovalRow).where(*these).values(**values).execution_options(synchronize_session=False)
    )
    return had
