import pytest
from pyproj import Geod
from shapely import Point, Polygon

from drones.liaison.formats import middle
from drones.liaison.rules.places import BAFOULABE, KAYES, PLACES, distance_m, whereabouts

WGS84 = Geod(ellps="WGS84")


def test_the_nearest_town_names_a_place() -> None:
    assert whereabouts(-10.84, 13.81).place is BAFOULABE


def test_the_distance_comes_with_the_town() -> None:
    assert whereabouts(-10.8321, 13.8165).distance_m == pytest.approx(1_112, rel=0.01)


def test_far_from_every_town_only_the_position_remains() -> None:
    found = whereabouts(-10.4, 12.3)
    assert found.place is None
    assert (found.lon, found.lat) == (-10.4, 12.3)


def test_without_towns_only_the_position_remains() -> None:
    assert whereabouts(-11.4, 14.4, places=()).place is None


@pytest.mark.parametrize("place", [place for place in PLACES if place is not KAYES])
def test_distances_agree_with_the_ellipsoid_to_half_a_percent(place) -> None:
    *_, exact = WGS84.inv(KAYES.lon, KAYES.lat, place.lon, place.lat)
    assert distance_m(KAYES.lon, KAYES.lat, place) == pytest.approx(exact, rel=0.006)


class _Flight:
    """As much of a flight as its middle needs."""

    def __init__(self, *areas) -> None:
        self.volumes = [type("Volume", (), {"area": area}) for area in areas]


def test_the_middle_of_a_circle_is_its_centre() -> None:
    assert middle(_Flight(Point(-10.8321, 13.8065).buffer(0.0018))) == pytest.approx((-10.8321, 13.8065))


def test_the_middle_of_a_crooked_area_lies_inside_it() -> None:
    crooked = Polygon([(0, 0), (3, 0), (3, 3), (2.9, 3), (2.9, 0.1), (0, 0.1)])
    assert crooked.covers(Point(middle(_Flight(crooked))))


def test_a_flight_without_an_area_has_no_middle() -> None:
    assert middle(_Flight()) is None
