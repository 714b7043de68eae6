"""Schedules as concrete, half-open periods: expansion, union, what is left free."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from geofences.engine.instants import merged, microseconds, period, span
from geofences.engine.model import Applicability, Period
from geofences.engine.solar import Place
from geofences.engine.timetables import Timetable


def expand(applicability: Applicability, window: Period, place: Place | None = None) -> tuple[Period, ...]:
    """When ``applicability`` holds within ``window``: sorted periods in UTC that do not touch.

    A night belongs to the day on which it starts, judged in the rule's own zone (ED-269
    schedule). ``place`` (lon, lat) is where the sun is observed; without it, or where the sun
    does not rise or set, the widest sense applies. Beyond 400 days from the begin of the
    window a daily rule counts as always applying.
    """
    return expand_any((applicability,), window, () if place is None else (place,))


def expand_any(
    applicability: Sequence[Applicability], window: Period, places: Sequence[Place] = ()
) -> tuple[Period, ...]:
    """As ``expand``, for several applicabilities (any applies) over several places."""
    start, end = span(window)
    return tuple(period(a, b) for a, b in Timetable(applicability, places).spans(start, end))


def union(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Sorted periods without overlap; periods that touch become one."""
    return tuple(period(a, b) for a, b in merged([span(item) for item in periods]))


def free(taken: Iterable[Period], window: Period) -> tuple[Period, ...]:
    """The parts of ``window`` that no period of ``taken`` covers, sorted."""
    cursor, end = span(window)
    gaps: list[Period] = []
    for a, b in merged([span(item) for item in taken]):
        if a >= end:
            break
        if a > cursor:
            gaps.append(period(cursor, a))
        cursor = max(cursor, b)
    if cursor < end:
        gaps.append(period(cursor, end))
    return tuple(gaps)


def next_free(taken: Iterable[Period], window: Period, lasting: timedelta) -> datetime | None:
    """The first start in ``window`` from which ``lasting`` is free; ``None`` when there is none."""
    return next((gap.start for gap in free(taken, window) if gap.end - gap.start >= lasting), None)


def within(period_: Period, spans: Iterable[Period]) -> bool:
    """Whether a period lies wholly inside the union of others."""
    start, end = span(period_)
    return any(a <= start and end <= b for a, b in merged([span(item) for item in spans]))


def holds_at(applicability: Sequence[Applicability], instant: datetime, places: Sequence[Place] = ()) -> bool:
    """Whether any applicability holds at one instant."""
    start = microseconds(instant)
    return bool(Timetable(applicability, places).spans(start, start + 1))
