"""The queries on concealed zones: rows in, values out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from geofences.concealed.model import Cover, State, Version
from geofences.concealed.tables import ConcealedRegister, ConcealedVersion
from geofences.engine.model import Zone
from geofences.zones import service as zones
from portal.kit.database import db, new_id

_ID = 1


def hold() -> ConcealedRegister:
    """The one row, which nobody else changes until the transaction ends."""
    _make_row()
    query = sa.select(ConcealedRegister).where(ConcealedRegister.id == _ID)
    return db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one()


def mark_changed() -> None:
    """Something was published or withdrawn."""
    _make_row()
    change = sa.update(ConcealedRegister).where(ConcealedRegister.id == _ID)
    db.session.execute(change.values(published_changed=True).execution_options(synchronize_session=False))


def begin_watch(now: datetime) -> None:
    """The cover is being looked at."""
    row = hold()
    row.published_changed, row.checked_at = False, now


def _make_row() -> None:
    # Without a fault where two do so at once: nobody's publication may fail by this room.
    insert = sa.text(
        "INSERT INTO concealed_register (id, number, published_changed) "
        "VALUES (:id, 0, false) ON CONFLICT (id) DO NOTHING"
    )
    db.session.execute(insert, {"id": _ID})


def is_due(before: datetime) -> bool:
    """Whether the cover is to be looked at: something was published, or the last look was before."""
    query = sa.select(ConcealedRegister.published_changed, ConcealedRegister.checked_at)
    row = db.session.execute(query).one_or_none()
    return row is None or row.published_changed or row.checked_at is None or row.checked_at < before


def standing(command: str | None = None) -> list[Version]:
    """Versions that are set, of one command or of all, in order of identity."""
    query = sa.select(ConcealedVersion).where(ConcealedVersion.state == State.SET.value)
    if command is not None:
        query = query.where(ConcealedVersion.command == command)
    return _versions(
        db.session.scalars(query.order_by(ConcealedVersion.command, ConcealedVersion.identifier))
    )


def closed(command: str | None = None) -> list[Version]:
    """Withdrawn zones' last versions, the latest first."""
    query = sa.select(ConcealedVersion).where(ConcealedVersion.state == State.WITHDRAWN.value)
    if command is not None:
        query = query.where(ConcealedVersion.command == command)
    return _versions(db.session.scalars(query.order_by(ConcealedVersion.ended_at.desc()).limit(200)))


def by_id(version_id: str) -> Version | None:
    """One version."""
    row = db.session.get(ConcealedVersion, version_id)
    return None if row is None else _versions([row])[0]


def history(command: str, identifier: str) -> list[Version]:
    """All versions of one concealed zone, newest first."""
    query = sa.select(ConcealedVersion).where(
        ConcealedVersion.command == command, ConcealedVersion.identifier == identifier
    )
    return _versions(db.session.scalars(query.order_by(ConcealedVersion.number.desc())))


def add(zone: Zone, *, author: str, now: datetime) -> Version:
    """A new version of a zone, set from now on; what it replaces is superseded."""
    command, identifier = zone.key
    these = (ConcealedVersion.command == command, ConcealedVersion.identifier == identifier)
    last = db.session.scalar(sa.select(sa.func.max(ConcealedVersion.number)).where(*these)) or 0
    current = db.session.scalars(
        sa.select(ConcealedVersion).where(*these, ConcealedVersion.state == State.SET.value)
    ).one_or_none()
    if current is not None:
        _close(current, State.SUPERSEDED, author, now)
    content = zones.write_zone(zone)
    row = ConcealedVersion(
        id=new_id(),
        command=command,
        identifier=identifier,
        number=last + 1,
        state=State.SET.value,
        content=content,
        digest=zones.digest(content),
        author_id=author,
        created_at=now,
        checked_at=now,
    )
    db.session.add(row)
    hold().number += 1
    db.session.flush()
    return _versions([row])[0]


def close(version_id: str, *, actor: str, now: datetime) -> None:
    """Withdraw the version that is set."""
    _close(db.session.get_one(ConcealedVersion, version_id), State.WITHDRAWN, actor, now)
    hold().number += 1


def note_cover(version_id: str, cover: Cover) -> None:
    """Write what was found of a version's cover."""
    row = db.session.get_one(ConcealedVersion, version_id)
    row.checked_at, row.lost_at, row.lacks_from = cover.checked_at, cover.lost_at, cover.lacks_from


def _close(row: ConcealedVersion, state: State, actor: str, now: datetime) -> None:
    row.state, row.ended_by, row.ended_at = state.value, actor, now
    db.session.flush()


def _versions(rows: Iterable[ConcealedVersion]) -> list[Version]:
    kept = list(rows)
    found = zones.read_zones([row.content for row in kept])
    return [
        Version(
            id=row.id,
            number=row.number,
            state=State(row.state),
            zone=zone,
            author_id=row.author_id,
            created_at=row.created_at,
            cover=Cover(row.checked_at, row.lost_at, row.lacks_from),
            ended_by=row.ended_by,
            ended_at=row.ended_at,
        )
        for row, zone in zip(kept, found, strict=True)
    ]
