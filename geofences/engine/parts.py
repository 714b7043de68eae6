"""Cutting areas, within bounds: two hostile combs would otherwise take all memory."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import STRtree
from shapely.errors import GEOSException
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geofences.engine.crossings import Segments, TooComplexError, box_pairs
from geofences.engine.model import Coverage, Finding, FlightVolume

#: Pairs of edges whose boxes overlap, and vertices near the flight, beyond which nothing is cut.
PAIR_LIMIT = 20_000
VERTEX_LIMIT = 5_000


def part_of(finding: Finding, volume: FlightVolume, coverage: Coverage | None = None) -> BaseGeometry | None:
    """The part of ``volume``'s area that a finding is about.

    The common part with the zone; for a finding outside the coverage, what lies outside
    (``coverage`` is then needed). ``None`` when cutting would exceed the bounds, or when the
    two only touch: show the whole area then.
    """
    if finding.zone is not None:
        return common(volume.area, finding.zone.volumes[finding.zone_volume].area)
    if coverage is None or coverage.area is None:
        return None
    return without(volume.area, [coverage.area], inverse=True)


def common(area: BaseGeometry, other: BaseGeometry) -> BaseGeometry | None:
    """The polygons shared by two areas; ``None`` when there are none or it would cost too much."""
    near = _near(area, other)
    if near is None or not _cheap(area, near):
        return None
    return polygons_of(shapely.intersection(area, near))


def without(
    area: BaseGeometry, others: Sequence[BaseGeometry], *, margin_deg: float = 0.0, inverse: bool = False
) -> BaseGeometry | None:
    """``area`` less ``others`` widened by ``margin_deg``; ``None`` when nothing is left or too costly.

    ``inverse`` is for a coverage given as the only other: it is taken as it is, so that what
    remains is what lies outside of it.
    """
    try:
        return remainder(area, others, margin_deg=0.0 if inverse else margin_deg)
    except TooComplexError:
        return None


def remainder(
    area: BaseGeometry, others: Sequence[BaseGeometry], *, margin_deg: float = 0.0
) -> BaseGeometry | None:
    """As ``without``, but ``None`` means that nothing is left; raises ``TooComplexError``."""
    near = [part for part in (_near(area, other) for other in others) if part is not None]
    vertices = sum(int(shapely.get_num_coordinates(part)) for part in near)
    if len(near) < len(others) or vertices > VERTEX_LIMIT:
        raise TooComplexError
    taken = shapely.union_all(near)
    if margin_deg:
        taken = shapely.buffer(taken, margin_deg, quad_segs=2)
    if not _cheap(area, taken):
        raise TooComplexError
    return polygons_of(shapely.difference(area, taken))


def polygons_of(geometry: BaseGeometry) -> BaseGeometry | None:
    """The polygons of a geometry, without lines and points; ``None`` when there are none."""
    parts = [part for part in shapely.get_parts(geometry) if isinstance(part, Polygon) and part.area > 0]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _near(area: BaseGeometry, other: BaseGeometry) -> BaseGeometry | None:
    """What of ``other`` lies around the box of ``area``; ``None`` when that cannot be cut soundly."""
    west, south, east, north = shapely.bounds(area).tolist()
    margin = max(east - west, north - south) * 0.1 + 1e-3
    if shapely.get_num_coordinates(other) <= 64:
        return other
    try:
        cut = shapely.clip_by_rect(other, west - margin, south - margin, east + margin, north + margin)
    except GEOSException:
        return None
    return cut if shapely.get_num_coordinates(cut) <= VERTEX_LIMIT and shapely.is_valid(cut) else None


def _cheap(a: BaseGeometry, b: BaseGeometry) -> bool:
    """Whether cutting two areas stays within the bounds."""
    try:
        box_pairs(STRtree(_segments(a)), _segments(b), PAIR_LIMIT)
    except TooComplexError:
        return False
    return True


def _segments(area: BaseGeometry) -> Segments:
    rings = shapely.get_rings(shapely.get_parts(area))
    coordinates, owner = shapely.get_coordinates(rings, return_index=True)
    joined = owner[:-1] == owner[1:]
    ends = np.stack([coordinates[:-1][joined], coordinates[1:][joined]], axis=1)
    segments: Segments = np.asarray(shapely.linestrings(ends))
    return segments
