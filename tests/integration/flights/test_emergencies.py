"""A commander's emergency zone stops the approved flights that it touches, and no others."""

from datetime import timedelta

from shapely.geometry import box

from drones.flights.model import State
from geofences.engine.model import Applicability, Restriction
from geofences.zones import service as zones
from portal.kit.clock import now
from portal.kit.database import unit_of_work
from tests.integration.flights.conftest import FREE, zone

AROUND = box(FREE.lon - 0.01, FREE.lat - 0.01, FREE.lon + 0.01, FREE.lat + 0.01)
ELSEWHERE = box(FREE.lon + 0.5, FREE.lat, FREE.lon + 0.51, FREE.lat + 0.01)


def _emergency(identifier, area):
    hours = Applicability(now(), now() + timedelta(hours=3))
    found = zone(identifier, Restriction.PROHIBITED, area, hours, exercise=True, name="Incendie")
    with unit_of_work():
        done = zones.publish_emergency(zone=found, actor="commander", now=now())
    assert isinstance(done, str), done
    return done


def test_an_emergency_zone_suspends_an_approved_flight_that_it_touches(stage, owner):
    flight = owner.submit(centre=FREE, start=now() + timedelta(hours=1))
    assert owner.see(flight).state is State.APPROVED
    _emergency("U000001", ELSEWHERE)
    assert owner.see(flight).state is State.APPROVED
    _emergency("U000002", AROUND)
    assert owner.see(flight).state is State.SUSPENDED
    assert "suspended" in " ".join(owner.kinds(flight))


def test_a_flight_after_the_emergency_zone_has_ended_keeps_its_approval(stage, owner):
    flight = owner.submit(centre=FREE, start=now() + timedelta(hours=4))
    _emergency("U000003", AROUND)
    assert owner.see(flight).state is State.APPROVED
