"""QGroundControl plans: what is flown is read whole, what is broken is refused at its place."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drones.flights.formats.recognise import read_plan
from drones.flights.model import CircleShape, CorridorShape, PlanReading, PolygonShape
from geofences.engine.model import Datum


def waypoint(lat=14.4, lon=-11.4, alt=50.0, command=16, frame=3):
    return {
        "type": "SimpleItem",
        "command": command,
        "frame": frame,
        "params": [0, 0, 0, None, lat, lon, alt],
        "Altitude": alt,
    }


def plan(*items, home=(14.4, -11.4, 60.0), **changes):
    mission = {"version": 2, "plannedHomePosition": list(home) if home else None, "items": list(items)}
    return {"fileType": "Plan", "version": 1, "mission": mission, **changes}


def read(document):
    return read_plan(json.dumps(document).encode(), "a.plan")


def codes(reading):
    return [(fault.pointer, fault.code.removeprefix("flights.error.")) for fault in reading.faults]


def asked(draft):
    return [question.code.removeprefix("flights.ask.") for question in draft.questions]


def test_waypoints_become_one_path_in_longitude_latitude():
    draft = read(plan(waypoint(command=22), waypoint(14.5, -11.5), waypoint(14.6, -11.5, 80))).draft
    assert draft.shapes == (CorridorShape(((-11.4, 14.4), (-11.5, 14.5), (-11.5, 14.6))),)


def test_heights_above_home_are_above_ground_where_home_states_its_height():
    draft = read(plan(waypoint(), waypoint(14.5, alt=79.2))).draft
    assert (draft.frame, draft.ceiling.metres, draft.ceiling.datum) == ("home", 80.0, Datum.AGL)
    assert [note.code for note in draft.notes] == ["flights.note.above_home"]


def test_heights_above_home_are_not_guessed_where_home_has_no_height():
    draft = read(plan(waypoint(), waypoint(14.5), home=(14.4, -11.4))).draft
    assert draft.ceiling is None
    assert asked(draft) == ["width", "home_without_height"]


def test_heights_above_the_sea_keep_their_datum():
    draft = read(plan(waypoint(alt=120, frame=0), waypoint(14.5, alt=180, frame=0))).draft
    assert (draft.floor.metres, draft.ceiling.metres, draft.ceiling.datum) == (60.0, 180.0, Datum.AMSL)


def test_mixed_frames_that_nothing_joins_suggest_nothing_and_say_so():
    draft = read(plan(waypoint(frame=0), waypoint(14.5, frame=10))).draft
    assert (draft.frame, draft.floor, draft.ceiling) == ("mixed", None, None)
    assert asked(draft) == ["width", "mixed_frames"]


def test_heights_above_home_join_those_above_the_sea_through_homes_own_height():
    draft = read(plan(waypoint(alt=130, frame=0), waypoint(14.5, alt=90, frame=3))).draft
    assert (draft.floor.metres, draft.ceiling.metres, draft.ceiling.datum) == (60.0, 150.0, Datum.AMSL)


def test_a_flight_below_home_is_read_above_the_sea_since_the_ground_is_not_flat():
    draft = read(plan(waypoint(alt=30), waypoint(14.5, alt=-20))).draft
    assert (draft.floor.metres, draft.ceiling.metres, draft.ceiling.datum) == (40.0, 90.0, Datum.AMSL)


def test_heights_above_the_sea_that_lie_below_home_are_asked_for():
    draft = read(plan(waypoint(alt=20, frame=0), waypoint(14.5, alt=30, frame=0))).draft
    assert (draft.ceiling, asked(draft)) == (None, ["width", "below_home"])


def test_a_return_to_launch_closes_the_path_at_home():
    draft = read(plan(waypoint(14.5), {"type": "SimpleItem", "command": 20, "frame": 2})).draft
    assert draft.shapes[0].points[-1] == (-11.4, 14.4)


def test_a_take_off_without_a_place_is_at_home_and_not_at_zero():
    draft = read(plan(waypoint(None, None, command=22), waypoint(14.5), waypoint(14.6))).draft
    assert draft.shapes[0].points == ((-11.4, 14.4), (-11.4, 14.5), (-11.4, 14.6))


def test_a_loiter_sweeps_its_circle():
    turn = waypoint(command=18)
    turn["params"][2] = -40
    circle = read(plan(turn, waypoint(14.5))).draft.shapes[1]
    assert isinstance(circle, CircleShape)
    assert circle.radius_m >= 40


def test_a_camera_pointed_at_a_place_does_not_fly_there():
    draft = read(plan(waypoint(), waypoint(48, 2, command=195), waypoint(14.5))).draft
    assert draft.shapes[0].points == ((-11.4, 14.4), (-11.4, 14.5))


def test_old_items_with_a_coordinate_are_read():
    old = {"type": "SimpleItem", "command": 16, "frame": 3, "params": [0, 0, 0, 0]}
    draft = read(
        plan({**old, "coordinate": [14.4, -11.4, 20]}, {**old, "coordinate": [14.5, -11.4, 20]})
    ).draft
    assert draft.shapes[0].points == ((-11.4, 14.4), (-11.4, 14.5))


RING = [[14.40, -11.40], [14.41, -11.40], [14.41, -11.41], [14.40, -11.41]]
CAMERA = {"DistanceToSurface": 45, "DistanceToSurfaceRelative": True}


def test_a_survey_covers_its_area_and_the_legs_outside_it():
    style = {"CameraCalc": CAMERA, "VisualTransectPoints": [[14.399, -11.4], [14.411, -11.4]]}
    survey = {
        "type": "ComplexItem",
        "complexItemType": "survey",
        "polygon": RING,
        "TransectStyleComplexItem": style,
    }
    draft = read(plan(survey)).draft
    assert draft.shapes[0] == CorridorShape(((-11.4, 14.4), (-11.4, 14.399), (-11.4, 14.411)))
    assert isinstance(draft.shapes[1], PolygonShape)
    assert draft.ceiling.metres == 45


def surveyed(*legs):
    numbered = [{**leg, "doJumpId": number} for number, leg in enumerate(legs, start=2)]
    survey = {"type": "ComplexItem", "complexItemType": "survey", "polygon": RING}
    return read(plan({**survey, "TransectStyleComplexItem": {"CameraCalc": CAMERA, "Items": numbered}}))


def jump(target):
    return {"type": "SimpleItem", "command": 177, "frame": 2, "params": [target, 3, 0, 0, 0, 0, 0]}


def test_a_jump_back_inside_a_survey_sweeps_the_leg_to_its_target():
    draft = surveyed(
        waypoint(), waypoint(14.41), waypoint(14.41, -11.41), jump(2), waypoint(14.4, -11.41)
    ).draft
    assert draft.shapes[0].points[-4:] == ((-11.41, 14.41), (-11.4, 14.4), (-11.41, 14.41), (-11.41, 14.4))


@pytest.mark.parametrize("target", [9, 5, 0])
def test_a_jump_inside_a_survey_to_nowhere_behind_is_refused_at_its_place(target):
    found = codes(surveyed(waypoint(), waypoint(14.41), jump(target), waypoint(14.4, -11.41)))
    assert found == [("/mission/items/0/TransectStyleComplexItem/Items/2", "jump_target")]


def test_a_corridor_scan_brings_its_own_width():
    scan = {
        "type": "ComplexItem",
        "complexItemType": "CorridorScan",
        "polyline": RING[:3],
        "CorridorWidth": 70,
    }
    draft = read(plan(scan)).draft
    assert [shape.width_m for shape in draft.shapes] == [None, 70]


def test_a_structure_scan_goes_around_at_its_distance_and_up_to_its_top():
    scan = {
        "type": "ComplexItem",
        "complexItemType": "StructureScan",
        "polygon": RING,
        "CameraCalc": CAMERA,
        "ScanBottomAlt": 10,
        "StructureHeight": 30,
        "EntranceAltitude": 35,
    }
    draft = read(plan(scan)).draft
    assert draft.ceiling.metres == 40
    assert any(isinstance(shape, CorridorShape) and (shape.width_m or 0) >= 90 for shape in draft.shapes)


def test_fence_and_rally_points_are_ignored_with_a_note():
    fence = {"polygons": [{"polygon": RING}]}
    draft = read(plan(waypoint(), waypoint(14.5), geoFence=fence, rallyPoints={"points": [[1, 2, 3]]})).draft
    assert {note.code for note in draft.notes} >= {"flights.note.fence_ignored", "flights.note.rally_ignored"}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"not json at all", ("", "format_not_accepted")),
        (b"", ("", "empty_file")),
        (b"\xff\xfe\x00", ("", "format_not_accepted")),
        (b"[" * 100_000, ("line 1", "too_deep")),
        (b'{"fileType": "Plan", "fileType": "Plan"}', ("/fileType", "name_twice")),
        (b'{"fileType": "\\u0000"}', ("/fileType", "no_text")),
        (b'{"a": ' + b"9" * 5000 + b"}", ("", "number_too_long")),
        (b" " * 10 + b"{" + b" " * 2_000_001, ("", "too_large")),
        (b"[]", ("", "not_a_plan")),
        (b'{"type": "FeatureCollection"}', ("/features", "area_missing")),
        (b'{"fileType": "Plan", "version": 1}', ("/mission", "plan_without_mission")),
        (b'{"fileType": "Plan", "version": 1, "mission": {"items": []}}', ("/mission/items", "plan_empty")),
        (b'{"fileType": "Plan", "version": 42, "mission": {}}', ("/version", "plan_version")),
        (b"PK\x03\x04rest", ("", "not_zip")),
        (b"QGC WPL 110\n", ("line 2", "plan_empty")),
    ],
)
def test_a_broken_file_is_refused_by_name(data, expected):
    assert codes(read_plan(data, "a.plan")) == [expected]


def test_a_wrong_version_is_named():
    assert read(plan(waypoint(), version=42)).faults[0].facts == {"version": "42", "known": "1"}


def test_a_number_that_is_none_is_refused_at_its_place():
    text = json.dumps(plan(waypoint(), waypoint())).replace("-11.4, 50.0", "NaN, 50.0")
    assert codes(read_plan(text.encode(), "a.plan")) == [
        ("/mission/items/0/params/5", "not_finite"),
        ("/mission/items/1/params/5", "not_finite"),
    ]


def test_an_infinite_number_written_as_an_exponent_is_refused_too():
    text = json.dumps(plan(waypoint())).replace("50.0", "1e999")
    assert {code for _, code in codes(read_plan(text.encode(), "a.plan"))} == {"not_finite"}


def test_every_coordinate_out_of_range_is_named_at_once():
    assert codes(read(plan(waypoint(lat=95), waypoint(lon=190), waypoint(lat=None)))) == [
        ("/mission/items/0/params/4", "latitude_range"),
        ("/mission/items/1/params/5", "longitude_range"),
        ("/mission/items/2/params/4", "coordinate_missing"),
    ]


def test_an_unknown_frame_is_refused_and_not_guessed():
    assert codes(read(plan(waypoint(frame=77)))) == [("/mission/items/0/frame", "item_frame")]


def test_a_plan_that_flies_nowhere_is_empty():
    assert codes(read(plan({"type": "SimpleItem", "command": 2000, "frame": 2}))) == [
        ("/mission/items", "plan_empty")
    ]


def _places(value, at=()):
    yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inner:
        yield from _places(part, (*at, name))


SOUND = plan(
    waypoint(command=18),
    {
        "type": "ComplexItem",
        "complexItemType": "survey",
        "polygon": RING,
        "TransectStyleComplexItem": {
            "CameraCalc": CAMERA,
            "VisualTransectPoints": RING,
            "Items": [waypoint()],
        },
    },
    {"type": "ComplexItem", "complexItemType": "StructureScan", "polygon": RING, "CameraCalc": CAMERA},
    geoFence={"circles": [1]},
    rallyPoints={"points": []},
)
ODD = st.sampled_from([None, True, -1, 0, 1e308, "", "x", [], {}, [[]], {"a": 1}, 10**30])


@settings(max_examples=300)
@given(st.sampled_from(list(_places(SOUND))[1:]), ODD)
def test_no_odd_value_anywhere_makes_the_reader_stumble(place, odd):
    document = copy.deepcopy(SOUND)
    holder = document
    for name in place[:-1]:
        holder = holder[name]
    holder[place[-1]] = odd
    assert isinstance(read(document), PlanReading)


WELL_FORMED = [
    "mavros_simple",
    "mavsdk_qgroundcontrol_sample",
    "mavsdk_qgroundcontrol_sample_with_structured_scan",
    "mavsdk_qgroundcontrol_sample_with_survey_missing_items",
    "px4_MC_mission_box",
    "px4_VTOL_mission_1",
    "px4_rover_mission_1",
    "qgc_SectionTest",
]


@pytest.mark.parametrize("name", WELL_FORMED)
def test_plans_found_in_the_wild_are_read(shared_data, name):
    reading = read_plan((shared_data / "plans" / f"{name}.plan").read_bytes(), f"{name}.plan")
    assert reading.faults == ()
    assert reading.draft.shapes


@pytest.mark.parametrize(
    ("name", "code"), [("without_mission", "plan_without_mission"), ("wrong_overall_version", "plan_version")]
)
def test_broken_plans_found_in_the_wild_are_refused(shared_data, name, code):
    file = shared_data / "plans" / f"mavsdk_qgroundcontrol_sample_{name}.plan"
    assert [found for _, found in codes(read_plan(file.read_bytes(), file.name))] == [code]
