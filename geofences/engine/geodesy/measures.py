"""Areas, distances, and geometries moved without changing their metres."""

from __future__ import annotations

from functools import partial

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from geofences.engine.geodesy.ellipsoid import (
    WGS84,
    Position,
    coordinates_of,
    from_plane,
    reach_m,
    require_away_from_poles,
    require_positions,
    to_plane,
)


def area_m2(geometry: BaseGeometry) -> float:
    """The area in square metres on the ellipsoid, edges straight in lon/lat; holes are taken off."""
    total = 0.0
    for part in shapely.get_parts(shapely.segmentize(geometry, 0.05)):
        if isinstance(part, Polygon) and not part.is_empty:
            signed, _ = WGS84.geometry_area_perimeter(shapely.orient_polygons(part))
            total += abs(signed)
    return total


def distance_m(a: Position, b: Position) -> float:
    """The geodesic distance between two positions (lon, lat), in metres."""
    require_positions(np.array([a[:2], b[:2]]))
    return float(WGS84.inv(a[0], a[1], b[0], b[1])[2])


def transfer(geometry: BaseGeometry, to_lon: float, to_lat: float) -> BaseGeometry:
    """The geometry moved so that its centroid lies at a position, keeping its metres and north.

    Distances and bearings from the centroid are kept. Raises ``GeodesyError``.
    """
    require_positions(np.array([[to_lon, to_lat]]))
    middle = coordinates_of(shapely.centroid(geometry))[0]
    origin = (float(middle[0]), float(middle[1]))
    coordinates = coordinates_of(geometry)
    reach = reach_m(coordinates, origin)
    require_away_from_poles(abs(to_lat), reach)
    require_away_from_poles(float(np.abs(coordinates[:, 1]).max()), 0.0)
    plane = shapely.transform(geometry, partial(to_plane, centre=origin))
    target = (to_lon, to_lat)
    for _ in range(3):
        moved = shapely.transform(plane, partial(from_plane, centre=target))
        off = coordinates_of(shapely.centroid(moved))[0]
        target = (target[0] + to_lon - float(off[0]), target[1] + to_lat - float(off[1]))
    return moved
