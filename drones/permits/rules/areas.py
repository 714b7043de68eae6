"""Bring any area down to what fits on a permit, always inward: the permit never allows more.

Two moves take a vertex away and keep the new ring inside the old one. *Cut an ear*: drop a vertex whose
neighbours see each other. *Fill a dent*: replace an edge between two inward corners by the point where
the edges before and after it meet. Every simple polygon has an ear, so there is always a move; the one
that loses the least area is taken. All moves are affine, so degrees do as well as metres.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from shapely import get_parts
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

from drones.permits.model import LEAST_DIGITS, MOST_DIGITS, MOST_VERTICES, PermitArea

Point = tuple[float, float]
Ring = tuple[Point, ...]
#: A move: the area it changes, where it begins, and what stands there instead of one vertex more.
Move = tuple[float, int, tuple[Point, ...]]

#: Bytes for all vertices, so that the usual permit's picture stays small (QR version 13, level M).
_MOST_BYTES = 100
#: More vertices than this are first thinned by a tolerance, before the moves are weighed one by one.
_WEIGHABLE = 120
#: The smallest numbers that take 2, 3 and 5 bytes (RFC 8949, section 3).
_SIZES = (24, 256, 65_536)
#: Rounding moves a vertex by at most 0.71 units; a ring shrunk by more stays inside.
_MARGINS = (0.0, 0.75, 1.5, 3.0)
#: Beyond the meeting point by this share, so that rounding cannot put the ring over the old edge.
_NUDGE = 1e-7


class AreaTooSmallError(ValueError):
    """Nothing of the area is left on the finest grid of a permit (one centimetre)."""


def simplify_inward(area: BaseGeometry, most: int = MOST_VERTICES) -> Polygon | MultiPolygon:
    """An area of at most ``most`` vertices within ``area`` (lon, lat), without holes, on a permit's grid.

    What fits already comes back as it is. Holes are cut open, of many parts the largest are kept. Raises
    :class:`AreaTooSmallError` when nothing is left.
    """
    return permit_area(area, most).polygon


def permit_area(area: BaseGeometry, most: int = MOST_VERTICES) -> PermitArea:
    """The same as :func:`simplify_inward`, as the whole numbers that are signed."""
    parts = list(get_parts(area))
    if not any(part.interiors for part in parts):
        as_it_is = _exactly([_open_ring(part) for part in parts], most)
        if as_it_is is not None:
            return as_it_is
    pieces = sorted(_without_holes(area), key=_area_of, reverse=True)
    too_long = None
    for found in _candidates(area, _thin([_open_ring(piece) for piece in pieces], most), most):
        if _bytes(found) <= _MOST_BYTES:
            return found
        too_long = too_long or found
    if too_long is None:
        raise AreaTooSmallError("area_too_small")
    # A sliver that only the finest grid holds makes a larger picture, rather than no permit.
    return too_long


def _candidates(area: BaseGeometry, rings: Sequence[Ring], most: int) -> Iterator[PermitArea]:
    """For each grid, finest first, the area with the smallest margin that stays inside."""
    for digits in range(MOST_DIGITS, LEAST_DIGITS - 1, -1):
        for margin in _MARGINS:
            found = _rounded(_thin(_shrunk(rings, margin / 10**digits), most), digits)
            if found is not None and found.polygon.is_valid and area.covers(found.polygon):
                yield found
                break


def _without_holes(area: BaseGeometry) -> Iterator[Polygon]:
    """The polygons of an area, each cut through its holes from top to bottom until there is none."""
    for part in get_parts(area):
        if part.geom_type != "Polygon" or part.is_empty:
            continue
        if not part.interiors:
            yield part
            continue
        west, south, east, north = part.bounds
        middle = Polygon(part.interiors[0]).centroid.x
        for half in (box(west, south, middle, north), box(middle, south, east, north)):
            yield from _without_holes(part.intersection(half))


def _area_of(part: Polygon) -> float:
    return float(part.area)


def _open_ring(part: Polygon) -> Ring:
    return tuple((x, y) for x, y, *_ in part.exterior.coords[:-1])


def _exactly(rings: Sequence[Ring], most: int) -> PermitArea | None:
    """The rings on the coarsest grid that holds them without rounding; None when none does."""
    if sum(map(len, rings)) > most:
        return None
    for digits in range(LEAST_DIGITS, MOST_DIGITS + 1):
        found = _rounded(rings, digits)
        if found is not None and found.degrees == tuple(rings):
            return found if _bytes(found) <= _MOST_BYTES else None
    return None


def _rounded(rings: Sequence[Ring], digits: int) -> PermitArea | None:
    """The rings on a grid; None when one of them collapses."""
    scale = 10**digits
    whole = tuple(tuple((round(x * scale), round(y * scale)) for x, y in ring) for ring in rings)
    if not whole or any(len(set(ring)) != len(ring) for ring in whole):
        return None
    try:
        return PermitArea(digits, whole)
    except ValueError:
        return None


def _bytes(area: PermitArea) -> int:
    """The bytes that the steps between vertices take in CBOR (1, 2, 3 or 5 a number)."""
    numbers = chain.from_iterable(
        (abs(to[0] - at[0]), abs(to[1] - at[1])) for at, to in pairwise(((0, 0), *area.vertices))
    )
    return sum(1 + bisect_right(_SIZES, number) + (number >= _SIZES[-1]) for number in numbers)


def _shrunk(rings: Sequence[Ring], by: float) -> list[Ring]:
    if not by:
        return list(rings)
    grown = (Polygon(ring).buffer(-by, join_style="mitre") for ring in rings)
    parts = (part for area in grown for part in get_parts(area) if not part.is_empty)
    return [_open_ring(part) for part in sorted(parts, key=_area_of, reverse=True)]


def _thin(rings: Sequence[Ring], most: int) -> list[Ring]:
    """At most ``most`` vertices in all, by the moves that lose the least; the largest rings are kept."""
    weighable = _WEIGHABLE // max(1, min(len(rings), most // 3))
    kept = [_roughly(ring, weighable) for ring in rings[: most // 3]]
    moves = [list(_moves(ring)) for ring in kept]
    while sum(map(len, kept)) > most:
        place, ring = _best_move(kept, moves)
        kept[place], moves[place] = ring, list(_moves(ring))
    return kept


def _roughly(ring: Ring, weighable: int) -> Ring:
    """A ring of few enough vertices to weigh each: shrunk by a tolerance and simplified within it."""
    whole = Polygon(ring)
    tolerance = whole.area**0.5 / 1_000
    for _attempt in range(8):
        if len(ring) <= weighable:
            return ring
        thinner = whole.buffer(-tolerance, quad_segs=2).simplify(tolerance * 0.99)
        largest = max(get_parts(thinner), key=_area_of, default=None)
        if largest is not None and not largest.is_empty and whole.covers(Polygon(largest.exterior)):
            ring = _open_ring(largest)
        tolerance *= 2
    return ring


def _best_move(rings: Sequence[Ring], moves: Sequence[Sequence[Move]]) -> tuple[int, Ring]:
    """The place of a ring and that ring with one vertex less, by the cheapest move that is inward."""
    every = ((*move, place) for place, of_ring in enumerate(moves) for move in of_ring)
    for _cost, at, put, place in sorted(every):
        ring = rings[place]
        turned = ring[at:] + ring[:at]
        candidate = (*put, *turned[1 + len(put) :])
        thinner = Polygon(candidate)
        if thinner.is_valid and Polygon(ring).covers(thinner):
            return place, candidate
    raise AreaTooSmallError("area_too_small")


def _moves(ring: Ring) -> Iterator[Move]:
    """Every way to take one vertex away; whether it is inward is not yet known."""
    size = len(ring)
    if size == 3:
        return
    for at in range(size):
        a, b, c, d = (ring[(at + step) % size] for step in range(4))
        yield _triangle(a, b, c), at, (a,)
        peak = _meeting(a, b, c, d)
        if peak is not None:
            yield _triangle(b, peak, c), at, (a, peak)


def _triangle(a: Point, b: Point, c: Point) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def _meeting(a: Point, b: Point, c: Point, d: Point) -> Point | None:
    """Where a-b, prolonged beyond b, meets d-c, prolonged beyond c; None when they do not."""
    ux, uy, vx, vy = b[0] - a[0], b[1] - a[1], c[0] - d[0], c[1] - d[1]
    cross = ux * vy - uy * vx
    if not cross:
        return None
    wx, wy = d[0] - a[0], d[1] - a[1]
    along_ab, along_dc = (wx * vy - wy * vx) / cross, (wx * uy - wy * ux) / cross
    if along_ab <= 1 or along_dc <= 1:
        return None
    peak_x, peak_y = a[0] + along_ab * ux, a[1] + along_ab * uy
    middle_x, middle_y = (b[0] + c[0]) / 2, (b[1] + c[1]) / 2
    return (
        middle_x + (peak_x - middle_x) * (1 + _NUDGE),
        middle_y + (peak_y - middle_y) * (1 + _NUDGE),
    )
