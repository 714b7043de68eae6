"""Versions of zones: added as drafts, published, ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import shapely
import sqlalchemy as sa
from shapely.geometry.base import BaseGeometry

from geofences.engine.model import Zone
from geofences.zones.formats import canonical
from geofences.zones.model import Key, State, Stated
from geofences.zones.tables import Register, VersionRow, ZoneRow
from portal.kit.database import db, new_id, to_db

_OPEN = (State.DRAFT.value, State.PUBLISHED.value)
#: Parameters in one statement: SpatiaLite takes 32,766.
_CHUNK = 500


def raise_number() -> int:
    """The register's next number; the caller holds the register's lock."""
    row = db.session.get(Register, 1)
    if row is None:
        row = Register(id=1, number=0, epoch=new_id())
        db.session.add(row)
    else:
        db.session.refresh(row)
    row.number += 1
    db.session.flush()
    return row.number


def open_versions(keys: Iterable[Key]) -> dict[Key, Stated]:
    """Of each zone its draft, or else its published version."""
    wanted = set(keys)
    countries = sorted({country for country, _ in wanted})
    rows = _stated(VersionRow.state.in_(_OPEN), VersionRow.country.in_(countries))
    found: dict[Key, Stated] = {}
    for row in rows:
        if row.key in wanted and (row.key not in found or row.state is State.DRAFT):
            found[row.key] = row
    return found


def stated(ids: Sequence[str]) -> list[Stated]:
    """The versions of the given ids, without their content, in order of their zones' identity."""
    found = [row for part in _chunks(ids) for row in _stated(VersionRow.id.in_(part))]
    return sorted(found, key=lambda version: version.key)


def _stated(*where: sa.ColumnElement[bool]) -> list[Stated]:
    columns = (
        VersionRow.id,
        VersionRow.country,
        VersionRow.identifier,
        VersionRow.state,
        VersionRow.author_id,
        VersionRow.digest,
        VersionRow.base_number,
        VersionRow.returned_by,
    )
    rows = db.session.execute(sa.select(*columns).where(*where))
    return [
        Stated(
            row.id,
            (row.country, row.identifier),
            State(row.state),
            row.author_id,
            row.digest,
            row.base_number,
            row.returned_by is not None,
        )
        for row in rows
    ]


def current_numbers(keys: Iterable[Key]) -> dict[Key, int]:
    """The number of the published version of each of these zones that has one."""
    wanted = set(keys)
    statement = sa.select(ZoneRow.country, ZoneRow.identifier, ZoneRow.current_number).where(
        ZoneRow.country.in_(sorted({country for country, _ in wanted})),
        ZoneRow.current_number.is_not(None),
    )
    rows = db.session.execute(statement)
    return {
        (country, identifier): number
        for country, identifier, number in rows
        if (country, identifier) in wanted and number is not None
    }


def add_drafts(zones: Sequence[Zone], *, author: str, now: datetime) -> list[str]:
    """A new draft for each zone; a draft that it had is superseded. Returns the new ids, in order."""
    keys = [zone.key for zone in zones]
    numbers, current = _last_numbers(keys), current_numbers(keys)
    _add_keys(key for key in keys if key not in numbers)
    _close(State.DRAFT, keys, {"state": State.SUPERSEDED.value, "ended_by": author, "ended_at": now})
    rows = [
        _row(zone, numbers.get(zone.key, 0) + 1, author, now) | {"base_number": current.get(zone.key, 0)}
        for zone in zones
    ]
    if rows:
        db.session.execute(sa.insert(VersionRow), rows)
    return [row["id"] for row in rows]


def _row(zone: Zone, number: int, author: str, now: datetime) -> dict[str, Any]:
    content = canonical.write_zone(zone)
    return {
        "id": new_id(),
        "country": zone.country,
        "identifier": zone.identifier,
        "number": number,
        "state": State.DRAFT.value,
        "content": content,
        "digest": canonical.digest(content),
        "author_id": author,
        "created_at": now,
        "area": to_db(_findable(zone)),
    }


def _findable(zone: Zone) -> BaseGeometry:
    """The area by which the zone is found: its own, or the boxes of its layers (never smaller)."""
    if len(zone.volumes) == 1:
        return zone.volumes[0].area
    return shapely.union_all([shapely.box(*volume.area.bounds) for volume in zone.volumes])


def _last_numbers(keys: Sequence[Key]) -> dict[Key, int]:
    countries = sorted({country for country, _ in keys})
    statement = (
        sa.select(VersionRow.country, VersionRow.identifier, sa.func.max(VersionRow.number))
        .where(VersionRow.country.in_(countries))
        .group_by(VersionRow.country, VersionRow.identifier)
    )
    return {(country, identifier): number for country, identifier, number in db.session.execute(statement)}


def _add_keys(keys: Iterable[Key]) -> None:
    rows = [{"country": country, "identifier": identifier} for country, identifier in keys]
    if rows:
        db.session.execute(sa.insert(ZoneRow), rows)


def _close(state: State, keys: Sequence[Key], values: dict[str, Any]) -> list[Key]:
    """End the versions that stand in ``state`` for the given zones; returns the zones that had one."""
    ended: list[Key] = []
    by_country: dict[str, list[str]] = {}
    for country, identifier in keys:
        by_country.setdefault(country, []).append(identifier)
    for country, identifiers in by_country.items():
        for part in _chunks(identifiers):
            ended += _close_part(state, country, part, values)
    return ended


def _close_part(state: State, country: str, part: Sequence[str], values: dict[str, Any]) -> list[Key]:
    these = (
        VersionRow.state == state.value,
        VersionRow.country == country,
        VersionRow.identifier.in_(part),
    )
    had = db.session.scalars(sa.select(VersionRow.identifier).where(*these)).all()
    if had:
        db.session.execute(
            sa.update(VersionRow).where(*these).values(**values).execution_options(synchronize_session=False)
        )
    return [(country, identifier) for identifier in had]


def publish(versions: Sequence[Stated], *, actor: str, now: datetime, number: int) -> None:
    """Let the drafts take effect with the register's ``number``; what they replace is superseded."""
    ended = {"ended_by": actor, "ended_at": now, "ended_number": number}
    _close(State.PUBLISHED, [one.key for one in versions], {"state": State.SUPERSEDED.value, **ended})
    values = {"state": State.PUBLISHED.value, "published_by": actor, "published_at": now}
    for part in _chunks([one.id for one in versions]):
        statement = sa.update(VersionRow).where(VersionRow.id.in_(part))
        db.session.execute(
            statement.values(**values, published_number=number).execution_options(synchronize_session=False)
        )
    _point_at_current([one.key for one in versions])


def withdraw(keys: Sequence[Key], *, actor: str, now: datetime, number: int) -> list[Key]:
    """End the published versions of the given zones; returns the zones that had one."""
    values = {"state": State.WITHDRAWN.value, "ended_by": actor, "ended_at": now, "ended_number": number}
    gone = _close(State.PUBLISHED, keys, values)
    _point_at_current(gone)
    return gone


def _point_at_current(keys: Sequence[Key]) -> None:
    current = (
        sa.select(VersionRow.number)
        .where(
            VersionRow.country == ZoneRow.country,
            VersionRow.identifier == ZoneRow.identifier,
            VersionRow.state == State.PUBLISHED.value,
        )
        .scalar_subquery()
    )
    for part in _chunks(sorted(keys)):
        statement = sa.update(ZoneRow).where(
            ZoneRow.country.in_({country for country, _ in part}),
            ZoneRow.identifier.in_([identifier for _, identifier in part]),
        )
        db.session.execute(
            statement.values(current_number=current).execution_options(synchronize_session=False)
        )


def _chunks(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))
