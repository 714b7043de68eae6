"""A trim by hand takes whole cells of one grid, so that its outline tells nothing of its cause."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from pyproj import Geod
from shapely.geometry import Point, box

from drones.liaison.rules import grid
from geofences.engine.geodesy import circle

WGS84 = Geod(ellps="WGS84")
FLIGHT = box(-10.6, 14.5, -10.2, 14.9)


def test_what_is_cut_is_gone_and_more_around_it() -> None:
    cut = circle(-10.4, 14.7, 3_000)
    left = grid.trimmed(FLIGHT, cut)
    assert left is not None
    assert not left.intersection(cut).area
    assert FLIGHT.covers(left)


def test_every_cut_that_touches_the_same_cells_leaves_the_same_area() -> None:
    (cell,) = grid.touched(Point(-10.4, 14.7))
    west, south, east, north = cell.bounds
    random, found = Random(5), set()
    for _ in range(50):
        lon, lat = random.uniform(west, east - 0.002), random.uniform(south, north - 0.002)
        found.add(grid.trimmed(FLIGHT, box(lon, lat, lon + 0.001, lat + 0.001)).wkb)
    assert len(found) == 1


def test_nothing_is_left_of_a_flight_within_one_cell() -> None:
    (cell,) = grid.touched(Point(-10.4, 14.7))
    flight = cell.buffer(-0.001)
    assert grid.trimmed(flight, Point(-10.4, 14.7).buffer(0.0001)) is None


@pytest.mark.parametrize("lat", [-60.0, -0.01, 0.01, 14.7, 45.0, 80.0])
def test_a_cell_is_at_least_5_km_wide_at_its_widest_and_about_5_km_high(lat: float) -> None:
    (cell,) = grid.touched(Point(-10.4, lat))
    west, south, east, north = cell.bounds
    wide = max(WGS84.inv(west, at, east, at)[2] for at in (south, north))
    high = WGS84.inv(west, south, west, north)[2]
    assert 4_990 <= wide <= 5_100
    assert 4_950 <= high <= 5_050


def test_cells_of_a_row_meet_and_do_not_overlap() -> None:
    cells = list(grid.touched(box(-10.6, 14.7, -10.2, 14.701)))
    assert len(cells) > 5
    for one, other in pairwise(cells):
        assert one.bounds[2] == pytest.approx(other.bounds[0], abs=1e-12)


def test_a_cut_larger_than_any_flight_is_refused() -> None:
    with pytest.raises(ValueError, match="trim_too_large"):
        grid.trimmed(FLIGHT, box(-20, 0, 20, 40))
