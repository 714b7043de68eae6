"""Comparison of vertical bands, across datums through what is known of ground and geoid.

Two bands are separated only when no ground and no geoid within the stated bounds could make
them touch. Limits of one datum compare exactly (to a micrometre, so that 300 ft and 91.44 m
are the same height); a missing limit and one of 99,999 or more are unbounded.
"""

from __future__ import annotations

from math import inf

from geofences.engine.model import NO_LIMIT, Band, Datum, Height, HeightOverlap, TerrainBounds

#: Limits closer than this touch: it absorbs the rounding of feet, nothing else.
TOUCH_M = 1e-6

DATUMS = (Datum.AGL, Datum.AMSL, Datum.WGS84)
RANK = {datum: rank for rank, datum in enumerate(DATUMS)}


def floor_m(band: Band) -> float:
    """The floor in metres in its own datum; minus infinity when there is none."""
    return -inf if _unlimited(band.floor) else band.floor.metres  # type: ignore[union-attr]


def ceiling_m(band: Band) -> float:
    """The ceiling in metres in its own datum; infinity when there is none."""
    return inf if _unlimited(band.ceiling) else band.ceiling.metres  # type: ignore[union-attr]


def shift(source: Datum, target: Datum, terrain: TerrainBounds) -> tuple[float, float]:
    """Least and greatest metres to add to a height in ``source`` to read it in ``target``."""
    low, high = _above_sea(source, terrain)
    target_low, target_high = _above_sea(target, terrain)
    if source is target:
        return 0.0, 0.0
    return low - target_high, high - target_low


def certainly_not_above(lower: Height | None, upper: Height | None, terrain: TerrainBounds) -> bool:
    """Whether ``lower`` is at or below ``upper`` on every possible ground."""
    if _unlimited(lower) or _unlimited(upper):
        return True
    assert lower is not None
    assert upper is not None
    _, most = shift(lower.datum, upper.datum, terrain)
    return lower.metres + most <= upper.metres + TOUCH_M


def least_gap_m(a: Band, b: Band, terrain: TerrainBounds) -> float:
    """The metres of air that are certainly between two bands; negative where they may meet."""
    return max(_gap_m(a.floor, b.ceiling, terrain), _gap_m(b.floor, a.ceiling, terrain))


def overlap(a: Band, b: Band, terrain: TerrainBounds) -> HeightOverlap | None:
    """How sure it is that two bands share a height; ``None``: certainly separated.

    Touching counts as overlap (the border belongs to the zone). ``POSSIBLE`` when only a
    comparison across datums, which the bounds cannot settle, stands between yes and no.
    """
    if least_gap_m(a, b, terrain) > TOUCH_M:
        return None
    floors, ceilings = (a.floor, b.floor), (a.ceiling, b.ceiling)
    sure = all(certainly_not_above(lower, upper, terrain) for lower in floors for upper in ceilings)
    return HeightOverlap.CERTAIN if sure else HeightOverlap.POSSIBLE


def certainly_under(ceiling: Height | None, limit: Height, terrain: TerrainBounds) -> bool:
    """Whether a flight's ceiling keeps under ``limit`` on every possible ground.

    A flight without a ceiling keeps under no limit but an unlimited one.
    """
    if _unlimited(limit):
        return True
    return not _unlimited(ceiling) and certainly_not_above(ceiling, limit, terrain)


def lowest_floors(band: Band, terrain: TerrainBounds) -> tuple[float, float, float]:
    """The floor's least possible reading in AGL, AMSL and WGS84 metres."""
    if _unlimited(band.floor):
        return (-inf, -inf, -inf)
    assert band.floor is not None
    value, datum = band.floor.metres, band.floor.datum
    agl, amsl, wgs84 = (value + shift(datum, target, terrain)[0] for target in DATUMS)
    return (agl, amsl, wgs84)


def highest_ceilings(band: Band, terrain: TerrainBounds) -> tuple[float, float, float]:
    """The ceiling's greatest possible reading in AGL, AMSL and WGS84 metres."""
    if _unlimited(band.ceiling):
        return (inf, inf, inf)
    assert band.ceiling is not None
    value, datum = band.ceiling.metres, band.ceiling.datum
    agl, amsl, wgs84 = (value + shift(datum, target, terrain)[1] for target in DATUMS)
    return (agl, amsl, wgs84)


def _gap_m(lower: Height | None, upper: Height | None, terrain: TerrainBounds) -> float:
    if _unlimited(lower) or _unlimited(upper):
        return -inf
    assert lower is not None
    assert upper is not None
    return lower.metres + shift(lower.datum, upper.datum, terrain)[0] - upper.metres


def _unlimited(limit: Height | None) -> bool:
    return limit is None or limit.value >= NO_LIMIT


def _above_sea(datum: Datum, terrain: TerrainBounds) -> tuple[float, float]:
    """Bounds of the datum's zero above mean sea level."""
    if datum is Datum.AGL:
        return terrain.ground_low, terrain.ground_high
    if datum is Datum.WGS84:
        return -terrain.geoid_high, -terrain.geoid_low
    return 0.0, 0.0
