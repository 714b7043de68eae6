"""The fixed cast of the engine's tests: a few zones, flights and hours around Kayes."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import numpy as np
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

from geofences.engine.model import (
    ALWAYS,
    EVERY_DAY,
    Applicability,
    Band,
    Coverage,
    DailyRule,
    Datum,
    FlightVolume,
    Height,
    Period,
    Restriction,
    TerrainBounds,
    Unit,
    Zone,
    ZoneVolume,
)
from geofences.engine.snapshot import Snapshot

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
TERRAIN = TerrainBounds(ground_low=0.0, ground_high=800.0, geoid_low=20.0, geoid_high=40.0)
WORLD = Coverage()
CURFEW = Applicability(rules=(DailyRule(EVERY_DAY, time(23), time(6), UTC),))
SQUARE = box(-11.5, 14.4, -11.4, 14.5)
with np.errstate(invalid="ignore"):
    NOT_FINITE = Polygon([(0, 0), (1, float("nan")), (1, 1)])
INSIDE = box(-11.46, 14.44, -11.45, 14.45)


def at(hour: float, day: int = 0) -> datetime:
    """An instant by hours after midnight UTC, ``day`` days after Monday."""
    return MONDAY + timedelta(days=day, hours=hour)


def hours(start: float, end: float, day: int = 0) -> Period:
    """A period by hours after midnight UTC of a day."""
    return Period(at(start, day), at(end, day))


def metres(value: float, datum: Datum = Datum.AGL) -> Height:
    """A height in metres."""
    return Height(value, Unit.METRES, datum)


def band(floor: float | None, ceiling: float | None, datum: Datum = Datum.AGL) -> Band:
    """A band in metres of one datum."""
    return Band(
        None if floor is None else metres(floor, datum), None if ceiling is None else metres(ceiling, datum)
    )


def zone(
    identifier: str = "Z1",
    restriction: Restriction = Restriction.PROHIBITED,
    *,
    area: BaseGeometry = SQUARE,
    heights: Band | None = None,
    applicability: tuple[Applicability, ...] = (ALWAYS,),
    command: str = "",
) -> Zone:
    """A zone over the square, always, at all heights, unless said otherwise."""
    volume = ZoneVolume(area, Band() if heights is None else heights)
    return Zone("MLI", identifier, restriction, (volume,), applicability, command=command)


def flight(
    area: BaseGeometry = INSIDE, heights: Band | None = None, period: Period | None = None
) -> FlightVolume:
    """A flight inside the square, 0-60 m AGL, Monday 10:00-10:30."""
    return FlightVolume(
        area, band(0, 60) if heights is None else heights, hours(10, 10.5) if period is None else period
    )


def snapshot(
    *zones: Zone, coverage: Coverage = WORLD, pre_approvals: tuple = (), number: int = 1
) -> Snapshot:
    """A snapshot of some zones."""
    return Snapshot.build(
        zones, number=number, coverage=coverage, terrain=TERRAIN, pre_approvals=pre_approvals
    )
