"""Faults of areas: named, placed, found in bounded time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Polygon, box

from geofences.engine.shapes import FLIGHT_LIMITS, AreaFaultCode, faults, read_area
from tests.unit.geofences.engine.cast import NOT_FINITE

SQUARE = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]


def codes(found):
    return {fault.code.value for fault in found}


def test_a_sound_area_has_no_fault():
    assert faults(box(0, 0, 1, 1)) == ()
    assert faults(Polygon(box(0, 0, 2, 2).exterior, [box(0.5, 0.5, 1, 1).exterior])) == ()


def test_crossing_edges_are_named_by_number_and_place():
    (fault,) = faults(Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]))
    assert fault.code is AreaFaultCode.CROSSING_EDGES
    assert fault.facts == {"part": 1, "ring": 1, "edge_a": 1, "edge_b": 3, "lon": 0.5, "lat": 0.5}


def test_edges_keep_their_numbers_when_a_point_repeats():
    (fault,) = faults(Polygon([(0, 0), (0, 0), (1, 1), (1, 0), (0, 1)]))
    assert (fault.facts["edge_a"], fault.facts["edge_b"]) == (2, 4)


@pytest.mark.parametrize(
    ("area", "code"),
    [
        (NOT_FINITE, "not_finite"),
        (Polygon(), "empty"),
        (LineString([(0, 0), (1, 1)]), "not_an_area"),
        (Polygon([(0, 0), (1, 1), (2, 2)]), "zero_area"),
        (Polygon([(0, 0), (181, 0), (1, 1)]), "out_of_range"),
        (Polygon([(170, 0), (-170, 0), (-170, 5), (170, 5)]), "antimeridian"),
        (Polygon([(0, 80), (90, 90), (20, 80)]), "pole"),
        (Polygon([(0, 0), (1, 0), (1, 0), (0, 0)]), "too_few_points"),
        (Polygon(box(0, 0, 1, 1).exterior, [box(2, 2, 3, 3).exterior]), "hole_outside"),
        (Polygon(box(0, 0, 2, 2).exterior, [box(1, 1, 3, 1.5).exterior]), "crossing_edges"),
        (Polygon([(0, 0), (1, 0), (1, 1), (1, 2), (1, 1), (0, 1)]), "crossing_edges"),
        (MultiPolygon([box(0, 0, 1, 1), box(0.5, 0.5, 2, 2)]), "overlapping_parts"),
        (MultiPolygon([box(0, 0, 4, 4), box(1, 1, 2, 2)]), "overlapping_parts"),
    ],
)
def test_each_fault_has_its_name(area, code):
    assert codes(faults(area)) == {code}


def test_a_sliver_a_micro_degree_thin_is_sound():
    assert faults(box(7.4775, 46.975, 7.4775 + 1e-6, 46.98)) == ()


def test_a_flight_is_held_to_smaller_numbers_than_a_zone():
    ring = Polygon([(np.cos(a), np.sin(a)) for a in np.linspace(0, 6, 300)])
    assert faults(ring) == ()
    (fault,) = faults(ring, FLIGHT_LIMITS)
    assert (fault.code, fault.facts["limit"]) == (AreaFaultCode.TOO_MANY_VERTICES, 255)
    many = MultiPolygon([box(i, 0, i + 0.5, 1) for i in range(11)])
    assert codes(faults(many, FLIGHT_LIMITS)) == {"too_many_parts"}


def hostile(kind):
    count = 25_000
    turn = np.linspace(0, 2 * np.pi, count, endpoint=False)
    random = np.random.default_rng(1)
    teeth = count // 2 - 2
    x, y = np.repeat(np.arange(teeth), 2) / teeth, np.tile([0.0, 1.0, 1.0, 0.0], teeth)[: 2 * teeth]
    foot = [[1.1, -1.0], [-0.1, -1.0]]
    jag = 1 + 0.3 * random.uniform(size=count)
    return {
        "circle": np.column_stack([np.cos(turn), np.sin(turn)]),
        "star": np.column_stack([np.cos(turn * 7_919), np.sin(turn * 7_919)]),
        "random": random.uniform(0, 1, (count, 2)),
        "comb": np.concatenate([np.column_stack([x, y]), foot]),
        "slanted comb": np.concatenate([np.column_stack([x + y, y]), foot]),
        "jagged": np.column_stack([jag * np.cos(turn), jag * np.sin(turn)]),
    }[kind]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("circle", set()),
        ("comb", set()),
        ("star", {"too_complex"}),
        ("random", {"too_complex"}),
        ("slanted comb", {"too_complex"}),
        ("jagged", {"too_complex"}),
    ],
)
def test_a_hostile_ring_of_25000_vertices_is_judged_by_name(kind, expected):
    area = Polygon(hostile(kind))
    assert codes(faults(area)) == expected


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=3, max_size=9))
def test_an_area_has_a_fault_exactly_when_it_is_invalid(points):
    area = Polygon(points)
    assert bool(faults(area)) == (not area.is_valid)


def test_coordinates_become_an_area():
    area, found = read_area([[[*SQUARE]]])
    assert found == ()
    assert area.equals(box(0, 0, 1, 1))
    pair, _ = read_area([[SQUARE], [[[x + 2, y, 99.0] for x, y in SQUARE]]])
    assert pair.geom_type == "MultiPolygon"


@pytest.mark.parametrize(
    ("polygons", "code"),
    [
        ([], "empty"),
        ([[]], "empty"),
        ([[[]]], "too_few_points"),
        ([[SQUARE[:-1]]], "ring_open"),
        ([[[[0, 0], [1, "x"], [1, 1], [0, 0]]]], "not_a_position"),
        ([[[[0, 0], [1], [1, 1], [0, 0]]]], "not_a_position"),
        ([[[0, 1, 2]]], "not_a_position"),
        ([[[[0, 0], [1, None], [1, 1], [0, 0]]]], "not_a_position"),
        ([[[[0, 0], [10**400, 0], [1, 1], [0, 0]]]], "not_a_position"),
        ([[[[0, 0], [1, float("inf")], [1, 1], [0, 0]]]], "not_finite"),
        ([[[[0, 0], [1, float("nan")], [1, 1], [0, 0]]]], "not_finite"),
        ([[[[0, 0], [1, 0], [0, 0]]]], "too_few_points"),
    ],
)
def test_coordinates_that_are_none_are_named(polygons, code):
    area, found = read_area(polygons)
    assert area is None
    assert codes(found) == {code}


def test_an_open_ring_is_closed_when_asked():
    area, found = read_area([[SQUARE[:-1]]], close=True)
    assert found == ()
    assert area.equals(box(0, 0, 1, 1))


def test_all_faults_of_all_rings_come_at_once():
    _, found = read_area([[SQUARE[:-1]], [[[0, 0], [1, None], [0, 0]]]])
    assert [(fault.code.value, fault.facts["part"]) for fault in found] == [
        ("ring_open", 1),
        ("not_a_position", 2),
    ]
