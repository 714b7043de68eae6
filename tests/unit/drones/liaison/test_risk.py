"""What makes a request delicate, and the order that follows."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from drones.flights.model import Mode, PlanInput
from drones.flights.model.waiting import Crowd, Record
from drones.liaison.model import Cause, Request
from drones.liaison.rules.risk import Risk, order, risk
from geofences.engine.model import Datum
from tests.unit.drones.liaison.conftest import NOON, height, volume


def reasons(flight, causes=()):
    return risk(flight, causes, None, UTC).reasons


def test_a_usual_flight_by_day_has_no_reason(flight):
    assert risk(flight(), (), None, UTC) == Risk(0)


def test_beyond_sight_is_a_reason(flight):
    assert reasons(replace(flight(), plan=PlanInput(mode=Mode.BVLOS))) == ("bvlos",)


@pytest.mark.parametrize(("hour", "dark"), [(5, True), (6, False), (18, False), (18.75, True), (23.75, True)])
def test_what_touches_the_night_is_flown_by_night(flight, hour, dark):
    start = NOON.replace(hour=0) + timedelta(days=1, hours=hour)
    assert ("night" in reasons(flight(volumes=(volume(start),)))) == dark


@pytest.mark.parametrize(
    ("ceiling", "high"),
    [(height(120), False), (height(121), True), (height(90, Datum.AMSL), True)],
)
def test_a_ceiling_that_cannot_be_said_to_be_low_is_high(flight, ceiling, high):
    assert ("high" in reasons(flight(volumes=(volume(NOON, ceiling=ceiling),)))) == high


def test_two_zones_are_a_reason_and_one_zone_met_twice_is_none(flight):
    one, two = Cause("zone_authorisation", "A"), Cause("zone_authorisation", "B")
    assert reasons(flight(), (one, two)) == ("zones",)
    assert reasons(flight(), (one, replace(one, code="zone_unknown"))) == ()


def test_others_beside_it_and_the_operator_s_record_are_reasons_with_their_numbers(flight):
    crowd = Crowd(held=frozenset({"f1"}), asked=frozenset({"f1", "f2"}))
    found = risk(flight(), (), None, UTC, crowd=crowd, record=Record(denied=2, outside=1))
    assert found == Risk(7, ("conflict", "outside", "rivals", "denied"), {"denied": 2, "outside": 1})
    assert risk(flight("f9"), (), None, UTC, crowd=crowd).reasons == ()


def test_little_time_left_goes_before_risk_and_risk_before_minutes(flight):
    def key(minutes, points):
        return order(Request(flight(minutes=minutes), None, ()), Risk(points), NOON)

    assert key(59, 0) < key(61, 9)
    assert key(200, 2) < key(100, 0)
    assert key(100, 2) < key(200, 2)
