"""Conflicts of flights against distances, heights and times reckoned one pair at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from pyproj import Geod

from geofences.engine.conflicts import conflicts
from geofences.engine.geodesy import circle
from geofences.engine.model import Band, Datum, FlightVolume, Height, Period, TerrainBounds, Unit
from tests.proof.engine.adversary import FAR, grounds, metres

GEOD = Geod(ellps="WGS84")
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
#: A circle's polygon encloses it by at most a metre, a buffer by at most another.
SLACK_M = 4.0


def compare(seed: int, flights: int = 14) -> int:
    """Circles of known centres and radii, among them many that just touch; both directions."""
    random = Random(seed)
    lateral, vertical, wait = random.choice((0, 50, 200)), random.choice((0, 15, 30)), random.choice((0, 120))
    terrain = TerrainBounds(*random.choice(((0, 0), (0, 60))), *random.choice(((0, 0), (20, 40))))
    datums = tuple(Datum) if random.random() < 0.5 else (Datum.AMSL,)
    centre = random.uniform(-170, 170), random.uniform(-70, 70)
    made = [_volume(random, centre, datums, lateral, wait) for _ in range(flights)]
    minima = {"lateral_m": lateral, "vertical_m": vertical, "time_s": wait, "terrain": terrain}
    volumes = [volume for _, _, volume in made]
    found = {(one.mine, one.other) for one in conflicts(volumes, volumes, **minima)}
    assert found == {(other, mine) for mine, other in found}, seed
    for a, first in enumerate(made):
        for b, second in enumerate(made):
            apart = _gap_m(first, second)
            near = _near_in_time(first[2], second[2], wait) and _near_in_height(
                first[2].band, second[2].band, vertical, terrain
            )
            if near and (apart < lateral or apart <= 0):
                assert (a, b) in found, (seed, a, b)
            if (a, b) in found:
                assert _near_in_time(first[2], second[2], wait), (seed, a, b)
                assert apart <= lateral + SLACK_M, (seed, a, b)
                assert near or len(datums) > 1, (seed, a, b)
    return flights * flights


def _volume(
    random: Random, centre: tuple[float, float], datums: tuple[Datum, ...], lateral: int, wait: int
) -> tuple[tuple[float, float], float, FlightVolume]:
    away = random.choice((0, 100, 200 + lateral, 300, 200 + lateral + SLACK_M + 1))
    lon, lat, _ = GEOD.fwd(*centre, random.choice((0, 90, 180, 270)), away)
    radius = random.choice((50.0, 100.0, 150.0))
    start = MONDAY + timedelta(seconds=random.choice((0, 1_800, 1_800 + wait, 1_799 + wait, 3_600)))
    low = random.choice((0, 15, 30, 45, 60))
    datum = random.choice(datums)
    band = (
        Band(
            None if random.random() < 0.1 else Height(low, Unit.METRES, datum),
            None
            if random.random() < 0.1
            else Height(low + 15, Unit.METRES, random.choice((datum, datums[0]))),
        )
        if len(datums) == 1
        else Band(Height(low, Unit.METRES, datum), Height(low + 15, Unit.METRES, datum))
    )
    period = Period(start, start + timedelta(minutes=30))
    return (lon, lat), radius, FlightVolume(circle(lon, lat, radius), band, period)


def _gap_m(first: tuple, second: tuple) -> float:
    """Metres between two circles; not above zero where they share a point."""
    _, _, between = GEOD.inv(*first[0], *second[0])
    return between - first[1] - second[1]


def _near_in_time(a: FlightVolume, b: FlightVolume, wait: int) -> bool:
    gap = timedelta(seconds=wait)
    return a.period.start < b.period.end + gap and b.period.start < a.period.end + gap


def _near_in_height(a: Band, b: Band, vertical: int, terrain: TerrainBounds) -> bool:
    """Whether on some ground the air between two bands is less than the minimum, or none."""
    for pair in grounds(terrain):
        gap = max(
            metres(a.floor, *pair, -FAR) - metres(b.ceiling, *pair, FAR),
            metres(b.floor, *pair, -FAR) - metres(a.ceiling, *pair, FAR),
        )
        if gap <= 0 or gap < vertical:
            return True
    return False
