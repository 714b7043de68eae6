"""What is known of the ground under an area: bounds by region, and grids of measured heights.

The more is known, the more bands of different datums can be told apart. Nothing known of a
place never narrows anything: the default bounds hold there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from geofences.engine.grids import DOUBT_M, Ground, HeightGrid
from geofences.engine.layers import as_array, require_areas, warm
from geofences.engine.model import TerrainBounds


@dataclass(frozen=True, slots=True, eq=False)
class Relief:
    """All that is known of ground and geoid; build with ``Relief.of``."""

    default: TerrainBounds
    regions: tuple[tuple[BaseGeometry, TerrainBounds], ...]
    ground: Ground

    @staticmethod
    def of(
        default: TerrainBounds,
        regions: Sequence[tuple[BaseGeometry, TerrainBounds]] = (),
        grids: Sequence[HeightGrid] = (),
        *,
        doubt_m: float = DOUBT_M,
    ) -> Relief:
        """Bounds everywhere, tighter ones by region, and grids whose heights are doubted.

        Raises as ``require_areas`` does, and ``ValueError("beyond_default", index)`` for a
        region (by its index) or grid (counted on after the regions) that knows of ground
        outside the default bounds: both cannot be true.
        """
        areas = as_array([area for area, _ in regions])
        require_areas(areas)
        warm(areas)
        for index, (_, bounds) in enumerate(regions):
            _require_inside(index, default, bounds)
        for index, grid in enumerate(grids, len(regions)):
            low, high = grid.extremes
            _require_inside(index, default, TerrainBounds(low, high, default.geoid_low, default.geoid_high))
        return Relief(default, tuple(regions), Ground.of(grids, doubt_m))

    @property
    def is_plain(self) -> bool:
        """True when the default bounds are all that is known."""
        return not (self.regions or self.ground.grids)

    def under(self, area: BaseGeometry) -> TerrainBounds:
        """The tightest bounds that hold under all of ``area``.

        Sources that contradict one another are all set aside: the default then holds.
        """
        if self.is_plain:
            return self.default
        grounds = [(self.default.ground_low, self.default.ground_high)]
        geoids = [(self.default.geoid_low, self.default.geoid_high)]
        for region, bounds in self.regions:
            if shapely.covers(region, area):
                grounds.append((bounds.ground_low, bounds.ground_high))
                geoids.append((bounds.geoid_low, bounds.geoid_high))
        measured = self.ground.under(area)
        if measured is not None:
            grounds.append(measured)
        return TerrainBounds(*_tightest(grounds), *_tightest(geoids))


def _require_inside(index: int, default: TerrainBounds, known: TerrainBounds) -> None:
    if (
        known.ground_low < default.ground_low
        or known.ground_high > default.ground_high
        or known.geoid_low < default.geoid_low
        or known.geoid_high > default.geoid_high
    ):
        raise ValueError("beyond_default", index)


def _tightest(spans: list[tuple[float, float]]) -> tuple[float, float]:
    low, high = max(span[0] for span in spans), min(span[1] for span in spans)
    return (low, high) if low <= high else spans[0]
