"""Positions against a plan: what is outside, what is not believed, how conformance changes."""

from datetime import UTC, datetime, timedelta

import pytest
from shapely.geometry import box

from drones.flights.model.tracks import Conformance, Fix, Found, Level, Mark, Status, Tolerance, TrackView
from drones.flights.rules import conformance
from geofences.engine.geodesy import circle, transfer
from geofences.engine.model import Band, Datum, FlightVolume, Height, Period, TerrainBounds, Unit
from geofences.engine.relief import Relief

START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
LON, LAT = -10.8321, 13.8065
TOLERANCE = Tolerance(10, 10, 5)
RELIEF = Relief.of(TerrainBounds(0, 1000, 0, 60))
SECOND = timedelta(seconds=1)
#: Degrees of one metre there.
NORTH, EAST = 1 / 110_630, 1 / 108_120


def metres(value, datum=Datum.AGL):
    return Height(float(value), Unit.METRES, datum)


def volume(lon=LON, lat=LAT, minutes=(0, 30), floor=0, ceiling=60):
    period = Period(START + timedelta(minutes=minutes[0]), START + timedelta(minutes=minutes[1]))
    return FlightVolume(circle(lon, lat, 200), Band(metres(floor), metres(ceiling)), period)


PLAN = (volume(),)


def fix(seconds=60, *, east_m=0.0, north_m=0.0, height=30, datum=Datum.AGL, slack=0.0, **changes):
    levels = () if height is None else (Level(metres(height, datum), slack),)
    at = START + timedelta(seconds=seconds)
    return Fix(at, LON + east_m * EAST, LAT + north_m * NORTH, levels, **changes)


def outside(one, plan=PLAN):
    return conformance.judge(one, plan, TOLERANCE, RELIEF)[0]


def follow(*fixes, track=None, plan=PLAN, known=(), now=None):
    return conformance.follow(
        track,
        fixes,
        plan,
        known=known,
        tolerance=TOLERANCE,
        relief=RELIEF,
        now=now or max(one.at for one in fixes),
    )


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (fix(), ()),
        (fix(east_m=195), ()),
        (fix(east_m=208), ()),
        (fix(east_m=212), ("area",)),
        (fix(east_m=225, accuracy_m=30), ()),
        (fix(east_m=400, accuracy_m=5_000), ("area",)),
        (fix(height=69), ()),
        (fix(height=71), ("height",)),
        (fix(height=80, accuracy_v_m=15), ()),
        (fix(height=None), ()),
        (fix(height=95, slack=30), ()),
        (fix(height=105, slack=30), ("height",)),
        (fix(height=5_000, datum=Datum.WGS84), ("height",)),
        (fix(height=500, datum=Datum.WGS84), ()),
        (fix(-4), ()),
        (fix(-6), ("time",)),
        (fix(30 * 60 + 4), ()),
        (fix(30 * 60 + 5), ("time",)),
        (fix(-600, east_m=500, height=200), ("area", "height", "time")),
        (fix(-600, east_m=500, height=200, status=Status.GROUND), ()),
    ],
)
def test_a_position_is_judged_by_area_height_and_time_with_tolerance(one, expected):
    assert outside(one) == expected


def test_the_distance_beside_the_area_is_in_metres():
    assert conformance.judge(fix(east_m=700), PLAN, TOLERANCE, RELIEF)[1] == pytest.approx(500, abs=3)
    assert conformance.judge(fix(north_m=-700), PLAN, TOLERANCE, RELIEF)[1] == pytest.approx(500, abs=3)


def test_each_volume_counts_in_its_own_window():
    there = transfer(volume().area, LON + 0.02, LAT)
    later = FlightVolume(
        there, Band(metres(0), metres(60)), Period(START + 30 * 60 * SECOND, START + 3_600 * SECOND)
    )
    plan = (volume(), later)
    aside = 0.02 / EAST
    assert outside(fix(60), plan) == ()
    assert outside(fix(60, east_m=aside), plan) == ("time",)
    assert outside(fix(2_400, east_m=aside), plan) == ()
    assert outside(fix(2_400), plan) in {("area",), ("time",)}


def test_positions_that_cannot_be_live_are_named_and_move_nothing():
    track = follow(fix(60)).track
    now = START + 90 * SECOND
    cases = {
        Found.DUPLICATE: fix(60),
        Found.LATE: fix(59, east_m=900),
        Found.FUTURE: fix(96),
        Found.TOO_OLD: fix(-3_600),
        Found.JUMP: fix(70, east_m=1_000_000),
        Found.NO_PLACE: Fix(START + 80 * SECOND, 0.0, 0.0),
    }
    for expected, one in cases.items():
        found = follow(one, track=track, known={START + 60 * SECOND}, now=now)
        assert [judged.found for judged in found.judged] == [expected]
        assert (found.track.conformance, found.track.last) == (Conformance.NOMINAL, track.last)


def test_an_old_position_of_a_batch_is_kept_for_the_record_and_the_fresh_one_counts():
    found = follow(fix(600), fix(30, east_m=900), now=START + 600 * SECOND)
    assert [judged.found for judged in found.judged] == [Found.INSIDE, Found.LATE]
    assert found.judged[1].outside == ("area",)
    assert (found.track.fixes, found.changes) == (2, ())


def test_two_positions_that_agree_are_believed_against_the_one_before():
    wrong = follow(fix(10, east_m=1_000_000)).track
    found = follow(fix(11), fix(12), track=wrong)
    assert [judged.found for judged in found.judged] == [Found.JUMP, Found.INSIDE]


def test_leaving_alerts_at_once_and_coming_back_counts_after_some_seconds_inside():
    left = follow(fix(60), fix(61, east_m=250), fix(62))
    assert [change for change, _ in left.changes] == [Conformance.NONCONFORMING]
    back = follow(*(fix(63 + second) for second in range(5)), track=left.track)
    assert [change for change, _ in back.changes] == [Conformance.NOMINAL]
    assert (back.track.excursions, back.track.outside, back.track.fixes) == (1, 1, 8)


def test_a_flight_that_stays_outside_becomes_contingent_and_remains_so():
    found = follow(*(fix(60 + second, east_m=300) for second in range(0, 63, 3)))
    assert [change for change, _ in found.changes] == [Conformance.NONCONFORMING]
    found = follow(fix(121, east_m=300), track=found.track)
    assert [change for change, _ in found.changes] == [Conformance.CONTINGENT]
    assert follow(*(fix(130 + second) for second in range(20)), track=found.track).changes == ()


def test_a_flight_that_falls_silent_outside_becomes_contingent_by_the_clock():
    track = TrackView(Conformance.NONCONFORMING, START, START, Mark(START, LON, LAT))
    assert conformance.grown_contingent(track, START + 60 * SECOND) is None
    grown = conformance.grown_contingent(track, START + 61 * SECOND)
    assert grown.conformance is Conformance.CONTINGENT


def test_an_emergency_is_contingent_wherever_it_is():
    found = follow(fix(60, status=Status.EMERGENCY))
    assert [change for change, _ in found.changes] == [Conformance.CONTINGENT]


def test_a_jump_is_measured_over_the_antimeridian_too():
    one, other = Mark(START, 179.9999, 0), Mark(START, -179.9999, 0)
    assert conformance.distance_m(one, other) < 30


def test_a_position_on_the_border_of_a_square_is_inside():
    plan = (FlightVolume(box(LON, LAT, LON + 0.01, LAT + 0.01), Band(metres(0), metres(60)), PLAN[0].period),)
    assert conformance.judge(fix(), plan, TOLERANCE, RELIEF) == ((), 0.0)


@pytest.mark.parametrize(("height", "expected"), [(165, ()), (215, ("height",)), (85, ("height",))])
def test_a_height_over_the_ellipsoid_is_judged_where_the_ground_is_known(height, expected):
    """Ground 60 to 70 m high, geoid 40 to 45 m: the plan's 60 m above it end between 160 and 175 m."""
    here = TerrainBounds(60, 70, 40, 45)
    known = Relief.of(TerrainBounds(0, 1000, 0, 60), [(box(LON - 1, LAT - 1, LON + 1, LAT + 1), here)])
    one = fix(height=height, datum=Datum.WGS84)
    assert conformance.judge(one, PLAN, TOLERANCE, known)[0] == expected
    assert outside(one) == ()
