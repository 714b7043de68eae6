"""UTM and MGRS positions are read as surveyors and soldiers write them, or refused by name."""

import pytest

from drones.flights.formats.positions import read_position
from drones.flights.model import Position

KAYES = (14.4469, -11.4445)


@pytest.mark.parametrize(
    "text",
    [
        "29N 236464 1598555",
        "29 236464 1598555",
        "29P 236464 1598555",
        "utm 29n 236464,0 1598555,0",
        "29N E 236464 N 1598555",
        "29N 236464 mE 1598555 mN",
        "29N 1598555N 236464E",
        "29PKR3646498555",
        "29P KR 36464 98555",
        "29pkr 3646 9855",
        "29PKR364985",
    ],
)
def test_one_place_in_every_spelling(text):
    found = read_position(text)
    assert isinstance(found, Position)
    assert (found.lat, found.lon) == pytest.approx(KAYES, abs=1e-3)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("236464 1598555", "utm_zone_missing"),
        ("61N 236464 1598555", "utm_zone"),
        ("29S 236464 1598555", "utm_letter"),
        ("29Q 236464 1598555", "utm_band"),
        ("29N 1598555 236464", "utm_range"),
        ("29PKR36498", "mgrs_digits"),
        ("29PKR 364 98555", "mgrs_digits"),
        ("29PKR3698", "mgrs_coarse"),
        ("29PAR3646498555", "mgrs_square"),
    ],
)
def test_what_is_not_clear_is_asked_about(text, code):
    assert read_position(text).code == f"flights.error.{code}"


# Made with another reader of MGRS; northern and southern, odd and even zones.
@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("28PHA0194993800", 14.4, -12.2),
        ("31UDQ4825111943", 48.8583, 2.2945),
        ("56HLH3490052288", -33.8568, 151.2153),
        ("18SUJ2339407395", 38.8977, -77.0365),
    ],
)
def test_references_of_other_zones_and_bands(text, lat, lon):
    found = read_position(text)
    assert (found.lat, found.lon) == pytest.approx((lat, lon), abs=2e-4)
