"""The form's texts are read as people type them, and every fault names its field."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from drones.flights.formats.texts import FIELDS, field_of, write_typed
from drones.flights.formats.typed import read_typed
from drones.flights.model import CircleShape, CorridorShape, Mode, PlanInput, PolygonShape, Position, Reason
from geofences.engine.model import Datum, Height, Unit

BAMAKO = ZoneInfo("Africa/Bamako")
PARIS = ZoneInfo("Europe/Paris")
CIRCLE = {
    "aircraft": "a1",
    "pilot": "p1",
    "purpose": "survey",
    "mode": "VLOS",
    "contact": "+223 70 00 00 00",
    "shape": "circle",
    "centre": "13.80650, -10.83210",
    "radius_m": "200",
    "floor_m": "0",
    "ceiling_m": "60",
    "datum": "AGL",
    "start_date": "2026-11-23",
    "start_time": "10:00",
    "end_date": "2026-11-23",
    "end_time": "10:30",
}


def read(zone=BAMAKO, **changes):
    texts = {**CIRCLE, **changes}
    reading = read_typed(texts, zone)
    return reading.plan, [(field_of(one.pointer, texts["shape"]), short(one)) for one in reading.faults]


def short(fault):
    return fault.code.removeprefix("flights.error.")


def test_a_circle_is_read_whole():
    plan, faults = read()
    volume = plan.volumes[0]
    assert faults == []
    assert volume.shapes == (CircleShape(Position(-10.8321, 13.8065), 200),)
    assert volume.ceiling == Height(60, Unit.METRES, Datum.AGL)
    assert (volume.start, volume.end) == (
        datetime(2026, 11, 23, 10, tzinfo=UTC),
        datetime(2026, 11, 23, 10, 30, tzinfo=UTC),
    )
    assert (plan.purpose, plan.mode) == (Reason.SURVEY, Mode.VLOS)


def test_times_are_read_in_the_zone_that_the_page_names():
    assert read(zone=PARIS)[0].volumes[0].start == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_dates_and_times_are_read_as_people_write_them():
    plan, faults = read(start_date="23/11/2026", start_time="10h00", end_time="10 h 30")
    assert faults == []
    assert plan.volumes[0].start == datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_a_decimal_comma_and_a_unit_are_read():
    plan, faults = read(radius_m="200,5 m", ceiling_m="60 m")
    assert faults == []
    assert plan.volumes[0].shapes[0].radius_m == 200.5


def test_a_corridor_is_read_line_by_line():
    plan, faults = read(shape="corridor", path="14.4, -11.4\n14.5, -11.5", width_m="80")
    assert faults == []
    assert plan.volumes[0].shapes == (CorridorShape(((-11.4, 14.4), (-11.5, 14.5)), 80),)


def test_an_outline_is_closed():
    plan, faults = read(shape="polygon", outline="14.4, -11.4\n14.5, -11.4\n14.5, -11.5")
    assert faults == []
    ring = ((-11.4, 14.4), (-11.4, 14.5), (-11.5, 14.5), (-11.4, 14.4))
    assert plan.volumes[0].shapes == (PolygonShape(((ring,),)),)


def test_a_path_in_an_area_takes_the_width_of_the_form():
    line = '{"type": "LineString", "coordinates": [[-11, 14], [-11.1, 14]]}'
    plan, faults = read(shape="area", area=line, width_m="40")
    assert faults == []
    assert plan.volumes[0].shapes == (CorridorShape(((-11, 14), (-11.1, 14)), 40),)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"shape": ""}, ("shape", "shape_missing")),
        ({"centre": "Bafoulabé"}, ("centre", "position_unreadable")),
        ({"centre": "14,5"}, ("centre", "position_ambiguous")),
        ({"radius_m": ""}, ("radius_m", "radius")),
        ({"radius_m": "NaN"}, ("radius_m", "number")),
        ({"radius_m": "1e3"}, ("radius_m", "number")),
        ({"ceiling_m": "high"}, ("ceiling_m", "number")),
        ({"datum": "QNH"}, ("datum", "datum")),
        ({"start_date": "tomorrow"}, ("start_date", "date_unreadable")),
        ({"start_date": "31/02/2026"}, ("start_date", "date_unreadable")),
        ({"start_date": "0001-01-01"}, ("start_date", "date_unreadable")),
        ({"start_date": ""}, ("start_date", "date_missing")),
        ({"end_time": "25:00"}, ("end_time", "clock_unreadable")),
        ({"end_time": ""}, ("end_time", "clock_missing")),
        ({"mode": "FPV"}, ("mode", "choice")),
        ({"move_to": "over there"}, ("move_to", "position_unreadable")),
        ({"notes": "x" * 3000}, ("notes", "text_too_long")),
        ({"shape": "area"}, ("area", "file_missing")),
        ({"shape": "area", "area": "{"}, ("area", "not_json")),
        ({"shape": "polygon", "outline": "14, -11\n14, -11\n14, -11"}, ("outline", "too_few_points")),
        ({"shape": "corridor", "width_m": "5", "path": "14, -11"}, ("path", "too_few_points")),
        ({"shape": "corridor", "width_m": "5", "path": "14, -11\nx"}, ("path", "position_unreadable_line")),
    ],
)
def test_each_fault_names_its_field(changes, expected):
    assert read(**changes)[1] == [expected]


def test_nothing_typed_is_no_crash():
    reading = read_typed({}, BAMAKO)
    assert {field_of(fault.pointer, "") for fault in reading.faults} == {"shape", "datum"}


@pytest.mark.parametrize(
    ("pointer", "choice", "field"),
    [
        ("/volumes/0/geometry", "circle", "centre"),
        ("/volumes/0/geometry", "polygon", "outline"),
        ("/volumes/0/geometry", "", "shape"),
        ("/volumes/0/geometry/radius_m", "circle", "radius_m"),
        ("/volumes/0/end", "circle", "end_time"),
        ("/volumes/1/end", "circle", "v2_end_time"),
        ("/volumes", "circle", "shape"),
        ("/uspace/kind", "circle", "uspace_kind"),
        ("pilot", "circle", "pilot"),
        ("operator", "circle", None),
    ],
)
def test_every_fault_of_the_rules_finds_its_field(pointer, choice, field):
    assert field_of(pointer, choice) == field


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {
            "shape": "corridor",
            "path": "14.4, -11.4\n14.5, -11.5",
            "width_m": "80",
            "centre": "",
            "radius_m": "",
        },
        {
            "shape": "polygon",
            "outline": "14.4, -11.4\n14.5, -11.4\n14.5, -11.5",
            "centre": "",
            "radius_m": "",
        },
        {
            "move_to": "14.4469, -11.4445",
            "notes": "drone jaune",
            "end_date": "2026-11-24",
            "end_time": "01:00",
        },
    ],
)
def test_what_is_written_into_the_form_is_read_back(changes):
    plan, _ = read(**changes)
    texts = write_typed(plan, BAMAKO)
    assert set(texts) == {*FIELDS, "volumes"}
    assert read_typed(texts, BAMAKO).plan == plan


def test_more_volumes_than_a_permit_can_state_do_not_fit_the_form():
    plan, _ = read()
    assert write_typed(PlanInput(plan.volumes * 4), BAMAKO) is not None
    assert write_typed(PlanInput(plan.volumes * 5), BAMAKO) is None


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("11h", 660),
        ("11 h", 660),
        ("11h30", 690),
        ("11 H 30", 690),
        ("11:30", 690),
        ("1130", 690),
        ("930", 570),
    ],
)
def test_times_of_day_as_people_type_them(typed, minutes):
    plan, faults = read(start_time=typed, end_time="23:59")
    assert faults == []
    assert plan.volumes[0].start == datetime(2026, 11, 23, *divmod(minutes, 60), tzinfo=UTC)


@pytest.mark.parametrize("typed", ["11", "11:", "24h", "2460", "11h3", "11 heures du soir", "11.30", "h30"])
def test_times_that_are_not_whole_are_asked_again(typed):
    assert read(start_time=typed)[1] == [("start_time", "clock_unreadable")]


def test_a_plan_of_several_volumes_and_datums_is_written_back_as_it_was_read():
    texts = {f"v2_{name}": text for name, text in CIRCLE.items() if name not in {"aircraft", "pilot"}}
    texts |= {"volumes": "2", "v2_floor_m": "300", "v2_floor_datum": "AMSL", "v2_start_time": "10h15"}
    plan, faults = read(**texts)
    assert faults == []
    assert [one.floor.datum for one in plan.volumes] == [Datum.AGL, Datum.AMSL]
    again = read_typed(write_typed(plan, BAMAKO), BAMAKO)
    assert (again.plan, again.faults) == (plan, ())


def test_the_faults_of_a_volume_name_its_own_fields():
    reading = read_typed({**CIRCLE, "volumes": "2", "v2_shape": "circle", "v2_datum": "AGL"}, BAMAKO)
    assert {field_of(one.pointer, "circle") for one in reading.faults} == {"v2_centre", "v2_radius_m"}


def test_the_fields_of_annex_iv_are_read_only_behind_their_box():
    stated = {
        "uspace_kind": "medical",
        "uspace_identification": "network,direct",
        "uspace_endurance_min": "45",
        "uspace_emergency": "Retour",
    }
    assert read(**stated)[0].uspace is None
    uspace = read(uspace="1", **stated)[0].uspace
    assert (uspace.kind, uspace.endurance_min, len(uspace.identification)) == ("medical", 45, 2)
    assert read(uspace="1", uspace_endurance_min="-5")[1] == [("uspace_endurance_min", "endurance")]
    assert read(uspace="1", uspace_kind="war")[1] == [("uspace_kind", "choice")]
