"""Areas brought down to a permit's sixteen vertices, always inward."""

from math import cos, pi, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from drones.permits.rules import AreaTooSmallError, permit_area, permit_areas, simplify_inward

KAYES = Point(-11.44448, 14.44693)
METRE = 1 / 111_000


def _vertices(area) -> int:
    parts = getattr(area, "geoms", [area])
    return sum(len(part.exterior.coords) - 1 for part in parts)


def _fits(result, original) -> bool:
    return result.is_valid and _vertices(result) <= 16 and original.covers(result)


def test_a_polygon_that_fits_comes_back_as_it_is():
    area = Polygon([(-11.45, 14.44), (-11.44, 14.4412345), (-11.4423456, 14.45)])
    assert list(simplify_inward(area).exterior.coords) == list(area.exterior.coords)


@pytest.mark.parametrize("segments", [8, 16, 64, 250, 2_000])
def test_a_circle_keeps_most_of_its_area(segments):
    circle = KAYES.buffer(200 * METRE, quad_segs=segments)
    found = simplify_inward(circle)
    assert _fits(found, circle)
    assert found.area > 0.95 * circle.area


def test_a_circle_of_200_km_fits_too():
    circle = KAYES.buffer(2)
    found = permit_area(circle)
    assert _fits(found.polygon, circle)
    assert found.polygon.area > 0.95 * circle.area
    assert found.digits == 4


def test_simplifying_twice_changes_nothing_more():
    found = simplify_inward(KAYES.buffer(3_000 * METRE))
    assert list(simplify_inward(found).exterior.coords) == list(found.exterior.coords)


def test_a_winding_corridor_stays_within_itself():
    legs = [(step * 500 * METRE, (step % 2) * 300 * METRE) for step in range(8)]
    corridor = affinity.translate(LineString(legs).buffer(40 * METRE), KAYES.x, KAYES.y)
    found = simplify_inward(corridor)
    assert _fits(found, corridor)
    assert found.area > 0.5 * corridor.area


def test_a_dent_is_filled_rather_than_the_shape_lost():
    banana = KAYES.buffer(500 * METRE).difference(affinity.translate(KAYES, 300 * METRE).buffer(450 * METRE))
    found = simplify_inward(banana)
    assert _fits(found, banana)
    assert found.area > 0.85 * banana.area


def test_a_hole_stays_out():
    ring = KAYES.buffer(500 * METRE).difference(KAYES.buffer(200 * METRE))
    found = simplify_inward(ring)
    assert _fits(found, ring)
    assert found.area > 0.6 * ring.area


def test_parts_share_the_vertices():
    parts = MultiPolygon([affinity.translate(KAYES, step * 0.01).buffer(100 * METRE) for step in range(4)])
    found = simplify_inward(parts)
    assert _fits(found, parts)
    assert len(found.geoms) == 4


def test_of_too_many_parts_the_largest_are_kept():
    parts = MultiPolygon(
        [affinity.translate(KAYES, step * 0.01).buffer((10 + step) * METRE) for step in range(10)]
    )
    found = simplify_inward(parts)
    assert _fits(found, parts)
    assert all(found.intersects(part) for part in list(parts.geoms)[-len(found.geoms) :])


def test_a_needle_of_ten_centimetres_is_kept():
    needle = Polygon([(7.4775, 46.975), (7.4775005, 46.976), (7.477501, 46.975)])
    assert _fits(simplify_inward(needle), needle)


def test_less_than_a_centimetre_is_too_small():
    with pytest.raises(AreaTooSmallError):
        simplify_inward(box(0.00000001, 0.00000001, 0.00000002, 0.00000002))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.floats(0.2, 1.0), min_size=3, max_size=60),
    st.floats(-179, 179),
    st.floats(-80, 80),
    st.sampled_from([20, 300, 5_000, 60_000]),
)
def test_any_star_stays_within_itself(radii, lon, lat, size_m):
    corners = [
        (
            lon + size_m * METRE * radius * cos(2 * pi * at / len(radii)),
            lat + size_m * METRE * radius * sin(2 * pi * at / len(radii)),
        )
        for at, radius in enumerate(radii)
    ]
    star = Polygon(corners)
    if star.is_valid and abs(lat) + size_m * METRE < 90:
        assert _fits(simplify_inward(star), star)


def test_a_path_that_runs_around_a_place_is_opened_there_and_not_halved():
    loop = LineString([(0, 0), (600, 0), (600, 500), (0, 500), (0, 20)]).buffer(40, quad_segs=4)
    corridor = affinity.translate(affinity.scale(loop, METRE, METRE, origin=(0, 0)), KAYES.x, KAYES.y)
    assert len(corridor.interiors) == 1
    found = simplify_inward(corridor)
    assert _fits(found, corridor)
    assert found.area > 0.85 * corridor.area


def test_a_long_winding_track_keeps_what_sixteen_corners_can():
    points = [(at * 60 * METRE, 300 * METRE * sin(at / 6)) for at in range(120)]
    track = affinity.translate(LineString(points).buffer(60 * METRE), KAYES.x, KAYES.y)
    found = simplify_inward(track)
    assert _fits(found, track)
    assert found.area > 0.3 * track.area


def test_several_areas_share_the_corners_by_the_share_they_would_lose():
    large, small = KAYES.buffer(3_000 * METRE), affinity.translate(KAYES, 0.1).buffer(60 * METRE)
    found = permit_areas((large, small))
    assert sum(len(area.vertices) for area in found) <= 16
    assert found[0].digits == found[1].digits
    for area, of in zip(found, (large, small), strict=True):
        assert _fits(area.polygon, of)
        assert area.polygon.area > 0.8 * of.area


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.floats(-900, 900), st.floats(-900, 900)), min_size=2, max_size=30),
    st.sampled_from([15, 60, 200]),
)
def test_any_corridor_stays_within_itself(points, width_m):
    path = LineString([(x * METRE, y * METRE) for x, y in points])
    corridor = affinity.translate(path.buffer(width_m * METRE, quad_segs=4), KAYES.x, KAYES.y)
    assert _fits(simplify_inward(corridor), corridor)
