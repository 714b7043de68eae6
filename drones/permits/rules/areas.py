"""Bring areas down to what fits on a permit, always inward: the permit never allows more."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from shapely import get_num_coordinates, get_parts, union_all
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from drones.permits.model import LEAST_DIGITS, MOST_DIGITS, MOST_VERTICES, PermitArea
from drones.permits.rules.thinning import NothingLeftError, Point, Ring, pulled_out, thin

#: Bytes for all vertices, so that the usual permit's picture stays small (QR version 13, level M).
MOST_BYTES = 100
#: More vertices than this are first thinned by a tolerance, before the moves are weighed one by one.
_WEIGHABLE = 300
#: What has more holes or corners is halved before: opening every hole, and weighing every corner of a long
#: narrow ring, takes minutes, and sixteen corners hold little of it anyway.
_MOST_HOLES, _MOST_CORNERS, _MOST_WEIGHED = 12, 20_000, 600
#: An area of which less is kept is worth the time of pulling its corners out.
_GOOD_SHARE = 0.95
#: A circle keeps 97 % of its area in 16 corners; what keeps this much is round enough.
_ROUND_SHARE = 0.96
#: The smallest numbers that take 2, 3 and 5 bytes (RFC 8949, section 3).
_SIZES = (24, 256, 65_536)
#: Rounding moves a vertex by at most 0.71 units; a ring shrunk by more stays inside.
_MARGINS = (0.0, 0.75, 1.5, 3.0)
#: A hole is opened to the outside by a slit of this share of the area's size.
_SLIT = 1e-3


class AreaTooSmallError(ValueError):
    """Nothing of an area is left on the finest grid of a permit (one centimetre)."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A ring without holes, the polygon that it is at first, and the area (by place) it is a part of."""

    of: int
    ring: Ring
    whole: Polygon


def simplify_inward(area: BaseGeometry, most: int = MOST_VERTICES) -> Polygon | MultiPolygon:
    """An area of at most ``most`` vertices within ``area`` (lon, lat), without holes, on a permit's grid.

    What fits already comes back as it is. Holes are cut open, of many parts the largest are kept. Raises
    :class:`AreaTooSmallError` when nothing is left.
    """
    return permit_area(area, most).polygon


def permit_area(area: BaseGeometry, most: int = MOST_VERTICES) -> PermitArea:
    """The same as :func:`simplify_inward`, as the whole numbers that are signed."""
    return permit_areas((area,), most)[0]


def permit_areas(
    areas: Sequence[BaseGeometry], most: int = MOST_VERTICES, *, room: int = MOST_BYTES
) -> tuple[PermitArea, ...]:
    """Several areas that share a permit's vertices and decimal places, each within what it was.

    ``room`` are the bytes for all their vertices: fewer vertices are kept where they would take more. Of
    each area at least one part is kept. Raises :class:`AreaTooSmallError` when nothing is left of one.
    """
    if not any(part.interiors for area in areas for part in get_parts(area)):
        as_it_is = _exactly([_rings(area) for area in areas], most, room)
        if as_it_is is not None:
            return as_it_is
    pieces = _pieces(areas, most)
    too_long = None
    for corners in range(most, 3 * len(pieces) - 1, -1):
        for found in _candidates(areas, _thinned(areas, pieces, corners), corners):
            if _bytes(found) <= room:
                return found
            too_long = too_long or found
    if too_long is None:
        raise AreaTooSmallError("area_too_small")
    # A sliver that only the finest grid holds makes a larger picture, rather than no permit.
    return too_long


def _candidates(
    areas: Sequence[BaseGeometry], pieces: Sequence[_Piece], most: int
) -> Iterator[tuple[PermitArea, ...]]:
    """For each grid, finest first, the areas with the smallest margin that stay inside."""
    for digits in range(MOST_DIGITS, LEAST_DIGITS - 1, -1):
        for margin in _MARGINS:
            found = _rounded(_rings_of(areas, _shrunk(pieces, margin / 10**digits, most)), digits)
            if found is not None and all(map(_is_within, found, areas)):
                yield found
                break


def _is_within(found: PermitArea, area: BaseGeometry) -> bool:
    printed = found.polygon
    return bool(printed.is_valid and area.covers(printed))


def _pieces(areas: Sequence[BaseGeometry], most: int) -> list[_Piece]:
    """The largest parts of every area, opened at their holes; at least one of each."""
    every = [
        _Piece(of, _open_ring(part), part)
        for of, area in enumerate(areas)
        for whole in get_parts(area)
        if whole.geom_type == "Polygon"
        for part in _without_holes(_plainer(whole, _MOST_CORNERS))
    ]
    every.sort(key=lambda piece: -piece.whole.area)
    first = [next((piece for piece in every if piece.of == of), None) for of in range(len(areas))]
    kept = [piece for piece in first if piece is not None]
    if len(kept) < len(areas):
        raise AreaTooSmallError("area_too_small")
    kept += [piece for piece in every if piece not in kept][: max(0, most // 3 - len(kept))]
    return kept


def _without_holes(area: BaseGeometry) -> Iterator[Polygon]:
    """The polygons of an area, each hole opened by a slit to the nearest border until there is none."""
    for part in get_parts(area):
        if part.geom_type != "Polygon" or part.is_empty:
            continue
        opened = _opened(part)
        if opened is None:
            yield part
        else:
            yield from _without_holes(opened)


def _plainer(part: Polygon, corners: int) -> Polygon:
    """The polygon, or the largest piece of it, halved until it has few enough holes and corners."""
    while len(part.interiors) > _MOST_HOLES or get_num_coordinates(part) > corners:
        west, south, east, north = part.bounds
        if east - west > north - south:
            middle = (west + east) / 2
            halves = (box(west, south, middle, north), box(middle, south, east, north))
        else:
            middle = (south + north) / 2
            halves = (box(west, south, east, middle), box(west, middle, east, north))
        pieces = [one for half in halves for one in get_parts(part.intersection(half))]
        largest = max((one for one in pieces if one.geom_type == "Polygon"), key=_area_of, default=part)
        if largest.area >= part.area:
            return part
        part = largest
    return part


def _opened(part: Polygon) -> BaseGeometry | None:
    """The polygon with one hole less; None when it has none."""
    if not part.interiors:
        return None
    hole = max((Polygon(ring) for ring in part.interiors), key=_area_of)
    others = union_all([part.exterior, *(ring for ring in part.interiors if Polygon(ring) != hole)])
    inner, outer = nearest_points(hole.exterior, others)
    width = float(part.area) ** 0.5 * _SLIT
    dx, dy = outer.x - inner.x, outer.y - inner.y
    length = (dx * dx + dy * dy) ** 0.5
    if length:
        ux, uy = dx / length * width, dy / length * width
        slit = Polygon(
            [
                (inner.x - ux - uy, inner.y - uy + ux),
                (outer.x + ux - uy, outer.y + uy + ux),
                (outer.x + ux + uy, outer.y + uy - ux),
                (inner.x - ux + uy, inner.y - uy - ux),
            ]
        )
        opened = part.difference(slit)
        if opened.is_valid and sum(len(one.interiors) for one in get_parts(opened)) < len(part.interiors):
            return opened
    west, south, east, north = part.bounds
    middle = hole.centroid.x
    halves = (box(west, south, middle, north), box(middle, south, east, north))
    return MultiPolygon(
        [one for half in halves for one in get_parts(part.intersection(half)) if one.geom_type == "Polygon"]
    )


def _area_of(part: Polygon) -> float:
    return float(part.area)


def _open_ring(part: Polygon) -> Ring:
    return tuple((x, y) for x, y, *_ in part.exterior.coords[:-1])


def _rings(area: BaseGeometry) -> list[Ring]:
    return [_open_ring(part) for part in get_parts(area)]


def _rings_of(areas: Sequence[BaseGeometry], pieces: Sequence[_Piece]) -> list[list[Ring]]:
    return [[piece.ring for piece in pieces if piece.of == of] for of in range(len(areas))]


def _exactly(rings: Sequence[Sequence[Ring]], most: int, room: int) -> tuple[PermitArea, ...] | None:
    """The areas on the coarsest grid that holds them without rounding; None when none does."""
    distinct = dict.fromkeys(map(tuple, rings))
    if sum(len(ring) for of_area in distinct for ring in of_area) > most:
        return None
    for digits in range(LEAST_DIGITS, MOST_DIGITS + 1):
        if not _lies_on(distinct, 10**digits):
            continue
        found = _rounded(rings, digits)
        if found is not None and all(
            area.degrees == tuple(as_they_are) for area, as_they_are in zip(found, rings, strict=True)
        ):
            return found if _bytes(found) <= room else None
    return None


def _lies_on(rings: Iterable[Sequence[Ring]], scale: int) -> bool:
    """Whether all vertices stand on a grid: told by the first one that does not."""
    numbers = chain.from_iterable(chain.from_iterable(chain.from_iterable(rings)))
    return all(round(number * scale) / scale == number for number in numbers)


def _rounded(rings: Sequence[Sequence[Ring]], digits: int) -> tuple[PermitArea, ...] | None:
    """The areas on a grid; None when one of their rings collapses."""
    scale = 10**digits
    found = []
    for of_area in rings:
        whole = tuple(tuple((round(x * scale), round(y * scale)) for x, y in ring) for ring in of_area)
        if not whole or any(len(set(ring)) != len(ring) for ring in whole):
            return None
        try:
            found.append(PermitArea(digits, whole))
        except ValueError:
            return None
    return tuple(found)


def _bytes(areas: Sequence[PermitArea]) -> int:
    """The bytes that the steps between vertices take in CBOR (1, 2, 3 or 5 a number)."""
    vertices = chain.from_iterable(area.vertices for area in dict.fromkeys(areas))
    numbers = chain.from_iterable(
        (abs(to[0] - at[0]), abs(to[1] - at[1])) for at, to in pairwise(((0, 0), *vertices))
    )
    return sum(1 + bisect_right(_SIZES, number) + (number >= _SIZES[-1]) for number in numbers)


def _thinned(areas: Sequence[BaseGeometry], pieces: Sequence[_Piece], most: int) -> list[_Piece]:
    """The pieces with at most ``most`` vertices in all; corners pulled out where much was lost."""
    if len(pieces) == 1 and (even := _evenly(pieces[0], most)) is not None:
        return [even]
    rough = [_Piece(one.of, _roughly(one.ring, _WEIGHABLE // len(pieces)), one.whole) for one in pieces]
    wholes = [float(areas[one.of].area) for one in rough]
    try:
        rings = thin([one.ring for one in rough], wholes, most)
    except NothingLeftError as fault:
        raise AreaTooSmallError("area_too_small") from fault
    return [
        _Piece(one.of, _pulled(ring, one.whole), one.whole) for one, ring in zip(rough, rings, strict=True)
    ]


def _evenly(piece: _Piece, most: int) -> _Piece | None:
    """A round piece with vertices at even steps, which is quick and as good; None of any other piece."""
    size = len(piece.ring)
    if size <= most or piece.whole.convex_hull.area > piece.whole.area * (1 + 1e-9):
        return None
    ring = tuple(piece.ring[at * size // most] for at in range(most))
    # Corners taken from a convex ring never leave it.
    kept = Polygon(ring).area >= _ROUND_SHARE * piece.whole.area
    return _Piece(piece.of, ring, piece.whole) if kept else None


def _pulled(ring: Ring, whole: Polygon) -> Ring:
    return ring if Polygon(ring).area >= _GOOD_SHARE * whole.area else pulled_out(ring, whole)


def _shrunk(pieces: Sequence[_Piece], by: float, most: int) -> list[_Piece]:
    """The pieces smaller by a margin, which may take a vertex more than there may be."""
    if not by:
        return list(pieces)
    found = []
    for one in pieces:
        parts = get_parts(Polygon(one.ring).buffer(-by, join_style="mitre"))
        largest = max((part for part in parts if not part.is_empty), key=_area_of, default=None)
        if largest is not None:
            found.append(_Piece(one.of, _open_ring(largest), one.whole))
    try:
        rings = thin([one.ring for one in found], [1.0] * len(found), most)
    except NothingLeftError:
        return []
    return [_Piece(one.of, ring, one.whole) for one, ring in zip(found, rings, strict=True)]


def _roughly(ring: Ring, weighable: int) -> Ring:
    """A ring of few enough vertices to weigh each: shrunk by a tolerance and simplified within it."""
    whole = Polygon(ring)
    tolerance = whole.area**0.5 / 10_000
    for _attempt in range(12):
        if len(ring) <= weighable:
            return ring
        thinner = whole.buffer(-tolerance, quad_segs=2).simplify(tolerance * 0.99)
        largest = max(get_parts(thinner), key=_area_of, default=None)
        if largest is None or largest.is_empty or largest.area < whole.area / 2:
            break
        if whole.covers(Polygon(largest.exterior)):
            ring = _open_ring(largest)
        tolerance *= 2
    return ring if len(ring) <= _MOST_WEIGHED else _open_ring(_plainer(Polygon(ring), _MOST_WEIGHED))


__all__ = ["AreaTooSmallError", "Point", "permit_area", "permit_areas", "simplify_inward"]
