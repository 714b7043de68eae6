"""The day's permits for a checkpoint: what somebody without a telephone compares a paper with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from drones.permits.formats import text
from drones.permits.model import PermitContent, PermitVolume, whole_area
from drones.permits.service.doubts import in_doubt
from drones.permits.store import permits as store
from geofences.lookup import service as lookup
from portal.audit.service import security_event
from portal.kit.i18n import local


@dataclass(frozen=True, slots=True)
class Line:
    """One permit: its code as people read it, whose, where, and its volumes that touch the day.

    ``place`` is the nearest named place, ``metres`` its distance from the middle of the area.
    """

    code: str
    content: PermitContent
    volumes: tuple[PermitVolume, ...]
    lon: float
    lat: float
    place: str
    metres: float


def today(*, now: datetime) -> tuple[Line, ...]:
    """Permits in force at some time of the local day that is not over yet, by their begin.

    Left out: revoked, suspended, and those of flights that a change touches and nobody has weighed again.
    That the list was read stands in the ledger.
    """
    begin = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    end = begin + timedelta(days=1)
    doubted = set(in_doubt(now))
    found = [permit for permit in store.between(now, end) if permit.flight_id not in doubted]
    lines = (_line(permit.content, now, end) for permit in found)
    listed = tuple(line for line in lines if line.volumes)
    security_event("permits.day_viewed", subject=begin.date().isoformat(), facts={"permits": len(listed)})
    return listed


def _line(content: PermitContent, start: datetime, end: datetime) -> Line:
    middle = whole_area(content.volumes).representative_point()
    nearest = lookup.nearest_place(lon=middle.x, lat=middle.y)
    volumes = tuple(one for one in content.volumes if one.start < end and one.end > start)
    name, metres = ("", 0.0) if nearest is None else (nearest[0].name, nearest[1])
    return Line(text.spaced(content.code), content, volumes, middle.x, middle.y, name, metres)
