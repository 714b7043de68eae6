"""What would pass instead."""

from datetime import UTC, time, timedelta

import pytest
from shapely.geometry import box

from geofences.engine.alternatives import alternatives
from geofences.engine.geodesy import area_m2
from geofences.engine.model import (
    EVERY_DAY,
    Applicability,
    Band,
    Coverage,
    DailyRule,
    Datum,
    Height,
    PreApproval,
    Restriction,
    Status,
    Unit,
)
from geofences.engine.verdicts import assess
from tests.unit.geofences.engine.cast import CURFEW, SQUARE, at, band, flight, hours, metres, snapshot, zone

AUTHORISATION = Restriction.REQ_AUTHORISATION


def kinds(found):
    return {item.kind: item for item in found}


def test_a_flight_that_passes_needs_no_alternative():
    assert alternatives(snapshot(), [flight()], now=at(0)) == ()
    mild = snapshot(zone("C", Restriction.CONDITIONAL))
    assert alternatives(mild, [flight()], now=at(0)) == ()


def test_a_flight_in_the_curfew_is_offered_its_end_and_the_last_start_before_it():
    night = snapshot(zone(applicability=(CURFEW,)))
    found = kinds(alternatives(night, [flight(period=hours(23.5, 24))], now=at(8)))
    assert (found["later_start"].start, found["later_start"].status) == (at(6, 1), Status.CLEAR)
    assert found["earlier_start"].start == at(22.5)


def test_no_earlier_start_is_offered_before_now():
    night = snapshot(zone(applicability=(CURFEW,)))
    found = kinds(alternatives(night, [flight(period=hours(23.5, 24))], now=at(22.75)))
    assert "earlier_start" not in found


def test_a_longer_flight_than_the_gap_goes_to_the_next_gap():
    busy = Applicability(rules=(DailyRule(EVERY_DAY, time(8), time(12), UTC),))
    world = snapshot(zone("A", applicability=(CURFEW,)), zone("B", applicability=(busy,)))
    found = kinds(alternatives(world, [flight(period=hours(5, 8))], now=at(4)))
    assert found["later_start"].start == at(12)


def test_all_volumes_of_a_flight_must_pass():
    night = snapshot(zone(applicability=(CURFEW,)))
    volumes = [flight(period=hours(22.5, 22.75)), flight(period=hours(22.75, 23.5))]
    found = kinds(alternatives(night, volumes, now=at(20)))
    assert found["later_start"].start == at(6, 1)
    assert found["earlier_start"].start == at(22)


def test_when_nothing_passes_a_referred_start_is_offered():
    world = snapshot(zone("A", AUTHORISATION, command="ZONE4"), zone("B", applicability=(CURFEW,)))
    later = kinds(alternatives(world, [flight(period=hours(23, 24))], now=at(20)))["later_start"]
    assert (later.start, later.status) == (at(6, 1), Status.AUTHORISATION_REQUIRED)


def test_the_hours_of_a_pre_approval_are_offered():
    day = Applicability(rules=(DailyRule(EVERY_DAY, time(6), time(18), UTC),))
    held = PreApproval("P", "ZONE4", SQUARE, metres(60), (day,))
    world = snapshot(zone("A", AUTHORISATION, command="ZONE4"), pre_approvals=(held,))
    found = kinds(alternatives(world, [flight(period=hours(20, 21))], now=at(0)))
    assert (found["later_start"].start, found["later_start"].status) == (at(6, 1), Status.CLEAR)
    assert found["earlier_start"].start == at(17)


def test_another_flights_time_is_passed_over():
    other = flight(period=hours(9, 11))
    found = kinds(alternatives(snapshot(), [flight()], now=at(0), occupied=[other]))
    assert (found["later_start"].start, found["earlier_start"].start) == (at(11), at(8.5))


def test_a_permanent_prohibition_of_everything_says_none_within_seven_days():
    found = alternatives(snapshot(zone()), [flight()], now=at(0))
    assert [item.kind for item in found] == ["none"]
    assert found[0].searched_until == at(10, 7)


def test_the_highest_ceiling_under_a_zone_is_offered():
    world = snapshot(zone("A", heights=band(50, None)), zone("B", heights=band(55, None)))
    found = kinds(alternatives(world, [flight()], now=at(0)))
    assert found["lower_ceiling"].ceiling == metres(49)
    assert found["lower_ceiling"].status is Status.CLEAR


def test_a_ceiling_in_feet_is_answered_in_feet():
    world = snapshot(zone("A", heights=band(50, None)))
    heights = Band(None, Height(300, Unit.FEET, Datum.AGL))
    found = kinds(alternatives(world, [flight(heights=heights)], now=at(0)))
    assert found["lower_ceiling"].ceiling == Height(164, Unit.FEET, Datum.AGL)


def test_the_ceiling_of_a_pre_approval_is_offered():
    held = PreApproval("P", "ZONE4", SQUARE, metres(30))
    world = snapshot(zone("A", AUTHORISATION, command="ZONE4"), pre_approvals=(held,))
    found = kinds(alternatives(world, [flight()], now=at(0)))
    assert (found["lower_ceiling"].ceiling, found["lower_ceiling"].status) == (metres(30), Status.CLEAR)


def test_the_part_outside_a_zone_is_offered_with_its_share():
    half = box(-11.42, 14.40, -11.38, 14.41)
    found = kinds(alternatives(snapshot(zone()), [flight(half)], now=at(0)))
    trimmed = found["trimmed_area"]
    assert trimmed.status is Status.CLEAR
    assert trimmed.share == pytest.approx(0.5, abs=0.01)
    assert trimmed.share == pytest.approx(area_m2(trimmed.area) / area_m2(half))
    assert assess(snapshot(zone()), [flight(trimmed.area)]).status is Status.CLEAR


def test_the_part_inside_the_coverage_is_offered():
    world = snapshot(coverage=Coverage(SQUARE))
    found = kinds(alternatives(world, [flight(box(-11.42, 14.40, -11.38, 14.41))], now=at(0)))
    assert found["trimmed_area"].status is Status.CLEAR


def test_the_end_of_a_window_on_an_odd_second_is_offered_on_a_whole_minute():
    until = at(12) + timedelta(seconds=7)
    world = snapshot(zone(applicability=(Applicability(at(8), until),)))
    found = kinds(alternatives(world, [flight()], now=at(9)))
    assert found["later_start"].start == at(12) + timedelta(minutes=1)


def test_of_two_other_starts_the_nearer_comes_first():
    night = snapshot(zone(applicability=(CURFEW,)))
    late = alternatives(night, [flight(period=hours(23.5, 24))], now=at(0))
    assert [one.kind for one in late][:2] == ["earlier_start", "later_start"]


def test_a_flight_wholly_outside_the_coverage_is_told_that_nothing_passes_there():
    world = snapshot(coverage=Coverage(SQUARE))
    found = kinds(alternatives(world, [flight(box(8.54, 47.39, 8.55, 47.40))], now=at(0)))
    assert set(found) == {"none"}


def daily(start, end):
    return (Applicability(rules=(DailyRule(EVERY_DAY, start, end, UTC),)),)


def test_a_gap_shorter_than_the_flight_is_no_other_start():
    world = snapshot(zone(applicability=daily(time(12, 29), time(12))))
    assert [item.kind for item in alternatives(world, [flight()], now=at(0))] == ["none"]
    world = snapshot(zone(applicability=daily(time(12, 30), time(12))))
    assert kinds(alternatives(world, [flight()], now=at(0)))["later_start"].start == at(12)


def test_too_many_schedules_are_said_to_be_unsearched_and_not_absent():
    many = [
        zone(f"Z{number}", applicability=daily(time(number % 24, number // 24), time(number % 24)))
        for number in range(1, 600)
    ]
    (only,) = alternatives(snapshot(*many), [flight(heights=band(0, 60))], now=at(0))
    assert (only.kind, only.searched_until) == ("unsearched", at(10, 7))


def test_too_many_daily_rules_are_said_to_be_unsearched_and_not_absent():
    rules = tuple(
        DailyRule(EVERY_DAY, time(n // 60, n % 60), time(n // 60, n % 60, 59), UTC) for n in range(700)
    )
    many = [zone(f"Z{number}", applicability=(Applicability(rules=rules[number:]),)) for number in range(4)]
    (only,) = alternatives(snapshot(*many), [flight()], now=at(0))
    assert only.kind == "unsearched"


def test_the_highest_of_many_ceilings_is_found():
    floors = [zone(f"Z{floor}", AUTHORISATION, heights=band(floor, None)) for floor in range(30, 115)]
    world = snapshot(zone("P", heights=band(100, None)), *floors)
    found = kinds(alternatives(world, [flight(heights=band(0, 120))], now=at(0)))
    assert (found["lower_ceiling"].ceiling, found["lower_ceiling"].status) == (metres(29), Status.CLEAR)
    world = snapshot(zone("A", AUTHORISATION), zone("P", heights=band(100, None)), *floors)
    found = kinds(alternatives(world, [flight(heights=band(0, 120))], now=at(0)))
    assert found["lower_ceiling"].ceiling == metres(99)
    assert found["lower_ceiling"].status is Status.AUTHORISATION_REQUIRED


def test_volumes_of_several_bands_and_windows_move_together():
    up = flight(heights=band(0, 40), period=hours(4, 5))
    along = flight(SQUARE.buffer(-0.02), heights=band(30, 60), period=hours(5, 6))
    blocked = zone(heights=band(35, None), applicability=daily(time(4, 30), time(9)))
    found = kinds(alternatives(snapshot(blocked), [up, along], now=at(0)))
    assert found["later_start"].start == at(9)
    assert found["earlier_start"].start == at(2.5)
    # 34 m passes under the zone and is still above the second volume's floor.
    assert found["lower_ceiling"].ceiling == metres(34)


def test_a_ceiling_never_goes_under_the_floor_of_any_volume():
    up = flight(heights=band(0, 40), period=hours(4, 5))
    along = flight(heights=band(36, 60), period=hours(5, 6))
    blocked = zone(heights=band(35, None))
    assert [item.kind for item in alternatives(snapshot(blocked), [up, along], now=at(0))] == ["none"]


def test_a_floor_that_stands_for_no_limit_is_no_reason_to_fail():
    world = snapshot(zone("A", heights=band(50, None)))
    found = alternatives(world, [flight(heights=band(99_999, None))], now=at(0))
    assert "lower_ceiling" not in kinds(found)


def test_volumes_of_several_datums_leave_the_ceiling_unsearched():
    low = flight(heights=band(0, 40), period=hours(4, 5))
    high = flight(heights=band(100, 900, Datum.AMSL), period=hours(5, 6))
    (only,) = alternatives(snapshot(zone()), [low, high], now=at(0))
    assert only.kind == "unsearched"
