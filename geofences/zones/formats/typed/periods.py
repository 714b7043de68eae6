"""When a zone applies, as typed: periods with begin and end, days of the week, hours or the sun."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, time, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from geofences.engine.model import EVERY_DAY, Applicability, DailyRule, SolarEvent, Weekday
from geofences.zones.formats.typed.scalars import Typed, write_clock, write_moment

#: A daily begin or end is a time on the clock, or an event of the sun.
CLOCK = "clock"
Texts = dict[str, object]


def write_periods(applicability: Sequence[Applicability], zone: ZoneInfo) -> list[Texts]:
    """A block for each period, or for each daily rule of it; moments on the wall of ``zone``."""
    return [
        {
            **write_moment("begin", one.start, zone),
            **write_moment("end", one.end, zone),
            **_write_rule(rule, zone),
        }
        for one in applicability
        for rule in one.rules or (None,)
    ]


def _write_rule(rule: DailyRule | None, zone: ZoneInfo) -> Texts:
    if rule is None:
        everyday = [day.name for day in Weekday]
        return {
            "days": everyday,
            "opens": CLOCK,
            "opens_at": "",
            "closes": CLOCK,
            "closes_at": "",
            "hours_zone": zone.key,
        }
    opens, opens_at = _write_bound(rule.start)
    closes, closes_at = _write_bound(rule.end)
    return {
        "days": [Weekday(day).name for day in sorted(rule.days)],
        "opens": opens,
        "opens_at": opens_at,
        "closes": closes,
        "closes_at": closes_at,
        "hours_zone": zone_name(rule.zone),
    }


def _write_bound(bound: time | SolarEvent) -> tuple[str, str]:
    return (bound.value, "") if isinstance(bound, SolarEvent) else (CLOCK, write_clock(bound))


def zone_name(zone: ZoneInfo | timezone) -> str:
    """A time zone by its name, or a fixed offset in minutes east of UTC, as ``+60``."""
    if isinstance(zone, ZoneInfo):
        return zone.key
    offset = zone.utcoffset(None)
    return "UTC" if not offset else f"{offset.total_seconds() / 60:+g}"


def _zone_of(text: str) -> ZoneInfo | timezone | None:
    if text == "UTC":
        return UTC
    try:
        return timezone(timedelta(minutes=float(text))) if text[:1] in "+-" else ZoneInfo(text)
    except (ValueError, ZoneInfoNotFoundError, OSError, OverflowError):
        return None


def read_periods(typed: Typed, base: Sequence[Applicability], zone: ZoneInfo) -> tuple[Applicability, ...]:
    """The periods that were typed; those of ``base``, exactly, when its texts are unchanged."""
    entries = [one for _, one in typed.entries("periods")]
    if base and [_stripped(one.texts) for one in entries] == write_periods(base, zone):
        return tuple(base)
    if not entries:
        typed.fault("periods", "zones.error.period_needed")
    found = [_period(one, zone) for one in entries]
    return tuple(one for one in found if one is not None)


_NAMES = (
    "begin_date", "begin_time", "end_date", "end_time", "days", "opens", "opens_at", "closes", "closes_at",
    "hours_zone",
)  # fmt: skip


def _stripped(texts: object) -> Texts:
    typed = Typed(texts) if isinstance(texts, dict) else Typed({})
    return {name: typed.chosen(name) if name == "days" else typed.text(name) for name in _NAMES}


def _period(typed: Typed, zone: ZoneInfo) -> Applicability | None:
    before = len(typed.faults)
    start, end = typed.moment("begin", zone), typed.moment("end", zone)
    rules = _rules(typed)
    if start is not None and end is not None and not start < end:
        typed.fault("end_date", "zones.error.end_before_begin")
    return None if len(typed.faults) > before else Applicability(start, end, rules)


def _rules(typed: Typed) -> tuple[DailyRule, ...]:
    """The daily rule of a block; none when it applies on every day, all day."""
    days = frozenset(Weekday[name] for name in typed.chosen("days") if name in Weekday.__members__)
    if not days:
        typed.fault("days", "zones.error.days_missing")
    before = len(typed.faults)
    start, end = _bound(typed, "opens"), _bound(typed, "closes")
    hours = _zone_of(typed.text("hours_zone"))
    if hours is None:
        typed.fault("hours_zone", "zones.error.unknown_time_zone", text=typed.text("hours_zone")[:40])
    if (start is None) != (end is None) and len(typed.faults) == before:
        typed.fault("opens_at" if start is None else "closes_at", "zones.error.hours_half")
    if not days or hours is None or (start is None) != (end is None):
        return ()
    if start is None or end is None:
        return () if days == EVERY_DAY else (DailyRule(days, time(0), time(0), hours),)
    return (DailyRule(days, start, end, hours),)


def _bound(typed: Typed, name: str) -> time | SolarEvent | None:
    kind, clock = typed.text(name), typed.text(f"{name}_at")
    # A clock without an hour states nothing: both so are the whole day, one so is half of it.
    if kind in set(SolarEvent):
        return SolarEvent(kind)
    return typed.clock(f"{name}_at") if clock else None
