"""Which edges of rings cross: a bounded search over a tree of segments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Segments = NDArray[np.object_]

#: More pairs of edges with overlapping boxes than this is refused as too complex.
PAIR_LIMIT = 1_000_000
_CHUNK = 64


class TooComplexError(ValueError):
    """The edges overlap each other's boxes too often to be examined within bounds."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Edges without zero length: ends, the ring of each, and their number in the source ring."""

    starts: Floats
    ends: Floats
    ring: Indices
    number: Indices
    #: Index of the edge that follows in the same ring.
    following: Indices


@dataclass(frozen=True, slots=True)
class Crossing:
    """Two edges (indices into ``Edges``) and a place where they meet."""

    a: int
    b: int
    lon: float
    lat: float


def edges(rings: list[Floats]) -> Edges:
    """The edges of closed rings; edges of no length are left out, numbers stay."""
    starts, ends, owner, number, following = [], [], [], [], []
    base = 0
    for index, ring in enumerate(rings):
        real = np.flatnonzero((ring[:-1] != ring[1:]).any(axis=1))
        starts.append(ring[real])
        ends.append(ring[real + 1])
        owner.append(np.full(len(real), index))
        number.append(real)
        following.append(base + (np.arange(len(real)) + 1) % max(len(real), 1))
        base += len(real)
    join = np.concatenate
    return Edges(join(starts), join(ends), join(owner), join(number), join(following))


def box_pairs(tree: STRtree, segments: Segments, limit: int = PAIR_LIMIT) -> tuple[Indices, Indices]:
    """Pairs (index into ``segments``, index into ``tree``) whose boxes overlap.

    Raises ``TooComplexError`` before more than about ``limit`` pairs were gathered.
    """
    left, right, total = [], [], 0
    for first in range(0, len(segments), _CHUNK):
        a, b = tree.query(segments[first : first + _CHUNK])
        total += len(a)
        if total > limit:
            raise TooComplexError
        left.append(a + first)
        right.append(b)
    if not left:  # nothing was asked: concatenating no arrays is an error
        none = np.empty(0, dtype=np.intp)
        return none, none
    return np.concatenate(left), np.concatenate(right)


def crossings(lines: Edges, most: int = 10, limit: int = PAIR_LIMIT) -> tuple[Crossing, ...]:
    """The first ``most`` pairs of edges that meet where they should not, by their numbers.

    Neighbours may share their common vertex and no more. Raises ``TooComplexError``.
    """
    segments: Segments = np.asarray(shapely.linestrings(np.stack([lines.starts, lines.ends], axis=1)))
    a, b = box_pairs(STRtree(segments), segments, 2 * limit + len(segments))
    once = a < b
    a, b = a[once], b[once]
    maybe = _may_meet(lines, a, b)
    a, b = a[maybe], b[maybe]
    neighbours = (lines.following[a] == b) | (lines.following[b] == a)
    far = np.flatnonzero(~neighbours)
    far = far[shapely.intersects(segments[a[far]], segments[b[far]])]
    near = np.flatnonzero(neighbours)
    near = near[_fold_back(lines, a[near], b[near])]
    found = np.concatenate([far, near])
    order = np.lexsort((b[found], a[found]))[:most]
    return tuple(_crossing(segments, int(a[i]), int(b[i])) for i in found[order])


def _may_meet(lines: Edges, a: Indices, b: Indices) -> NDArray[np.bool_]:
    """Drop pairs where one edge lies clearly to one side of the other."""
    keep = np.ones(len(a), dtype=bool)
    for one, other in ((a, b), (b, a)):
        origin, along = lines.starts[one], lines.ends[one] - lines.starts[one]
        first, second = lines.starts[other] - origin, lines.ends[other] - origin
        side_a = along[:, 0] * first[:, 1] - along[:, 1] * first[:, 0]
        side_b = along[:, 0] * second[:, 1] - along[:, 1] * second[:, 0]
        # Coordinates are at most 360, so products are good to about 1e-10.
        unsure = 1e-9 * np.abs(along).max(axis=1)
        keep &= ~(((side_a > unsure) & (side_b > unsure)) | ((side_a < -unsure) & (side_b < -unsure)))
    return keep


def _fold_back(lines: Edges, a: Indices, b: Indices) -> NDArray[np.bool_]:
    """Whether neighbours lie on one another: collinear, and the second turns back.

    Two edges that are each other's only neighbours (a ring of two) lie on one another.
    """
    swap = lines.following[a] != b
    first, second = np.where(swap, b, a), np.where(swap, a, b)
    u, v = lines.ends[first] - lines.starts[first], lines.ends[second] - lines.starts[second]
    corners = np.stack([lines.starts[first], lines.ends[first], lines.ends[second]], axis=1)
    triangles: Segments = np.asarray(shapely.linestrings(corners))
    back = (u * v).sum(axis=1) < 0
    folded = np.zeros(len(a), dtype=bool)
    folded[back] = ~shapely.is_simple(triangles[back])
    return folded


def _crossing(segments: Segments, a: int, b: int) -> Crossing:
    meeting = shapely.get_coordinates(shapely.intersection(segments[a], segments[b]))
    if not len(meeting):
        meeting = shapely.get_coordinates(shapely.shortest_line(segments[a], segments[b]))
    lon, lat = meeting.mean(axis=0)
    return Crossing(a, b, float(lon), float(lat))
