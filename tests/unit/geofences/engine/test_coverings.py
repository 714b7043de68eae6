"""The coverage: its cells never say more than its outline."""

import numpy as np
import pytest
import shapely
from shapely.geometry import Point, Polygon, box

from geofences.engine.coverings import Covering
from geofences.engine.model import Coverage

RING = Polygon(box(-12, 12, -8, 15).exterior, [box(-11, 13, -10, 14).exterior])


@pytest.mark.parametrize(
    "area", [box(-12, 12, -8, 15), RING, Point(-10, 14).buffer(2), RING.union(box(-5, 12, -4, 13))]
)
def test_a_position_is_covered_exactly_when_the_outline_covers_it(area):
    covering = Covering.of(Coverage(area))
    west, south, east, north = area.bounds
    random = np.random.default_rng(1)
    points = random.uniform((west - 0.2, south - 0.2), (east + 0.2, north + 0.2), (4_000, 2))
    rim = shapely.get_coordinates(shapely.segmentize(area.boundary, 0.05))
    points = np.concatenate([points, rim, rim + random.normal(0, 1e-8, rim.shape)])
    for lon, lat in points.tolist():
        here = Point(lon, lat)
        assert covering.holds_point(lon, lat, here) == shapely.covers(area, here)


def test_the_whole_world_holds_everything():
    world = Covering.of(Coverage())
    assert world.holds_point(0, 0, Point(0, 0))
    assert world.holds(box(0, 0, 1, 1))
