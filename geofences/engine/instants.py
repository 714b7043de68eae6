"""Exact whole microseconds since 1970 in place of datetimes, for arithmetic on time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from geofences.engine.model import Period

#: A half-open span of microseconds since 1970-01-01T00:00Z.
Span = tuple[int, int]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
DAY = 86_400 * SECOND
WEEK = 7 * DAY


def microseconds(instant: datetime) -> int:
    """Microseconds since the epoch of an aware datetime (any zone, folds respected)."""
    since = instant - EPOCH
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds


def instant(value: int) -> datetime:
    """The datetime, in UTC, of ``value`` microseconds since the epoch."""
    return EPOCH + timedelta(microseconds=value)


def span(period: Period) -> Span:
    """A period as microseconds."""
    return microseconds(period.start), microseconds(period.end)


def period(start: int, end: int) -> Period:
    """Microseconds as a period in UTC."""
    return Period(instant(start), instant(end))


def merged(spans: list[Span]) -> list[Span]:
    """Sorted spans without overlap; spans that touch become one."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            if end > result[-1][1]:
                result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
    return result


def clipped(spans: list[Span], start: int, end: int) -> list[Span]:
    """The parts of ``spans`` inside ``[start, end)``."""
    return [(max(a, start), min(b, end)) for a, b in spans if a < end and b > start]
