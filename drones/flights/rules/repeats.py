"""Which days a repeated flight is flown on."""

from __future__ import annotations

from datetime import date, timedelta

from drones.flights.model.series import Repeat
from portal.kit.model import Fault

#: Days that one request may hold, and how far from the first to the last.
MOST_DAYS = 60
LONGEST = timedelta(days=366)


def days_of(repeat: Repeat) -> tuple[tuple[date, ...], tuple[Fault, ...]]:
    """The days in their order, or why there are none, or too many.

    >>> from datetime import date
    >>> friday = date(2026, 1, 30)
    >>> days_of(Repeat(frozenset({4, 0}), friday, date(2026, 2, 2)))[0]
    (datetime.date(2026, 1, 30), datetime.date(2026, 2, 2))
    """
    if repeat.last < repeat.first:
        return (), (Fault("/repeat/until", "flights.error.repeat_upside_down"),)
    if repeat.last - repeat.first > LONGEST:
        return (), (Fault("/repeat/until", "flights.error.repeat_too_long", {"days": LONGEST.days}),)
    span = range((repeat.last - repeat.first).days + 1)
    days = [repeat.first + timedelta(days=number) for number in span]
    flown = tuple(day for day in days if day.weekday() in repeat.weekdays and day not in repeat.without)
    if not flown:
        return (), (Fault("/repeat/days", "flights.error.repeat_no_day"),)
    if len(flown) > MOST_DAYS:
        facts: dict[str, str | int | float] = {"count": len(flown), "limit": MOST_DAYS}
        return (), (Fault("/repeat/until", "flights.error.repeat_too_many", facts),)
    return flown, ()
