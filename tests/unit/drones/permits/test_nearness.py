"""How far an area is from a place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon, box

from drones.permits.rules import how_far
from geofences.engine.geodesy import WGS84


def test_inside_and_on_the_edge_it_is_nothing():
    square = box(-11.5, 14.4, -11.4, 14.5)
    assert how_far(-11.45, 14.45, square) == (0.0, "")
    assert how_far(-11.5, 14.45, square) == (0.0, "")


@pytest.mark.parametrize(("lon", "lat", "wind"), [(0, -1, "n"), (-1, 0, "e"), (1, 0, "w"), (0, 1, "s")])
def test_the_wind_leads_from_the_place_to_the_area(lon, lat, wind):
    assert how_far(-11.4 + lon / 10, 14.4 + lat / 10, Point(-11.4, 14.4).buffer(0.001))[1] == wind


@given(st.floats(-12, -9), st.floats(12, 16), st.floats(0.01, 0.5), st.floats(0, 6.28))
def test_it_is_the_shortest_way_to_the_edge(lon, lat, size, turn):
    angles = turn + np.array([0.0, 2.2, 4.0])
    area = Polygon(np.column_stack([-10.5 + size * np.cos(angles), 14 + size * np.sin(angles)]))
    metres, _wind = how_far(lon, lat, area)
    if area.intersects(Point(lon, lat)):
        assert metres == 0
        return
    walked = np.array(
        [area.exterior.interpolate(part, normalized=True).coords[0] for part in np.linspace(0, 1, 2000)]
    )
    shortest = WGS84.inv(np.full(2000, lon), np.full(2000, lat), walked[:, 0], walked[:, 1])[2].min()
    assert metres == pytest.approx(shortest, rel=0.01, abs=60)
