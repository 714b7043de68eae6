"""What is known of the ground, and what it lets the engine tell apart."""

import numpy as np
import pytest
from shapely.geometry import box

from geofences.engine.grids import HeightGrid
from geofences.engine.model import Datum, Status, TerrainBounds
from geofences.engine.relief import Relief
from geofences.engine.snapshot import Snapshot
from geofences.engine.verdicts import assess, at_point, bulk
from tests.unit.geofences.engine.cast import INSIDE, TERRAIN, WORLD, band, flight, hours, zone


def hgt(heights):
    return np.array(heights, dtype=">i2")[::-1].tobytes()


def slope(side=1_201):
    """From 0 m in the west to 1,200 m in the east."""
    return np.tile(np.linspace(0, 1_200, side), (side, 1))


def test_the_tightest_region_that_holds_the_whole_area_counts():
    region, inner = box(-12, 14, -11, 15), box(-11.5, 14.4, -11.4, 14.5)
    relief = Relief.of(
        TERRAIN, [(region, TerrainBounds(50, 300, 25, 35)), (inner, TerrainBounds(0, 100, 20, 40))]
    )
    assert relief.under(INSIDE) == TerrainBounds(50, 100, 25, 35)
    assert relief.under(box(-11.8, 14.4, -11.4, 14.5)) == TerrainBounds(50, 300, 25, 35)
    assert relief.under(box(-12.8, 14.4, -11.4, 14.5)) == TERRAIN


def test_sources_that_contradict_one_another_are_set_aside():
    region = box(-12, 14, -11, 15)
    relief = Relief.of(
        TERRAIN, [(region, TerrainBounds(0, 50, 20, 40)), (region, TerrainBounds(60, 90, 20, 40))]
    )
    assert relief.under(INSIDE) == TERRAIN


@pytest.mark.parametrize(
    "bounds", [TerrainBounds(-1, 50, 20, 40), TerrainBounds(0, 801, 20, 40), TerrainBounds(0, 50, 19, 40)]
)
def test_a_region_beyond_what_is_said_of_everywhere_is_refused(bounds):
    with pytest.raises(ValueError, match="beyond_default"):
        Relief.of(TERRAIN, [(box(-12, 14, -11, 15), bounds)])


def test_a_grid_beyond_what_is_said_of_everywhere_is_refused():
    high = HeightGrid.from_hgt("N14W012.hgt", hgt(slope()))
    with pytest.raises(ValueError, match="beyond_default"):
        Relief.of(TERRAIN, [], [high])


def test_measured_ground_counts_with_its_doubt_and_never_beyond_the_default():
    grid = HeightGrid.from_hgt("N14W012.hgt", hgt(slope() / 2))
    relief = Relief.of(TERRAIN, [], [grid], doubt_m=20)
    assert relief.under(box(-11.4999, 14.2, -11.4601, 14.25)) == TerrainBounds(280, 344, 20, 40)
    assert relief.under(box(-11.9999, 14.2, -11.9901, 14.25)).ground_low == 0
    assert relief.under(box(-10.9, 14.2, -10.8, 14.25)) == TERRAIN


def test_known_ground_frees_a_flight_that_wide_bounds_could_not():
    high = zone(heights=band(400, None, Datum.AMSL))
    region = box(-12, 14, -11, 15)
    known = Relief.of(TERRAIN, [(region, TerrainBounds(50, 300, 20, 40))])
    wide, tight = (
        Snapshot.build([high], number=1, coverage=WORLD, terrain=terrain) for terrain in (TERRAIN, known)
    )
    assert assess(wide, [flight()]).status is Status.PROHIBITED
    assert assess(tight, [flight()]).status is Status.CLEAR
    assert assess(tight, [flight(heights=band(0, 100))]).status is Status.PROHIBITED
    for heights in (band(0, 60), band(0, 100)):
        alone = at_point(tight, -11.45, 14.45, period=hours(0, 1), band=heights).status
        assert bulk(tight, [(-11.45, 14.45)], hours(0, 1), heights)[0].status is alone
