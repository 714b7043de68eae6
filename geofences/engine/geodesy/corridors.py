"""The area swept along geodesic legs."""

from __future__ import annotations

from collections.abc import Sequence
from math import acos, ceil, cos, pi

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from geofences.engine.geodesy.circles import circle
from geofences.engine.geodesy.ellipsoid import (
    EDGE_M,
    MARGIN_M,
    METRES_A_DEGREE,
    REACH_LIMIT_M,
    WGS84,
    Floats,
    GeodesyError,
    GeodesyFault,
    Position,
    require_away_from_poles,
    require_length,
    require_positions,
    sag,
    unwrapped,
)

#: Longest piece of a leg that is swept in one plane.
_PIECE_M = 20_000.0


def corridor(
    points: Sequence[Position], width_m: float, tolerance_m: float = 1.0, *, uncertainty_m: float = 0.0
) -> Polygon | MultiPolygon:
    """The area swept along geodesic legs, ``width_m / 2 + uncertainty_m`` to each side.

    The whole of every leg counts, with round ends and corners. The area encloses the truth and
    exceeds it by at most ``tolerance_m`` (plus 0.02 m times the tangent of the latitude). One
    point gives a circle. Raises ``GeodesyError``.
    """
    if not len(points):
        raise GeodesyError(GeodesyFault.TOO_FEW_POINTS)
    path = np.asarray(points, dtype=np.float64)[:, :2]
    require_positions(path)
    half = require_length(width_m) / 2 + require_length(uncertainty_m, zero=True)
    if len(path) == 1:
        return circle(path[0, 0], path[0, 1], half, tolerance_m)
    return swept(path[:-1], path[1:], half, tolerance_m)


def swept(starts: Floats, ends: Floats, half: float, tolerance: float) -> Polygon | MultiPolygon:
    """The union of capsules around geodesic legs."""
    azimuths, _, lengths = WGS84.inv(starts[:, 0], starts[:, 1], ends[:, 0], ends[:, 1])
    if lengths.max(initial=0.0) > REACH_LIMIT_M:
        raise GeodesyError(GeodesyFault.TOO_LARGE)
    counts = np.maximum(1, np.ceil(lengths / _PIECE_M)).astype(int)
    leg = np.repeat(np.arange(len(counts)), counts)
    rank = np.arange(len(leg)) - np.repeat(np.cumsum(counts) - counts, counts)
    piece = (lengths / counts)[leg]
    along = (rank + 0.5) * piece
    lons, lats, back = WGS84.fwd(starts[leg, 0], starts[leg, 1], azimuths[leg], along)
    require_away_from_poles(float(np.abs(lats).max()), half + _PIECE_M)
    latitude = float(np.abs(lats).max()) + (half + _PIECE_M) / METRES_A_DEGREE
    centres = np.column_stack([lons, lats])
    return _capsules(centres, np.asarray(back) + 180.0, piece, half + sag(EDGE_M, latitude), tolerance)


def _capsules(
    centres: Floats, azimuths: Floats, lengths: Floats, half: float, tolerance: float
) -> Polygon | MultiPolygon:
    """Union of capsules, each in the azimuthal equidistant plane of its centre."""
    shapes = [_capsule(length, half, tolerance) for length in lengths]
    owner = np.repeat(np.arange(len(shapes)), [len(shape) for shape in shapes])
    local = np.concatenate(shapes)
    bearing = azimuths[owner] + np.degrees(np.arctan2(local[:, 1], local[:, 0]))
    lons, lats, _ = WGS84.fwd(
        centres[owner, 0], centres[owner, 1], bearing, np.hypot(local[:, 0], local[:, 1])
    )
    rings = shapely.linearrings(unwrapped(np.column_stack([lons, lats]), centres[owner, 0]), indices=owner)
    area = shapely.union_all(shapely.polygons(rings))
    if not isinstance(area, Polygon | MultiPolygon):
        raise GeodesyError(GeodesyFault.EMPTY)
    return area


def _capsule(length: float, half: float, tolerance: float) -> Floats:
    """Vertices, along and across, that enclose all within ``half`` of a straight piece."""
    arc = max(4, ceil(pi / 2 / acos(half / (half + tolerance))))
    step = pi / arc
    angles = -pi / 2 + step * (np.arange(arc) + 0.5)
    cap = half / cos(step / 2) * np.column_stack([np.cos(angles), np.sin(angles)])
    reach = length / 2 + MARGIN_M
    sides = max(0, ceil(2 * (reach + half) / EDGE_M) - 1)
    top = np.linspace(reach, -reach, sides + 2)[1:-1]
    side = np.column_stack([top, np.full(sides, half)])
    right: Floats = cap + np.array([reach, 0.0])
    return np.concatenate([right, side, -right, -side])
