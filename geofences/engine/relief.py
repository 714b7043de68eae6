"""What is known of the ground under an area: bounds by region, and grids of measured heights.

The more is known, the more bands of different datums can be told apart. Nothing known of a
place never narrows anything: the default bounds hold there.
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

from geofences.engine.layers import as_array, require_areas, warm
from geofences.engine.model import TerrainBounds

Floats = NDArray[np.float32]
#: Cells joined into one block, for areas of many cells.
_BLOCK = 16
_FEW_CELLS = 64
#: Doubt of a measured height, in metres: SRTM promises 16 m for nine posts in ten.
DOUBT_M = 30.0
_HGT_NAME = re.compile(r"([NS])(\d{2})([EW])(\d{3})", re.IGNORECASE)
_HGT_VOID = -32_768


@dataclass(frozen=True, slots=True, eq=False)
class HeightGrid:
    """Lowest and highest ground of each cell between four posts, rows from the south.

    Build with ``from_posts`` or ``from_hgt``. A cell next to a post without a height is NaN.
    """

    west: float
    south: float
    step_lon: float
    step_lat: float
    doubt_m: float
    low: Floats
    high: Floats
    block_low: Floats
    block_high: Floats

    @staticmethod
    def from_posts(
        posts: NDArray[np.float32],
        *,
        west: float,
        south: float,
        step_lon: float,
        step_lat: float,
        doubt_m: float = DOUBT_M,
    ) -> HeightGrid:
        """A grid from heights above mean sea level, (rows from the south, columns), NaN unknown.

        ``west`` and ``south`` are the position of the first post. Raises ``ValueError``
        ``grid_too_small`` for fewer than two rows or columns.
        """
        if posts.ndim != 2 or min(posts.shape) < 2:
            raise ValueError("grid_too_small")
        corners = np.stack([posts[:-1, :-1], posts[:-1, 1:], posts[1:, :-1], posts[1:, 1:]])
        low, high = corners.min(axis=0), corners.max(axis=0)
        blocks = _blocks(low, np.inf).min(axis=(1, 3)), _blocks(high, -np.inf).max(axis=(1, 3))
        return HeightGrid(west, south, step_lon, step_lat, doubt_m, low, high, *blocks)

    @staticmethod
    def from_hgt(name: str, content: bytes, doubt_m: float = DOUBT_M) -> HeightGrid:
        """A grid from an SRTM ``.hgt`` file; its name says where it lies (``N14W012.hgt``).

        Raises ``ValueError``: ``hgt_name``, ``hgt_size``.
        """
        place = _HGT_NAME.search(name)
        if place is None:
            raise ValueError("hgt_name")
        side = isqrt(len(content) // 2)
        if side < 2 or side * side * 2 != len(content):
            raise ValueError("hgt_size")
        heights = np.frombuffer(content, dtype=">i2").reshape(side, side)[::-1].astype(np.float32)
        heights[heights == _HGT_VOID] = np.nan
        south = int(place[2]) * (1 if place[1] in "Nn" else -1)
        west = int(place[4]) * (1 if place[3] in "Ee" else -1)
        step = 1.0 / (side - 1)
        return HeightGrid.from_posts(
            heights, west=west, south=south, step_lon=step, step_lat=step, doubt_m=doubt_m
        )

    def bounds(self, area: BaseGeometry) -> tuple[float, float] | None:
        """Lowest and highest ground under the box of ``area``, doubt included.

        ``None`` when the grid does not hold all of the box, or misses a height in it.
        """
        west, south, east, north = shapely.bounds(area).tolist()
        columns = _cells(west - self.west, east - self.west, self.step_lon)
        rows = _cells(south - self.south, north - self.south, self.step_lat)
        height, width = self.low.shape
        if columns[0] < 0 or rows[0] < 0 or columns[1] >= width or rows[1] >= height:
            return None
        low, high = self.low, self.high
        if max(columns[1] - columns[0], rows[1] - rows[0]) > _FEW_CELLS:
            low, high = self.block_low, self.block_high
            columns, rows = (
                (columns[0] // _BLOCK, columns[1] // _BLOCK),
                (rows[0] // _BLOCK, rows[1] // _BLOCK),
            )
        window = slice(rows[0], rows[1] + 1), slice(columns[0], columns[1] + 1)
        least, most = float(low[window].min()), float(high[window].max())
        if not (np.isfinite(least) and np.isfinite(most)):
            return None
        return least - self.doubt_m, most + self.doubt_m


@dataclass(frozen=True, slots=True, eq=False)
class Relief:
    """All that is known of ground and geoid; build with ``Relief.of``."""

    default: TerrainBounds
    regions: tuple[tuple[BaseGeometry, TerrainBounds], ...]
    grids: tuple[HeightGrid, ...]

    @staticmethod
    def of(
        default: TerrainBounds,
        regions: Sequence[tuple[BaseGeometry, TerrainBounds]] = (),
        grids: Sequence[HeightGrid] = (),
    ) -> Relief:
        """Bounds everywhere, tighter ones by region, and grids. Raises as ``require_areas`` does."""
        areas = as_array([area for area, _ in regions])
        require_areas(areas)
        warm(areas)
        return Relief(default, tuple(regions), tuple(grids))

    def under(self, area: BaseGeometry) -> TerrainBounds:
        """The tightest bounds that hold under all of ``area``.

        Sources that contradict one another are all set aside: the default then holds.
        """
        grounds = [(self.default.ground_low, self.default.ground_high)]
        geoids = [(self.default.geoid_low, self.default.geoid_high)]
        for region, bounds in self.regions:
            if shapely.covers(region, area):
                grounds.append((bounds.ground_low, bounds.ground_high))
                geoids.append((bounds.geoid_low, bounds.geoid_high))
        grounds.extend(found for grid in self.grids if (found := grid.bounds(area)) is not None)
        return TerrainBounds(*_tightest(grounds), *_tightest(geoids))


def _tightest(spans: list[tuple[float, float]]) -> tuple[float, float]:
    low, high = max(span[0] for span in spans), min(span[1] for span in spans)
    return (low, high) if low <= high else spans[0]


def _cells(first: float, last: float, step: float) -> tuple[int, int]:
    """First and last cell that a span touches, with a hair to each side."""
    return floor(first / step - 1e-9), floor(last / step + 1e-9)


def _blocks(cells: Floats, fill: float) -> Floats:
    rows, columns = (-(-size // _BLOCK) * _BLOCK for size in cells.shape)
    padded = np.full((rows, columns), fill, dtype=np.float32)
    padded[: cells.shape[0], : cells.shape[1]] = cells
    return padded.reshape(rows // _BLOCK, _BLOCK, columns // _BLOCK, _BLOCK)
