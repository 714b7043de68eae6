"""What zones say to a flight and to a point."""

from dataclasses import replace

import numpy as np
import pytest
from shapely.geometry import MultiPolygon, Point, Polygon, box

from geofences.engine.model import (
    ALWAYS,
    Band,
    Coverage,
    Datum,
    FindingCode,
    HeightOverlap,
    PreApproval,
    Restriction,
    Status,
)
from geofences.engine.verdicts import assess, at_point, bulk
from tests.unit.geofences.engine.cast import (
    CURFEW,
    INSIDE,
    NOT_FINITE,
    SQUARE,
    band,
    flight,
    hours,
    metres,
    snapshot,
    zone,
)

AUTHORISATION = Restriction.REQ_AUTHORISATION
HELD = PreApproval("P1", "ZONE4", SQUARE, metres(30))


def test_a_flight_in_no_zone_is_clear():
    assert assess(snapshot(), [flight()]).status is Status.CLEAR


def test_a_flight_in_a_prohibited_zone_is_prohibited_and_names_it():
    verdict = assess(snapshot(zone("Z1")), [flight()])
    assert verdict.status is Status.PROHIBITED
    assert [item.zone.identifier for item in verdict.findings] == ["Z1"]


def test_no_volume_is_refused_rather_than_clear():
    with pytest.raises(ValueError, match="flight_without_volume"):
        assess(snapshot(), [])


@pytest.mark.parametrize(
    ("area", "code"),
    [
        (NOT_FINITE, "area_not_finite"),
        (Polygon(), "area_empty"),
        (Point(0, 0), "area_not_polygon"),
        (Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), "area_not_valid"),
    ],
)
def test_an_area_that_no_predicate_may_see_is_refused(area, code):
    with pytest.raises(ValueError, match=code):
        assess(snapshot(zone()), [flight(area)])
    with pytest.raises(ValueError, match=code) as refused:
        snapshot(zone("A"), zone("B", area=area))
    assert refused.value.args[1] == ("MLI", "B")


def test_standing_on_the_border_is_inside():
    beside = box(-11.4, 14.42, -11.39, 14.43)
    assert assess(snapshot(zone()), [flight(beside)]).status is Status.PROHIBITED
    assert at_point(snapshot(zone()), -11.4, 14.45, period=hours(10, 11)).status is Status.PROHIBITED


def test_a_flight_in_the_hole_of_a_zone_is_clear():
    ring = Polygon(SQUARE.exterior, [box(-11.48, 14.42, -11.42, 14.48).exterior])
    assert assess(snapshot(zone(area=ring)), [flight()]).status is Status.CLEAR


def test_touching_in_height_meets_and_a_metre_above_does_not():
    above = zone(heights=band(60, None))
    assert assess(snapshot(above), [flight()]).status is Status.PROHIBITED
    assert assess(snapshot(above), [flight(heights=band(0, 59))]).status is Status.CLEAR


def test_a_limit_in_another_datum_that_ground_cannot_settle_overlaps_possibly():
    verdict = assess(snapshot(zone(heights=band(500, None, Datum.AMSL))), [flight()])
    assert verdict.findings[0].heights is HeightOverlap.POSSIBLE


def test_an_active_curfew_prohibits_and_its_end_is_free():
    night = snapshot(zone(applicability=(CURFEW,)))
    assert assess(night, [flight(period=hours(23.5, 24))]).status is Status.PROHIBITED
    assert assess(night, [flight(period=hours(6, 7))]).status is Status.CLEAR
    assert assess(night, [flight(period=hours(22, 23))]).status is Status.CLEAR


def test_a_finding_tells_the_exact_hours_in_which_the_zone_applies():
    verdict = assess(snapshot(zone(applicability=(CURFEW,))), [flight(period=hours(5, 7))])
    assert verdict.findings[0].intervals == (hours(5, 6),)


def test_findings_come_most_severe_first_and_commands_sorted():
    verdict = assess(
        snapshot(
            zone("A", Restriction.CONDITIONAL),
            zone("B", AUTHORISATION, command="ZONE4"),
            zone("C", AUTHORISATION, command="AIRPORT"),
            zone("D", Restriction.NO_RESTRICTION),
        ),
        [flight()],
    )
    assert verdict.status is Status.AUTHORISATION_REQUIRED
    assert [item.zone.identifier for item in verdict.findings] == ["B", "C", "A", "D"]
    assert verdict.commands == ("AIRPORT", "ZONE4")


def test_a_zone_without_a_command_still_needs_authorisation():
    verdict = assess(snapshot(zone("B", AUTHORISATION)), [flight()])
    assert (verdict.status, verdict.commands) == (Status.AUTHORISATION_REQUIRED, ("",))


def test_a_zone_without_restriction_informs_and_stays_clear():
    verdict = assess(snapshot(zone("I", Restriction.NO_RESTRICTION)), [flight()])
    assert (verdict.status, verdict.findings[0].code) == (Status.CLEAR, FindingCode.ZONE_INFORMATION)


def test_findings_beyond_the_limit_are_counted():
    zones = [zone(f"Z{number}") for number in range(5)]
    verdict = assess(snapshot(*zones), [flight()], limit=2)
    assert (len(verdict.findings), verdict.left_out) == (2, 3)


def test_a_flight_partly_outside_the_coverage_is_unknown():
    world = snapshot(coverage=Coverage(SQUARE))
    assert assess(world, [flight()]).status is Status.CLEAR
    out = assess(world, [flight(box(-11.41, 14.44, -11.39, 14.45))])
    assert (out.status, out.findings[0].code) == (Status.UNKNOWN, FindingCode.OUTSIDE_COVERAGE)


@pytest.mark.parametrize(
    ("area", "wholly"),
    [
        (box(-11.41, 14.44, -11.39, 14.45), False),
        (box(-11.40, 14.44, -11.39, 14.45), False),  # it stands on the border
        (box(-11.39, 14.44, -11.38, 14.45), True),
    ],
)
def test_a_finding_outside_the_coverage_tells_whether_all_of_the_flight_is(area, wholly):
    (finding,) = assess(snapshot(coverage=Coverage(SQUARE)), [flight(area)]).findings
    assert finding.wholly is wholly


def test_of_several_volumes_only_those_outside_are_found_outside():
    there = flight(box(0, 0, 0.1, 0.1))
    verdict = assess(snapshot(coverage=Coverage(SQUARE)), [flight(), there, flight()])
    assert [(item.volume, item.wholly) for item in verdict.findings] == [(1, True)]


def test_unknown_yields_to_prohibited_and_not_to_conditional():
    away = Coverage(box(0, 0, 1, 1))
    assert assess(snapshot(zone(), coverage=away), [flight()]).status is Status.PROHIBITED
    mild = zone("C", Restriction.CONDITIONAL)
    assert assess(snapshot(mild, coverage=away), [flight()]).status is Status.UNKNOWN


def test_a_pre_approval_satisfies_its_commands_zones():
    world = snapshot(zone("A", AUTHORISATION, command="ZONE4"), pre_approvals=(HELD,))
    verdict = assess(world, [flight(heights=band(0, 30))])
    assert (verdict.status, verdict.findings[0].code) == (Status.CLEAR, FindingCode.PRE_APPROVED)
    assert verdict.findings[0].pre_approval is HELD


def test_a_pre_approval_lifts_no_prohibition_and_no_other_command():
    world = snapshot(
        zone("A", AUTHORISATION, command="ZONE4"),
        zone("B", AUTHORISATION, command="AIRPORT"),
        pre_approvals=(HELD,),
    )
    assert assess(world, [flight(heights=band(0, 30))]).commands == ("AIRPORT",)
    assert (
        assess(snapshot(zone("P"), pre_approvals=(HELD,)), [flight(heights=band(0, 30))]).status
        is Status.PROHIBITED
    )


@pytest.mark.parametrize(
    "outside",
    [
        flight(heights=band(0, 31)),
        flight(heights=band(0, None)),
        flight(heights=band(0, 31, Datum.AMSL)),
        flight(box(-11.41, 14.44, -11.39, 14.45), band(0, 30)),
    ],
)
def test_a_flight_not_wholly_under_a_pre_approval_is_referred(outside):
    world = snapshot(zone("A", AUTHORISATION, command="ZONE4"), pre_approvals=(HELD,))
    assert assess(world, [outside]).status is Status.AUTHORISATION_REQUIRED
    assert assess(world, [flight(heights=band(0, 30)), outside]).status is Status.AUTHORISATION_REQUIRED


def test_a_pre_approval_holds_only_within_its_hours():
    held = PreApproval("P1", "ZONE4", SQUARE, metres(30), (CURFEW,))
    world = snapshot(zone("A", AUTHORISATION, command="ZONE4"), pre_approvals=(held,))
    low = band(0, 30)
    assert assess(world, [flight(INSIDE, low, hours(23, 24))]).status is Status.CLEAR
    assert assess(world, [flight(INSIDE, low, hours(22.5, 23.5))]).status is Status.AUTHORISATION_REQUIRED


def test_a_pre_approval_without_a_command_satisfies_nothing():
    held = PreApproval("P1", "", SQUARE, metres(30))
    world = snapshot(zone("A", AUTHORISATION), pre_approvals=(held,))
    assert assess(world, [flight(heights=band(0, 30))]).status is Status.AUTHORISATION_REQUIRED


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [(float("nan"), 0, "position_not_finite"), (181, 0, "position_out_of_range"), (0, 90.1, "position_out")],
)
def test_a_position_off_the_earth_is_refused(lon, lat, code):
    with pytest.raises(ValueError, match=code):
        at_point(snapshot(), lon, lat, period=hours(0, 1))
    with pytest.raises(ValueError, match=code):
        bulk(snapshot(), [(lon, lat)], hours(0, 1))


def test_both_sides_of_the_antimeridian_are_one_place():
    west = snapshot(zone(area=box(-180, 0, -179, 1)))
    assert at_point(west, 180.0, 0.5, period=hours(0, 1)).status is Status.PROHIBITED
    assert bulk(west, [(180.0, 0.5)], hours(0, 1))[0].status is Status.PROHIBITED


@pytest.mark.parametrize(("zone_west", "flight_west"), [(-180, 179), (179, -180)])
def test_an_area_that_ends_at_the_antimeridian_meets_one_that_begins_there(zone_west, flight_west):
    world = snapshot(zone(area=box(zone_west, 0, zone_west + 1, 1)))
    there = flight(box(flight_west, 0.4, flight_west + 1, 0.5))
    assert assess(world, [there]).status is Status.PROHIBITED
    beside = flight(box(flight_west, 1.4, flight_west + 1, 1.5))
    assert assess(world, [beside]).status is Status.CLEAR


@pytest.mark.parametrize("area", [box(181, 0, 182, 1), box(-181, 0, -179, 1), box(0, 89, 1, 91)])
def test_an_area_off_the_map_is_refused(area):
    with pytest.raises(ValueError, match="area_out_of_range"):
        assess(snapshot(), [flight(area)])
    with pytest.raises(ValueError, match="area_out_of_range"):
        snapshot(zone(area=area))


def test_many_points_answer_as_each_alone():
    zones = (
        zone("A", AUTHORISATION, command="ZONE4"),
        zone("B", area=box(-11.45, 14.4, -11.3, 14.5), heights=band(50, 100)),
        zone("C", Restriction.CONDITIONAL, applicability=(CURFEW,)),
        zone("D", area=MultiPolygon([Point(-11.5, 14.5).buffer(0.02, quad_segs=64)])),
    )
    world = snapshot(*zones, coverage=Coverage(box(-11.6, 14.4, -11.2, 14.6)), pre_approvals=(HELD,))
    points = np.random.default_rng(4).uniform((-11.65, 14.38), (-11.25, 14.62), (400, 2))
    for heights in (None, band(0, 30), band(60, 70), Band()):
        for period in (hours(10, 11), hours(23, 24)):
            answers = bulk(world, points, period, heights)
            for (lon, lat), answer in zip(points.tolist(), answers, strict=True):
                alone = at_point(world, lon, lat, period=period, band=heights)
                assert answer.status is alone.status
                found = {item.zone.key for item in alone.findings if item.zone is not None}
                assert {item.key for item in answer.zones} == found


def test_permanent_is_the_default():
    assert zone().applicability == (ALWAYS,)


def test_a_command_signs_twice_where_one_of_its_asking_zones_demands_it():
    twice = replace(zone("Z1", AUTHORISATION, command="ZONE4"), two_signatures=True)
    once = zone("Z2", AUTHORISATION, command="ZONE2")
    verdict = assess(snapshot(twice, once), [flight()])
    assert (verdict.commands, verdict.signing_twice) == (("ZONE2", "ZONE4"), ("ZONE4",))
    assert assess(snapshot(twice, once), [flight()], limit=1).signing_twice == ("ZONE4",)


def test_what_a_pre_approval_satisfies_or_nobody_asks_is_signed_by_nobody():
    twice = replace(zone("Z1", AUTHORISATION, command="ZONE4"), two_signatures=True)
    low = flight(heights=band(0, 20))
    assert assess(snapshot(twice, pre_approvals=(HELD,)), [low]).signing_twice == ()
    told = replace(zone("Z1", Restriction.CONDITIONAL, command="ZONE4"), two_signatures=True)
    assert assess(snapshot(told), [flight()]).signing_twice == ()
