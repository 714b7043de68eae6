"""Long recordings with fewer points: what is left out is swept all the same."""

from __future__ import annotations

from dataclasses import replace
from math import cos, radians, tan

import numpy as np
import shapely
from numpy.typing import NDArray

from drones.flights.model.plans import CorridorShape, Point

#: More points than this are thinned; the sweep takes up to 2,000.
MANY = 1_500
#: How far a point that is left out may lie from the path that stays, metres; the first that is enough.
_TOLERANCES_M = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
_METRES_A_DEGREE = 111_700.0
_EARTH_M = 6_335_000.0
#: Beyond this latitude a degree of longitude shrinks too fast for a plane.
_HIGHEST = 80.0


def thinned(shape: CorridorShape) -> CorridorShape:
    """The path with at most ``MANY`` points where so few can stand for all, within 50 m; else as it is.

    ``stray_m`` grows by the distance of the farthest point left out, so that the swept area still
    encloses the whole path: degrees are measured at their longest, and the bulge of the longest leg
    beside the straight line in degrees is added.
    """
    if len(shape.points) <= MANY:
        return shape
    points = np.asarray(shape.points, dtype=np.float64)
    highest = float(np.abs(points[:, 1]).max())
    if highest > _HIGHEST or np.ptp(points[:, 0]) > 180:
        return shape
    scale = np.array([_METRES_A_DEGREE * cos(radians(float(np.abs(points[:, 1]).min()))), _METRES_A_DEGREE])
    flat = shapely.linestrings(points * scale)
    if len(_kept(flat, _TOLERANCES_M[-1])) > MANY:
        return shape  # the finer ones would keep more, and each of them may take seconds
    for tolerance in _TOLERANCES_M:
        kept = _kept(flat, tolerance)
        if 2 <= len(kept) <= MANY:
            longest = float(np.hypot(*np.diff(kept, axis=0).T).max())
            bulge = longest**2 * tan(radians(highest)) / (8 * _EARTH_M)
            left: tuple[Point, ...] = tuple((float(x), float(y)) for x, y in kept / scale)
            return replace(shape, points=left, stray_m=shape.stray_m + tolerance + bulge + 0.1)
    return shape


def _kept(line: shapely.LineString, tolerance: float) -> NDArray[np.float64]:
    return shapely.get_coordinates(shapely.simplify(line, tolerance, preserve_topology=False))
