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
#: Fewer metres than any degree of latitude has, and than a degree of longitude at the equator.
_METRES_A_DEGREE = 110_500.0
#: The engine widens two areas by half each, and each a little more than asked (see geodesy.buffer_m).
_SLACK_M = 10.0

Box = tuple[float, float, float, float]


def widened(volume: FlightVolume, lateral_m: float) -> Box:
    """The volume's box (west, south, east, north), widened by the separation between flights.

    Whatever the engine calls too close lies within it. Near a pole a degree of longitude is short,
    so the box is widened for the latitude it reaches, not for the one it has.
    """
    west, south, east, north = volume.area.bounds
    lat = (lateral_m + _SLACK_M) / _METRES_A_DEGREE
    furthest = min(max(abs(south), abs(north)) + 2 * lat, 89.9)
    lon = lat / cos(radians(furthest))
    return west - lon, south - lat, east + lon, north + lat


def crosses_antimeridian(box: Box) -> bool:
    """Whether a box reaches over 180 degrees: its neighbours beyond could not be compared."""
    return box[0] < -180.0 or box[2] > 180.0


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
                found.add(row * _COLUMNS + column % _COLUMNS)
                if len(found) >= ENOUGH:
                    return tuple(sorted(found))
    return tuple(sorted(found))


def _index(degrees: float) -> int:
    return floor(degrees / CELL_DEGREES)
