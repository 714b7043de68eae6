"""Clocks on walls: when they read a time, and when they are not changed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from geofences.engine.instants import DAY, EPOCH, SECOND, WEEK, microseconds

_EPOCH_ORDINAL = EPOCH.toordinal()
#: The days, counted from 1970-01-01, on which a datetime can be made in any zone.
FIRST_DAY = date(1, 1, 4).toordinal() - _EPOCH_ORDINAL
LAST_DAY = date(9999, 12, 28).toordinal() - _EPOCH_ORDINAL
_MICROSECOND = timedelta(microseconds=1)
#: Weeks looked at to find a steady offset; longer spans go clock by clock.
_FEW_WEEKS = 8


def wall(day: int, clock: time, zone: ZoneInfo | timezone, *, last: bool = False) -> int:
    """When the wall clock of ``zone`` first reads ``clock`` or later on ``day``.

    ``last``: until when it reads earlier than that. Both are the same instant, but where the
    clock is set back. ``day`` counts from 1970-01-01.
    """
    if isinstance(zone, timezone):
        return day * DAY + since_midnight(clock) - zone.utcoffset(None) // _MICROSECOND
    naive = datetime.combine(date.fromordinal(day + _EPOCH_ORDINAL), clock)
    early = microseconds(naive.replace(tzinfo=zone, fold=0))
    late = microseconds(naive.replace(tzinfo=zone, fold=1))
    if early == late:
        return early
    if early > late:
        return _jump(late, early, zone)
    if not last:
        return early
    # At the lower edge of the repeated hour, nothing after the first reading is earlier.
    before = (EPOCH + timedelta(microseconds=late - 1)).astimezone(zone).replace(tzinfo=None)
    return early if before >= naive else late


def since_midnight(clock: time) -> int:
    """Microseconds from 00:00 to a clock time."""
    return ((clock.hour * 60 + clock.minute) * 60 + clock.second) * SECOND + clock.microsecond


def _jump(low: int, high: int, zone: ZoneInfo) -> int:
    """The instant between two others at which the zone's offset changes."""
    low, high = low // SECOND, high // SECOND
    offset = (EPOCH + timedelta(seconds=high)).astimezone(zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if (EPOCH + timedelta(seconds=middle)).astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return high * SECOND


def utc_date(value: int) -> date:
    """The date, in UTC, of an instant in microseconds."""
    return date.fromordinal(value // DAY + _EPOCH_ORDINAL)


def steady_offset(zone: ZoneInfo | timezone, low: int, high: int) -> int | None:
    """The offset of a zone, in microseconds, when it is the same from 3 days before to 3 after."""
    if isinstance(zone, timezone):
        return zone.utcoffset(None) // _MICROSECOND
    first, last = (low - 3 * DAY) // WEEK, (high + 3 * DAY) // WEEK
    if last - first > _FEW_WEEKS:
        return None
    found = _week_offset(zone, first)
    same = all(_week_offset(zone, week) == found for week in range(first + 1, last + 1))
    return found if same else None


@lru_cache(maxsize=4_096)
def _week_offset(zone: ZoneInfo, week: int) -> int | None:
    """The offset of a zone during a week; ``None`` when its clock is changed in it.

    Clocks are looked at every six hours: no zone was ever changed twice in less.
    """
    start = week * WEEK
    if not FIRST_DAY * DAY <= start <= LAST_DAY * DAY - WEEK:
        return None
    found = set()
    for step in range(29):
        instant = (EPOCH + timedelta(microseconds=start + step * DAY // 4)).astimezone(zone)
        offset = instant.utcoffset()
        assert offset is not None
        found.add(offset // _MICROSECOND)
    return found.pop() if len(found) == 1 else None
