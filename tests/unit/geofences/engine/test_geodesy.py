"""Circles, corridors, buffers and moves, held against geodesic distances."""

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from geofences.engine.geodesy import (
    GeodesyError,
    GeodesyFault,
    area_m2,
    buffer_m,
    circle,
    corridor,
    densify,
    distance_m,
    transfer,
)

GEOD = Geod(ellps="WGS84")
lons, lats = st.floats(-170, 170), st.floats(-75, 75)


def around(lon, lat, distance, count=180):
    """Positions at a distance in all directions."""
    every = np.linspace(0, 360, count, endpoint=False)
    x, y, _ = GEOD.fwd(np.full(count, lon), np.full(count, lat), every, np.full(count, distance))
    return x, y


def distances(lon, lat, positions):
    count = len(positions)
    return GEOD.inv(np.full(count, lon), np.full(count, lat), positions[:, 0], positions[:, 1])[2]


def border(area, pieces=1_000):
    return shapely.get_coordinates(shapely.segmentize(area.boundary, area.length / pieces))


@settings(max_examples=60, deadline=None)
@given(lons, lats, st.floats(1, 100_000), st.sampled_from([0.2, 1.0, 5.0]))
def test_a_circle_encloses_the_true_circle_within_its_tolerance(lon, lat, radius, tolerance):
    area = circle(lon, lat, radius, tolerance)
    assert area.is_valid
    assert shapely.contains_xy(area, *around(lon, lat, radius)).all()
    far = distances(lon, lat, border(area))
    assert far.min() >= radius
    assert far.max() <= radius + tolerance + 1e-6


def test_uncertainty_widens_a_circle_and_a_corridor():
    assert shapely.contains_xy(circle(-11, 14, 100, uncertainty_m=50), *around(-11, 14, 150)).all()
    path = [(-11.0, 14.0), (-10.9, 14.0)]
    assert shapely.contains_xy(corridor(path, 100, uncertainty_m=20), *around(-11, 14, 70)).all()


@settings(max_examples=40, deadline=None)
@given(
    lons, st.floats(-70, 70), st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=2, max_size=6),
    st.floats(-3, 0), st.floats(4, 5_000),
)  # fmt: skip
def test_a_corridor_encloses_all_within_half_its_width_of_its_legs(lon, lat, offsets, scale, width):
    path = [(lon + x * 10**scale, lat + y * 10**scale) for x, y in offsets]
    area = corridor(path, width)
    assert area.is_valid
    for a, b in itertools.pairwise(path):
        azimuth, _, length = GEOD.inv(*a, *b)
        for part in np.linspace(0, 1, 7):
            x, y, _ = GEOD.fwd(*a, azimuth, length * part)
            assert shapely.contains_xy(area, *around(x, y, width / 2, 24)).all()


def test_a_corridor_is_no_wider_than_its_tolerance_allows():
    a, b = (-11.4, 14.4), (-10.4, 14.9)
    azimuth, _, length = GEOD.inv(*a, *b)
    along = np.linspace(0, length, 4_000)
    x, y, _ = GEOD.fwd(np.full(4_000, a[0]), np.full(4_000, a[1]), np.full(4_000, azimuth), along)
    leg = shapely.points(x, y)
    for lon, lat in border(corridor([a, b], 200), 300):
        near = shapely.STRtree(leg).nearest(Point(lon, lat))
        assert 100 <= distance_m((lon, lat), (x[near], y[near])) <= 101.5


def test_the_whole_leg_counts_and_not_only_its_waypoints():
    area = corridor([(-11.0, 14.0), (-10.0, 14.0)], 100)
    # The geodesic climbs some 50 m above the parallel between.
    _, _, length = GEOD.inv(-11, 14, -10, 14)
    x, y, _ = GEOD.fwd(-11, 14, GEOD.inv(-11, 14, -10, 14)[0], length / 2)
    assert y > 14.0002
    assert area.contains(Point(x, y))


def test_a_corridor_that_comes_back_keeps_its_hole():
    loop = [(-11, 14), (-10.9, 14), (-10.9, 14.1), (-11, 14.1), (-11, 14)]
    assert len(corridor(loop, 500).interiors) == 1


def test_a_corridor_of_one_point_is_a_circle():
    assert corridor([(-11, 14)], 200).equals(circle(-11, 14, 100))


def test_points_that_repeat_do_no_harm():
    assert corridor([(-11, 14), (-11, 14), (-10.9, 14)], 200).is_valid


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: circle(float("nan"), 0, 10), GeodesyFault.NOT_FINITE),
        (lambda: circle(0, 0, float("inf")), GeodesyFault.NOT_FINITE),
        (lambda: circle(181, 0, 10), GeodesyFault.OUT_OF_RANGE),
        (lambda: circle(0, 91, 10), GeodesyFault.OUT_OF_RANGE),
        (lambda: circle(0, 0, 0), GeodesyFault.NOT_POSITIVE),
        (lambda: circle(0, 0, -5), GeodesyFault.NOT_POSITIVE),
        (lambda: circle(0, 0, 2_000_000), GeodesyFault.TOO_LARGE),
        (lambda: circle(179.999, 10, 5_000), GeodesyFault.ANTIMERIDIAN),
        (lambda: circle(10, 89.99, 5_000), GeodesyFault.POLE),
        (lambda: corridor([], 10), GeodesyFault.TOO_FEW_POINTS),
        (lambda: corridor([(179.9, 0), (-179.9, 0)], 10), GeodesyFault.ANTIMERIDIAN),
        (lambda: corridor([(0, 87.9), (180, 87.9)], 10), GeodesyFault.POLE),
        (lambda: corridor([(0, 0), (90, 0)], 10), GeodesyFault.TOO_LARGE),
        (lambda: corridor([(0, 0), (0, float("nan"))], 10), GeodesyFault.NOT_FINITE),
        (lambda: buffer_m(box(179.99, 0, 179.999, 0.01), 5_000), GeodesyFault.ANTIMERIDIAN),
        (lambda: buffer_m(Polygon(), 10), GeodesyFault.EMPTY),
        (lambda: densify(Polygon([(179, 0), (-179, 0), (-179, 1)])), GeodesyFault.ANTIMERIDIAN),
        (lambda: transfer(box(0, 0, 0.1, 0.1), 179.99, 0), GeodesyFault.ANTIMERIDIAN),
        (lambda: transfer(box(0, 0, 0.1, 0.1), 0, 89.9), GeodesyFault.POLE),
    ],
)
def test_what_cannot_be_made_is_refused_by_name(make, code):
    with pytest.raises(GeodesyError) as refused:
        make()
    assert refused.value.code is code


@settings(max_examples=40, deadline=None)
@given(lons, st.floats(-70, 70), st.floats(0.001, 0.3), st.floats(1, 2_000))
def test_a_buffer_encloses_all_within_its_metres(lon, lat, size, metres):
    area = Polygon([(lon, lat), (lon + size, lat + size / 3), (lon + size / 2, lat + size)])
    wide, narrow = buffer_m(area, metres), buffer_m(area, -metres)
    for x, y in border(area, 20):
        assert shapely.contains_xy(wide, *around(x, y, metres, 24)).all()
        if not narrow.is_empty:
            assert not shapely.contains_xy(narrow, *around(x, y, metres * 0.999, 24)).any()


def test_a_buffer_is_no_wider_than_its_tolerance_allows():
    far = distances(-11, 14, border(buffer_m(Point(-11, 14), 1_000), 500))
    assert 1_000 <= far.min() <= far.max() <= 1_001


def test_a_region_of_hundreds_of_kilometres_is_widened_too():
    region = box(-12, 12, -8, 15.8)
    wide = buffer_m(region, 100)
    for x, y in border(region, 60):
        assert shapely.contains_xy(wide, *around(x, y, 100, 24)).all()
    assert shapely.contains(region, buffer_m(region, -100))


def test_a_line_can_be_widened():
    assert buffer_m(LineString([(-11, 14), (-10.9, 14)]), 50).geom_type == "Polygon"


def test_dense_edges_follow_the_geodesic():
    region = box(-12, 12, -8, 15.8)
    dense = densify(region)
    azimuth, _, length = GEOD.inv(-12, 15.8, -8, 15.8)
    for part in np.linspace(0, 1, 101):
        x, y, _ = GEOD.fwd(-12, 15.8, azimuth, length * part)
        nearest = dense.exterior.interpolate(dense.exterior.project(Point(x, y)))
        assert distance_m((x, y), (nearest.x, nearest.y)) < 0.51
    assert dense.bounds[3] > 15.805


def test_short_edges_and_slivers_stay_as_they_are():
    needle = Polygon([(7.4775, 46.975), (7.4785, 46.975), (7.478, 46.975001)])
    assert densify(needle).equals(needle)


def test_holes_and_parts_are_kept_when_edges_become_dense():
    area = MultiPolygon(
        [Polygon(box(0, 0, 5, 5).exterior, [box(1, 40 / 10, 4, 4.5).exterior]), box(6, 0, 7, 1)]
    )
    dense = densify(area)
    assert (len(dense.geoms), len(dense.geoms[0].interiors)) == (2, 1)


def test_areas_are_true_to_the_ellipsoid():
    zone = circle(-11.4, 14.4, 5_000, 0.2)
    assert area_m2(zone) == pytest.approx(np.pi * 5_000**2, rel=1e-4)
    ring = Polygon(circle(-11.4, 14.4, 5_000).exterior, [circle(-11.4, 14.4, 2_000).exterior])
    assert area_m2(ring) == pytest.approx(np.pi * (5_000**2 - 2_000**2), rel=1e-3)
    assert area_m2(MultiPolygon()) == 0


@settings(max_examples=40, deadline=None)
@given(lons, st.floats(-70, 70), st.floats(0.001, 0.05))
def test_a_moved_area_keeps_its_metres_and_lies_where_it_was_asked(lon, lat, size):
    area = Polygon([(8.5, 47.3), (8.5 + size, 47.3), (8.5 + size, 47.3 + size / 2), (8.5, 47.3 + size)])
    moved = transfer(area, lon, lat)
    assert distance_m((moved.centroid.x, moved.centroid.y), (lon, lat)) < 0.01
    # Straight lon/lat edges bow differently at another latitude.
    assert area_m2(moved) == pytest.approx(area_m2(area), rel=1e-3)
    for (a, b), (c, d) in zip(
        zip(area.exterior.coords[:-1], area.exterior.coords[1:], strict=True),
        zip(moved.exterior.coords[:-1], moved.exterior.coords[1:], strict=True),
        strict=True,
    ):
        assert distance_m(c, d) == pytest.approx(distance_m(a, b), rel=1e-4)
