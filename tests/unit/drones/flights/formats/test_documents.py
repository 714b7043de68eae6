"""The programming interface's JSON is read whole, refused by pointer, and written back the same."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drones.flights.formats.documents import read_plan, write_plan
from drones.flights.model import CircleShape, CorridorShape, InputReading, Mode, PolygonShape, Position
from geofences.engine.model import Datum, Height, Unit

VOLUME = {
    "geometry": {"type": "Point", "coordinates": [-10.8321, 13.8065], "radius_m": 200},
    "floor": {"value": 0, "datum": "AGL"},
    "ceiling": {"value": 60, "datum": "AGL"},
    "start": "2026-11-23T10:00:00Z",
    "end": "2026-11-23T11:30:00+01:00",
}
PLAN = {
    "aircraft": "a",
    "pilot": "p",
    "purpose": "photo",
    "mode": "BVLOS",
    "contact": "70",
    "volumes": [VOLUME],
}


def read(**changes):
    reading = read_plan({**PLAN, "volumes": [{**VOLUME, **changes}]})
    return reading.plan, [
        (fault.pointer, fault.code.removeprefix("flights.error.")) for fault in reading.faults
    ]


def test_a_volume_is_read_whole():
    plan, faults = read()
    volume = plan.volumes[0]
    assert faults == []
    assert volume.shapes == (CircleShape(Position(-10.8321, 13.8065), 200),)
    assert volume.ceiling == Height(60, Unit.METRES, Datum.AGL)
    assert volume.end == datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
    assert plan.mode is Mode.BVLOS


def test_a_radius_or_width_may_stand_beside_the_geometry():
    point = {"type": "Point", "coordinates": [-10.8, 13.8]}
    line = {"type": "LineString", "coordinates": [[-11, 14], [-11.1, 14]]}
    assert read(geometry=point, radius_m=50)[0].volumes[0].shapes[0].radius_m == 50
    assert read(geometry=line, width_m=40)[0].volumes[0].shapes == (
        CorridorShape(((-11, 14), (-11.1, 14)), 40),
    )


def test_polygons_and_multi_polygons_are_read():
    ring = [[-11, 14], [-11, 14.1], [-11.1, 14.1], [-11, 14]]
    one = read(geometry={"type": "Polygon", "coordinates": [ring]})[0].volumes[0].shapes[0]
    two = read(geometry={"type": "MultiPolygon", "coordinates": [[ring], [ring]]})[0].volumes[0].shapes[0]
    assert isinstance(one, PolygonShape)
    assert two.polygons == one.polygons * 2


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"geometry": {"type": "Point", "coordinates": [1, 2]}}, ("/volumes/0/geometry/radius_m", "radius")),
        (
            {"geometry": {"type": "Point", "coordinates": [200, 2], "radius_m": 5}},
            ("/volumes/0/geometry/coordinates/0", "longitude_range"),
        ),
        (
            {"geometry": {"type": "Point", "coordinates": ["1", 2], "radius_m": 5}},
            ("/volumes/0/geometry/coordinates/0", "coordinate_missing"),
        ),
        ({"geometry": {"type": "Sphere"}}, ("/volumes/0/geometry/type", "area_type")),
        ({"geometry": 5}, ("/volumes/0/geometry", "area_unreadable")),
        (
            {"geometry": {"type": "Polygon", "coordinates": []}},
            ("/volumes/0/geometry/coordinates", "area_missing"),
        ),
        ({"floor": {"value": 0}}, ("/volumes/0/floor/datum", "datum")),
        ({"floor": 0}, ("/volumes/0/floor/value", "height_unreadable")),
        ({"ceiling": {"value": "60", "datum": "AGL"}}, ("/volumes/0/ceiling/value", "height_unreadable")),
        ({"start": "2026-11-23T10:00:00"}, ("/volumes/0/start", "time_without_zone")),
        ({"start": "2026-11-23"}, ("/volumes/0/start", "time_unreadable")),
        ({"end": 5}, ("/volumes/0/end", "time_unreadable")),
        ({"end": "0001-01-01T00:00:00+10:00"}, ("/volumes/0/end", "time_unreadable")),
        ({"move_to": [1]}, ("/volumes/0/move_to", "position_unreadable_json")),
    ],
)
def test_each_fault_has_its_pointer(changes, expected):
    assert read(**changes)[1] == [expected]


def test_unknown_words_are_refused_with_those_that_are_known():
    faults = read_plan({**PLAN, "mode": "FPV", "purpose": ["photo"], "notes": 5}).faults
    assert [(fault.pointer, fault.code) for fault in faults] == [
        ("/notes", "flights.error.text"),
        ("/purpose", "flights.error.choice"),
        ("/mode", "flights.error.choice"),
    ]
    assert faults[2].facts == {"known": "VLOS, BVLOS"}


def test_what_is_written_is_read_back():
    several = {**VOLUME, "geometry": {"type": "GeometryCollection", "geometries": [VOLUME["geometry"]] * 2}}
    plan = read_plan({**PLAN, "volumes": [VOLUME, {**several, "move_to": [-11.4, 14.4]}]}).plan
    written = json.loads(json.dumps(write_plan(plan)))
    assert read_plan(written) == InputReading(plan)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*VOLUME, *PLAN, "type", "coordinates", "features"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(list(PLAN)), JSON), JSON)
def test_no_document_makes_the_reader_stumble(document, geometry):
    assert isinstance(read_plan(document), InputReading)
    assert isinstance(read_plan({"volumes": [{"geometry": geometry}]}), InputReading)
