"""Where flights come too close to one another: 4D overlap with separation minima (ASTM F3548)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geofences.engine.assessment import require_area
from geofences.engine.geodesy import buffer_m
from geofences.engine.heights import TOUCH_M, least_gap_m, overlap
from geofences.engine.instants import SECOND, Span, period, span
from geofences.engine.model import Band, FlightVolume, HeightOverlap, Period, TerrainBounds

#: Metres a degree of latitude has at least.
_METRES_A_DEGREE = 110_500.0


@dataclass(frozen=True, slots=True)
class Conflict:
    """A volume of mine and a volume of another flight that come too close.

    ``period`` is the part of mine during which they do, the time minimum included.
    """

    mine: int
    other: int
    period: Period
    heights: HeightOverlap


def conflicts(
    mine: Sequence[FlightVolume],
    others: Sequence[FlightVolume],
    *,
    lateral_m: float,
    vertical_m: float,
    time_s: float,
    terrain: TerrainBounds,
) -> tuple[Conflict, ...]:
    """Every pair of volumes closer than all of the minima, by mine's and then other's number.

    Volumes are apart in time when at least ``time_s`` lies between them (touching ends do not
    conflict), in height when at least ``vertical_m`` certainly does, and in area when at least
    ``lateral_m`` does; with a minimum of zero, areas or heights that touch conflict. Mine and
    others may be exchanged: the same pairs conflict. Raises ``ValueError`` as ``assess`` does,
    and ``GeodesyError`` where an area cannot be widened.
    """
    for volume in (*mine, *others):
        require_area(volume.area)
    if not others:
        return ()
    wait = round(time_s * SECOND)
    spans = np.array([span(other.period) for other in others], dtype=np.int64)
    boxes = _boxes(others, lateral_m / 2)
    wide: dict[int, BaseGeometry] = {}
    found: list[Conflict] = []
    for number, volume in enumerate(mine):
        own = None
        for index in _candidates(volume, spans, boxes, wait, lateral_m / 2):
            other = others[index]
            if not _close_in_height(volume.band, other.band, vertical_m, terrain):
                continue
            own = own or buffer_m(volume.area, lateral_m / 2)
            if index not in wide:
                wide[index] = buffer_m(other.area, lateral_m / 2)
            if shapely.intersects(own, wide[index]):
                sure = overlap(volume.band, other.band, terrain) or HeightOverlap.POSSIBLE
                when = _shared(span(volume.period), span(other.period), wait)
                found.append(Conflict(number, index, when, sure))
    return tuple(found)


def may_displace(mine: int, other: int) -> bool:
    """Whether a flight of priority ``mine`` may be planned over one of priority ``other``.

    A higher priority may, an equal one may not: first come, first served (F3548 SCD0015-0050).
    """
    return mine > other


def _candidates(
    volume: FlightVolume,
    spans: NDArray[np.int64],
    boxes: NDArray[np.float64],
    wait: int,
    margin_m: float,
) -> list[int]:
    """Others near in time and whose boxes, widened, meet mine."""
    start, end = span(volume.period)
    west, south, east, north = _boxes([volume], margin_m)[0].tolist()
    near = (
        (spans[:, 0] < end + wait)
        & (spans[:, 1] > start - wait)
        & (boxes[:, 0] <= east)
        & (boxes[:, 2] >= west)
        & (boxes[:, 1] <= north)
        & (boxes[:, 3] >= south)
    )
    indices: list[int] = np.flatnonzero(near).tolist()
    return indices


def _boxes(volumes: Sequence[FlightVolume], margin_m: float) -> NDArray[np.float64]:
    """Bounds in degrees, widened by a little more than ``margin_m`` metres."""
    bounds: NDArray[np.float64] = shapely.bounds([volume.area for volume in volumes])
    high = float(np.abs(bounds[:, [1, 3]]).max()) + 0.5
    degrees = (margin_m + 5.0) / _METRES_A_DEGREE
    across = degrees / max(cos(radians(min(high, 89.9))), 1e-3)
    widened: NDArray[np.float64] = bounds + np.array([-across, -degrees, across, degrees])
    return widened


def _close_in_height(a: Band, b: Band, minimum_m: float, terrain: TerrainBounds) -> bool:
    gap = least_gap_m(a, b, terrain)
    return gap <= TOUCH_M or gap < minimum_m - TOUCH_M


def _shared(mine: Span, other: Span, wait: int) -> Period:
    return period(max(mine[0], other[0] - wait), min(mine[1], other[1] + wait))
