import json
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import airportsdata
import pytest
from pyproj import Geod
from shapely.geometry import Point, shape

from drones.desk import kayes
from drones.liaison.rules.places import PLACES
from geofences.engine.geodesy import circle
from geofences.engine.model import PreApproval, Purpose, Restriction, Zone

NOW = datetime(2026, 11, 23, 12, 20, tzinfo=UTC)
REGION = shape(json.loads(Path(kayes.__file__).with_name("kayes.geojson").read_text())["geometry"])
WGS84 = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def fields() -> tuple[kayes.Aerodrome, ...]:
    return kayes.aerodromes(airportsdata.load("ICAO").values(), REGION)


@pytest.fixture(scope="module")
def zones(fields: tuple[kayes.Aerodrome, ...]) -> dict[str, Zone]:
    made = kayes.zones(region=REGION, fields=fields, phone="+223 00 00 00 00", now=NOW)
    return {zone.identifier: zone for zone in made}


@pytest.fixture(scope="module")
def rings(fields: tuple[kayes.Aerodrome, ...]) -> dict[str, PreApproval]:
    return {ring.identifier: ring for ring in kayes.pre_approvals(fields)}


def place_at(field: kayes.Aerodrome, metres: float) -> Point:
    lon, lat, _ = WGS84.fwd(field.lon, field.lat, 40, metres)
    return Point(lon, lat)


def test_the_outline_is_valid_and_runs_counter_clockwise_as_rfc_7946_asks() -> None:
    assert REGION.is_valid
    assert REGION.exterior.is_ccw


def test_every_named_town_lies_inside_the_outline() -> None:
    assert [place.name for place in PLACES if not REGION.covers(Point(place.lon, place.lat))] == []


def test_the_aerodromes_of_the_region_are_found_and_no_neighbour_s(
    fields: tuple[kayes.Aerodrome, ...],
) -> None:
    assert [field.icao for field in fields] == ["GABF", "GAKA", "GAKT", "GAKY", "GANR", "GAYE"]


def test_a_code_that_is_no_icao_indicator_is_left_out() -> None:
    listed = [{"icao": "GA1A", "name": "X", "lon": -11.44, "lat": 14.43}]
    assert "GA1A" not in [field.icao for field in kayes.aerodromes(listed, REGION)]


def test_every_zone_says_that_it_is_an_exercise(zones: dict[str, Zone]) -> None:
    assert all(zone.message.startswith("EXERCICE") and zone.exercise for zone in zones.values())


def test_what_is_published_fits_ed_269(zones: dict[str, Zone]) -> None:
    for zone in zones.values():
        assert len(zone.identifier) <= 7
        assert len(zone.message) <= 200
        assert len(zone.name) <= 200
        assert zone.country == "MLI"
        assert zone.authorities[0].phone


def test_identifiers_are_unique(fields: tuple[kayes.Aerodrome, ...], zones: dict[str, Zone]) -> None:
    made = kayes.zones(region=REGION, fields=fields, phone="", now=NOW)
    assert len(zones) == len(made) == 14


def test_zones_that_ask_for_consent_name_the_command(zones: dict[str, Zone]) -> None:
    asking = [zone for zone in zones.values() if zone.restriction is Restriction.REQ_AUTHORISATION]
    assert {zone.command for zone in asking} == {"ZONE4"}
    assert {zone.authorities[0].purpose for zone in asking} == {Purpose.AUTHORIZATION}
    assert all(not zone.command for zone in zones.values() if zone not in asking)


def test_no_zone_states_a_height_that_a_flight_filed_under_the_ground_could_evade(
    zones: dict[str, Zone],
) -> None:
    assert all(volume.band == kayes.ALL_HEIGHTS for zone in zones.values() for volume in zone.volumes)


def test_the_curfew_lies_over_the_liaison_area(zones: dict[str, Zone]) -> None:
    assert zones["KAY-CVF"].volumes[0].area.equals(zones["KAY-LIA"].volumes[0].area)
    assert zones["KAY-CVF"].applicability[0].rules == (kayes.CURFEW,)


def test_circles_keep_what_was_stated(zones: dict[str, Zone]) -> None:
    round_ones = {name: zone.volumes[0].circle for name, zone in zones.items() if zone.volumes[0].circle}
    assert {circle.radius_m for name, circle in round_ones.items() if name.startswith("AD-")} == {5_000}
    assert {circle.radius_m for name, circle in round_ones.items() if name.startswith("EX-")} == {2_000}
    assert len(round_ones) == 12


@pytest.mark.parametrize(("metres", "inside"), [(1_950, False), (2_050, True), (4_950, True), (5_050, False)])
def test_the_pre_approved_ring_runs_from_2_to_5_km(
    fields: tuple[kayes.Aerodrome, ...], rings: dict[str, PreApproval], metres: float, inside: bool
) -> None:
    for field in fields:
        assert rings[f"PA-{field.icao}"].area.covers(place_at(field, metres)) is inside


def test_pre_approvals_come_from_the_command_of_the_liaison_area(
    zones: dict[str, Zone], rings: dict[str, PreApproval]
) -> None:
    assert {ring.command for ring in rings.values()} == {zones["KAY-LIA"].command}
    assert {(ring.ceiling.metres, ring.ceiling.datum) for ring in rings.values()} == {(30, "AGL")}


def test_no_ring_reaches_into_the_core_of_another_aerodrome(
    fields: tuple[kayes.Aerodrome, ...], rings: dict[str, PreApproval]
) -> None:
    cores = {f"PA-{field.icao}": circle(field.lon, field.lat, 2_000) for field in fields}
    for one, other in combinations(rings, 2):
        assert not rings[one].area.intersects(cores[other])
        assert not rings[other].area.intersects(cores[one])


def test_the_temporary_zone_begins_before_now_and_ends_after_it(zones: dict[str, Zone]) -> None:
    window = zones["TMP-KIT"].applicability[0]
    assert window.start < NOW < window.end


def test_the_temporary_zone_is_around_until_its_end(zones: dict[str, Zone]) -> None:
    zone = zones[kayes.TEMPORARY]
    end = zone.applicability[0].end
    assert kayes.is_around(zone, end - timedelta(seconds=1))
    assert not kayes.is_around(zone, end)


def test_concealed_exercises_lie_in_the_liaison_area_and_under_no_pre_approval(
    rings: dict[str, PreApproval],
) -> None:
    for hidden in kayes.CONCEALED:
        area = circle(hidden.circle.lon, hidden.circle.lat, hidden.circle.radius_m)
        assert REGION.covers(area)
        assert not any(ring.area.intersects(area) for ring in rings.values())


def test_no_published_zone_draws_a_concealed_one(zones: dict[str, Zone]) -> None:
    names = {hidden.identifier for hidden in kayes.CONCEALED}
    assert not names & set(zones)
