"""A country of generated zones with heights and schedules, the same for every run."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from math import cos, radians, sqrt
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geofences.engine.model import (
    ALWAYS,
    EVERY_DAY,
    Applicability,
    Band,
    DailyRule,
    Datum,
    FlightVolume,
    Height,
    Period,
    Restriction,
    Unit,
    Weekday,
    Zone,
    ZoneVolume,
)

WEST, SOUTH, EAST, NORTH = -12.3, 11.8, -8.0, 15.8
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
VERTICES = 32
#: Hits a point has in a country of 100,000 zones.
HITS = 1.0


def areas(count: int, seed: int = 1, hits: float = HITS) -> NDArray[np.object_]:
    """``count`` star-shaped polygons of 32 vertices; a point lies in ``hits`` of them on average."""
    random = np.random.default_rng(seed)
    centres = random.uniform((WEST, SOUTH), (EAST, NORTH), (count, 2))
    mean = sqrt(hits * (EAST - WEST) * (NORTH - SOUTH) / (count * 3.0))
    turns = np.linspace(0, 2 * np.pi, VERTICES, endpoint=False)
    radii = mean * random.uniform(0.5, 1.4, (count, 1)) * random.uniform(0.85, 1.15, (count, VERTICES))
    ring = np.stack([radii * np.cos(turns), radii * np.sin(turns)], axis=2) + centres[:, None, :]
    made: NDArray[np.object_] = np.asarray(shapely.polygons(np.concatenate([ring, ring[:, :1]], axis=1)))
    return made


def zones(shapes: NDArray[np.object_], seed: int = 1) -> list[Zone]:
    """A zone on each area: any restriction, datum and unit, and a schedule of its own."""
    random = Random(seed)
    restrictions = tuple(Restriction)
    return [
        Zone(
            "MLI",
            f"Z{number:06d}",
            random.choice(restrictions),
            (ZoneVolume(area, _band(random)),),
            _schedule(random),
            command=random.choice(("", "ZONE4", "AIRPORT")),
        )
        for number, area in enumerate(shapes)
    ]


def _band(random: Random) -> Band:
    floor = Height(random.choice((0, 0, 30, 100)), random.choice(tuple(Unit)), random.choice(tuple(Datum)))
    ceiling = Height(random.choice((1_500, 3_000, 99_999)), floor.unit, floor.datum)
    return Band(floor, ceiling)


def _schedule(random: Random) -> tuple[Applicability, ...]:
    kind = random.randrange(4)
    if kind == 0:
        return (ALWAYS,)
    if kind == 1:
        start = MONDAY + timedelta(days=random.randrange(-30, 30))
        return (Applicability(start, start + timedelta(days=random.randrange(1, 90))),)
    days = EVERY_DAY if kind == 2 else frozenset(random.sample(list(Weekday), 5))
    zone = random.choice((UTC, ZoneInfo("Africa/Bamako"), ZoneInfo("Europe/Paris")))
    clocks = time(random.randrange(24), 30), time(random.randrange(24), 0)
    return (Applicability(rules=(DailyRule(days, *clocks, zone),)),)


def points(count: int, seed: int = 2) -> NDArray[np.float64]:
    """Positions all over the country, (n, 2): lon, lat."""
    return np.random.default_rng(seed).uniform((WEST, SOUTH), (EAST, NORTH), (count, 2))


def path(legs: int, leg_m: float, seed: int) -> list[tuple[float, float]]:
    """A path that wanders through the country."""
    random = np.random.default_rng(seed)
    lon, lat = random.uniform((WEST + 0.5, SOUTH + 0.5), (EAST - 0.5, NORTH - 0.5))
    heading, found = random.uniform(0, 2 * np.pi), [(float(lon), float(lat))]
    for _ in range(legs):
        heading += random.normal(0, 0.5)
        lat += leg_m * np.cos(heading) / 110_600
        lon += leg_m * np.sin(heading) / (111_320 * cos(radians(lat)))
        found.append((float(lon), float(lat)))
    return found


def flight(area: BaseGeometry) -> FlightVolume:
    """A flight of 30 minutes on Monday morning, up to 120 m above the ground."""
    band = Band(Height(0, Unit.METRES, Datum.AGL), Height(120, Unit.METRES, Datum.AGL))
    return FlightVolume(area, band, Period(MONDAY + timedelta(hours=10), MONDAY + timedelta(hours=10.5)))
