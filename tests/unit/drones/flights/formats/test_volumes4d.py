"""Volume4D in its wrappers, declarations and GeoJSON: limits in their datum, faults by pointer."""

import json

import pytest

from drones.flights.formats.recognise import read_plan
from drones.flights.model import CircleShape, CorridorShape, Frame, PolygonShape
from geofences.engine.model import Datum


def height(value, reference="W84", units="M"):
    return {"value": value, "reference": reference, "units": units}


def volume(lower=100, upper=150, start="2026-11-24T10:00:00Z", end="2026-11-24T11:00:00Z", **outline):
    outline = outline or {
        "outline_circle": {"center": {"lat": 14.4, "lng": -11.4}, "radius": {"value": 200, "units": "M"}}
    }
    body = {**outline, "altitude_lower": height(lower), "altitude_upper": height(upper)}
    times = {
        "time_start": {"value": start, "format": "RFC3339"},
        "time_end": {"value": end, "format": "RFC3339"},
    }
    return {"volume": body, **times}


VERTICES = [{"lat": 14.4, "lng": -11.4}, {"lat": 14.41, "lng": -11.4}, {"lat": 14.41, "lng": -11.39}]


def read(document):
    return read_plan(json.dumps(document).encode(), "a.json")


def codes(reading):
    return [(one.pointer, one.code.removeprefix("flights.error.")) for one in reading.faults]


@pytest.mark.parametrize(
    "wrap",
    [
        lambda one: one,
        lambda one: [one],
        lambda one: {"extents": [one], "key": []},
        lambda one: {"operational_intent": {"reference": {}, "details": {"volumes": [one]}}},
        lambda one: {"flight_plan": {"basic_information": {"area": [one]}}},
        lambda one: {"intents": {"flight_1": {"full": {"basic_information": {"area": [one]}}}}},
    ],
)
def test_a_volume_is_found_in_every_wrapper(wrap):
    draft = read(wrap(volume())).draft
    assert (draft.format, draft.frame) == ("f3548", Frame.WGS84)
    assert (draft.floor.metres, draft.ceiling.metres, draft.ceiling.datum) == (100, 150, Datum.WGS84)
    assert draft.start.isoformat() == "2026-11-24T10:00:00+00:00"
    assert isinstance(draft.shapes[0], CircleShape)


def test_the_flat_areas_of_flight_planning_are_read_with_their_duration():
    area = {
        "outline_polygon": {"vertices": VERTICES},
        "altitude_lower": height(0, "SFC"),
        "altitude_upper": height(328, "SFC", "FT"),
        "start_time": "2026-11-24T10:00:00Z",
        "duration": 1800,
    }
    draft = read({"area": [area]}).draft
    assert isinstance(draft.shapes[0], PolygonShape)
    assert (draft.ceiling.metres, draft.ceiling.datum) == (100, Datum.AGL)
    assert draft.end.isoformat() == "2026-11-24T10:30:00+00:00"


def test_volumes_that_differ_stay_apart():
    draft = read({"volumes": [volume(), volume(120, 200, end="2026-11-24T12:00:00Z")]}).draft
    bands = [(one.floor.metres, one.ceiling.metres, one.end.hour) for one in draft.volumes]
    assert bands == [(100, 150, 11), (120, 200, 12)]
    assert (draft.floor.metres, draft.ceiling.metres) == (100, 200)


def test_a_missing_limit_is_asked_for():
    one = volume()
    del one["volume"]["altitude_upper"]
    draft = read([one]).draft
    assert (draft.ceiling, [ask.code for ask in draft.questions]) == (None, ["flights.ask.no_heights"])


def test_a_time_without_a_zone_is_not_guessed():
    draft = read([volume(start="2026-11-24T10:00:00")]).draft
    assert draft.start is None
    assert "flights.note.time_without_zone" in [note.code for note in draft.notes]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"outline_circle": {}, "outline_polygon": {}}, ("/0/volume", "two_outlines")),
        (
            {"outline_polygon": {"vertices": VERTICES[:2]}},
            ("/0/volume/outline_polygon/vertices", "too_few_points"),
        ),
        (
            {"outline_polygon": {"vertices": [*VERTICES, {"lat": 95, "lng": 1}]}},
            ("/0/volume/outline_polygon/vertices/3/lat", "latitude_range"),
        ),
        (
            {"outline_circle": {"center": VERTICES[0], "radius": {"value": -5}}},
            ("/0/volume/outline_circle/radius", "radius"),
        ),
    ],
)
def test_a_broken_outline_is_refused_at_its_pointer(change, expected):
    assert codes(read([volume(**change)])) == [expected]


def test_an_unknown_reference_is_refused():
    one = volume()
    one["volume"]["altitude_lower"]["reference"] = "QNH"
    assert codes(read([one])) == [("/0/volume/altitude_lower/reference", "altitude_mode")]


LINE = {"type": "LineString", "coordinates": [[-11.4, 14.4], [-11.3, 14.4]]}


@pytest.mark.parametrize("name", ["flight_declaration_geo_json", "geo_json"])
def test_a_declaration_states_its_limits_and_its_times(name):
    limits = {
        "min_altitude": {"metres": 20, "datum": "agl"},
        "max_altitude": {"metres": 90.2, "datum": "agl"},
    }
    features = [{"type": "Feature", "geometry": LINE, "properties": limits}]
    draft = read(
        {
            name: {"type": "FeatureCollection", "features": features},
            "start_datetime": "2026-11-24T10:00:00Z",
            "end_datetime": "2026-11-24T11:00:00Z",
        }
    ).draft
    assert (draft.format, draft.floor.metres, draft.ceiling.metres) == ("flight_declaration", 20, 91)
    assert (draft.start.hour, draft.end.hour) == (10, 11)


def test_third_coordinates_are_over_the_ellipsoid():
    line = {"type": "LineString", "coordinates": [[-11.4, 14.4, 120], [-11.3, 14.4, 140]]}
    draft = read(line).draft
    assert (draft.frame, draft.ceiling.metres, draft.ceiling.datum) == (Frame.WGS84, 140, Datum.WGS84)


def test_geometries_of_many_are_parts_of_their_own():
    many = {"type": "MultiLineString", "coordinates": [LINE["coordinates"], [[-11, 14], [-11, 14.1]]]}
    draft = read({"type": "Feature", "geometry": many, "properties": None}).draft
    assert len(draft.source.parts) == 2
    assert all(isinstance(shape, CorridorShape) for shape in draft.shapes)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"type": "FeatureCollection", "features": []}, ("/features", "plan_empty")),
        ({"type": "Feature", "geometry": None}, ("/geometry", "area_unreadable")),
        ({"type": "Point", "coordinates": [200, 1]}, ("/coordinates/0", "longitude_range")),
        ({"type": "Polygon", "coordinates": [[[1, 1], [2, 2]]]}, ("/coordinates/0", "too_few_points")),
        ({"hello": 1}, ("", "not_a_plan")),
    ],
)
def test_a_broken_document_is_refused_at_its_pointer(document, expected):
    assert codes(read(document)) == [expected]
