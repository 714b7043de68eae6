"""Whether the register answers for a place: the coverage, with cells known to lie wholly in it."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geofences.engine.layers import as_array, require_areas, warm
from geofences.engine.model import Coverage

_CELLS = 32


@dataclass(frozen=True, slots=True, eq=False)
class Covering:
    """A coverage made ready; build with ``Covering.of``."""

    coverage: Coverage
    west: float
    south: float
    per_lon: float
    per_lat: float
    #: 1 for a cell that lies wholly inside, row by row from the south.
    inside: bytes

    @staticmethod
    def of(coverage: Coverage) -> Covering:
        """Prepare a coverage. Raises ``ValueError`` as ``require_areas`` does."""
        if coverage.area is None:
            return Covering(coverage, 0.0, 0.0, 0.0, 0.0, b"")
        areas = as_array([coverage.area])
        require_areas(areas)
        warm(areas)
        west, south, east, north = shapely.bounds(coverage.area).tolist()
        x = np.linspace(west, east, _CELLS + 1)
        y = np.linspace(south, north, _CELLS + 1)
        left, low = np.meshgrid(x[:-1], y[:-1])
        right, high = np.meshgrid(x[1:], y[1:])
        # A hair wider than the cell, so that rounding in the look-up cannot matter.
        hair = 1e-9
        cells = shapely.box(left - hair, low - hair, right + hair, high + hair)
        inside = shapely.covers(coverage.area, cells).astype(np.uint8).tobytes()
        return Covering(coverage, west, south, _CELLS / (east - west), _CELLS / (north - south), inside)

    def holds(self, area: BaseGeometry) -> bool:
        """Whether all of ``area`` is covered."""
        return self.coverage.area is None or bool(shapely.covers(self.coverage.area, area))

    def is_apart(self, area: BaseGeometry) -> bool:
        """Whether nothing of ``area`` is covered, not even a point of its border."""
        return self.coverage.area is not None and not shapely.intersects(self.coverage.area, area)

    def holds_point(self, lon: float, lat: float, here: BaseGeometry) -> bool:
        """Whether a position (also given as a geometry) is covered."""
        if self.coverage.area is None:
            return True
        column, row = floor((lon - self.west) * self.per_lon), floor((lat - self.south) * self.per_lat)
        if 0 <= column < _CELLS and 0 <= row < _CELLS and self.inside[row * _CELLS + column]:
            return True
        return bool(shapely.covers(self.coverage.area, here))
