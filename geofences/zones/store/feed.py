"""What happened to published zones, newest first: a page of events, without a draft among them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from geofences.zones.formats import canonical
from geofences.zones.model import Happened, Happening, State
from geofences.zones.tables import Register, VersionRow
from portal.kit.database import db

#: Register's number and version: where the page before ended.
Mark = tuple[int, str]


def happenings(*, before: Mark | None, limit: int) -> list[Happened]:
    """At most ``limit`` events before the mark, by the register's number and then by version, descending."""
    found = [*_took_effect(before, limit), *_ended(before, limit)]
    return sorted(found, key=lambda one: (one.register_number, one.version_id), reverse=True)[:limit]


def _took_effect(before: Mark | None, limit: int) -> list[Happened]:
    number = VersionRow.published_number
    return [_happened(row, Happening.PUBLISHED) for row in _rows(number, before, limit)]


def _ended(before: Mark | None, limit: int) -> list[Happened]:
    kinds = {State.SUPERSEDED.value: Happening.SUPERSEDED, State.WITHDRAWN.value: Happening.WITHDRAWN}
    rows = _rows(VersionRow.ended_number, before, limit, VersionRow.state.in_(kinds))
    return [_happened(row, kinds[row.state]) for row in rows]


def _rows(
    number: sa.orm.InstrumentedAttribute[int | None],
    before: Mark | None,
    limit: int,
    *where: sa.ColumnElement[bool],
) -> list[VersionRow]:
    # A draft that another replaced was never in force and has no number: it is nobody's to know.
    conditions = [number.is_not(None), VersionRow.published_number.is_not(None), *where]
    if before is not None:
        later = sa.and_(number == before[0], VersionRow.id < before[1])
        conditions.append(sa.or_(number < before[0], later))
    statement = sa.select(VersionRow).where(*conditions).order_by(number.desc(), VersionRow.id.desc())
    return list(db.session.scalars(statement.limit(limit)))


def _happened(row: VersionRow, kind: Happening) -> Happened:
    began = kind is Happening.PUBLISHED
    number, at = (row.published_number, row.published_at) if began else (row.ended_number, row.ended_at)
    assert number is not None
    assert at is not None
    return Happened(
        kind=kind,
        at=at,
        register_number=number,
        version_id=row.id,
        version_number=row.number,
        zone=canonical.read_zones([row.content])[0],
    )


def last_change() -> datetime | None:
    """When anything was last published or ended; ``None`` when nothing ever was."""
    moments = db.session.execute(
        sa.select(sa.func.max(VersionRow.published_at), sa.func.max(VersionRow.ended_at)).where(
            VersionRow.published_number.is_not(None)
        )
    ).one()
    return max((one for one in moments if one is not None), default=None)


def epoch() -> str:
    """What tells this database's register from any other's; empty before anything was published."""
    return db.session.scalar(sa.select(Register.epoch)) or ""
