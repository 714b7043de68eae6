"""A million generated cases against the oracles: no wrong "clear", no minute, no metre."""

from __future__ import annotations

import itertools
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest
import shapely
from pyproj import Geod, Transformer

from geofences.engine.geodesy import circle, corridor
from tests.proof.engine import cases
from tests.proof.engine.positions import prohibited

GEOD = Geod(ellps="WGS84")
KAYES_UTM = Transformer.from_crs(4326, 32629, always_xy=True)


def total(compare, seeds) -> int:
    """The cases compared over all seeds, on both cores."""
    with ProcessPoolExecutor(2) as pool:
        return sum(pool.map(compare, seeds, chunksize=64))


def test_a_million_pairs_of_a_zone_and_a_flight():
    assert total(cases.compare_world, range(1_000, 2_000)) >= 1_000_000


def test_ten_million_minutes_of_schedules():
    assert total(cases.compare_schedule, range(10_000, 13_500)) >= 10_000_000


def test_ten_million_minutes_around_changes_of_clocks():
    assert total(cases.compare_change_of_clocks, range(10_000, 10_900)) >= 10_000_000


def test_a_hundred_thousand_pairs_of_bands():
    assert total(cases.compare_heights, range(100_000, 200_000)) == 100_000


@pytest.mark.parametrize("seed", range(4))
def test_points_about_circles_and_corridors_agree_with_geodesic_distances(seed):
    random = np.random.default_rng(seed)
    centres = random.uniform((-12, 12), (-8, 15.8), (50, 2))
    radii = 10 ** random.uniform(1.5, 4, 50)
    points, owner = [], []
    for number, ((lon, lat), radius) in enumerate(zip(centres, radii, strict=True)):
        count = 1_000
        far = radius + random.choice([-1, 1], count) * 10 ** random.uniform(-1, 1.5, count)
        x, y, _ = GEOD.fwd(
            np.full(count, lon), np.full(count, lat), random.uniform(0, 360, count), np.abs(far)
        )
        points.append(np.column_stack([x, y]))
        owner.extend([number] * count)
    points, owner = np.concatenate(points), np.array(owner)
    areas = [circle(lon, lat, radius) for (lon, lat), radius in zip(centres, radii, strict=True)]
    found = prohibited(areas, points)[np.arange(len(points)), owner]
    true = GEOD.inv(centres[owner, 0], centres[owner, 1], points[:, 0], points[:, 1])[2]
    assert found[true <= radii[owner]].all()
    assert not found[true > radii[owner] + 1.0].any()


@pytest.mark.parametrize("seed", range(4))
def test_points_about_polygons_agree_with_a_local_projection_to_a_metre(seed):
    random = np.random.default_rng(seed)
    areas = []
    for _ in range(50):
        lon, lat = random.uniform((-11.9, 12), (-8, 15.8))
        spread = 10 ** random.uniform(-3, -1)
        cloud = random.uniform((lon - spread, lat - spread), (lon + spread, lat + spread), (8, 2))
        areas.append(shapely.convex_hull(shapely.multipoints(cloud)))
    flat = shapely.transform(
        shapely.segmentize(np.array(areas), 1e-3),
        lambda lonlat: np.column_stack(KAYES_UTM.transform(lonlat[:, 0], lonlat[:, 1])),
    )
    along = [shapely.get_coordinates(shapely.segmentize(a.exterior, a.length / 1_000)) for a in areas]
    owner = np.repeat(np.arange(len(areas)), [len(each) for each in along])
    on_border = np.concatenate(along)
    points = on_border + random.normal(0, 1, on_border.shape) * 10 ** random.uniform(-7, -3, (len(owner), 1))
    found = prohibited(areas, points)[np.arange(len(points)), owner]
    here = shapely.points(np.column_stack(KAYES_UTM.transform(points[:, 0], points[:, 1])))
    inside = shapely.contains(flat[owner], here)
    away = shapely.distance(shapely.boundary(flat[owner]), here)
    assert (found == inside)[away > 1.0].all()


@pytest.mark.parametrize("seed", range(4))
def test_positions_beside_a_geodesic_path_are_in_its_corridor(seed):
    random = np.random.default_rng(seed)
    for _ in range(200):
        lon, lat = random.uniform((-170, -70), (170, 70))
        reach, width = 10 ** random.uniform(-3, 0.3), 10 ** random.uniform(0.7, 4)
        path = random.uniform((lon - reach, lat - reach), (lon + reach, lat + reach), (5, 2))
        area = corridor([tuple(point) for point in path], width)
        for a, b in itertools.pairwise(path):
            azimuth, _, length = GEOD.inv(*a, *b)
            count = 300
            x, y, _ = GEOD.fwd(
                np.full(count, a[0]),
                np.full(count, a[1]),
                np.full(count, azimuth),
                random.uniform(0, length, count),
            )
            side = random.uniform(0, width / 2, count)
            x, y, _ = GEOD.fwd(x, y, random.uniform(0, 360, count), side)
            assert shapely.contains_xy(area, x, y).all()
