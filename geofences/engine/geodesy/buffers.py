"""Geometries widened and shrunk by metres."""

from __future__ import annotations

from functools import partial
from math import acos, ceil, cos, isfinite, pi

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geofences.engine.geodesy.corridors import swept
from geofences.engine.geodesy.ellipsoid import (
    DENSE_VERTICES,
    EDGE_M,
    SMALLEST_RADIUS_M,
    Floats,
    GeodesyError,
    GeodesyFault,
    Position,
    coordinates_of,
    from_plane,
    reach_m,
    require_away_from_poles,
    sag,
    to_plane,
)


def buffer_m(geometry: BaseGeometry, metres: float, tolerance_m: float = 0.5) -> BaseGeometry:
    """The geometry widened by ``metres`` on the ellipsoid (shrunk when negative).

    Edges are straight in lon/lat. Widened, it encloses the truth; shrunk, it lies inside it.
    Raises ``GeodesyError``.
    """
    if not isfinite(metres):
        raise GeodesyError(GeodesyFault.NOT_FINITE)
    if metres == 0:
        return geometry
    fine = shapely.segmentize(geometry, EDGE_M / 111_320.0)
    coordinates = coordinates_of(fine)
    centre = _middle(coordinates)
    reach = reach_m(coordinates, centre)
    latitude = float(np.abs(coordinates[:, 1]).max())
    require_away_from_poles(latitude, abs(metres))
    if reach + abs(metres) > 100_000.0:
        return _buffer_large(geometry, fine, metres, tolerance_m)
    return _buffer_in_plane(fine, metres, tolerance_m, centre, reach, latitude)


def _buffer_in_plane(
    geometry: BaseGeometry, metres: float, tolerance: float, centre: Position, reach: float, latitude: float
) -> BaseGeometry:
    plane = shapely.transform(geometry, partial(to_plane, centre=centre))
    # In the plane distances across are stretched by at most c^2 / 6R^2.
    size = abs(metres)
    stretch = 1 + (reach + size) ** 2 / (6 * SMALLEST_RADIUS_M**2)
    # GEOS rounds the number of chords of an arc, so a chord may span half as much again.
    widest = 0.75 * pi / 2
    segments = max(4, ceil(widest / acos(size / (size + tolerance))))
    grown = (size * stretch + 2 * sag(EDGE_M, latitude + 1.0)) / cos(widest / segments)
    wide = shapely.buffer(plane, grown if metres > 0 else -grown, quad_segs=segments)
    fine = shapely.segmentize(wide, EDGE_M)
    return shapely.transform(fine, partial(from_plane, centre=centre))


def _buffer_large(
    geometry: BaseGeometry, fine: BaseGeometry, metres: float, tolerance: float
) -> BaseGeometry:
    """For areas wider than one plane: sweep the border and add it, or take it away."""
    lines = shapely.boundary(fine) if shapely.get_dimensions(fine) == 2 else fine
    parts = shapely.get_parts(shapely.get_parts(lines))
    coordinates, owner = shapely.get_coordinates(parts, return_index=True)
    if len(coordinates) > DENSE_VERTICES:
        raise GeodesyError(GeodesyFault.TOO_LARGE)
    joined = owner[:-1] == owner[1:]
    starts, ends = coordinates[:-1][joined], coordinates[1:][joined]
    if not len(starts):
        starts = ends = coordinates
    half = abs(metres) + sag(EDGE_M, float(np.abs(coordinates[:, 1]).max()))
    rim = swept(starts, ends, half, tolerance)
    return shapely.union(geometry, rim) if metres > 0 else shapely.difference(geometry, rim)


def _middle(coordinates: Floats) -> Position:
    low, high = coordinates.min(axis=0), coordinates.max(axis=0)
    return float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2
