"""Measured ground: always the posts around, never narrower, nothing where a height is missing."""

import numpy as np
import pytest
from shapely.geometry import Point, box

from geofences.engine.grids import Ground, HeightGrid


def hgt(heights):
    return np.array(heights, dtype=">i2")[::-1].tobytes()


def slope(side=1_201):
    """From 0 m in the west to 1,200 m in the east."""
    return np.tile(np.linspace(0, 1_200, side), (side, 1))


def tile(name, heights):
    return HeightGrid.from_hgt(name, hgt(heights))


def ground(*grids, doubt_m=0):
    return Ground.of(grids, doubt_m)


SLOPE = tile("N14W012.hgt", slope())


def test_the_posts_around_a_box_bound_its_ground():
    known = ground(SLOPE)
    assert known.under(box(-11.4999, 14.2, -11.4601, 14.25)) == (600, 648)
    assert known.under(Point(-11.25, 14.5)) == (899, 901)


def test_doubt_widens_what_is_measured():
    assert ground(SLOPE, doubt_m=16).under(box(-11.4999, 14.2, -11.4601, 14.25)) == (584, 664)


def test_a_wide_box_is_answered_from_blocks_and_never_narrower():
    low, high = ground(SLOPE).under(box(-11.9, 14.1, -11.1, 14.9))
    assert 100 <= low <= 120
    assert 1_080 <= high <= 1_100


@pytest.mark.parametrize("area", [box(-12.1, 14.2, -11.9, 14.3), box(-11.1, 14.9, -11.0, 15.1), Point(0, 0)])
def test_nothing_is_said_of_what_is_not_held(area):
    assert ground(SLOPE).under(area) is None


def test_no_grids_say_nothing():
    assert ground().under(Point(0, 0)) is None


@pytest.mark.parametrize("void", [-32_768, -9_999, 32_767])
def test_a_missing_height_makes_its_surroundings_unknown(void):
    heights = slope()
    heights[600, 600] = void
    known = ground(tile("s01e000.HGT", heights))
    assert known.under(Point(0.5, -0.5)) is None
    assert known.under(box(0.1, -0.9, 0.9, -0.1)) is None
    assert known.under(Point(0.3, -0.3)) is not None


def test_an_area_over_the_border_of_two_tiles_sees_both():
    flat = np.full((1_201, 1_201), 300)
    known = ground(SLOPE, tile("N14W011.hgt", flat))
    assert known.under(box(-11.0101, 14.5, -10.99, 14.51)) == (300, 1_200)
    assert known.under(Point(-11, 14.5)) == (300, 1_200)
    assert known.under(box(-10.5, 14.5, -10.4, 14.51)) == (300, 300)


def test_an_area_over_the_corner_of_tiles_is_unknown_while_one_is_missing():
    flat = np.full((61, 61), 300)
    corner = box(-11.01, 14.99, -10.99, 15.01)
    tiles = [tile(name, flat) for name in ("N14W012.hgt", "N14W011.hgt", "N15W012.hgt", "N15W011.hgt")]
    assert ground(*tiles).under(corner) == (300, 300)
    for gap in range(4):
        assert ground(*tiles[:gap], *tiles[gap + 1 :]).under(corner) is None


def test_overlapping_grids_give_the_widest_of_their_answers():
    known = ground(tile("N14W012.hgt", np.full((61, 61), 200)), tile("N14W012.hgt", np.full((61, 61), 260)))
    assert known.under(Point(-11.5, 14.5)) == (200, 260)


def test_fine_grids_are_joined_to_coarser_cells_and_stay_true():
    random = np.random.default_rng(5)
    heights = random.integers(0, 800, (3_601, 3_601))
    fine = tile("N14W012.hgt", heights)
    assert fine.low.shape == (1_200, 1_200)
    known = ground(fine)
    for _ in range(300):
        west, south = random.uniform((-12, 14), (-11.1, 14.9))
        width, height = 10 ** random.uniform(-4, -1, 2)
        low, high = known.under(box(west, south, west + width, south + height))
        columns = slice(int((west + 12) * 3_600), int(np.ceil((west + width + 12) * 3_600)) + 1)
        rows = slice(int((south - 14) * 3_600), int(np.ceil((south + height - 14) * 3_600)) + 1)
        around = heights[rows, columns]
        assert low <= around.min()
        assert high >= around.max()


def test_fractions_of_a_metre_are_rounded_outwards():
    posts = np.array([[10.2, 11.7], [10.4, 11.1]], dtype=np.float32)
    grid = HeightGrid.from_posts(posts, west=0, south=0, step_lon=0.1, step_lat=0.1)
    assert ground(grid).under(Point(0.05, 0.05)) == (10, 12)


@pytest.mark.parametrize("missing", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_missing(missing):
    posts = np.array([[10.2, 11.7, 12], [10.4, missing, 12], [1, 2, 3]], dtype=np.float32)
    grid = HeightGrid.from_posts(posts, west=0, south=0, step_lon=0.1, step_lat=0.1)
    assert ground(grid).under(Point(0.05, 0.05)) is None


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("ground.hgt", b"\0" * 8, "hgt_name"),
        ("N14W012.hgt", b"\0" * 7, "hgt_size"),
        ("N14W012", b"", "hgt_size"),
        ("N14W012.hgt", b"\x80\0" * 4, "grid_without_heights"),
        ("N95W012.hgt", b"\0" * 8, "grid_place"),
        ("N14W190.hgt", b"\0" * 8, "grid_place"),
    ],
)
def test_a_file_that_is_no_grid_is_refused(name, content, code):
    with pytest.raises(ValueError, match=code):
        HeightGrid.from_hgt(name, content)


def test_a_single_row_is_no_grid():
    with pytest.raises(ValueError, match="grid_too_small"):
        HeightGrid.from_posts(np.zeros((1, 5), dtype=np.float32), west=0, south=0, step_lon=1, step_lat=1)
