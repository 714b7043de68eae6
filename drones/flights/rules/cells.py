"""The cells of the ground whose locks a flight takes, so that far flights do not wait for each other."""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, floor, radians

from geofences.engine.model import FlightVolume

#: Edge of a cell in degrees: about 11 km.
CELL_DEGREES = 0.1
_COLUMNS = round(360 / CELL_DEGREES)
#: One more than the kit's most: more cells than this mean the coarse lock anyway.
ENOUGH = 65

Box = tuple[float, float, float, float]


def widened(volume: FlightVolume, lateral_m: float) -> Box:
    """The volume's box (west, south, east, north), widened by the separation between flights."""
    west, south, east, north = volume.area.bounds
    lat = lateral_m / 110_000
    lon = lateral_m / (110_000 * max(cos(radians(max(abs(south), abs(north)))), 0.01))
    return west - lon, south - lat, east + lon, north + lat


def cells(boxes: Iterable[Box]) -> tuple[int, ...]:
    """Sorted numbers of all cells that the boxes touch; at most ``ENOUGH``, which means too many.

    Two flights whose widened boxes meet share a cell.
    """
    found: set[int] = set()
    for west, south, east, north in boxes:
        columns = range(_index(west + 180), _index(east + 180) + 1)
        rows = range(_index(south + 90), _index(north + 90) + 1)
        for row in rows:
            for column in columns:
                found.add(row * _COLUMNS + column)
                if len(found) >= ENOUGH:
                    return tuple(sorted(found))
    return tuple(sorted(found))


def _index(degrees: float) -> int:
    return floor(degrees / CELL_DEGREES)
