from datetime import UTC, datetime, timedelta

import pytest
from pyproj import Geod

from drones.desk import kayes
from drones.desk.demonstration import airspace
from drones.liaison.rules.places import BAFOULABE, DIBOLI
from geofences.engine.geodesy import circle
from geofences.engine.model import Band, Coverage, Datum, FlightVolume, Height, Period, Status, Unit
from geofences.engine.verdicts import assess
from geofences.zones import service as zones
from portal.kit.clock import now
from portal.kit.database import unit_of_work

DAG_DAG = (-11.4044, 14.4812)
TOMORROW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def snapshot(app):
    with unit_of_work():
        airspace.publish(now())
    return zones.load_snapshot().with_changes(
        number=zones.register_number(), coverage=Coverage(airspace.region())
    )


def ask(snapshot, lon, lat, *, at, radius=200, ceiling=60.0):
    hours, minutes = at
    start = TOMORROW.replace(hour=hours, minute=minutes)
    volume = FlightVolume(
        circle(lon, lat, radius),
        Band(Height(0, Unit.METRES, Datum.AGL), Height(ceiling, Unit.METRES, Datum.AGL)),
        Period(start, start + timedelta(minutes=30)),
    )
    return assess(snapshot, [volume])


def zones_of(verdict, status):
    return {found.zone.identifier for found in verdict.findings if found.status is status and found.zone}


def beside(place, metres):
    lon, lat, _ = Geod(ellps="WGS84").fwd(*place, 30, metres)
    return lon, lat


def test_a_flight_at_bafoulabe_by_day_asks_zone_4(snapshot) -> None:
    verdict = ask(snapshot, BAFOULABE.lon, BAFOULABE.lat, at=(10, 0))
    assert (verdict.status, verdict.commands) == (Status.AUTHORISATION_REQUIRED, ("ZONE4",))
    assert zones_of(verdict, Status.AUTHORISATION_REQUIRED) == {"KAY-LIA", "AD-GABF"}


def test_the_same_flight_at_2330_meets_the_curfew(snapshot) -> None:
    verdict = ask(snapshot, BAFOULABE.lon, BAFOULABE.lat, at=(23, 30))
    assert verdict.status is Status.PROHIBITED
    assert zones_of(verdict, Status.PROHIBITED) == {"KAY-CVF"}


@pytest.mark.parametrize(
    ("at", "status"),
    [
        ((5, 30), Status.PROHIBITED),
        ((6, 0), Status.AUTHORISATION_REQUIRED),
        ((22, 30), Status.AUTHORISATION_REQUIRED),
        ((22, 31), Status.PROHIBITED),
    ],
)
def test_the_curfew_runs_from_23_to_6_half_open(snapshot, at, status) -> None:
    assert ask(snapshot, BAFOULABE.lon, BAFOULABE.lat, at=at).status is status


def test_over_diboli_no_flight_passes(snapshot) -> None:
    verdict = ask(snapshot, DIBOLI.lon, DIBOLI.lat, at=(10, 0))
    assert zones_of(verdict, Status.PROHIBITED) == {"EX-DIBO"}


def test_in_the_ring_low_and_by_day_the_consent_is_given_in_advance(snapshot) -> None:
    verdict = ask(snapshot, *beside(DAG_DAG, 3_500), at=(10, 0), ceiling=30)
    assert verdict.status is Status.CLEAR
    assert verdict.commands == ()


@pytest.mark.parametrize(
    ("metres", "ceiling", "at"),
    [(3_500, 31, (10, 0)), (1_000, 30, (10, 0)), (2_100, 30, (10, 0)), (3_500, 30, (17, 45))],
    ids=["too high", "in the core", "reaching into the core", "after dark"],
)
def test_outside_the_ring_its_ceiling_or_its_hours_zone_4_is_asked(snapshot, metres, ceiling, at) -> None:
    verdict = ask(snapshot, *beside(DAG_DAG, metres), at=at, ceiling=ceiling)
    assert (verdict.status, verdict.commands) == (Status.AUTHORISATION_REQUIRED, ("ZONE4",))


def test_outside_the_region_nothing_is_known(snapshot) -> None:
    assert ask(snapshot, -8.0, 12.65, at=(10, 0)).status is Status.UNKNOWN


def test_a_height_filed_under_the_ground_does_not_evade_the_curfew(snapshot) -> None:
    start = TOMORROW.replace(hour=23, minute=30)
    under = Band(Height(-900, Unit.METRES, Datum.AMSL), Height(-800, Unit.METRES, Datum.AMSL))
    area = circle(BAFOULABE.lon, BAFOULABE.lat, 200)
    verdict = assess(snapshot, [FlightVolume(area, under, Period(start, start + timedelta(minutes=5)))])
    assert verdict.status is Status.PROHIBITED


def test_a_second_start_publishes_nothing_new(app) -> None:
    with unit_of_work():
        airspace.publish(now())
    number = zones.register_number()
    with unit_of_work():
        airspace.publish(now() + timedelta(minutes=30))
    assert zones.register_number() == number


def test_once_the_temporary_zone_is_over_the_next_start_puts_it_around_now_again(app) -> None:
    with unit_of_work():
        airspace.publish(now())
    later = now() + timedelta(days=3)
    with unit_of_work():
        airspace.publish(later)
    found = {zone.identifier: zone for zone in zones.published()}
    window = found[kayes.TEMPORARY].applicability[0]
    assert window.start < later < window.end
