"""Take vertices away from rings so that each new ring stays within the old one.

Two moves take a vertex away. *Cut an ear*: drop a vertex whose neighbours see each other. *Fill a dent*:
replace an edge between two inward corners by the point where the edges before and after it meet. Every
simple polygon has an ear, so there is always a move; the one that loses the least of its area is taken.
Afterwards corners are *pulled out* as far as the old ring lets them. All moves are affine, so degrees do
as well as metres.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import LineString, Polygon
from shapely.prepared import prep

Point = tuple[float, float]
Ring = tuple[Point, ...]

#: Beyond the meeting point by this share, so that rounding cannot put the ring over the old edge.
_NUDGE = 1e-7
#: How far a corner is pulled at first, as a share of the ring's size, and how often a quarter of it is tried.
_PULL, _PULLS, _SWEEPS = 0.5, 6, 3


class NothingLeftError(ValueError):
    """No move is left that keeps a ring inside itself."""


def thin(rings: Sequence[Ring], wholes: Sequence[float], most: int) -> list[Ring]:
    """The rings with at most ``most`` vertices in all, each within what it was.

    ``wholes`` are the areas of which each ring is a part: what a move loses is counted as a share of it.
    """
    work = [_Work(place, ring, whole) for place, (ring, whole) in enumerate(zip(rings, wholes, strict=True))]
    heap = [move for one in work for move in one.moves()]
    heapify(heap)
    for _vertex in range(sum(map(len, rings)) - most):
        made = _make_cheapest(work, heap)
        # Vertices that lie in line block one another until those on a border no longer count.
        if made is None:
            made = _make_cheapest(work, heap, border=False)
        if made is None:
            raise NothingLeftError("area_too_small")
        for move in made:
            heappush(heap, move)
    return [one.ring() for one in work]


def _make_cheapest(work: Sequence[_Work], heap: list[_Move], *, border: bool = True) -> list[_Move] | None:
    """Make the cheapest move that is inward; the moves it gives rise to, or None when there is none.

    Moves that stand and are not inward now stay in the heap.
    """
    blocked = []
    made = None
    while heap and made is None:
        move = heappop(heap)
        made = work[move.place].make(move, border=border)
        if made is None and work[move.place].stands(move):
            blocked.append(move)
    for move in blocked:
        heappush(heap, move)
    return made


def pulled_out(ring: Ring, whole: Polygon) -> Ring:
    """The ring with its corners moved outward, as far as ``whole``, a polygon without holes, covers it."""
    room = prep(whole)
    best = ring
    for _sweep in range(_SWEEPS):
        before = best
        for at in range(len(best)):
            for corner in _outward(best, at, whole):
                moved = (*best[:at], corner, *best[at + 1 :])
                edges = LineString((best[at - 1], corner, best[(at + 1) % len(best)]))
                if _area(moved) > _area(best) and room.covers(edges) and Polygon(moved).is_valid:
                    best = moved
                    break
        if _area(best) < _area(before) * 1.002:
            break
    return best


def _outward(ring: Ring, at: int, whole: Polygon) -> Iterator[Point]:
    """Places to which a corner might move, the furthest first."""
    (ax, ay), (bx, by), (cx, cy) = ring[at - 1], ring[at], ring[(at + 1) % len(ring)]
    turn = 1.0 if _signed(ring) > 0 else -1.0
    ways = ((bx - ax, by - ay), (bx - cx, by - cy), (turn * (cy - ay), turn * (ax - cx)))
    reach = _PULL * float(whole.area) ** 0.5
    for step in range(_PULLS):
        length = reach / 4**step
        for x, y in ways:
            norm = (x * x + y * y) ** 0.5
            if norm:
                yield bx + x / norm * length, by + y / norm * length


@dataclass(frozen=True, slots=True, order=True)
class _Move:
    """What it loses, in which ring, between which vertices, and what takes the place of the inner ones."""

    loss: float
    place: int
    ids: tuple[int, ...]
    peak: Point | None


class _Work:
    """One ring while vertices are taken from it: points, and who follows whom."""

    def __init__(self, place: int, ring: Ring, whole: float) -> None:
        points = ring if _signed(ring) > 0 else ring[::-1]
        size = len(points)
        self.place, self.whole, self.left = place, whole, size
        # A filled dent brings a point of its own and takes two away, so there is always room.
        self.points: NDArray[np.float64] = np.full((2 * size, 2), np.nan)
        self.points[:size] = points
        self.alive = np.zeros(2 * size, dtype=np.bool_)
        self.alive[:size] = True
        self.used = size
        self.after = {at: (at + 1) % size for at in range(size)}
        self.before = {at: (at - 1) % size for at in range(size)}

    def ring(self) -> Ring:
        """The vertices in order."""
        return tuple((float(x), float(y)) for x, y in self.points[list(self._ids())])

    def _ids(self) -> Iterator[int]:
        first = at = next(iter(self.after))
        while True:
            yield at
            at = self.after[at]
            if at == first:
                return

    def moves(self) -> list[_Move]:
        """Every move; whether it is inward is not yet known."""
        return [move for at in self._ids() for move in self._from(at)]

    def _from(self, a: int) -> Iterator[_Move]:
        b = self.after[a]
        c = self.after[b]
        d = self.after[c]
        turn = _cross(self._at(a), self._at(b), self._at(c))
        if turn >= 0:
            yield _Move(turn / 2 / self.whole, self.place, (a, b, c), None)
        elif _cross(self._at(b), self._at(c), self._at(d)) < 0:
            peak = _meeting(self._at(a), self._at(b), self._at(c), self._at(d))
            if peak is not None:
                loss = abs(_cross(self._at(b), peak, self._at(c))) / 2 / self.whole
                yield _Move(loss, self.place, (a, b, c, d), peak)

    def _at(self, at: int) -> Point:
        x, y = self.points[at]
        return float(x), float(y)

    def stands(self, move: _Move) -> bool:
        """Whether the vertices of a move still follow one another."""
        ids = move.ids
        return self.left > 3 and all(self.after.get(x) == y for x, y in pairwise(ids))

    def make(self, move: _Move, *, border: bool) -> list[_Move] | None:
        """Make a move; the new moves around it, or None when it cannot be made now."""
        if not self.stands(move) or not self._is_inward(move, border):
            return None
        self.left -= 1
        if move.peak is None:
            a, b, c = move.ids
            self._drop(b)
            self._join(a, c)
            at = a
        else:
            a, b, c, d = move.ids
            self._drop(b)
            self._drop(c)
            at, self.used = self.used, self.used + 1
            self.points[at], self.alive[at] = move.peak, True
            self._join(a, at)
            self._join(at, d)
        return self._around(at)

    def _around(self, at: int) -> list[_Move]:
        ids = [self.before[self.before[at]], self.before[at], at, self.after[at]]
        ids.insert(0, self.before[ids[0]])
        return [move for one in dict.fromkeys(ids) for move in self._from(one)]

    def _drop(self, at: int) -> None:
        self.alive[at] = False
        del self.after[at], self.before[at]

    def _join(self, one: int, other: int) -> None:
        self.after[one], self.before[other] = other, one

    def _is_inward(self, move: _Move, border: bool) -> bool:
        """Whether the triangle that is given up holds no other vertex, and nothing crosses its new sides.

        ``border`` counts what lies on it too.
        """
        first, last = (move.ids[0], move.ids[2]) if move.peak is None else (move.ids[1], move.ids[2])
        middle = self._at(move.ids[1]) if move.peak is None else move.peak
        others = self.alive.copy()
        others[list(move.ids[:3] if move.peak is None else move.ids[1:3])] = False
        triangle = (self._at(first), middle, self._at(last))
        if _holds_any(self.points[others], triangle, border):
            return False
        return move.peak is None or not self._crossed(move)

    def _crossed(self, move: _Move) -> bool:
        """Whether an edge of the ring crosses the sides that lead to a peak."""
        _a, b, c, _d = move.ids
        ids = list(self._ids())
        starts, ends = self.points[ids], self.points[[self.after[at] for at in ids]]
        apart = np.array([b not in (at, self.after[at]) and c not in (at, self.after[at]) for at in ids])
        assert move.peak is not None
        return any(_any_crossing(starts[apart], ends[apart], self._at(side), move.peak) for side in (b, c))


def _holds_any(points: NDArray[np.float64], triangle: tuple[Point, Point, Point], border: bool) -> bool:
    """Whether a triangle, with or without its border, holds one of the points."""
    p, q, r = triangle
    if _cross(p, q, r) < 0:
        q, r = r, q
    x, y = points[:, 0], points[:, 1]
    inside = np.ones(len(points), dtype=np.bool_)
    for (ax, ay), (bx, by) in ((p, q), (q, r), (r, p)):
        side = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        inside &= side >= 0 if border else side > 0
    return bool(inside.any())


def _any_crossing(starts: NDArray[np.float64], ends: NDArray[np.float64], p: Point, q: Point) -> bool:
    """Whether one of the edges touches the line from ``p`` to ``q``."""

    def side(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return (q[0] - p[0]) * (points[:, 1] - p[1]) - (q[1] - p[1]) * (points[:, 0] - p[0])

    along = ends - starts
    p_side = along[:, 0] * (p[1] - starts[:, 1]) - along[:, 1] * (p[0] - starts[:, 0])
    q_side = along[:, 0] * (q[1] - starts[:, 1]) - along[:, 1] * (q[0] - starts[:, 0])
    return bool(((side(starts) * side(ends) <= 0) & (p_side * q_side <= 0)).any())


def _signed(ring: Ring) -> float:
    ahead = (*ring[1:], ring[0])
    x0, y0 = ring[0]
    return sum(
        (ax - x0) * (by - y0) - (bx - x0) * (ay - y0) for (ax, ay), (bx, by) in zip(ring, ahead, strict=True)
    )


def _area(ring: Ring) -> float:
    return abs(_signed(ring)) / 2


def _cross(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])


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
