"""A plan that cannot be flown is refused with every fault at once, each at its place."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import cos, sin

import pytest

from drones.flights.model import (
    CircleShape,
    CorridorShape,
    Mode,
    PlanInput,
    PolygonShape,
    Position,
    Reason,
    VolumeInput,
)
from drones.flights.rules.plans import check, merge
from geofences.engine.geodesy import area_m2
from geofences.engine.model import Datum, Height, Unit
from portal.kit.model import Fault

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TOMORROW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BAFOULABE = Position(lon=-10.8321, lat=13.8065)
MARGIN = {Mode.VLOS: 10.0, Mode.BVLOS: 30.0}


def metres(value, datum=Datum.AGL):
    return Height(value, Unit.METRES, datum)


CIRCLE = VolumeInput(
    shapes=(CircleShape(BAFOULABE, 200),),
    floor=metres(0),
    ceiling=metres(60),
    start=TOMORROW,
    end=TOMORROW + timedelta(minutes=30),
)
PLAN = PlanInput((CIRCLE,), "a1", "p1", Reason.SURVEY, Mode.VLOS, "+223 70 00 00 00")


def faults(plan=PLAN, whole=True, **changes):
    if changes:
        plan = replace(plan, volumes=(replace(CIRCLE, **changes),))
    found = check(plan, now=NOW, uncertainty=MARGIN, whole=whole)
    assert bool(found.faults) is not bool(found.volumes)
    return [(fault.pointer, fault.code.removeprefix("flights.")) for fault in found.faults]


def outline(*points):
    return (PolygonShape(((points,),)),)


def test_a_sound_plan_becomes_volumes_widened_by_the_uncertainty_of_its_mode():
    near = check(PLAN, now=NOW, uncertainty=MARGIN, whole=True).volumes[0]
    far = check(replace(PLAN, mode=Mode.BVLOS), now=NOW, uncertainty=MARGIN, whole=True).volumes[0]
    assert area_m2(near.area) == pytest.approx(3.14159 * 210**2, rel=0.02)
    assert area_m2(far.area) == pytest.approx(3.14159 * 230**2, rel=0.02)


def test_the_public_check_asks_for_the_volumes_only():
    assert faults(PlanInput((CIRCLE,)), whole=False) == []


def test_a_submission_asks_for_everything_at_once():
    assert faults(PlanInput()) == [
        ("/aircraft", "error.aircraft_missing"),
        ("/pilot", "error.pilot_missing"),
        ("/purpose", "error.purpose_missing"),
        ("/mode", "error.mode_missing"),
        ("/contact", "error.contact_missing"),
        ("/volumes", "error.area_missing"),
    ]


def test_a_volume_asks_for_all_it_needs_at_once():
    assert faults(replace(PLAN, volumes=(VolumeInput(),))) == [
        ("/volumes/0/start", "error.start_missing"),
        ("/volumes/0/end", "error.end_missing"),
        ("/volumes/0/floor", "error.floor_missing"),
        ("/volumes/0/ceiling", "error.ceiling_missing"),
        ("/volumes/0/geometry", "error.area_missing"),
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"end": TOMORROW - timedelta(hours=1)}, ("/volumes/0/end", "error.end_before_start")),
        ({"end": TOMORROW}, ("/volumes/0/end", "error.end_before_start")),
        ({"end": TOMORROW + timedelta(days=365)}, ("/volumes/0/end", "error.window_too_long")),
        ({"start": NOW - timedelta(minutes=6), "end": NOW}, ("/volumes/0/start", "error.start_past")),
        ({"floor": metres(80)}, ("/volumes/0/ceiling", "error.heights_upside_down")),
        ({"floor": metres(60)}, ("/volumes/0/ceiling", "error.heights_upside_down")),
        ({"floor": metres(-5)}, ("/volumes/0/floor", "error.height_too_low")),
        ({"ceiling": metres(99_999)}, ("/volumes/0/ceiling", "error.height_too_high")),
        ({"shapes": (CircleShape(BAFOULABE, 0),)}, ("/volumes/0/geometry/radius_m", "error.radius")),
        (
            {"shapes": (CircleShape(BAFOULABE, 30_000),)},
            ("/volumes/0/geometry/radius_m", "error.radius_too_large"),
        ),
        (
            {"shapes": (CorridorShape(((-11, 14), (-11, 15)), 0),)},
            ("/volumes/0/geometry/width_m", "error.width"),
        ),
        (
            {"shapes": (CorridorShape(((-11, 14), (-9, 15)), 9000),)},
            ("/volumes/0/geometry", "error.area_too_large"),
        ),
        (
            {"shapes": (CorridorShape(((-11.0, 14.0),) * 2001, 10),)},
            ("/volumes/0/geometry", "error.too_many_points"),
        ),
        (
            {"shapes": (CorridorShape(((179, 14), (-179, 14)), 9),)},
            ("/volumes/0/geometry", "geodesy.antimeridian"),
        ),
        ({"shapes": (CircleShape(Position(0, 89.9), 10),)}, ("/volumes/0/geometry", "geodesy.pole")),
        ({"move_to": Position(0, 89.9)}, ("/volumes/0/move_to", "geodesy.pole")),
        (
            {"shapes": outline((-11, 14), (-11.01, 14.01), (-11, 14.01), (-11.01, 14), (-11, 14))},
            ("/volumes/0/geometry", "area.crossing_edges"),
        ),
        (
            {"shapes": outline((-11, 14), (-11.01, 14.01), (-11, 14))},
            ("/volumes/0/geometry", "area.too_few_points"),
        ),
        (
            {"shapes": outline(*[(-11 + i / 1e5, 14) for i in range(300)], (-11, 14.1))},
            ("/volumes/0/geometry", "area.too_many_vertices"),
        ),
    ],
)
def test_each_fault_is_named_at_its_place(changes, expected):
    assert faults(**changes) == [expected]


def test_a_crossing_outline_names_its_two_edges():
    bow = outline((-11, 14), (-11.01, 14.01), (-11, 14.01), (-11.01, 14), (-11, 14))
    volumes = (replace(CIRCLE, shapes=bow),)
    fault = check(replace(PLAN, volumes=volumes), now=NOW, uncertainty=MARGIN, whole=True).faults[0]
    assert (fault.facts["edge_a"], fault.facts["edge_b"]) == (1, 3)


def test_heights_of_different_datums_are_not_compared():
    assert faults(floor=metres(80), ceiling=metres(60, Datum.AMSL)) == []


def test_a_start_a_few_seconds_ago_is_tolerated():
    assert faults(start=NOW - timedelta(seconds=30), end=NOW + timedelta(minutes=5)) == []


def test_a_flight_may_cross_midnight():
    assert faults(start=TOMORROW.replace(hour=23), end=TOMORROW.replace(hour=1) + timedelta(days=1)) == []


def test_a_moved_plan_keeps_its_size_and_lies_at_its_new_place():
    zurich = (CorridorShape(((8.5456, 47.3977), (8.5466, 47.3983)), 50),)
    volume = replace(CIRCLE, shapes=zurich, move_to=BAFOULABE)
    moved = check(replace(PLAN, volumes=(volume,)), now=NOW, uncertainty=MARGIN, whole=True).volumes[0].area
    home = replace(PLAN, volumes=(replace(volume, move_to=None),))
    there = check(home, now=NOW, uncertainty=MARGIN, whole=True).volumes[0].area
    assert (moved.centroid.x, moved.centroid.y) == pytest.approx((BAFOULABE.lon, BAFOULABE.lat), abs=1e-6)
    assert area_m2(moved) == pytest.approx(area_m2(there), rel=1e-3)


@pytest.mark.parametrize(
    "other",
    [
        replace(CIRCLE, start=TOMORROW + timedelta(hours=2), end=TOMORROW + timedelta(hours=3)),
        replace(CIRCLE, floor=metres(0, Datum.AMSL)),
        replace(CIRCLE, ceiling=metres(119, Datum.AGL)),
    ],
    ids=["hours", "datum", "ceiling"],
)
def test_a_volume_of_another_height_or_time_stands_on_the_permit_as_its_own(other):
    found = check(replace(PLAN, volumes=(CIRCLE, other)), now=NOW, uncertainty=MARGIN, whole=True)
    assert [(one.band, one.period) for one in found.printed] == [
        (one.band, one.period) for one in found.volumes
    ]
    assert all(a.area.covers(p.area) for a, p in zip(found.volumes, found.printed, strict=True))


def test_volumes_of_one_height_and_time_become_one():
    other = replace(CIRCLE, shapes=(CircleShape(Position(-10.80, 13.80), 100),))
    found = check(replace(PLAN, volumes=(CIRCLE, other)), now=NOW, uncertainty=MARGIN, whole=True)
    assert len(found.volumes) == 2
    assert len(found.printed) == 1
    assert found.printed[0].area.geom_type == "MultiPolygon"
    assert 0.8 < found.share < 1


def test_more_heights_and_times_than_a_permit_states_are_refused_at_a_submission_only():
    plan = replace(PLAN, volumes=tuple(replace(CIRCLE, ceiling=metres(50 + i, Datum.AGL)) for i in range(5)))
    assert faults(plan) == [("/volumes", "error.too_many_bands")]
    asked = check(plan, now=NOW, uncertainty=MARGIN, whole=False)
    assert len(asked.volumes) == 5
    assert (asked.faults, asked.printed, asked.share) == ((), (), None)
    assert asked.unprintable.code == "flights.error.too_many_bands"


def test_what_vanishes_in_whole_metres_is_refused_at_its_own_volume():
    thin = replace(CIRCLE, floor=metres(50.2, Datum.AGL), ceiling=metres(50.8, Datum.AGL))
    assert faults(replace(PLAN, volumes=(CIRCLE, thin))) == [("/volumes/1/ceiling", "error.band_too_thin")]


def test_volumes_over_more_than_a_day_are_refused():
    late = replace(CIRCLE, start=TOMORROW + timedelta(hours=23), end=TOMORROW + timedelta(hours=25))
    assert faults(replace(PLAN, volumes=(CIRCLE, late))) == [("/volumes", "error.plan_too_long")]


def test_what_reading_already_refused_is_not_called_missing_too():
    read = (Fault("/volumes/0/end", "flights.error.time_unreadable"),)
    checked = (
        Fault("/volumes/0/end", "flights.error.end_missing"),
        Fault("/volumes/0/floor", "flights.error.floor_missing"),
    )
    assert [fault.code for fault in merge(read, checked)] == [
        "flights.error.time_unreadable",
        "flights.error.floor_missing",
    ]


def test_a_path_that_winds_too_much_is_refused_by_name():
    star = tuple((-11 + 0.05 * cos(2.4 * i), 14 + 0.05 * sin(2.4 * i)) for i in range(200))
    assert faults(shapes=(CorridorShape(star, 4),)) == [("/volumes/0/geometry", "area.too_complex")]
