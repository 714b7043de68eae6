"""Grids of measured ground: the lowest and the highest of each cell, never narrower than the posts.

A cell is the ground between four posts. Grids finer than three seconds of arc are joined to
cells of about that size, so that a tile weighs six megabytes and not a hundred.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, isqrt

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Posts = NDArray[np.float32]
Cells = NDArray[np.int16]
#: West, south, east, north in degrees.
Box = tuple[float, float, float, float]
#: Metres added to both sides of a measured height: SRTM promises 16 m for nine posts in ten.
DOUBT_M = 30.0
#: Ground on Earth lies within these; anything else (-32768, -9999) marks a post without a height.
LOWEST_M, HIGHEST_M = -500.0, 9_000.0
#: Cells joined into one block, for boxes of many cells.
_BLOCK = 16
_FEW_CELLS = 64
#: Cells of a grid in one degree, at most.
_CELLS_A_DEGREE = 1_200
_HGT_NAME = re.compile(r"([NS])(\d{2})([EW])(\d{3})", re.IGNORECASE)
#: What the lowest and the highest of a cell without a height hold, and of no cell at all.
_NO_LOW, _NO_HIGH = -32_768, 32_767
#: A hair, in cells, by which a box is widened so that rounding cannot lose a cell.
_HAIR = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class HeightGrid:
    """Lowest and highest ground of each cell, rows from the south, whole metres above the sea.

    Build with ``from_posts`` or ``from_hgt``. A cell beside a post without a height is unknown.
    """

    name: str
    box: Box
    #: Degrees of a cell, along and up.
    step_lon: float
    step_lat: float
    low: Cells
    high: Cells
    block_low: Cells
    block_high: Cells

    @staticmethod
    def from_posts(
        posts: Posts, *, west: float, south: float, step_lon: float, step_lat: float, name: str = ""
    ) -> HeightGrid:
        """A grid from heights above mean sea level, (rows from the south, columns).

        ``west`` and ``south`` are the position of the first post, the steps lie between posts.
        What is not finite, or no height on Earth, counts as missing. Raises ``ValueError``:
        ``grid_too_small``, ``grid_without_heights``, ``grid_place``.
        """
        if posts.ndim != 2 or min(posts.shape) < 2:
            raise ValueError("grid_too_small")
        rows, columns = posts.shape
        box = (west, south, west + step_lon * (columns - 1), south + step_lat * (rows - 1))
        if not (-180 <= box[0] < box[2] <= 180 + 1e-9 and -90 <= box[1] < box[3] <= 90 + 1e-9):
            raise ValueError("grid_place")
        known = (posts >= LOWEST_M) & (posts <= HIGHEST_M)
        if not known.any():
            raise ValueError("grid_without_heights")
        low = _extreme(np.where(known, np.floor(posts), _NO_LOW), np.minimum)
        high = _extreme(np.where(known, np.ceil(posts), _NO_HIGH), np.maximum)
        across, up = _joint(step_lon), _joint(step_lat)
        low, high = _blocks(low, up, across, np.minimum), _blocks(high, up, across, np.maximum)
        blocks = _blocks(low, _BLOCK, _BLOCK, np.minimum), _blocks(high, _BLOCK, _BLOCK, np.maximum)
        return HeightGrid(name, box, step_lon * across, step_lat * up, low, high, *blocks)

    @staticmethod
    def from_hgt(name: str, content: bytes) -> HeightGrid:
        """A grid from an SRTM ``.hgt`` file; its name says where it lies (``N14W012.hgt``).

        Raises ``ValueError``: ``hgt_name``, ``hgt_size``, and as ``from_posts``.
        """
        place = _HGT_NAME.search(name)
        if place is None:
            raise ValueError("hgt_name")
        side = isqrt(len(content) // 2)
        if side < 2 or side * side * 2 != len(content):
            raise ValueError("hgt_size")
        posts = np.frombuffer(content, dtype=">i2").reshape(side, side)[::-1].astype(np.float32)
        south = int(place[2]) * (1 if place[1] in "Nn" else -1)
        west = int(place[4]) * (1 if place[3] in "Ee" else -1)
        step = 1.0 / (side - 1)
        return HeightGrid.from_posts(posts, west=west, south=south, step_lon=step, step_lat=step, name=name)

    @property
    def extremes(self) -> tuple[float, float]:
        """The lowest and the highest height of the whole grid, missing ones left aside."""
        return float(self.low[self.low != _NO_LOW].min()), float(self.high[self.high != _NO_HIGH].max())

    def within(self, box: Box) -> tuple[float, float] | None:
        """Lowest and highest ground in the part of ``box`` that this grid holds.

        ``None`` where a height is missing in it; the two must share a point.
        """
        columns = self._cells(box[0] - self.box[0], box[2] - self.box[0], self.step_lon, self.low.shape[1])
        rows = self._cells(box[1] - self.box[1], box[3] - self.box[1], self.step_lat, self.low.shape[0])
        low, high = self.low, self.high
        if max(columns[1] - columns[0], rows[1] - rows[0]) > _FEW_CELLS:
            low, high = self.block_low, self.block_high
            columns = (columns[0] // _BLOCK, columns[1] // _BLOCK)
            rows = (rows[0] // _BLOCK, rows[1] // _BLOCK)
        window = slice(rows[0], rows[1] + 1), slice(columns[0], columns[1] + 1)
        least, most = int(low[window].min()), int(high[window].max())
        return None if least == _NO_LOW or most == _NO_HIGH else (float(least), float(most))

    @staticmethod
    def _cells(first: float, last: float, step: float, count: int) -> tuple[int, int]:
        """First and last cell that a span touches, a hair to each side, within the grid."""
        low, high = floor(first / step - _HAIR), floor(last / step + _HAIR)
        return min(max(low, 0), count - 1), min(max(high, 0), count - 1)


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Grids that together hold an area; build with ``Ground.of``."""

    grids: tuple[HeightGrid, ...]
    doubt_m: float
    held: BaseGeometry

    @staticmethod
    def of(grids: Sequence[HeightGrid], doubt_m: float = DOUBT_M) -> Ground:
        """Grids beside one another or overlapping, every height doubted by ``doubt_m``."""
        held = shapely.union_all([shapely.box(*grid.box) for grid in grids])
        shapely.prepare(held)
        return Ground(tuple(grids), doubt_m, held)

    def under(self, area: BaseGeometry) -> tuple[float, float] | None:
        """Lowest and highest ground under the box of ``area``, doubt included.

        Every grid that the box touches counts, so a border between tiles is seen from both
        sides. ``None`` when the grids do not hold all of the box, or miss a height in it.
        """
        west, south, east, north = shapely.bounds(area).tolist()
        if not self.grids or not shapely.covers(self.held, shapely.box(west, south, east, north)):
            return None
        box = (west, south, east, north)
        found = [grid.within(box) for grid in self.grids if _touch(grid.box, box)]
        known = [one for one in found if one is not None]
        if len(known) < len(found) or not known:
            return None
        return min(one[0] for one in known) - self.doubt_m, max(one[1] for one in known) + self.doubt_m


def _touch(a: Box, b: Box) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def _joint(step: float) -> int:
    """How many cells of a step are joined into one."""
    return max(1, floor(1 / (_CELLS_A_DEGREE * step) + 1e-6))


def _extreme(posts: NDArray[np.floating], of: np.ufunc) -> Cells:
    """The extreme of the four posts of each cell."""
    whole = posts.astype(np.int16)
    rows = of(whole[:-1], whole[1:])
    cells: Cells = of(rows[:, :-1], rows[:, 1:])
    return cells


def _blocks(cells: Cells, up: int, across: int, of: np.ufunc) -> Cells:
    """The extreme of each block of cells; what the last block lacks adds nothing."""
    rows = of.reduceat(cells, np.arange(0, cells.shape[0], up), axis=0)
    joined: Cells = of.reduceat(rows, np.arange(0, cells.shape[1], across), axis=1)
    return joined
