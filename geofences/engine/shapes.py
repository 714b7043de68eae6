"""Faults of an area that somebody hands in: named, all at once, and never repaired."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geofences.engine.crossings import Crossing, Edges, TooComplexError, crossings, edges

Floats = NDArray[np.float64]
#: Rings of one polygon as given: the shell, then holes; each a sequence of lon, lat (and more).
RawPolygon = Sequence[Sequence[Sequence[float]]]


class AreaFaultCode(StrEnum):
    """What is wrong with an area; each room that shows one has words for ``<room>.area.<code>``."""

    NOT_FINITE = "not_finite"
    NOT_A_POSITION = "not_a_position"
    NOT_AN_AREA = "not_an_area"
    OUT_OF_RANGE = "out_of_range"
    EMPTY = "empty"
    RING_OPEN = "ring_open"
    TOO_FEW_POINTS = "too_few_points"
    TOO_MANY_VERTICES = "too_many_vertices"
    TOO_MANY_PARTS = "too_many_parts"
    TOO_COMPLEX = "too_complex"
    CROSSING_EDGES = "crossing_edges"
    HOLE_OUTSIDE = "hole_outside"
    OVERLAPPING_PARTS = "overlapping_parts"
    TOUCHES_ITSELF = "touches_itself"
    ZERO_AREA = "zero_area"
    ANTIMERIDIAN = "antimeridian"
    POLE = "pole"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class AreaFault:
    """One fault and its facts.

    ``facts`` may name ``part``, ``ring`` (1 is the shell), ``vertex``, ``edge_a``, ``edge_b``
    (all counted from 1), ``lon``, ``lat``, ``count`` and ``limit``.
    """

    code: AreaFaultCode
    facts: Mapping[str, int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AreaLimits:
    """How much an area may hold."""

    ring_vertices: int
    parts: int
    rings: int
    crossings_named: int = 10


FLIGHT_LIMITS = AreaLimits(ring_vertices=255, parts=10, rings=50)
ZONE_LIMITS = AreaLimits(ring_vertices=25_000, parts=1_000, rings=2_000)
#: Lon/lat areas closer to a pole than this are refused.
LATITUDE_LIMIT = 89.0


@dataclass(frozen=True, slots=True)
class _Ring:
    part: int
    index: int
    positions: Floats

    def facts(self, **more: float) -> dict[str, int | float]:
        return {"part": self.part + 1, "ring": self.index + 1, **more}


def faults(geometry: BaseGeometry, limits: AreaLimits = ZONE_LIMITS) -> tuple[AreaFault, ...]:
    """Everything wrong with a Polygon or MultiPolygon in lon, lat; empty when it is sound.

    Bounded: a hostile ring of 25,000 vertices takes well under a second.
    """
    if not isinstance(geometry, Polygon | MultiPolygon):
        return (AreaFault(AreaFaultCode.NOT_AN_AREA),)
    if geometry.is_empty:
        return (AreaFault(AreaFaultCode.EMPTY),)
    rings = [
        _Ring(part, index, shapely.get_coordinates(ring))
        for part, polygon in enumerate(shapely.get_parts(geometry))
        for index, ring in enumerate([polygon.exterior, *polygon.interiors])
    ]
    found = _plain_faults(rings, limits)
    return tuple(found or _shape_faults(geometry, rings, limits))


def read_area(
    polygons: Iterable[RawPolygon], limits: AreaLimits = ZONE_LIMITS, *, close: bool = False
) -> tuple[BaseGeometry | None, tuple[AreaFault, ...]]:
    """An area from coordinate arrays as GeoJSON writes a MultiPolygon's, or its faults.

    Exactly one of the two is given back. ``close`` closes an open ring instead of naming it
    (KML and ``.plan`` files leave rings open). Positions beyond the second number are dropped.
    """
    rings: list[_Ring] = []
    found: list[AreaFault] = []
    for part, polygon in enumerate(polygons):
        for index, raw in enumerate(polygon):
            ring = _read_ring(part, index, raw, close)
            if isinstance(ring, AreaFault):
                found.append(ring)
            else:
                rings.append(ring)
    found = found or _plain_faults(rings, limits)
    if found:
        return None, tuple(found)
    area = _build(rings)
    found = _shape_faults(area, rings, limits)
    return (None, tuple(found)) if found else (area, ())


def _read_ring(part: int, index: int, raw: Sequence[Sequence[float]], close: bool) -> _Ring | AreaFault:
    place: dict[str, int | float] = {"part": part + 1, "ring": index + 1}
    try:
        positions = np.array([(float(position[0]), float(position[1])) for position in raw])
    except (TypeError, ValueError, LookupError, OverflowError):
        return AreaFault(AreaFaultCode.NOT_A_POSITION, place)
    if len(positions) == 0:
        return AreaFault(AreaFaultCode.TOO_FEW_POINTS, {**place, "count": 0})
    if (positions[0] != positions[-1]).any():
        if not close:
            return AreaFault(AreaFaultCode.RING_OPEN, place)
        positions = np.concatenate([positions, positions[:1]])
    return _Ring(part, index, positions)


def _build(rings: list[_Ring]) -> BaseGeometry:
    parts: dict[int, list[Floats]] = {}
    for ring in rings:
        parts.setdefault(ring.part, []).append(ring.positions)
    polygons = [Polygon(shell, holes) for shell, *holes in parts.values()]
    return polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)


def _plain_faults(rings: list[_Ring], limits: AreaLimits) -> list[AreaFault]:
    """What can be said of the numbers alone, before any geometry looks at them."""
    if not rings:
        return [AreaFault(AreaFaultCode.EMPTY)]
    found: list[AreaFault] = []
    parts = len({ring.part for ring in rings})
    if parts > limits.parts:
        found.append(AreaFault(AreaFaultCode.TOO_MANY_PARTS, {"count": parts, "limit": limits.parts}))
    if len(rings) > limits.rings:
        found.append(AreaFault(AreaFaultCode.TOO_MANY_PARTS, {"count": len(rings), "limit": limits.rings}))
    total = sum(len(ring.positions) - 1 for ring in rings)
    if total > limits.ring_vertices * 4:
        facts = {"count": total, "limit": limits.ring_vertices * 4}
        found.append(AreaFault(AreaFaultCode.TOO_MANY_VERTICES, facts))
    for ring in rings[: limits.rings]:
        fault = _ring_fault(ring, limits)
        if fault is not None:
            found.append(fault)
    return found


def _ring_fault(ring: _Ring, limits: AreaLimits) -> AreaFault | None:
    points = ring.positions
    count = len(points) - 1
    if count > limits.ring_vertices:
        facts = ring.facts(count=count, limit=limits.ring_vertices)
        return AreaFault(AreaFaultCode.TOO_MANY_VERTICES, facts)
    bad = np.flatnonzero(~np.isfinite(points).all(axis=1))
    if len(bad):
        return AreaFault(AreaFaultCode.NOT_FINITE, ring.facts(vertex=int(bad[0]) + 1))
    bad = np.flatnonzero((np.abs(points) > [180.0, 90.0]).any(axis=1))
    if len(bad):
        lon, lat = (float(value) for value in points[bad[0]])
        return AreaFault(AreaFaultCode.OUT_OF_RANGE, ring.facts(vertex=int(bad[0]) + 1, lon=lon, lat=lat))
    if len(np.unique(points[:-1], axis=0)) < 3:
        return AreaFault(AreaFaultCode.TOO_FEW_POINTS, ring.facts(count=count))
    return _edge_of_the_world(ring)


def _edge_of_the_world(ring: _Ring) -> AreaFault | None:
    """Areas over the antimeridian or a pole cannot be lon/lat polygons in one piece."""
    points = ring.positions
    wide = np.flatnonzero(np.abs(np.diff(points[:, 0])) > 180.0)
    if len(wide):
        return AreaFault(AreaFaultCode.ANTIMERIDIAN, ring.facts(edge_a=int(wide[0]) + 1))
    high = np.flatnonzero(np.abs(points[:, 1]) > LATITUDE_LIMIT)
    if len(high):
        return AreaFault(AreaFaultCode.POLE, ring.facts(vertex=int(high[0]) + 1))
    return None


def _shape_faults(geometry: BaseGeometry, rings: list[_Ring], limits: AreaLimits) -> list[AreaFault]:
    """What only geometry can say: crossings, holes outside, parts that overlap."""
    flat = [ring for ring in rings if shapely.area(shapely.polygons(ring.positions)) == 0.0 and _flat(ring)]
    if flat:
        return [AreaFault(AreaFaultCode.ZERO_AREA, ring.facts()) for ring in flat]
    lines = edges([ring.positions for ring in rings])
    try:
        found = crossings(lines, limits.crossings_named + 1)
    except TooComplexError:
        return [AreaFault(AreaFaultCode.TOO_COMPLEX, {"count": len(lines.ring)})]
    if shapely.is_valid(geometry):
        return []
    named = [_crossing_fault(rings, lines, crossing) for crossing in found[: limits.crossings_named]]
    real = [fault for fault in named if fault is not None]
    return real or [_other_fault(geometry)]


def _flat(ring: _Ring) -> bool:
    """Whether all vertices lie on one line (a figure of eight has no area, but is not flat)."""
    hull = shapely.convex_hull(shapely.multipoints(ring.positions))
    return not isinstance(hull, Polygon) or hull.area == 0.0


def _crossing_fault(rings: list[_Ring], lines: Edges, crossing: Crossing) -> AreaFault | None:
    a, b = crossing.a, crossing.b
    ring, other = rings[lines.ring[a]], rings[lines.ring[b]]
    facts = ring.facts(
        edge_a=int(lines.number[a]) + 1, edge_b=int(lines.number[b]) + 1, lon=crossing.lon, lat=crossing.lat
    )
    if ring is other:
        return AreaFault(AreaFaultCode.CROSSING_EDGES, facts)
    facts |= {"other_part": other.part + 1, "other_ring": other.index + 1}
    if _only_touches(lines, a, b):
        return None
    same = ring.part == other.part
    return AreaFault(AreaFaultCode.CROSSING_EDGES if same else AreaFaultCode.OVERLAPPING_PARTS, facts)


def _only_touches(lines: Edges, a: int, b: int) -> bool:
    """Whether two edges meet in an end of one of them, as a hole may touch its shell."""
    pairs = ((lines.starts[a], lines.ends[a]), (lines.starts[b], lines.ends[b]))
    first, second = (shapely.LineString(pair) for pair in pairs)
    return not shapely.crosses(first, second) and not shapely.overlaps(first, second)


_REASONS = {
    "Hole lies outside shell": AreaFaultCode.HOLE_OUTSIDE,
    "Holes are nested": AreaFaultCode.HOLE_OUTSIDE,
    "Interior is disconnected": AreaFaultCode.TOUCHES_ITSELF,
    "Ring Self-intersection": AreaFaultCode.TOUCHES_ITSELF,
    "Nested shells": AreaFaultCode.OVERLAPPING_PARTS,
    "Self-intersection": AreaFaultCode.CROSSING_EDGES,
    "Duplicate Rings": AreaFaultCode.OVERLAPPING_PARTS,
    "Too few points in geometry component": AreaFaultCode.TOO_FEW_POINTS,
}


def _other_fault(geometry: BaseGeometry) -> AreaFault:
    """The fault that GEOS names, with its place."""
    reason = str(shapely.is_valid_reason(geometry))
    name, _, place = reason.partition("[")
    facts: dict[str, int | float] = {}
    numbers = place.rstrip("]").split()
    if len(numbers) >= 2:
        facts = {"lon": float(numbers[0]), "lat": float(numbers[1])}
    return AreaFault(_REASONS.get(name, AreaFaultCode.INVALID), facts)
