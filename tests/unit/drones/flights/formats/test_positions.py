"""Typed positions are read as people write them, and refused where they could mean two things."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drones.flights.formats.positions import read_points, read_position, write_position
from drones.flights.model import Position
from portal.kit.model import Fault

KAYES = Position(lon=-11.44448, lat=14.44693)


@pytest.mark.parametrize(
    "typed",
    [
        "14.44693, -11.44448",
        "14.44693,-11.44448",
        "14.44693 -11.44448",
        "14.44693 , -11.44448",
        "14.44693; -11.44448",
        "14,44693; -11,44448",
        "14,44693 -11,44448",
        "14,44693, -11,44448",
        "14,44693 / −11,44448",
        "  14.44693\t-11.44448 ",
        "14.44693 N, 11.44448 W",
        "14.44693N 11.44448O",
        "14,44693°N, 11,44448°O",
        "N 14.44693 W 11.44448",
        "11.44448 O 14.44693 N",
        "11.44448 W, 14.44693",
        "14.44693° -11.44448°",
    ],
)
def test_the_same_place_is_read_however_it_is_written(typed):
    assert read_position(typed) == KAYES


@pytest.mark.parametrize(
    "typed",
    [
        "14°26'49\"N 11°26'40\"O",
        "14°26'49\"N 11°26'40\"W",
        "14° 26′ 49″ N, 11° 26′ 40″ O",
        "14º26’49’’ N 11º26’40’’ O",
        "14 26 49 N 11 26 40 W",
        "N14°26'49\" W11°26'40\"",
        "11°26'40\"O 14°26'49\"N",
        "14°26'49\" -11°26'40\"",
        "14°26,81666667' N 11°26,66666667' O",
    ],
)
def test_degrees_minutes_and_seconds_are_read(typed):
    found = read_position(typed)
    assert isinstance(found, Position)
    assert found.lat == pytest.approx(14.4469444, abs=1e-6)
    assert found.lon == pytest.approx(-11.4444444, abs=1e-6)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "position_missing"),
        ("Bafoulabé", "position_unreadable"),
        ("14.4", "position_unreadable"),
        ("14.4, -11.4, 60", "position_unreadable"),
        ("nan, 11", "position_unreadable"),
        ("1e3, 11", "position_unreadable"),
        ("١٤.٤, -11.4", "position_unreadable"),
        ("14,5", "position_ambiguous"),
        ("14,44693,-11,44448", "position_ambiguous"),
        ("14°61'00\"N 11°26'40\"O", "position_minutes"),
        ("14°26'60\"N 11°26'40\"O", "position_minutes"),
        ("14.5°26'N 11°26'O", "position_minutes"),
        ("14.4N 11.4N", "position_same_letters"),
        ("14.4N -11.4O", "position_sign_and_letter"),
        ("91, 0", "latitude_range"),
        ("14, 181", "longitude_range"),
        ("1" * 200, "position_unreadable"),
    ],
)
def test_what_cannot_be_read_for_sure_is_refused_by_name(typed, code):
    found = read_position(typed, "centre")
    assert isinstance(found, Fault)
    assert (found.pointer, found.code) == ("centre", f"flights.error.{code}")


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_what_is_written_is_read_back_to_a_centimetre(lat, lon):
    found = read_position(write_position(Position(lon=lon, lat=lat)))
    assert isinstance(found, Position)
    assert abs(found.lat - lat) < 1e-7
    assert abs(found.lon - lon) < 1e-7


@given(st.text(alphabet="0123456789 .,;/-+NSEWO°'\"", max_size=90))
def test_no_text_makes_the_reader_stumble(text):
    assert isinstance(read_position(text), Position | Fault)


def test_points_are_read_line_by_line_and_every_bad_line_is_named():
    points, faults = read_points("14.4, -11.4\n\nnowhere\n14.5, -11.5\n14,5", "points")
    assert points == ((-11.4, 14.4), (-11.5, 14.5))
    assert [(fault.code, fault.facts["line"]) for fault in faults] == [
        ("flights.error.position_unreadable_line", 3),
        ("flights.error.position_ambiguous_line", 5),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "N14 26 30 W11 26 40",
        "14 26 30 N, 11 26 40 W",
        "142630N 0112640W",
        "14°26,5' N 11°26,6667' O",
        "N14 26.5 W011 26.6667",
        "11°26'40\"O 14°26'30\"N",
        "lat 14.4416667 lon -11.4444444",
        "Longitude: -11.4444444, Latitude: 14.4416667",
    ],
)
def test_the_forms_that_people_type(text):
    found = read_position(text)
    assert (found.lat, found.lon) == pytest.approx((14.441667, -11.444444), abs=1e-5)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("-11.44448, 14.44693", "position_swapped"),
        ("14.44693, 11.44448", "position_east"),
        ("14°26'49\"N", "position_unreadable"),
        ("14 26 11 26", "position_unreadable"),
        ("14,44,11,22", "position_ambiguous"),
        ("146100N 0112640W", "position_minutes"),
    ],
)
def test_what_could_mean_another_place_is_asked_about(text, code):
    assert read_position(text).code == f"flights.error.{code}"


def test_letters_settle_a_place_far_away():
    assert read_position("11.44448 S, 14.44693 E").lat == -11.44448


def test_lines_are_capped_and_each_wrong_one_is_named():
    points, faults = read_points("13.8 -10.8\n\n-10.8 13.8\nx")
    assert [(one.code, one.facts["line"]) for one in faults] == [
        ("flights.error.position_swapped_line", 3),
        ("flights.error.position_unreadable_line", 4),
    ]
    assert len(points) == 1
    (fault,) = read_points("1 1\n" * 2_001)[1]
    assert (fault.code, fault.facts) == ("flights.error.too_many_lines", {"count": 2_001, "limit": 2_000})
