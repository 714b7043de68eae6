"""Litchi's CSV and plain tables: units and altitude modes by their columns, faults by line."""

import pytest

from drones.flights.formats.recognise import read_plan
from drones.flights.model import CircleShape, CorridorShape, Frame

HEAD = "latitude,longitude,altitude(m),heading(deg),curvesize(m),rotationdir,gimbalmode,gimbalpitchangle"
ROWS = ("14.4,-11.4,30,0,0,0,2,0", "14.5,-11.4,60,0,0,0,2,0")


def read(text, name="a.csv"):
    return read_plan(text if isinstance(text, bytes) else text.encode(), name)


def litchi(*modes, head=HEAD):
    rows = [f"{row},{mode}" for row, mode in zip(ROWS, modes, strict=True)]
    return "\n".join([f"{head},altitudemode", *rows])


def codes(reading):
    return [(one.pointer, one.code.removeprefix("flights.error.")) for one in reading.faults]


@pytest.mark.parametrize(
    ("text", "frame", "ceiling"),
    [
        (litchi(1, 1), Frame.TERRAIN, 60),
        (litchi(0, 0), Frame.HOME, None),
        (litchi(0, 1), Frame.MIXED, None),
        ("\n".join([HEAD, *ROWS]), Frame.HOME, None),
        (litchi(1, 1, head=HEAD.replace("altitude(m)", "altitude(ft)")), Frame.TERRAIN, 19),
    ],
)
def test_the_altitude_mode_and_the_unit_are_litchis(text, frame, ceiling):
    draft = read(text).draft
    assert (draft.format, draft.frame, draft.ceiling and draft.ceiling.metres) == (
        "litchi_csv",
        frame,
        ceiling,
    )


def test_a_curved_corner_is_swept():
    text = litchi(1, 1).replace("30,0,0,", "30,0,25,")
    assert [one.radius_m for one in read(text).draft.shapes if isinstance(one, CircleShape)] == [25]


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("lat,lon\n14.4,-11.4\n14.5,-11.4", Frame.NONE),
        ("14.4,-11.4,80\n14.5,-11.4,90", Frame.UNSTATED),
        ("Latitude;Longitude;Alt AGL (m)\n14,4;-11,4;80\n14,5;-11,4;90", Frame.TERRAIN),
        ("# waypoints\nname\tlon\tlat\talt_amsl\nA\t-11.4\t14.4\t80\nB\t-11.4\t14.5\t90", Frame.AMSL),
        ("id,Lat,Lng,height_wgs84\r\n1,14.4,-11.4,80\r\n2,14.5,-11.4,90\r\n", Frame.WGS84),
    ],
)
def test_a_plain_table_says_its_datum_in_its_header(text, frame):
    draft = read(text).draft
    assert draft.frame is frame
    assert draft.shapes == (CorridorShape(((-11.4, 14.4), (-11.4, 14.5))),)


@pytest.mark.parametrize("change", [lambda t: b"\xef\xbb\xbf" + t.encode(), lambda t: t.encode("utf-16")])
def test_marks_of_the_encoding_change_nothing(change):
    assert read(change(litchi(1, 1))).draft.shapes == read(litchi(1, 1)).draft.shapes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lat,lon\n", ("line 1", "plan_empty")),
        ("lat,lon\n14.4,", ("line 2", "coordinate_missing")),
        ("lat,lon\n14.4,x", ("line 2", "number")),
        ("lat,lon\nnan,1", ("line 2", "number")),
        ("lat,lon\n95,1", ("line 2", "latitude_range")),
        ("lat,lon,alt\n14,1,high", ("line 2", "number")),
        (litchi(1, 7), ("line 3", "altitude_mode")),
    ],
)
def test_a_broken_row_is_named(text, expected):
    assert codes(read(text)) == [expected]
