"""Which flights a sighting is about: in space, in time, by state."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from drones.desk.model import Reach, Sighting, Told
from drones.desk.rules.known import near, told
from drones.flights.model import FlightView, Mode, PlanInput, Reason, Standing, State
from geofences.engine.geodesy import WGS84, circle
from geofences.engine.model import Band, Datum, FlightVolume, Height, Period, Unit

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
REACH = Reach(2_000, 15 * MINUTE)
LON, LAT = -10.8321, 13.8065
BAND = Band(Height(0, Unit.METRES, Datum.AGL), Height(60, Unit.METRES, Datum.AGL))


def volume(start=NOON, minutes=30, azimuth=0.0, metres=0.0):
    """A circle of 200 m whose middle lies ``metres`` away from the place that is asked about."""
    lon, lat, _ = WGS84.fwd(LON, LAT, azimuth, metres)
    return FlightVolume(circle(lon, lat, 200), BAND, Period(start, start + minutes * MINUTE))


def flight(state=State.APPROVED, changed_at=NOON, volumes=None):
    resumes = State.APPROVED if state is State.SUSPENDED else None
    plan = PlanInput((), "a", "p", Reason.SURVEY, Mode.VLOS, "")
    return FlightView(
        id="f",
        reference="KAY-1",
        standing=Standing(state, resumes=resumes),
        person_id="p",
        operator_id="o",
        plan=plan,
        typed=None,
        volumes=volumes or (volume(),),
        assessment=None,
        conditions=(),
        permit=None,
        created_at=NOON,
        changed_at=changed_at,
    )


def found(*flights, at=NOON, as_of=NOON):
    return near(flights, Sighting(LON, LAT, at), REACH, circle(LON, LAT, REACH.radius_m), as_of)


def test_a_place_inside_the_area_is_no_distance_away():
    (one,) = found(flight())
    assert (one.distance_m, one.direction) == (0.0, "")


@pytest.mark.parametrize(("azimuth", "wind"), [(0, "n"), (92, "e"), (180, "s"), (225, "sw"), (-50, "nw")])
def test_a_flight_beside_the_place_is_told_with_its_distance_and_direction(azimuth, wind):
    (one,) = found(flight(volumes=(volume(azimuth=azimuth, metres=1_500),)))
    assert one.direction == wind
    assert one.distance_m == pytest.approx(1_300, abs=5)


@pytest.mark.parametrize(("metres", "number"), [(2_190, 1), (2_210, 0)])
def test_the_reach_is_measured_to_the_edge_of_the_area(metres, number):
    assert len(found(flight(volumes=(volume(azimuth=60, metres=metres),)))) == number


@pytest.mark.parametrize(("minutes", "number"), [(-16, 0), (-15, 1), (0, 1), (45, 1), (46, 0)])
def test_the_tolerance_lies_before_the_start_and_after_the_end(minutes, number):
    assert len(found(flight(), at=NOON + minutes * MINUTE)) == number


def test_a_flight_in_the_air_is_known_until_it_ends_whatever_its_plan_says():
    late = NOON + 90 * MINUTE
    assert found(flight(State.ACTIVE), at=late, as_of=late)
    assert not found(flight(State.APPROVED), at=late, as_of=late)


def test_of_several_volumes_the_one_of_that_time_counts():
    there = volume(azimuth=90, metres=9_000)
    here = volume(start=NOON + 60 * MINUTE)
    moving = flight(volumes=(there, here))
    assert not found(moving, at=NOON)
    assert [one.volume for one in found(moving, at=NOON + 60 * MINUTE)] == [here]


@pytest.mark.parametrize(
    "state", [State.REFERRED, State.DENIED, State.RESCINDED, State.WITHDRAWN, State.DRAFT, State.REFUSED]
)
def test_what_was_never_allowed_or_is_so_no_more_is_not_known(state):
    assert not found(flight(state))


@pytest.mark.parametrize("state", [State.ENDED, State.LAPSED])
def test_what_is_over_is_known_for_the_time_at_which_it_was_not(state):
    over = flight(state, changed_at=NOON + 20 * MINUTE)
    assert found(over, at=NOON + 10 * MINUTE, as_of=NOON + 60 * MINUTE)
    assert not found(over, at=NOON + 21 * MINUTE, as_of=NOON + 60 * MINUTE)


def test_the_nearest_is_told_first():
    far = replace(flight(volumes=(volume(azimuth=90, metres=1_500),)), id="far")
    assert [one.flight.id for one in found(far, flight())] == ["f", "far"]


def test_suspended_is_said_only_when_no_other_flight_may_be_meant():
    assert told([]) is Told.NOT_KNOWN
    assert told([State.SUSPENDED]) is Told.SUSPENDED
    assert told([State.SUSPENDED, State.ACTIVE]) is Told.KNOWN
