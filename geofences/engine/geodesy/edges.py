"""Polygon edges read as geodesics."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import radians, sqrt, tan

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geofences.engine.geodesy.ellipsoid import (
    DENSE_VERTICES,
    SMALLEST_RADIUS_M,
    WGS84,
    Floats,
    GeodesyError,
    GeodesyFault,
    coordinates_of,
    require_away_from_poles,
)


def densify(geometry: BaseGeometry, tolerance_m: float = 0.5) -> BaseGeometry:
    """The same area with its edges read as geodesics, vertices added where that matters.

    No added edge strays more than ``tolerance_m`` from the geodesic. Raises ``GeodesyError``:
    antimeridian, pole, too large, or crossing edges where the geodesics cross though the
    straight edges did not (slivers).
    """
    latitude = float(np.abs(coordinates_of(geometry)[:, 1]).max())
    require_away_from_poles(latitude, 0.0)
    for tolerance in (tolerance_m, tolerance_m / 10, tolerance_m / 100):
        # A geodesic may climb above the latitude of both its ends.
        steepness = 1.2 * tan(radians(min(latitude + 1.0, 89.0)))
        longest = sqrt(8 * SMALLEST_RADIUS_M * tolerance / steepness)
        dense = _map_rings(geometry, partial(_geodesic_ring, longest=longest))
        if shapely.is_valid(dense):
            return dense
    raise GeodesyError(GeodesyFault.CROSSING_EDGES)


def _geodesic_ring(ring: Floats, longest: float) -> Floats:
    starts, ends = ring[:-1], ring[1:]
    azimuths, _, lengths = WGS84.inv(starts[:, 0], starts[:, 1], ends[:, 0], ends[:, 1])
    if np.abs(starts[:, 0] - ends[:, 0]).max(initial=0.0) > 180:
        raise GeodesyError(GeodesyFault.ANTIMERIDIAN)
    counts = np.maximum(1, np.ceil(lengths / longest)).astype(int)
    if counts.sum() > DENSE_VERTICES:
        raise GeodesyError(GeodesyFault.TOO_LARGE)
    leg = np.repeat(np.arange(len(counts)), counts)
    rank = np.arange(len(leg)) - np.repeat(np.cumsum(counts) - counts, counts)
    along = rank * (lengths / counts)[leg]
    lons, lats, _ = WGS84.fwd(starts[leg, 0], starts[leg, 1], azimuths[leg], along)
    dense = np.where((rank == 0)[:, None], starts[leg], np.column_stack([lons, lats]))
    return np.concatenate([dense, ring[-1:]])


def _map_rings(geometry: BaseGeometry, change: Callable[[Floats], Floats]) -> BaseGeometry:
    polygons = []
    for polygon in shapely.get_parts(geometry):
        rings = [shapely.get_exterior_ring(polygon), *polygon.interiors]
        shell, *holes = (change(shapely.get_coordinates(ring)) for ring in rings)
        polygons.append(Polygon(shell, holes))
    return polygons[0] if isinstance(geometry, Polygon) else MultiPolygon(polygons)
