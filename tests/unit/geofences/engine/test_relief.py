"""What is known of the ground, and what it lets the engine tell apart."""

import numpy as np
import pytest
from shapely.geometry import Point, box

from geofences.engine.model import Datum, Status, TerrainBounds
from geofences.engine.relief import HeightGrid, Relief
from geofences.engine.snapshot import Snapshot
from geofences.engine.verdicts import assess, at_point, bulk
from tests.unit.geofences.engine.cast import INSIDE, TERRAIN, WORLD, band, flight, hours, zone


def hgt(heights):
    return np.array(heights, dtype=">i2")[::-1].tobytes()


def slope(side=1_201):
    """From 0 m in the west to 1,200 m in the east."""
    return np.tile(np.linspace(0, 1_200, side), (side, 1))


def test_a_grid_knows_the_lowest_and_highest_ground_under_a_box():
    grid = HeightGrid.from_hgt("N14W012.hgt", hgt(slope()), doubt_m=0)
    assert grid.bounds(box(-11.4999, 14.2, -11.4601, 14.25)) == (600, 648)
    assert grid.bounds(Point(-11.25, 14.5)) == (899, 901)


def test_doubt_widens_what_a_grid_knows():
    grid = HeightGrid.from_hgt("N14W012.hgt", hgt(slope()), doubt_m=16)
    assert grid.bounds(box(-11.4999, 14.2, -11.4601, 14.25)) == (584, 664)


def test_a_wide_box_is_answered_from_blocks_and_never_narrower():
    grid = HeightGrid.from_hgt("N14W012.hgt", hgt(slope()), doubt_m=0)
    low, high = grid.bounds(box(-11.9, 14.1, -11.1, 14.9))
    assert 100 <= low <= 120
    assert 1_080 <= high <= 1_100


@pytest.mark.parametrize("area", [box(-12.1, 14.2, -11.9, 14.3), box(-11.1, 14.9, -11.0, 15.1), Point(0, 0)])
def test_a_grid_says_nothing_of_what_it_does_not_hold(area):
    assert HeightGrid.from_hgt("N14W012.hgt", hgt(slope())).bounds(area) is None


def test_a_missing_height_makes_its_cells_unknown():
    heights = slope()
    heights[600, 600] = -32_768
    grid = HeightGrid.from_hgt("s01e000.HGT", hgt(heights))
    assert grid.bounds(Point(0.5, -0.5)) is None
    assert grid.bounds(box(0.1, -0.9, 0.9, -0.1)) is None
    assert grid.bounds(Point(0.3, -0.3)) is not None


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("ground.hgt", b"\0" * 8, "hgt_name"),
        ("N14W012.hgt", b"\0" * 7, "hgt_size"),
        ("N14W012", b"", "hgt_size"),
    ],
)
def test_a_file_that_is_no_grid_is_refused(name, content, code):
    with pytest.raises(ValueError, match=code):
        HeightGrid.from_hgt(name, content)


def test_the_tightest_region_that_holds_the_whole_area_counts():
    region, inner = box(-12, 14, -11, 15), box(-11.5, 14.4, -11.4, 14.5)
    relief = Relief.of(
        TERRAIN, [(region, TerrainBounds(50, 300, 25, 35)), (inner, TerrainBounds(0, 100, 0, 90))]
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
