"""Slow, obvious answers to compare the engine with; nothing here is shared with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import product

import shapely

from geofences.engine.model import (
    Applicability,
    Band,
    DailyRule,
    Datum,
    FlightVolume,
    Height,
    Period,
    Restriction,
    Status,
    TerrainBounds,
    Unit,
    Zone,
)

MINUTE = timedelta(minutes=1)


def rule_reads(rule: DailyRule, instant: datetime) -> bool:
    """Whether the wall clock of the rule's zone reads within the rule at an instant."""
    wall = instant.astimezone(rule.zone)
    today, yesterday = wall.weekday(), (wall - timedelta(days=1)).weekday()
    clock = wall.time()
    if rule.end > rule.start:
        return today in rule.days and rule.start <= clock < rule.end
    nights = {yesterday, eve(rule, instant)} if clock < rule.end else set()
    return (today in rule.days and clock >= rule.start) or not nights.isdisjoint(rule.days)


def eve(rule: DailyRule, instant: datetime) -> int:
    """The weekday that came before, also where the calendar left a day out (Apia, 30 December 2011)."""
    wall = instant.astimezone(rule.zone)
    cursor = instant
    while cursor.astimezone(rule.zone).date() == wall.date():
        cursor -= timedelta(minutes=30)
    return cursor.astimezone(rule.zone).weekday()


def applies(applicability: Applicability, instant: datetime) -> bool:
    """Whether an applicability holds at an instant."""
    if applicability.start is not None and instant < applicability.start:
        return False
    if applicability.end is not None and instant >= applicability.end:
        return False
    return not applicability.rules or any(rule_reads(rule, instant) for rule in applicability.rules)


def minutes(period: Period) -> list[datetime]:
    """Every instant of a period, a minute apart, from its start."""
    count = -((period.start - period.end) // MINUTE)
    return [period.start.astimezone(UTC) + number * MINUTE for number in range(count)]


def meets_in_time(zone: Zone, period: Period) -> bool:
    """Whether any applicability of a zone holds at any minute of a period."""
    return any(applies(item, instant) for instant in minutes(period) for item in zone.applicability)


def exact_metres(height: Height) -> Fraction:
    """The value in metres without any rounding; feet by their definition."""
    value = Fraction(str(height.value))
    return value * Fraction(3048, 10_000) if height.unit is Unit.FEET else value


def above_ellipsoid(height: Height, ground: Fraction, geoid: Fraction) -> Fraction:
    """A height above the ellipsoid, on a given ground and geoid."""
    metres = exact_metres(height)
    if height.datum is Datum.AGL:
        return metres + ground + geoid
    return metres + geoid if height.datum is Datum.AMSL else metres


def bands_share(a: Band, b: Band, ground: Fraction, geoid: Fraction) -> bool:
    """Whether two bands share a height on a given ground and geoid."""
    floors = [item.floor for item in (a, b) if item.floor is not None and item.floor.value < 99_999]
    ceilings = [item.ceiling for item in (a, b) if item.ceiling is not None and item.ceiling.value < 99_999]
    return all(
        above_ellipsoid(low, ground, geoid) <= above_ellipsoid(high, ground, geoid)
        for low, high in product(floors, ceilings)
    )


def grounds(terrain: TerrainBounds) -> list[tuple[Fraction, Fraction]]:
    """Pairs of ground and geoid to try: bounds, and some between."""
    spans = ((terrain.ground_low, terrain.ground_high), (terrain.geoid_low, terrain.geoid_high))
    samples = [[Fraction(a) + (Fraction(b) - Fraction(a)) * part / 4 for part in range(5)] for a, b in spans]
    return list(product(*samples))


def may_share(a: Band, b: Band, terrain: TerrainBounds) -> bool:
    """Whether two bands share a height on some possible ground."""
    return any(bands_share(a, b, *pair) for pair in grounds(terrain))


def certainly_share(a: Band, b: Band, terrain: TerrainBounds) -> bool:
    """Whether two bands share a height on every ground tried."""
    return all(bands_share(a, b, *pair) for pair in grounds(terrain))


STATUS = {
    Restriction.PROHIBITED: Status.PROHIBITED,
    Restriction.REQ_AUTHORISATION: Status.AUTHORISATION_REQUIRED,
    Restriction.CONDITIONAL: Status.CONDITIONAL,
    Restriction.NO_RESTRICTION: Status.CLEAR,
}


def met(zone: Zone, flight: FlightVolume, terrain: TerrainBounds) -> bool:
    """Whether a flight may meet a zone in area, height and time; all zones' one volume."""
    (volume,) = zone.volumes
    return (
        bool(shapely.intersects(volume.area, flight.area))
        and may_share(volume.band, flight.band, terrain)
        and meets_in_time(zone, flight.period)
    )
