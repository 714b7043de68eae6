"""Daily rules turned into spans of microseconds: the arithmetic under schedules.py.

A rule applies while the clock on the wall of its zone reads between its start and its end.
Where that clock jumps forward, the jump itself is the boundary; where it is set back, a rule
runs from the first reading of its start to the last reading of its end (the widest sense).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from geofences.engine.instants import DAY, EPOCH, SECOND, WEEK, Span, clipped, merged, microseconds
from geofences.engine.model import Applicability, DailyRule, SolarEvent
from geofences.engine.solar import Place, events

#: Beyond this many days from a window's start, a rule is taken as always applying.
EXACT_DAYS = 400

_EPOCH_ORDINAL = EPOCH.toordinal()
_FIRST_DAY = date(1, 1, 4).toordinal() - _EPOCH_ORDINAL
_LAST_DAY = date(9999, 12, 28).toordinal() - _EPOCH_ORDINAL
#: A night ends a day after the day it belongs to, and offsets reach a day; without the sun, later.
_LOOK_BACK, _SOLAR_LOOK_BACK = 2, 3
_MICROSECOND = timedelta(microseconds=1)


class Timetable:
    """When a zone applies: any of several applicabilities, at the places of its area.

    Doubt (no place for the sun, a clock set back, a far future) widens a zone's hours; with
    ``narrow``, as for hours in which something is allowed, it shortens them.
    """

    __slots__ = ("_applicability", "_narrow", "_places", "always", "begins", "ends")

    def __init__(
        self, applicability: Sequence[Applicability], places: Sequence[Place] = (), *, narrow: bool = False
    ) -> None:
        self._applicability = tuple(applicability)
        self._places = tuple(places)
        self._narrow = narrow
        self.always = any(_permanent(item) for item in applicability)
        #: Conservative bounds in microseconds; ``None`` is open.
        self.begins = _least([item.start for item in applicability])
        self.ends = _most([item.end for item in applicability])

    def spans(self, start: int, end: int) -> Sequence[Span]:
        """Sorted, merged spans inside ``[start, end)``."""
        if self.always:
            return ((start, end),)
        first, last = start // WEEK, (end - 1) // WEEK
        if first == last:
            starts, whole = _week(self, first)
            reach = bisect_right(starts, end - 1)
            return [(max(a, start), min(b, end)) for a, b in whole[:reach] if b > start]
        if last - first <= 3:
            parts = [span for week in range(first, last + 1) for span in _week(self, week)[1]]
            return clipped(merged(parts), start, end)
        return self.expand(start, end)

    def expand(self, start: int, end: int) -> list[Span]:
        """As ``spans``, computed anew."""
        found: list[Span] = []
        for item in self._applicability:
            found.extend(_expand(item, start, end, self._places, self._narrow))
        return merged(found)


@lru_cache(maxsize=65_536)
def _week(table: Timetable, week: int) -> tuple[list[int], list[Span]]:
    """Starts and spans of one week, kept because neighbours in time are asked together."""
    spans = table.expand(week * WEEK, (week + 1) * WEEK)
    return [span[0] for span in spans], spans


def _expand(item: Applicability, start: int, end: int, places: Sequence[Place], narrow: bool) -> list[Span]:
    """Spans of one applicability inside ``[start, end)``, sorted and merged."""
    low = start if item.start is None else max(start, microseconds(item.start))
    high = end if item.end is None else min(end, microseconds(item.end))
    if low >= high:
        return []
    if not item.rules:
        return [(low, high)]
    exact = min(high, low + EXACT_DAYS * DAY)
    found = [] if exact == high or narrow else [(exact, high)]
    for rule in item.rules:
        found.extend(_occurrences(rule, low, exact, places, narrow))
    return clipped(merged(found), low, high)


def _occurrences(
    rule: DailyRule, low: int, high: int, places: Sequence[Place], narrow: bool
) -> Iterator[Span]:
    """Every occurrence of a rule that may touch ``[low, high)``, unclipped."""
    solar = isinstance(rule.start, SolarEvent) or isinstance(rule.end, SolarEvent)
    first = max(low // DAY - (_SOLAR_LOOK_BACK if solar else _LOOK_BACK), _FIRST_DAY)
    last = min(high // DAY + 1, _LAST_DAY)
    weekdays = {int(day) for day in rule.days}
    for day in range(first, last + 1):
        if (day + 3) % 7 not in weekdays:  # 1970-01-01 was a Thursday
            continue
        if solar:
            yield from (_common if narrow else _by_the_sun)(rule, day, places)
        else:
            assert isinstance(rule.start, time)
            assert isinstance(rule.end, time)
            start = wall(day, rule.start, rule.zone, last=narrow)
            end = wall(day + (rule.end <= rule.start), rule.end, rule.zone, last=not narrow)
            if start < end:
                yield start, end


def wall(day: int, clock: time, zone: ZoneInfo | timezone, *, last: bool = False) -> int:
    """When the wall clock of ``zone`` first reads ``clock`` or later on ``day``.

    ``last``: until when it reads earlier than that. Both are the same instant, but where the
    clock is set back. ``day`` counts from 1970-01-01.
    """
    if isinstance(zone, timezone):
        return day * DAY + _since_midnight(clock) - zone.utcoffset(None) // _MICROSECOND
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


def _since_midnight(clock: time) -> int:
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


def _by_the_sun(rule: DailyRule, day: int, places: Sequence[Place]) -> Iterator[Span]:
    """Occurrences of a rule with a solar event on its start day, in the widest sense.

    Without a place, or where the event does not happen that day, a start is the begin of the
    day and an end is the end of the next: the sun's absence never frees anything.
    """
    midnight = wall(day, time(0), rule.zone)
    next_midnight = wall(day + 1, time(0), rule.zone)
    widest = wall(day + 2, time(0), rule.zone, last=True)
    utc_day = date.fromordinal(midnight // DAY + _EPOCH_ORDINAL)
    for place in places or (None,):
        starts: tuple[int, ...] = (midnight,)
        if isinstance(rule.start, time):
            starts = (wall(day, rule.start, rule.zone),)
        elif place is not None:
            starts = events(rule.start, place, midnight, next_midnight, utc_day) or starts
        for start in starts:
            yield start, _end_after(rule, day, start, widest, place)


def _common(rule: DailyRule, day: int, places: Sequence[Place]) -> Iterator[Span]:
    """The part of a day's occurrence that is sure at every place; nothing where the sun is absent."""
    if not places:
        return
    midnight = wall(day, time(0), rule.zone)
    widest = wall(day + 2, time(0), rule.zone, last=True)
    spans = [next(_by_the_sun(rule, day, (place,))) for place in places]
    start, end = max(span[0] for span in spans), min(span[1] for span in spans)
    vague = isinstance(rule.start, SolarEvent) and any(span[0] == midnight for span in spans)
    if start < end and not vague and all(span[1] != widest for span in spans):
        yield start, end


def _end_after(rule: DailyRule, day: int, start: int, widest: int, place: Place | None) -> int:
    """The first end of a rule after ``start``; ``widest`` when there is none."""
    if isinstance(rule.end, time):
        ends = (wall(day + later, rule.end, rule.zone, last=True) for later in (0, 1, 2))
        return next((end for end in ends if end > start), widest)
    if place is None:
        return widest
    utc_day = date.fromordinal(start // DAY + _EPOCH_ORDINAL)
    found = events(rule.end, place, start + 1, widest, utc_day)
    return found[0] if found else widest


def _permanent(item: Applicability) -> bool:
    return item.start is None and item.end is None and not item.rules


def _least(instants: list[datetime | None]) -> int | None:
    known = [microseconds(instant) for instant in instants if instant is not None]
    return min(known) if known and len(known) == len(instants) else None


def _most(instants: list[datetime | None]) -> int | None:
    known = [microseconds(instant) for instant in instants if instant is not None]
    return max(known) if known and len(known) == len(instants) else None
