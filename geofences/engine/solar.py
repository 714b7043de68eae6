"""Sunrise, sunset and civil twilight at a place (ED-318 ``CodeDailyTimeEventType``)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from astral import Observer
from astral.sun import dawn, dusk, sunrise, sunset

from geofences.engine.instants import SECOND, microseconds
from geofences.engine.model import SolarEvent

#: Longitude and latitude in degrees.
Place = tuple[float, float]

_FINDERS: dict[SolarEvent, Callable[..., datetime]] = {
    SolarEvent.BMCT: dawn,
    SolarEvent.SUNRISE: sunrise,
    SolarEvent.SUNSET: sunset,
    SolarEvent.EECT: dusk,
}
#: Two computations closer than this are the same event found from two dates.
_SAME_EVENT = 600 * SECOND
_FIRST_DATE, _LAST_DATE = date(1800, 1, 1), date(2600, 1, 1)


def events(event: SolarEvent, place: Place, start: int, end: int, first: date) -> tuple[int, ...]:
    """All instants of ``event`` at ``place`` in ``[start, end)`` microseconds, sorted.

    ``first`` is a UTC date at or before ``start``; an empty answer means that the sun does not
    pass that height there (polar day or night, or a drift over midnight).
    """
    found: list[int] = []
    day = first - timedelta(days=1)
    last = first + timedelta(days=(end - start) // (86_400 * SECOND) + 3)
    while day <= last:
        instant = _on_date(event, place, day)
        if instant is not None and start <= instant < end:
            found.append(instant)
        day += timedelta(days=1)
    found.sort()
    return tuple(b for a, b in zip([-_SAME_EVENT, *found], found, strict=False) if b - a >= _SAME_EVENT)


@lru_cache(maxsize=16_384)
def _on_date(event: SolarEvent, place: Place, day: date) -> int | None:
    """The event's instant on a UTC date; ``None`` when there is none."""
    if not _FIRST_DATE <= day <= _LAST_DATE:
        return None
    try:
        found = _FINDERS[event](Observer(latitude=place[1], longitude=place[0]), day, tzinfo=UTC)
    except ValueError:
        return None
    return microseconds(found)
