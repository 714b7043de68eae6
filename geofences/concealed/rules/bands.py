"""Heights of a concealed zone against published ones: what is not certain never counts as cover."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import inf

from geofences.engine.heights import ceiling_m, certainly_not_above, floor_m, least_gap_m
from geofences.engine.model import Band, Datum, Height, TerrainBounds, Unit

#: Bands less than this apart touch, as the engine has it.
_TOUCH_M = 1e-6


def holds(outer: Band, inner: Band, terrain: TerrainBounds) -> bool:
    """Whether ``outer`` holds all of ``inner`` on every ground and geoid that ``terrain`` allows."""
    floor = floor_m(outer) == -inf or (
        floor_m(inner) > -inf and certainly_not_above(outer.floor, inner.floor, terrain)
    )
    ceiling = ceiling_m(outer) == inf or (
        ceiling_m(inner) < inf and certainly_not_above(inner.ceiling, outer.ceiling, terrain)
    )
    return floor and ceiling


def reaches(one: Band, other: Band, terrain: TerrainBounds) -> bool:
    """Whether two bands may share a height on any possible ground; touching is sharing."""
    return least_gap_m(one, other, terrain) <= _TOUCH_M


def slabs(band: Band, others: Iterable[Band], datum: Datum | None) -> Sequence[Band]:
    """``band`` cut at every limit that ``others`` state in ``datum``, from below; they touch.

    Without a datum, or where a limit of ``band`` is stated in another, it is left whole.
    """
    if datum is None or any(one.datum is not datum for one in (band.floor, band.ceiling) if one is not None):
        return [band]
    low, high = floor_m(band), ceiling_m(band)
    stated = (limit for one in others for limit in (one.floor, one.ceiling) if limit is not None)
    levels = sorted({one.metres for one in stated if one.datum is datum and low < one.metres < high})
    edges = [band.floor, *(Height(level, Unit.METRES, datum) for level in levels), band.ceiling]
    return [Band(floor, ceiling) for floor, ceiling in pairwise(edges)]
