"""Geometry in metres on the WGS 84 ellipsoid: circles, corridors, buffers, areas, moves.

Every area that leaves here is a lon/lat polygon whose edges are read as straight lines in
longitude and latitude, as the engine's predicates read them. Areas that widen something
(circle, corridor, buffer) enclose the truth: they are never smaller than it, and larger by at
most the stated tolerance. What would cross the antimeridian or come near a pole is refused by
name, never wrapped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from math import acos, ceil, cos, isfinite, pi, radians, sqrt, tan

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

#: Longitude and latitude in degrees.
Position = tuple[float, float]
Floats = NDArray[np.float64]

WGS84 = Geod(ellps="WGS84")
#: Beyond this latitude lon/lat polygons are too distorted to be trusted.
LATITUDE_LIMIT = 88.0
REACH_LIMIT_M = 1_000_000.0
_SMALLEST_RADIUS_M = 6_335_000.0
_METRES_A_DEGREE = 110_500.0
#: Longest edge written without a vertex between, and longest piece swept in one plane.
_EDGE_M = 1_000.0
_PIECE_M = 20_000.0
_MARGIN_M = 0.001
_DENSE_VERTICES = 200_000


class GeodesyFault(StrEnum):
    """Why a geometry cannot be made; words live in the catalogues as ``geodesy.<code>``."""

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


def circle(
    lon: float, lat: float, radius_m: float, tolerance_m: float = 1.0, *, uncertainty_m: float = 0.0
) -> Polygon:
    """A polygon that encloses the geodesic circle around a position.

    It contains every position within ``radius_m + uncertainty_m`` metres and none farther than
    ``tolerance_m`` beyond. Raises ``GeodesyError`` (not finite, not positive, too large,
    antimeridian, pole).
    """
    _require_positions(np.array([[lon, lat]]))
    radius = _require_length(radius_m) + _require_length(uncertainty_m, zero=True)
    _require_away_from_poles(abs(lat), radius + tolerance_m)
    top = abs(lat) + (radius + tolerance_m) / _METRES_A_DEGREE
    count, outer = _circumscribed(radius, _require_length(tolerance_m), top)
    azimuths = np.linspace(0.0, 360.0, count, endpoint=False)
    lons, lats, _ = WGS84.fwd(
        np.full(count, lon), np.full(count, lat), azimuths, np.full(count, outer), return_back_azimuth=True
    )
    return Polygon(_unwrapped(np.column_stack([lons, lats]), np.full(count, lon)))


def _circumscribed(radius: float, tolerance: float, latitude: float) -> tuple[int, float]:
    """Number of vertices and their distance, so that the edges stay outside the circle."""
    count = 32
    while count <= 65_536:
        outer = radius / cos(pi / count)
        outer += _sag(2 * outer * pi / count, latitude)
        if outer - radius <= tolerance:
            return count, outer
        count = ceil(count * 1.25)
    raise GeodesyError(GeodesyFault.TOO_LARGE)


def _sag(edge_m: float, latitude: float) -> float:
    """How far a straight lon/lat edge can stray from the geodesic, with a margin, in metres.

    The geodesic curvature of a straight plate-carrée line is at most 1.089 tan(latitude) / R.
    """
    return 1.2 * edge_m**2 * tan(radians(min(abs(latitude), 89.0))) / (8 * _SMALLEST_RADIUS_M) + _MARGIN_M


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
    _require_positions(path)
    half = _require_length(width_m) / 2 + _require_length(uncertainty_m, zero=True)
    if len(path) == 1:
        return circle(path[0, 0], path[0, 1], half, tolerance_m)
    return _swept(path[:-1], path[1:], half, tolerance_m)


def _swept(starts: Floats, ends: Floats, half: float, tolerance: float) -> Polygon | MultiPolygon:
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
    _require_away_from_poles(float(np.abs(lats).max()), half + _PIECE_M)
    latitude = float(np.abs(lats).max()) + (half + _PIECE_M) / _METRES_A_DEGREE
    centres = np.column_stack([lons, lats])
    return _capsules(centres, np.asarray(back) + 180.0, piece, half + _sag(_EDGE_M, latitude), tolerance)


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
    rings = shapely.linearrings(_unwrapped(np.column_stack([lons, lats]), centres[owner, 0]), indices=owner)
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
    reach = length / 2 + _MARGIN_M
    sides = max(0, ceil(2 * (reach + half) / _EDGE_M) - 1)
    top = np.linspace(reach, -reach, sides + 2)[1:-1]
    side = np.column_stack([top, np.full(sides, half)])
    right: Floats = cap + np.array([reach, 0.0])
    return np.concatenate([right, side, -right, -side])


def buffer_m(geometry: BaseGeometry, metres: float, tolerance_m: float = 0.5) -> BaseGeometry:
    """The geometry widened by ``metres`` on the ellipsoid (shrunk when negative).

    Edges are straight in lon/lat. Widened, it encloses the truth; shrunk, it lies inside it.
    Raises ``GeodesyError``.
    """
    if not isfinite(metres):
        raise GeodesyError(GeodesyFault.NOT_FINITE)
    if metres == 0:
        return geometry
    fine = shapely.segmentize(geometry, _EDGE_M / 111_320.0)
    coordinates = _coordinates(fine)
    centre = _middle(coordinates)
    reach = _reach_m(coordinates, centre)
    latitude = float(np.abs(coordinates[:, 1]).max())
    _require_away_from_poles(latitude, abs(metres))
    if reach + abs(metres) > 100_000.0:
        return _buffer_large(geometry, fine, metres, tolerance_m)
    return _buffer_in_plane(fine, metres, tolerance_m, centre, reach, latitude)


def _buffer_in_plane(
    geometry: BaseGeometry, metres: float, tolerance: float, centre: Position, reach: float, latitude: float
) -> BaseGeometry:
    plane = shapely.transform(geometry, partial(_to_plane, centre=centre))
    # In the plane distances across are stretched by at most c^2 / 6R^2.
    size = abs(metres)
    stretch = 1 + (reach + size) ** 2 / (6 * _SMALLEST_RADIUS_M**2)
    # GEOS rounds the number of chords of an arc, so a chord may span half as much again.
    widest = 0.75 * pi / 2
    segments = max(4, ceil(widest / acos(size / (size + tolerance))))
    grown = (size * stretch + 2 * _sag(_EDGE_M, latitude + 1.0)) / cos(widest / segments)
    wide = shapely.buffer(plane, grown if metres > 0 else -grown, quad_segs=segments)
    fine = shapely.segmentize(wide, _EDGE_M)
    return shapely.transform(fine, partial(_from_plane, centre=centre))


def _buffer_large(
    geometry: BaseGeometry, fine: BaseGeometry, metres: float, tolerance: float
) -> BaseGeometry:
    """For areas wider than one plane: sweep the border and add it, or take it away."""
    lines = shapely.boundary(fine) if shapely.get_dimensions(fine) == 2 else fine
    parts = shapely.get_parts(shapely.get_parts(lines))
    coordinates, owner = shapely.get_coordinates(parts, return_index=True)
    if len(coordinates) > _DENSE_VERTICES:
        raise GeodesyError(GeodesyFault.TOO_LARGE)
    joined = owner[:-1] == owner[1:]
    starts, ends = coordinates[:-1][joined], coordinates[1:][joined]
    if not len(starts):
        starts = ends = coordinates
    swept = _swept(
        starts, ends, abs(metres) + _sag(_EDGE_M, float(np.abs(coordinates[:, 1]).max())), tolerance
    )
    return shapely.union(geometry, swept) if metres > 0 else shapely.difference(geometry, swept)


def densify(geometry: BaseGeometry, tolerance_m: float = 0.5) -> BaseGeometry:
    """The same area with its edges read as geodesics, vertices added where that matters.

    No added edge strays more than ``tolerance_m`` from the geodesic. Raises ``GeodesyError``:
    antimeridian, pole, too large, or crossing edges where the geodesics cross though the
    straight edges did not (slivers).
    """
    latitude = float(np.abs(_coordinates(geometry)[:, 1]).max())
    _require_away_from_poles(latitude, 0.0)
    for tolerance in (tolerance_m, tolerance_m / 10, tolerance_m / 100):
        # A geodesic may climb above the latitude of both its ends.
        steepness = 1.2 * tan(radians(min(latitude + 1.0, 89.0)))
        longest = sqrt(8 * _SMALLEST_RADIUS_M * tolerance / steepness)
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
    if counts.sum() > _DENSE_VERTICES:
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
    _require_positions(np.array([a[:2], b[:2]]))
    return float(WGS84.inv(a[0], a[1], b[0], b[1])[2])


def transfer(geometry: BaseGeometry, to_lon: float, to_lat: float) -> BaseGeometry:
    """The geometry moved so that its centroid lies at a position, keeping its metres and north.

    Distances and bearings from the centroid are kept. Raises ``GeodesyError``.
    """
    _require_positions(np.array([[to_lon, to_lat]]))
    middle = _coordinates(shapely.centroid(geometry))[0]
    origin = (float(middle[0]), float(middle[1]))
    coordinates = _coordinates(geometry)
    reach = _reach_m(coordinates, origin)
    _require_away_from_poles(abs(to_lat), reach)
    _require_away_from_poles(float(np.abs(coordinates[:, 1]).max()), 0.0)
    plane = shapely.transform(geometry, partial(_to_plane, centre=origin))
    target = (to_lon, to_lat)
    for _ in range(3):
        moved = shapely.transform(plane, partial(_from_plane, centre=target))
        off = _coordinates(shapely.centroid(moved))[0]
        target = (target[0] + to_lon - float(off[0]), target[1] + to_lat - float(off[1]))
    return moved


def _to_plane(lonlat: Floats, centre: Position) -> Floats:
    """Azimuthal equidistant coordinates (east, north) in metres around ``centre``."""
    count = len(lonlat)
    azimuths, _, lengths = WGS84.inv(
        np.full(count, centre[0]), np.full(count, centre[1]), lonlat[:, 0], lonlat[:, 1]
    )
    angles = np.radians(azimuths)
    return np.column_stack([lengths * np.sin(angles), lengths * np.cos(angles)])


def _from_plane(xy: Floats, centre: Position) -> Floats:
    count = len(xy)
    bearings = np.degrees(np.arctan2(xy[:, 0], xy[:, 1]))
    lons, lats, _ = WGS84.fwd(
        np.full(count, centre[0]), np.full(count, centre[1]), bearings, np.hypot(xy[:, 0], xy[:, 1])
    )
    return _unwrapped(np.column_stack([lons, lats]), np.full(count, centre[0]))


def _unwrapped(lonlat: Floats, centre_lon: Floats) -> Floats:
    """The same coordinates, refused when they lie beyond the antimeridian of their centre."""
    if np.abs(lonlat[:, 0] - centre_lon).max(initial=0.0) > 180.0:
        raise GeodesyError(GeodesyFault.ANTIMERIDIAN)
    return lonlat


def _coordinates(geometry: BaseGeometry) -> Floats:
    coordinates: Floats = shapely.get_coordinates(geometry)
    if not len(coordinates):
        raise GeodesyError(GeodesyFault.EMPTY)
    _require_positions(coordinates)
    return coordinates


def _middle(coordinates: Floats) -> Position:
    low, high = coordinates.min(axis=0), coordinates.max(axis=0)
    return float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2


def _reach_m(coordinates: Floats, centre: Position) -> float:
    """The greatest distance of any vertex from ``centre``."""
    count = len(coordinates)
    _, _, lengths = WGS84.inv(
        np.full(count, centre[0]), np.full(count, centre[1]), coordinates[:, 0], coordinates[:, 1]
    )
    reach = float(lengths.max())
    if reach > 2 * REACH_LIMIT_M:
        raise GeodesyError(GeodesyFault.TOO_LARGE)
    return reach


def _require_positions(lonlat: Floats) -> None:
    if not np.isfinite(lonlat).all():
        raise GeodesyError(GeodesyFault.NOT_FINITE)
    if (np.abs(lonlat[:, 0]) > 180).any() or (np.abs(lonlat[:, 1]) > 90).any():
        raise GeodesyError(GeodesyFault.OUT_OF_RANGE)


def _require_length(metres: float, *, zero: bool = False) -> float:
    if not isfinite(metres):
        raise GeodesyError(GeodesyFault.NOT_FINITE)
    if metres < 0 or (metres == 0 and not zero):
        raise GeodesyError(GeodesyFault.NOT_POSITIVE)
    if metres > REACH_LIMIT_M:
        raise GeodesyError(GeodesyFault.TOO_LARGE)
    return metres


def _require_away_from_poles(latitude: float, reach_m: float) -> None:
    if latitude + reach_m / _METRES_A_DEGREE > LATITUDE_LIMIT:
        raise GeodesyError(GeodesyFault.POLE)
