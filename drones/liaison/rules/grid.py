"""What an officer cuts from a flight's area by hand, on a grid that tells nothing of why.

A trim drawn along a concealed zone would draw the zone. So whatever is cut by hand takes whole cells
of a grid that is the same everywhere and always: rows of 5 km from the equator, in each row columns of
5 km from the meridian of Greenwich.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, cos, floor, radians

import shapely
from shapely import box
from shapely.geometry.base import BaseGeometry

from geofences.engine.parts import polygons_of

CELL_M = 5_000.0
#: Metres of a degree of latitude, and of longitude at the equator: the grid's own measure.
_DEGREE_M = 111_320.0
_ROW = CELL_M / _DEGREE_M
#: More cells than this are no trim.
MOST_CELLS = 2_500


def trimmed(area: BaseGeometry, cut: BaseGeometry) -> BaseGeometry | None:
    """``area`` (lon, lat) without every cell of the grid that ``cut`` touches.

    ``None`` when nothing is left. Raises ``ValueError("trim_too_large")`` for a cut wider than any
    flight. Two cuts that touch the same cells leave the same area: that is all an owner can learn.
    """
    cells = shapely.union_all(list(touched(cut)))
    return polygons_of(shapely.difference(area, cells))


def touched(cut: BaseGeometry) -> Iterator[BaseGeometry]:
    """The cells that a geometry touches, as boxes in degrees."""
    west, south, east, north = shapely.bounds(cut).tolist()
    rows = range(floor(south / _ROW), floor(north / _ROW) + 1)
    if (north - south) / _ROW * (east - west) / _ROW > MOST_CELLS:
        raise ValueError("trim_too_large")
    for row in rows:
        width = column_width(row)
        for column in range(floor(west / width), floor(east / width) + 1):
            cell = box(column * width, row * _ROW, (column + 1) * width, (row + 1) * _ROW)
            if cell.intersects(cut):
                yield cell


def column_width(row: int) -> float:
    """Degrees of longitude of a cell in a row: a whole number of columns goes round the Earth.

    At least 5 km where the row is widest.
    """
    nearest = min(abs(row), abs(row + 1)) * _ROW
    around = max(cos(radians(min(nearest, 89.0))), 0.01) * 360 * _DEGREE_M
    return 360.0 / max(1, ceil(around / CELL_M) - 1)
