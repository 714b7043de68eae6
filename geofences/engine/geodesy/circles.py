"""Geodesic circles as polygons that enclose them."""

from __future__ import annotations

from math import ceil, cos, pi

import numpy as np
from shapely.geometry import Polygon

from geofences.engine.geodesy.ellipsoid import (
    METRES_A_DEGREE,
    WGS84,
    GeodesyError,
    GeodesyFault,
    require_away_from_poles,
    require_length,
    require_positions,
    sag,
    unwrapped,
)


def circle(
    lon: float, lat: float, radius_m: float, tolerance_m: float = 1.0, *, uncertainty_m: float = 0.0
) -> Polygon:
    """A polygon that encloses the geodesic circle around a position.

    It contains every position within ``radius_m + uncertainty_m`` metres and none farther than
    ``tolerance_m`` beyond. Raises ``GeodesyError`` (not finite, not positive, too large,
    antimeridian, pole).
    """
    require_positions(np.array([[lon, lat]]))
    radius = require_length(radius_m) + require_length(uncertainty_m, zero=True)
    require_away_from_poles(abs(lat), radius + tolerance_m)
    top = abs(lat) + (radius + tolerance_m) / METRES_A_DEGREE
    count, outer = _circumscribed(radius, require_length(tolerance_m), top)
    azimuths = np.linspace(0.0, 360.0, count, endpoint=False)
    lons, lats, _ = WGS84.fwd(
        np.full(count, lon), np.full(count, lat), azimuths, np.full(count, outer), return_back_azimuth=True
    )
    return Polygon(unwrapped(np.column_stack([lons, lats]), np.full(count, lon)))


def _circumscribed(radius: float, tolerance: float, latitude: float) -> tuple[int, float]:
    """Number of vertices and their distance, so that the edges stay outside the circle."""
    count = 32
    while count <= 65_536:
        outer = radius / cos(pi / count)
        outer += sag(2 * outer * pi / count, latitude)
        if outer - radius <= tolerance:
            return count, outer
        count = ceil(count * 1.25)
    raise GeodesyError(GeodesyFault.TOO_LARGE)
