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
