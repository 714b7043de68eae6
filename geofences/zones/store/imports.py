"""What an import compares itself with: the contents it would replace, the zones it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from geofences.engine.model import Zone
from geofences.zones.formats import canonical
from geofences.zones.model import SYSTEM, Key, State, Stated
from geofences.zones.tables import VersionRow
from portal.kit.database import db

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Absent:
    """A published zone that a file of its country does not hold."""

    id: str
    key: Key
    #: Somebody proposed to withdraw it already.
    proposed: bool


def compared(keys: Iterable[Key], known: Mapping[Key, Stated]) -> dict[Key, Zone]:
    """What is published of these zones; of those that are not, the draft."""
    wanted = [key for key in keys if key in known]
    found = _contents(VersionRow.state == State.PUBLISHED.value, sorted({key[1] for key in wanted}))
    ids = [known[key].id for key in wanted if key not in found]
    drafted: dict[Key, Zone] = {}
    for start in range(0, len(ids), _CHUNK):
        drafted |= _read(VersionRow.id.in_(ids[start : start + _CHUNK]))
    return {key: zone for key, zone in (found | drafted).items() if key in known}


def _contents(where: sa.ColumnElement[bool], identifiers: Sequence[str]) -> dict[Key, Zone]:
    found: dict[Key, Zone] = {}
    for start in range(0, len(identifiers), _CHUNK):
        found |= _read(where, VersionRow.identifier.in_(identifiers[start : start + _CHUNK]))
    return found


def _read(*where: sa.ColumnElement[bool]) -> dict[Key, Zone]:
    texts = db.session.scalars(sa.select(VersionRow.content).where(*where)).all()
    return {zone.key: zone for zone in canonical.read_zones(texts)}


def absent(countries: Iterable[str], present: Iterable[Key], *, author: str) -> list[Absent]:
    """Published zones of these countries that are not ``present``, in order of identity.

    A commander's emergency zone never came with a file and is left out; for the command line so is
    every zone that did not come by the command line.
    """
    kept = set(present)
    columns = (VersionRow.id, VersionRow.country, VersionRow.identifier, VersionRow.withdrawal_by)
    statement = (
        sa.select(*columns)
        .where(
            VersionRow.state == State.PUBLISHED.value,
            VersionRow.country.in_(sorted(set(countries))),
            VersionRow.emergency.is_(False),
        )
        .order_by(VersionRow.country, VersionRow.identifier)
    )
    if author == SYSTEM:
        statement = statement.where(VersionRow.author_id == SYSTEM)
    return [
        Absent(id_, (country, identifier), by is not None)
        for id_, country, identifier, by in db.session.execute(statement)
        if (country, identifier) not in kept
    ]
