"""Areas at the edges of what can be drawn: each has the right answer or a named refusal."""

import json
from itertools import pairwise
from math import cos, pi, sin

import numpy as np
import pytest
from shapely.geometry import MultiPolygon, Polygon, box

from geofences.engine.model import Status
from geofences.engine.shapes import read_area
from geofences.engine.verdicts import assess, bulk
from tests.unit.geofences.engine.cast import flight, hours, snapshot, zone

#: What becomes of each published edge case: taken as it is written, or refused by this name.
OUTCOMES = {
    "almost-180": "antimeridian",
    "complex-split": "antimeridian",
    "cw-only": None,
    "extra-crossing": "antimeridian",
    "great-circle": "antimeridian",
    "issues-164": "antimeridian",
    "issues-174": "antimeridian",
    "issues-187": "ring_open",
    "issues-81": "antimeridian",
    "line": "not_an_area",
    "multi-no-antimeridian": None,
    "north-pole": "antimeridian",
    "one-hole": "antimeridian",
    "overlap": "antimeridian",
    "simple-with-ccw-hole": None,
    "south-pole": "antimeridian",
    "two-holes": "antimeridian",
}


def odd(rings, x, y):
    """Whether a ray to the east crosses the rings an odd number of times."""
    crossings = 0
    for ring in rings:
        for (ax, ay), (bx, by) in pairwise(ring):
            if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
                crossings += 1
    return crossings % 2 == 1


def prohibited(area, points):
    return [one.status is Status.PROHIBITED for one in bulk(snapshot(zone(area=area)), points, hours(0, 1))]


def test_every_published_edge_case_is_listed_here(shared_data):
    files = (shared_data / "geometry_edge").glob("antimeridian_*.json")
    assert {path.stem.removeprefix("antimeridian_") for path in files} == set(OUTCOMES)


@pytest.mark.parametrize("name", sorted(OUTCOMES))
def test_each_published_edge_case_is_right_or_refused_by_name(shared_data, name):
    stated = json.loads((shared_data / "geometry_edge" / f"antimeridian_{name}.json").read_text())
    stated = stated.get("geometry", stated)
    polygons = {"Polygon": lambda c: [c], "MultiPolygon": lambda c: c}.get(stated["type"], lambda c: [[c]])(
        stated["coordinates"]
    )
    area, faults = read_area(polygons)
    if (
        OUTCOMES[name] == "not_an_area"
    ):  # a line's positions are no rings: whatever is named, nothing is taken
        assert area is None
        assert faults
        return
    if OUTCOMES[name]:
        assert area is None
        assert {fault.code.value for fault in faults} == {OUTCOMES[name]}
        return
    west, south, east, north = area.bounds
    points = np.random.default_rng(3).uniform((west - 5, south - 5), (east + 5, north + 5), (500, 2))
    expected = [any(odd(polygon, x, y) for polygon in polygons) for x, y in points.tolist()]
    assert 50 < sum(expected) < 450
    assert prohibited(area, points) == expected


@pytest.mark.parametrize("side", [-1, 1])
def test_an_area_near_a_pole_is_refused(side):
    ring = [[0, side * 85], [20, side * 85], [20, side * 89.9], [0, side * 89.9], [0, side * 85]]
    area, faults = read_area([[ring]])
    assert area is None
    assert "pole" in {fault.code.value for fault in faults}


def test_a_sliver_a_micro_degree_thin_is_not_flown_through_unseen():
    sliver = zone(area=box(-11.45, 14.3, -11.449999, 14.6))
    assert assess(snapshot(sliver), [flight(box(-11.46, 14.44, -11.44, 14.45))]).status is Status.PROHIBITED
    assert assess(snapshot(sliver), [flight(box(-11.44999, 14.44, -11.44, 14.45))]).status is Status.CLEAR


def test_a_border_between_two_zones_belongs_to_both():
    west, east = box(-11.5, 14.4, -11.45, 14.5), box(-11.45, 14.4, -11.4, 14.5)
    world = snapshot(zone("W", area=west), zone("E", area=east))
    (answer,) = bulk(world, [(-11.45, 14.45)], hours(0, 1))
    assert {one.identifier for one in answer.zones} == {"W", "E"}


def test_a_flight_that_fills_a_hole_to_its_rim_touches_the_zone():
    ring = Polygon(box(0, 0, 3, 3).exterior, [box(1, 1, 2, 2).exterior])
    world = snapshot(zone(area=ring))
    assert assess(world, [flight(box(1, 1, 2, 2))]).status is Status.PROHIBITED
    assert assess(world, [flight(box(1.001, 1.001, 1.999, 1.999))]).status is Status.CLEAR
    assert assess(world, [flight(box(-1, -1, 4, 4))]).status is Status.PROHIBITED


def test_a_flight_between_the_parts_of_a_zone_is_clear():
    parts = MultiPolygon([box(0, 0, 1, 1), box(2, 0, 3, 1)])
    assert assess(snapshot(zone(area=parts)), [flight(box(1.1, 0, 1.9, 1))]).status is Status.CLEAR
    assert assess(snapshot(zone(area=parts)), [flight(box(1.1, 0, 2, 1))]).status is Status.PROHIBITED


def test_a_ring_of_21000_vertices_answers_as_a_ray_does():
    count = 21_000
    radii = [1 + 0.02 * sin(turn * 700 * 2 * pi / count) for turn in range(count)]
    ring = [
        (radii[turn] * cos(turn * 2 * pi / count), radii[turn] * sin(turn * 2 * pi / count))
        for turn in range(count)
    ]
    ring.append(ring[0])
    area, faults = read_area([[ring]])
    assert not faults
    points = np.random.default_rng(4).uniform(-1.1, 1.1, (60, 2))
    assert prohibited(area, points) == [odd([ring], x, y) for x, y in points.tolist()]
