"""The day's permits for a checkpoint: what somebody without a telephone compares a paper with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from drones.permits.formats import text
from drones.permits.model import Catchment, PermitContent, PermitVolume, whole_area
from drones.permits.rules import how_far
from drones.permits.service.doubts import in_doubt
from drones.permits.store import permits as store
from geofences.engine.geodesy import circle
from geofences.lookup import service as lookup
from portal.audit.service import security_event
from portal.kit.i18n import local
from portal.kit.settings import settings


@dataclass(frozen=True, slots=True)
class Line:
    """One permit: its code as people read it, whose, where, and its volumes that touch the day.

    ``place`` is the nearest named place, ``metres`` its distance from the middle of the area. ``away_m``
    and ``wind`` lead from the checkpoint that asked to the nearest edge (0 and empty inside); None when
    none asked.
    """

    code: str
    content: PermitContent
    volumes: tuple[PermitVolume, ...]
    lon: float
    lat: float
    place: str
    metres: float
    away_m: float | None = None
    wind: str = ""


def today(
    *, now: datetime, day: date | None = None, near: Catchment | None = None, asked_by: str = ""
) -> tuple[Line, ...]:
    """Permits in force at some time of a local day that is not over yet, by their begin.

    Without ``day`` it is the present one. With ``near``, those alone that touch its circle. Left out:
    revoked, suspended, and those of flights that a change touches and nobody has weighed again. That
    the list was read stands in the ledger, with the id of the checkpoint in ``asked_by``.
    """
    chosen = day or local(now).date()
    begin = datetime.combine(chosen, time(), ZoneInfo(settings().time_zone))
    start, end = max(begin, now), begin + timedelta(days=1)
    doubted = set(in_doubt(now))
    found = [permit for permit in store.between(start, end) if permit.flight_id not in doubted]
    lines = (_line(permit.content, start, end, near) for permit in found)
    listed = tuple(line for line in lines if line is not None)
    facts: dict[str, str | int] = {"permits": len(listed)}
    security_event(
        "permits.day_viewed",
        subject=chosen.isoformat(),
        facts=facts | ({"checkpoint": asked_by} if asked_by else {}),
    )
    return listed


def _line(content: PermitContent, start: datetime, end: datetime, near: Catchment | None) -> Line | None:
    volumes = tuple(one for one in content.volumes if one.start < end and one.end > start)
    if not volumes:
        return None
    flown = whole_area(volumes)
    away: tuple[float | None, str] = (None, "")
    if near is not None:
        if not circle(near.lon, near.lat, near.radius_m).intersects(flown):
            return None
        away = how_far(near.lon, near.lat, flown)
    middle = flown.representative_point()
    nearest = lookup.nearest_place(lon=middle.x, lat=middle.y)
    name, metres = ("", 0.0) if nearest is None else (nearest[0].name, nearest[1])
    return Line(text.spaced(content.code), content, volumes, middle.x, middle.y, name, metres, *away)
