"""Flights of one request that come too close to one another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from drones.flights.model.series import ItemCheck
from drones.flights.rules.cells import widened
from drones.flights.rules.plans import window
from geofences.engine.conflicts import conflicts
from geofences.engine.model import FlightVolume, Period, TerrainBounds

Volumes = tuple[FlightVolume, ...]
Box = tuple[float, float, float, float]


def clashes(
    checks: Sequence[ItemCheck], *, separation: tuple[float, float, float], terrain: TerrainBounds
) -> dict[int, int]:
    """By the place of each flight that comes too close to an earlier one: that one's place.

    Only flights that may be filed count, in their order: what one asks for against what an earlier one
    would hold, as if they were filed one after the other. ``separation``: metres aside, metres up, seconds.
    """
    lateral_m, vertical_m, time_s = separation
    found: dict[int, int] = {}
    kept: list[tuple[int, Period, Box]] = []
    for place, check in enumerate(checks):
        if not check.may_be_filed:
            continue
        span, box = _widened(window(check.volumes), time_s), _around(check.volumes, lateral_m)
        for earlier, when, where in kept:
            if not (span.start < when.end and when.start < span.end and _meet(box, where)):
                continue
            if conflicts(
                check.volumes,
                checks[earlier].printed,
                lateral_m=lateral_m,
                vertical_m=vertical_m,
                time_s=time_s,
                terrain=terrain,
            ):
                found[place] = earlier
                break
        else:
            kept.append((place, span, box))
    return found


def _widened(period: Period, seconds: float) -> Period:
    wait = timedelta(seconds=seconds)
    return Period(period.start - wait, period.end + wait)


def _around(volumes: Volumes, lateral_m: float) -> Box:
    boxes = [widened(volume, lateral_m) for volume in volumes]
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    return west, south, max(box[2] for box in boxes), max(box[3] for box in boxes)


def _meet(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
