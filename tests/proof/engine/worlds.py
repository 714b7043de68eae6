"""Seeded worlds of zones and flights, small enough that everything meets often."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, timezone
from random import Random
from zoneinfo import ZoneInfo

import shapely
from shapely.geometry import MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from geofences.engine.model import (
    Applicability,
    Band,
    DailyRule,
    Datum,
    FlightVolume,
    Height,
    Period,
    Restriction,
    TerrainBounds,
    Unit,
    Weekday,
    Zone,
    ZoneVolume,
)

#: A Monday; no clock is changed within the weeks around it.
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
TERRAINS = (
    TerrainBounds(0, 800, 20, 40),
    TerrainBounds(50, 50, 30, 30),
    TerrainBounds(-10, 120, -5, 5),
)
ZONES = (
    UTC,
    ZoneInfo("Africa/Bamako"),
    ZoneInfo("Europe/Paris"),
    ZoneInfo("Asia/Kathmandu"),
    timezone(timedelta(hours=-9, minutes=-30)),
    timezone(timedelta(hours=13)),
)


def clock(random: Random) -> time:
    """A clock time on a quarter of an hour."""
    return time(random.randrange(24), random.choice((0, 0, 15, 30, 45)))


def rule(random: Random, zones: tuple = ZONES) -> DailyRule:
    """A daily rule: any days, any clock times (equal ones are a whole day), any zone."""
    days = frozenset(random.sample(list(Weekday), random.choice((1, 2, 5, 7))))
    start = clock(random)
    end = start if random.random() < 0.05 else clock(random)
    return DailyRule(days, start, end, random.choice(zones))


def applicability(random: Random, monday: datetime = MONDAY, zones: tuple = ZONES) -> Applicability:
    """Permanent, a window, rules, or rules in a window."""
    start = end = None
    if random.random() < 0.3:
        start = monday + timedelta(minutes=random.randrange(-2_000, 8_000))
    if random.random() < 0.3:
        end = (start or monday) + timedelta(minutes=random.randrange(1, 8_000))
    rules = tuple(rule(random, zones) for _ in range(random.choice((0, 1, 1, 2))))
    return Applicability(start, end, rules)


def height(random: Random) -> Height:
    """A height on a coarse grid, so that limits often touch."""
    unit = random.choice(tuple(Unit))
    # 23 ft are 7.0104 m, which floating point misses; 300 ft are 91.44 m.
    value = random.choice((0, 23, 50, 100, 7.0104, 300, 91.44, 1_000, 99_999, -20))
    return Height(value, unit, random.choice(tuple(Datum)))


def band(random: Random) -> Band:
    """A band with limits missing, of one datum or of two."""
    floor = height(random) if random.random() < 0.8 else None
    ceiling = height(random) if random.random() < 0.8 else None
    if floor is not None and ceiling is not None and floor.datum is ceiling.datum:
        floor, ceiling = sorted((floor, ceiling), key=lambda item: item.metres)
    return Band(floor, ceiling)


def area(random: Random) -> BaseGeometry:
    """Boxes on a grid (they often touch), circles, rings with a hole, pairs, slivers, stars."""
    x, y = -11.5 + random.randrange(40) / 200, 14.4 + random.randrange(40) / 200
    size = random.randrange(1, 12) / 200
    kind = random.randrange(7)
    if kind == 0:
        return Point(x, y).buffer(size, quad_segs=random.choice((4, 8, 40)))
    if kind == 1:
        hole = box(x + size / 4, y + size / 4, x + size / 2, y + size / 2)
        return Polygon(box(x, y, x + size, y + size).exterior, [hole.exterior])
    if kind == 2:
        return MultiPolygon([box(x, y, x + size / 3, y + size), box(x + size / 2, y, x + size, y + size)])
    if kind == 3:
        return box(x, y, x + 1e-6, y + size)
    if kind == 4:
        points = [(x + random.random() * size, y + random.random() * size) for _ in range(7)]
        return shapely.convex_hull(shapely.multipoints(points))
    return box(x, y, x + size, y + size)


def zone(random: Random, number: int) -> Zone:
    """A zone of one volume with one or two applicabilities."""
    hours = tuple(applicability(random) for _ in range(random.choice((1, 1, 2))))
    restriction = random.choice(tuple(Restriction))
    command = random.choice(("", "ZONE4", "AIRPORT"))
    volume = ZoneVolume(area(random), band(random))
    return Zone("MLI", f"Z{number}", restriction, (volume,), hours, command=command)


def period(random: Random, longest: int = 90) -> Period:
    """Whole minutes within the week around the Monday."""
    start = MONDAY + timedelta(minutes=random.randrange(-1_500, 9_000))
    return Period(start, start + timedelta(minutes=random.randrange(1, longest)))


def flight(random: Random) -> FlightVolume:
    """A flight of up to an hour and a half."""
    return FlightVolume(area(random), band(random), period(random))
