"""When a zone applies, as ED-269 writes it: periods and daily schedules, read widely, written strictly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone

from geofences.engine.model import (
    ALWAYS,
    EVERY_DAY,
    Applicability,
    DailyRule,
    SolarEvent,
    Weekday,
)
from geofences.zones.formats.document import Place, clip

_DATE_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?\s*(Z|z|[+-]\d\d:?\d\d)?",
    re.ASCII,  # digits of other scripts are digits to Python, and to no other program
)
_CLOCK = re.compile(r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|z|[+-]\d\d(?::?\d\d)?)?", re.ASCII)
#: Years that mean "for ever" in real feeds; an end there is an open end, a start there an open start.
FOR_EVER, SINCE_EVER = 9000, 1900
_MIDNIGHT = time(0)


def read_applicability(zone: Place) -> tuple[Applicability, ...] | None:
    """All periods of the zone's ``applicability``; any of them applies. ``None``: not readable.

    Contradictions are read in their widest sense with a warning (ED-269 ``ApplicableTimePeriod``):
    a missing list is always; ``permanent: YES`` beside dates or a schedule is always.
    """
    place = zone.member("applicability")
    if place.absent:
        place.warn("applicability_missing")
        return (ALWAYS,)
    periods = [_period(item) for item in place.listed()]
    if any(period is None for period in periods):
        return None
    sound = tuple(dict.fromkeys(period for period in periods if period is not None))
    return (ALWAYS,) if ALWAYS in sound else sound


def _period(place: Place) -> Applicability | None:
    if not place.is_object:
        place.error("not_an_object")
        return None
    place.keep_only("permanent", "startDateTime", "endDateTime", "schedule")
    start, end, schedule = (place.member(name) for name in ("startDateTime", "endDateTime", "schedule"))
    limited = not (start.absent and end.absent and schedule.absent)
    if (permanent := _permanent(place.member("permanent"), limited)) is None:
        return None
    if permanent:
        if limited:
            place.warn("permanent_with_limits")
        return ALWAYS
    if not limited:
        place.warn("temporary_without_limits")
        return ALWAYS
    return _window(place, start, end, schedule)


def read_limited(zone: Place) -> tuple[Applicability, ...] | None:
    """ED-318 ``limitedApplicability``: absent is always; several periods: any applies."""
    place = zone.member("limitedApplicability")
    if place.absent:
        return (ALWAYS,)
    periods = [_limited(item) for item in place.listed()]
    if any(period is None for period in periods):
        return None
    sound = tuple(dict.fromkeys(period for period in periods if period is not None))
    return (ALWAYS,) if ALWAYS in sound else sound


def _limited(place: Place) -> Applicability | None:
    if not place.is_object:
        place.error("not_an_object")
        return None
    place.keep_only("startDateTime", "endDateTime", "schedule")
    start, end, schedule = (place.member(name) for name in ("startDateTime", "endDateTime", "schedule"))
    if start.absent and end.absent and schedule.absent:
        place.warn("temporary_without_limits")
        return ALWAYS
    return _window(place, start, end, schedule)


def _permanent(place: Place, limited: bool) -> bool | None:
    if place.value in ("YES", "NO"):
        return place.value == "YES"
    if place.absent:
        place.warn("permanent_missing")
        return not limited
    place.error("unknown_word", text=clip(str(place.value)), allowed="YES, NO")
    return None


def _window(place: Place, start: Place, end: Place, schedule: Place) -> Applicability | None:
    before = place.notes.error_count
    begin, finish = read_moment(start), read_moment(end)
    rules = [_rule(item) for item in schedule.listed()]
    if place.notes.error_count > before:
        return None
    if begin is not None and begin.year < SINCE_EVER:
        begin = None
    if finish is not None and finish.year >= FOR_EVER:
        finish = None
    if begin is not None and finish is not None and not begin < finish:
        place.error("period_upside_down")
        return None
    return Applicability(begin, finish, tuple(dict.fromkeys(rule for rule in rules if rule is not None)))


def read_moment(place: Place) -> datetime | None:
    """An RFC 3339 moment in UTC; ``None`` when absent, or when it is not one (noted as an error)."""
    if place.absent:
        return None
    found = _DATE_TIME.fullmatch(place.value.strip()) if isinstance(place.value, str) else None
    if found is None:
        place.error("not_a_moment", text=clip(str(place.value)))
        return None
    if found[8] is None:
        place.error("time_without_zone", text=clip(str(place.value)))
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    try:
        moment = datetime(year, month, day, hour, minute, second, _micro(found[7]), _offset(found[8]))
        return moment.astimezone(UTC)
    except OverflowError:
        return datetime(year, 6, 1, tzinfo=UTC)  # within a day of the calendar's ends: for ever
    except ValueError:
        place.error("not_a_moment", text=clip(str(place.value)))
        return None


def _rule(place: Place) -> DailyRule | None:
    if not place.is_object:
        place.error("not_an_object")
        return None
    place.keep_only("day", "startTime", "endTime", "startEvent", "endEvent")
    days = _days(place.member("day"))
    start, end = _bound(place, "start"), _bound(place, "end")
    if days is None or start is None or end is None:
        return None
    zones = {zone for _, zone in (start, end) if zone is not None}
    if len(zones) > 1:
        place.error("offsets_differ")
        return None
    if start[0] == end[0] and start[0] != _WHOLE:
        place.error("times_equal", text=str(start[0]))
        return None
    first, last = (_MIDNIGHT if bound[0] == _WHOLE else bound[0] for bound in (start, end))
    return DailyRule(days, first, _end_of_day(last), zones.pop() if zones else UTC)


#: Stands for a bound that is not stated: the whole day on that side.
_WHOLE = time.max


Bound = tuple[time | SolarEvent, timezone | None]


def _bound(rule: Place, side: str) -> Bound | None:
    place, event = rule.member(f"{side}Time"), rule.member(f"{side}Event")
    if not event.absent and not place.absent:
        event.error("time_and_event")  # either may be meant, and each reading leaves out hours of the other
        return None
    if not event.absent:
        if event.value in tuple(SolarEvent):
            return SolarEvent(str(event.value)), None
        event.error("unknown_word", text=clip(str(event.value)), allowed=", ".join(SolarEvent))
        return None
    if place.absent:
        place.warn("time_missing")
        return _WHOLE, None
    return _clock(place)


def _clock(place: Place) -> Bound | None:
    found = _CLOCK.fullmatch(place.value.strip()) if isinstance(place.value, str) else None
    if found is None:
        place.error("not_a_time", text=clip(str(place.value)))
        return None
    if found[5] is None:
        place.error("time_without_zone", text=clip(str(place.value)))
        return None
    hour, minute, second = (int(part or 0) for part in found.groups()[:3])
    try:
        if (hour, minute, second) == (24, 0, 0):
            return _WHOLE, _offset(found[5])
        return time(hour, minute, second, _micro(found[4])), _offset(found[5])
    except ValueError:
        place.error("not_a_time", text=clip(str(place.value)))
        return None


def _end_of_day(clock: time | SolarEvent) -> time | SolarEvent:
    """23:59 and 23:59:59 are how feeds write the end of the day; the day is read to its end."""
    whole = isinstance(clock, time) and (clock.hour, clock.minute) == (23, 59) and clock.second in (0, 59)
    return _MIDNIGHT if whole else clock


def _days(place: Place) -> frozenset[Weekday] | None:
    if place.absent:
        place.warn("days_missing")
        return EVERY_DAY
    days: set[Weekday] = set()
    for item in place.listed():
        if item.value == "ANY":
            days |= EVERY_DAY
        elif isinstance(item.value, str) and item.value in Weekday.__members__:
            days.add(Weekday[item.value])
        else:
            item.error("unknown_word", text=clip(str(item.value)), allowed="MON…SUN, ANY")
            return None
    return frozenset(days)


def _micro(fraction: str | None) -> int:
    return int((fraction or "0")[:6].ljust(6, "0"))


def _offset(text: str) -> timezone:
    if text in "Zz":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if int(digits[2:]) > 59 or shift >= timedelta(hours=24):
        raise ValueError("offset")
    return timezone(shift if text[0] == "+" else -shift) if shift else UTC


def write_applicability(
    periods: tuple[Applicability, ...], year: int, *, events: bool = False
) -> list[dict[str, object]]:
    """ED-269 ``applicability``: strict. ``year`` tells which offsets a zone with summer time has.

    ``events``: sunrise and sunset may be named, as ED-318 does; otherwise the whole day is written.
    """
    return [_written(period, year, events) for period in periods]


def write_periods(periods: tuple[Applicability, ...]) -> list[dict[str, object]]:
    """As ``write_applicability``, with the sun and in a year of the periods' own, always the same."""
    return write_applicability(periods, year_of(periods), events=True)


def year_of(periods: tuple[Applicability, ...]) -> int:
    """The year whose offsets a schedule is written with where nothing else says one."""
    dated = [period.start or period.end for period in periods]
    return next((moment.year for moment in dated if moment is not None), 2000)


def write_limited(periods: tuple[Applicability, ...]) -> list[dict[str, object]]:
    """ED-318 ``limitedApplicability``; empty (so: absent) for a zone that always applies."""
    if ALWAYS in periods:
        return []
    return [_limited_as_written(one) for one in write_periods(periods)]


def _limited_as_written(period: dict[str, object]) -> dict[str, object]:
    """ED-318 has no ``permanent``, and its examples write whole seconds without a fraction."""
    stated = {name: value for name, value in period.items() if name != "permanent"}
    rules = stated.get("schedule")
    if isinstance(rules, list):
        stated["schedule"] = [
            {
                name: value.replace(".00", "") if isinstance(value, str) else value
                for name, value in rule.items()
            }
            for rule in rules
        ]
    return stated


def _written(period: Applicability, year: int, events: bool) -> dict[str, object]:
    if period == ALWAYS:
        return {"permanent": "YES"}
    written: dict[str, object] = {"permanent": "NO"}
    if period.start is not None:
        written["startDateTime"] = write_moment(period.start)
    if period.end is not None:
        written["endDateTime"] = write_moment(period.end, later=True)
    if period.rules:
        written["schedule"] = [item for rule in period.rules for item in _schedule(rule, year, events)]
    return written


def _schedule(rule: DailyRule, year: int, events: bool) -> Iterator[dict[str, object]]:
    """One item for each offset the rule's zone has in the year: together never less than the rule."""
    start, end, named = rule.start, rule.end, rule.days
    if not events and (isinstance(start, SolarEvent) or isinstance(end, SolarEvent)):
        # Where the sun is not named, its rule may reach to the end of the day after its own.
        start = end = _MIDNIGHT
        named |= {Weekday((day + 1) % 7) for day in named}
    days = ["ANY"] if named == EVERY_DAY else [day.name for day in sorted(named)]
    whole = _written_clock(start, later=False) == _written_clock(end, later=True)
    for offset in _offsets(rule, year):
        yield {
            "day": days,
            **_side("start", start, offset),
            **_side("end", time.max if whole and isinstance(end, time) else end, offset),
        }


def _side(side: str, bound: time | SolarEvent, offset: timedelta) -> dict[str, object]:
    if isinstance(bound, SolarEvent):
        return {f"{side}Event": bound.value}
    return {f"{side}Time": _written_clock(bound, later=side == "end") + _shown_offset(offset)}


def _offsets(rule: DailyRule, year: int) -> list[timedelta]:
    if isinstance(rule.zone, timezone):
        return [rule.zone.utcoffset(None)]
    # A year far off has no offsets that are known: those of a near one stand for them.
    near = min(max(year, 1970), 2037)
    instants = (datetime(near, month, 1, tzinfo=UTC).astimezone(rule.zone) for month in (1, 7))
    return sorted({instant.utcoffset() or timedelta() for instant in instants})


def _written_clock(clock: time | SolarEvent, *, later: bool) -> str:
    """``hh:mm:ss.ss``, the long form of ED-269's examples; ``later``: never before the clock time.

    A time within the last hundredth of a day ends with the day.
    """
    if isinstance(clock, SolarEvent):
        return clock.value
    hundredths, rest = divmod(clock.microsecond, 10_000)
    if later and rest and clock != time.max:
        moved = datetime.combine(date(2000, 1, 1), clock) + timedelta(microseconds=10_000 - rest)
        return _written_clock(moved.time(), later=False)
    return f"{clock:%H:%M:%S}.{hundredths:02}"


def _shown_offset(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}" if minutes else "Z"


def write_moment(moment: datetime, *, later: bool = False) -> str:
    """RFC 3339 in UTC with ``Z``, to the millisecond; ``later``: never before the moment."""
    rest = moment.microsecond % 1_000
    if later and rest:
        moment += timedelta(microseconds=1_000 - rest)
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
