"""The engine against PostGIS ``geography`` on points around real zones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psycopg
import pytest
import shapely

from geofences.engine.geodesy import circle, densify
from geofences.engine.shapes import read_area
from tests.cluster import Cluster
from tests.proof.engine.positions import prohibited

POINTS_A_ZONE = 150


@pytest.fixture(scope="module")
def geography(cluster: Cluster) -> Iterator[psycopg.Connection]:
    """A connection to a new database with PostGIS."""
    with psycopg.connect(cluster.new_database(), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION postgis")
        yield connection


def real_areas(shared_data: Path) -> list:
    """The areas of a national file, circles included, none of them with a fault."""
    file = shared_data / "ed269" / "FI_traficom_ed269_rebuilt.json"
    found = []
    for feature in json.loads(file.read_text(encoding="utf-8-sig"))["features"]:
        for part in feature["geometry"]:
            shape = part["horizontalProjection"]
            if shape["type"] == "Circle":
                found.append(circle(*shape["center"], shape["radius"]))
            else:
                area, faults = read_area([shape["coordinates"]])
                assert not faults
                found.append(area)
    return found


def written(geometry):
    """Geometries as PostGIS copies them in."""
    return shapely.to_wkb(shapely.set_srid(geometry, 4326), hex=True, include_srid=True)


def test_points_around_real_zones_agree_with_geography_to_a_metre(geography, shared_data):
    random = np.random.default_rng(11)
    areas = [densify(area) for area in real_areas(shared_data)]
    assert len(areas) > 700
    points, owner = [], []
    for number, area in enumerate(areas):
        rim = shapely.get_coordinates(shapely.segmentize(area.boundary, area.length / POINTS_A_ZONE))
        rim = rim[random.permutation(len(rim))[:POINTS_A_ZONE]]
        points.append(rim + random.normal(0, 1, rim.shape) * 10 ** random.uniform(-6, -3, (len(rim), 1)))
        owner.extend([number] * len(rim))
    points = np.concatenate(points)
    found = prohibited(areas, points)[np.arange(len(points)), np.array(owner)]

    geography.execute("CREATE TEMP TABLE zone (n int, area geography)")
    geography.execute("CREATE TEMP TABLE spot (i int, n int, place geography)")
    with geography.cursor().copy("COPY zone FROM STDIN") as copy:
        for number, area in enumerate(areas):
            copy.write_row(
                (number, shapely.to_wkb(shapely.set_srid(area, 4326), hex=True, include_srid=True))
            )
    made = written(shapely.points(points))
    with geography.cursor().copy("COPY spot FROM STDIN") as copy:
        for index, (number, place) in enumerate(zip(owner, made, strict=True)):
            copy.write_row((index, number, place))
    rows = geography.execute(
        "SELECT i, ST_Covers(area, place), ST_Distance(ST_Boundary(area::geometry)::geography, place) "
        "FROM spot JOIN zone USING (n) ORDER BY i"
    ).fetchall()
    covered = np.array([row[1] for row in rows])
    away = np.array([row[2] for row in rows])
    assert len(rows) > 100_000
    assert (away > 1.0).mean() > 0.3
    assert (found == covered)[away > 1.0].all()
