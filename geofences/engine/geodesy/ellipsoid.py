"""The ellipsoid, its limits, and local planes upon it."""

from __future__ import annotations

from enum import StrEnum
from math import isfinite, radians, tan

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

#: Longitude and latitude in degrees.
Position = tuple[float, float]
Floats = NDArray[np.float64]

WGS84 = Geod(ellps="WGS84")
#: Beyond this latitude lon/lat polygons are too distorted to be trusted.
LATITUDE_LIMIT = 88.0
REACH_LIMIT_M = 1_000_000.0
SMALLEST_RADIUS_M = 6_335_000.0
METRES_A_DEGREE = 110_500.0
#: Longest edge written without a vertex between.
EDGE_M = 1_000.0
MARGIN_M = 0.001
#: More vertices than this are refused.
DENSE_VERTICES = 200_000


class GeodesyFault(StrEnum):
    """Why a geometry cannot be made; each room that shows one has words for ``<room>.geodesy.<code>``."""

    NOT_FINITE = "not_finite"
    OUT_OF_RANGE = "out_of_range"
    NOT_POSITIVE = "not_positive"
    TOO_LARGE = "too_large"
    TOO_FEW_POINTS = "too_few_points"
    ANTIMERIDIAN = "antimeridian"
    POLE = "pole"
    EMPTY = "empty"
    CROSSING_EDGES = "crossing_edges"


class GeodesyError(ValueError):
    """A geometry that the engine refuses to make; ``code`` says why."""

    def __init__(self, code: GeodesyFault) -> None:
        super().__init__(code.value)
        self.code = code


def require_positions(lonlat: Floats) -> None:
    if not np.isfinite(lonlat).all():
        raise GeodesyError(GeodesyFault.NOT_FINITE)
    if (np.abs(lonlat[:, 0]) > 180).any() or (np.abs(lonlat[:, 1]) > 90).any():
        raise GeodesyError(GeodesyFault.OUT_OF_RANGE)


def require_length(metres: float, *, zero: bool = False) -> float:
    if not isfinite(metres):
        raise GeodesyError(GeodesyFault.NOT_FINITE)
    if metres < 0 or (metres == 0 and not zero):
        raise GeodesyError(GeodesyFault.NOT_POSITIVE)
    if metres > REACH_LIMIT_M:
        raise GeodesyError(GeodesyFault.TOO_LARGE)
    return metres


def require_away_from_poles(latitude: float, reach_m: float) -> None:
    if latitude + reach_m / METRES_A_DEGREE > LATITUDE_LIMIT:
        raise GeodesyError(GeodesyFault.POLE)


def sag(edge_m: float, latitude: float) -> float:
    """How far a straight lon/lat edge can stray from the geodesic, with a margin, in metres.

    The geodesic curvature of a straight plate-carrée line is at most 1.089 tan(latitude) / R.
    """
    return 1.2 * edge_m**2 * tan(radians(min(abs(latitude), 89.0))) / (8 * SMALLEST_RADIUS_M) + MARGIN_M


def unwrapped(lonlat: Floats, centre_lon: Floats) -> Floats:
    """The same coordinates, refused when they lie beyond the antimeridian of their centre."""
    if np.abs(lonlat[:, 0] - centre_lon).max(initial=0.0) > 180.0:
        raise GeodesyError(GeodesyFault.ANTIMERIDIAN)
    return lonlat


def coordinates_of(geometry: BaseGeometry) -> Floats:
    coordinates: Floats = shapely.get_coordinates(geometry)
    if not len(coordinates):
        raise GeodesyError(GeodesyFault.EMPTY)
    require_positions(coordinates)
    return coordinates


def reach_m(coordinates: Floats, centre: Position) -> float:
    """The greatest distance of any vertex from ``centre``."""
    count = len(coordinates)
    _, _, lengths = WGS84.inv(
        np.full(count, centre[0]), np.full(count, centre[1]), coordinates[:, 0], coordinates[:, 1]
    )
    reach = float(lengths.max())
    if reach > 2 * REACH_LIMIT_M:
        raise GeodesyError(GeodesyFault.TOO_LARGE)
    return reach


def to_plane(lonlat: Floats, centre: Position) -> Floats:
    """Azimuthal equidistant coordinates (east, north) in metres around ``centre``."""
    count = len(lonlat)
    azimuths, _, lengths = WGS84.inv(
        np.full(count, centre[0]), np.full(count, centre[1]), lonlat[:, 0], lonlat[:, 1]
    )
    angles = np.radians(azimuths)
    return np.column_stack([lengths * np.sin(angles), lengths * np.cos(angles)])


def from_plane(xy: Floats, centre: Position) -> Floats:
    count = len(xy)
    bearings = np.degrees(np.arctan2(xy[:, 0], xy[:, 1]))
    lons, lats, _ = WGS84.fwd(
        np.full(count, centre[0]), np.full(count, centre[1]), bearings, np.hypot(xy[:, 0], xy[:, 1])
    )
    return unwrapped(np.column_stack([lons, lats]), np.full(count, centre[0]))
