"""How far an area is from a place, and whither."""

from __future__ import annotations

from math import cos, radians

import numpy as np
import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geofences.engine.geodesy import WGS84

_WINDS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")


def how_far(lon: float, lat: float, area: BaseGeometry) -> tuple[float, str]:
    """Metres from a position (WGS 84 degrees) to the nearest edge of an area, and one of eight winds.

    0 and no wind on the edge or inside. Good to one part in a hundred for areas within 100 km.
    """
    here = Point(lon, lat)
    if area.intersects(here):
        return 0.0, ""
    narrow = np.array([cos(radians(lat)), 1.0])

    # A degree of longitude is shorter than one of latitude: without this the wrong edge is nearest.
    flat_here, flat_area = (shapely.transform(one, lambda degrees: degrees * narrow) for one in (here, area))
    line = shapely.shortest_line(flat_here, flat_area)
    there = shapely.get_coordinates(line)[-1] / narrow
    azimuth, _back, metres = WGS84.inv(lon, lat, float(there[0]), float(there[1]))
    return float(metres), _WINDS[round(float(azimuth) / 45) % 8]
