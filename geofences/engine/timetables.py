"""Daily rules turned into spans of microseconds: the arithmetic under schedules.py.

A rule applies while the clock on the wall of its zone reads between its start and its end.
Where that clock jumps forward, the jump itself is the boundary; where it is set back, a rule
runs from the first reading of its start to the last reading of its end (the widest sense).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from functools import lru_cache

from geofences.engine.clocks import FIRST_DAY, LAST_DAY, since_midnight, steady_offset, utc_date, wall
from geofences.engine.instants import DAY, SECOND, WEEK, Span, clipped, merged, microseconds
from geofences.engine.model import Applicability, DailyRule, SolarEvent
from geofences.engine.solar import Place, events

#: Beyond this many days from a window's start, a rule is taken as always applying.
EXACT_DAYS = 400
#: Near the equator twilight may end a little earlier inside a zone of many degrees of latitude
#: than at its corners: by 1 s within 2 degrees, by less than 120 s within 40.
_SUN_DOUBT = 120 * SECOND
_HIGH = 2.0


class Timetable:
    """When a zone applies: any of several applicabilities, at the places of its area.

    Doubt (no place for the sun, a clock set back, a far future) widens a zone's hours; with
    ``narrow``, as for hours in which something is allowed, it shortens them.
    """

    __slots__ = ("_narrow", "_places", "always", "applicability", "begins", "ends")

    def __init__(
        self, applicability: Sequence[Applicability], places: Sequence[Place] = (), *, narrow: bool = False
    ) -> None:
        self.applicability = tuple(applicability)
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
        for item in self.applicability:
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
) -> Iterable[Span]:
    """Every occurrence of a rule that may touch ``[low, high)``, unclipped."""
    if not (isinstance(rule.start, time) and isinstance(rule.end, time)):
        sun = _common if narrow else _widest
        return [span for day in _days(rule, low, high, 3) for span in sun(rule, day, places)]
    offset = steady_offset(rule.zone, low, high)
    overnight = rule.end <= rule.start
    if offset is not None:
        start = since_midnight(rule.start) - offset
        end = since_midnight(rule.end) - offset + overnight * DAY
        days = _days(rule, low + offset, high + offset, 1)
        return [(day * DAY + start, day * DAY + end) for day in days]
    spans = (
        (
            wall(day, rule.start, rule.zone, last=narrow),
            wall(_morning(day, rule, narrow) if overnight else day, rule.end, rule.zone, last=not narrow),
        )
        for day in _days(rule, low, high, 3)
    )
    return [span for span in spans if span[0] < span[1]]


def _morning(day: int, rule: DailyRule, narrow: bool) -> int:
    """The day on which a night ends: the next, or the one after where a zone's calendar left that out."""
    left_out = not narrow and wall(day + 1, time(0), rule.zone) == wall(day + 2, time(0), rule.zone)
    return day + 2 if left_out else day + 1


def _days(rule: DailyRule, low: int, high: int, back: int) -> list[int]:
    """The rule's days, counted from 1970-01-01, from ``back`` days before ``low`` to after ``high``."""
    first, last = max(low // DAY - back, FIRST_DAY), min(high // DAY + 1, LAST_DAY)
    # 1970-01-01 was a Thursday.
    return [day for day in range(first, last + 1) if (day + 3) % 7 in rule.days]


def _by_the_sun(rule: DailyRule, day: int, places: Sequence[Place]) -> Iterator[Span]:
    """Occurrences of a rule with a solar event on its start day, in the widest sense.

    Without a place, or where the event does not happen that day, a start is the begin of the
    day and an end is the end of the next: the sun's absence never frees anything.
    """
    midnight = wall(day, time(0), rule.zone)
    next_midnight = wall(day + 1, time(0), rule.zone)
    widest = wall(day + 2, time(0), rule.zone, last=True)
    utc_day = utc_date(midnight)
    for place in places or (None,):
        starts: tuple[int, ...] = (midnight,)
        if isinstance(rule.start, time):
            starts = (wall(day, rule.start, rule.zone),)
        elif place is not None:
            starts = events(rule.start, place, midnight, next_midnight, utc_day) or starts
        for start in starts:
            yield start, _end_after(rule, day, start, widest, place)


def _widest(rule: DailyRule, day: int, places: Sequence[Place]) -> Iterator[Span]:
    """A day's occurrences at one place; at several, all the time from their first to their last.

    Between two places the sun passes at every moment between: twilight, which is short, would
    otherwise be over at one end of a wide zone before it begins at the other.
    """
    spans = list(_by_the_sun(rule, day, places))
    if len(places) < 2:
        yield from spans
    else:
        doubt = _doubt(places)
        yield min(start for start, _ in spans) - doubt, max(end for _, end in spans) + doubt


def _doubt(places: Sequence[Place]) -> int:
    latitudes = [latitude for _, latitude in places]
    return _SUN_DOUBT if max(latitudes) - min(latitudes) > _HIGH else 0


def _common(rule: DailyRule, day: int, places: Sequence[Place]) -> Iterator[Span]:
    """The part of a day's occurrence that is sure at every place; nothing where the sun is absent."""
    if not places:
        return
    midnight = wall(day, time(0), rule.zone)
    widest = wall(day + 2, time(0), rule.zone, last=True)
    spans = [next(_by_the_sun(rule, day, (place,))) for place in places]
    doubt = _doubt(places)
    start, end = max(span[0] for span in spans) + doubt, min(span[1] for span in spans) - doubt
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
    utc_day = utc_date(start)
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
