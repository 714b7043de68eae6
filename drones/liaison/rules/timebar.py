"""A flight and all that lies there in time, as rows of one bar: daylight, zones' hours, other flights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from drones.flights.model import FlightView
from geofences.concealed.model import Met
from geofences.engine import schedules
from geofences.engine.model import EVERY_DAY, Applicability, DailyRule, Period, SolarEvent, Zone

#: What is shown before and after the flight.
AROUND = timedelta(hours=3)
#: A longer time is drawn without its surroundings.
LONGEST = timedelta(hours=48)

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the bar: what (``kind`` as on the map), its name and when, cut to the bar."""

    kind: str
    name: str
    periods: tuple[Period, ...]
    status: str = ""


@dataclass(frozen=True)
class Bar:
    """All rows over one time; ``hours`` are the full hours within it, for its axis."""

    whole: Period
    rows: tuple[Row, ...]
    hours: tuple[datetime, ...]

    def at(self, moment: datetime) -> float:
        """Where a moment lies on the bar, from 0 to 1,000."""
        length = (self.whole.end - self.whole.start).total_seconds()
        return round(min(max((moment - self.whole.start).total_seconds() / length, 0), 1) * 1_000, 1)


def whole_of(flight: FlightView) -> Period | None:
    """The time that the bar shows: full hours around the flight; ``None`` without volumes."""
    window = flight.window
    if window is None:
        return None
    around = AROUND if window.end - window.start < LONGEST else timedelta()
    start = (window.start - around).replace(minute=0, second=0, microsecond=0)
    end = window.end + around
    full = end.replace(minute=0, second=0, microsecond=0)
    return Period(start, full if full == end else full + timedelta(hours=1))


def bar(
    flight: FlightView,
    *,
    zones: Iterable[Zone],
    others: Iterable[FlightView],
    concealed: Iterable[Met],
    place: Place,
    zone: tzinfo,
) -> Bar | None:
    """The bar of a flight at a place (lon, lat); ``zone`` is the time zone of its axis."""
    whole = whole_of(flight)
    if whole is None:
        return None
    daylight = Applicability(rules=(DailyRule(EVERY_DAY, SolarEvent.SUNRISE, SolarEvent.SUNSET, UTC),))
    rows = [
        Row("flight", flight.reference, _times(flight)),
        Row("daylight", "", _held((daylight,), whole, place)),
    ]
    rows += [
        Row("zone", one.name or one.identifier, _held(one.applicability, whole, place), one.restriction.value)
        for one in zones
    ]
    rows += [Row("concealed", one.version.zone.name, cut(one.intervals, whole)) for one in concealed]
    rows += [Row("other", one.reference, cut(_times(one), whole), one.state.value) for one in others]
    return Bar(whole, tuple(rows), tuple(_hours(whole, zone)))


def cut(periods: Iterable[Period], whole: Period) -> tuple[Period, ...]:
    """The parts of periods within the bar."""
    found = ((max(one.start, whole.start), min(one.end, whole.end)) for one in periods)
    return tuple(Period(start, end) for start, end in found if start < end)


def _held(applicability: tuple[Applicability, ...], whole: Period, place: Place) -> tuple[Period, ...]:
    return schedules.expand_any(applicability, whole, (place,))


def _times(flight: FlightView) -> tuple[Period, ...]:
    return schedules.union(volume.period for volume in flight.volumes)


def _hours(whole: Period, zone: tzinfo) -> Iterator[datetime]:
    """Full hours on the wall, so few that their names stand beside each other."""
    length = whole.end - whole.start
    step = next(hours for hours in (1, 2, 3, 6, 12) if length / timedelta(hours=hours) <= 9 or hours == 12)
    moment = whole.start
    while moment <= whole.end:
        if moment.astimezone(zone).hour % step == 0:
            yield moment
        moment += timedelta(hours=1)
