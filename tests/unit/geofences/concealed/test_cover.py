"""The cover of a concealed zone: exact in area, height and time; what is not certain is none."""

from __future__ import annotations

from datetime import timedelta

import pytest
import shapely
from shapely.geometry import box

from geofences.concealed.model import Lack
from geofences.concealed.rules import areas
from geofences.engine.model import Applicability, Datum, Period, Restriction
from tests.unit.geofences.concealed.cast import (
    AROUND,
    HERE,
    NO,
    NOW,
    SAY,
    WITHIN,
    band,
    concealed,
    consent,
    daily,
    explore,
    find,
    zone,
)


def test_a_zone_wholly_inside_an_area_that_asks_its_command_is_covered() -> None:
    assert find(concealed(), [zone("LIA")]) == ()


def test_standing_on_the_border_is_inside() -> None:
    assert find(concealed(AROUND), [zone("LIA")]) == ()


def test_without_anything_published_all_of_it_lacks_cover_always() -> None:
    (gap,) = find(concealed(), [])
    assert gap.lack is Lack.OPEN
    assert gap.area.equals(HERE)
    assert gap.periods == (WITHIN,)


def test_what_sticks_out_is_named_by_its_place() -> None:
    (gap,) = find(concealed(box(-10.05, 14.5, -9.95, 14.6)), [zone("LIA")])
    assert gap.area.equals(box(-10, 14.5, -9.95, 14.6))


@pytest.mark.parametrize("restriction", [SAY, Restriction.NO_RESTRICTION])
def test_what_neither_asks_nor_prohibits_is_no_cover(restriction) -> None:
    assert find(concealed(), [zone("X", restriction)])


def test_a_prohibition_covers_whoever_published_it() -> None:
    assert find(concealed(), [zone("X", NO, command="")]) == ()


def test_consent_of_another_command_is_no_cover_for_these_officers_never_hear_of_the_flight() -> None:
    assert find(concealed(), [zone("X", command="ZONE2")])


def test_a_zone_that_names_no_command_asks_the_default_one() -> None:
    published = [zone("X", command="")]
    assert find(concealed(), published, default="ZONE4") == ()
    assert find(concealed(), published, default="ZONE2")


def test_areas_that_join_cover_together_and_a_gap_of_a_metre_between_them_is_found() -> None:
    west = zone("W", area=box(-11, 14, -10.45, 15))
    assert find(concealed(), [west, zone("E", area=box(-10.45, 14, -10, 15))]) == ()
    (gap,) = find(concealed(), [west, zone("E", area=box(-10.44999, 14, -10, 15))])
    assert gap.area.bounds == pytest.approx((-10.45, 14.6, -10.44999, 14.7))


def test_a_curfew_by_night_and_consent_by_day_cover_together_but_for_the_hour_between() -> None:
    night = zone("N", NO, when=(daily(23, 6),))
    assert find(concealed(), [night, zone("D", when=(daily(6, 23),))]) == ()
    (gap,) = find(concealed(), [night, zone("D", when=(daily(7, 23),))])
    six = NOW.replace(hour=6) + timedelta(days=1)
    assert gap.periods[0] == Period(six, six + timedelta(hours=1))
    assert gap.left_out == 366 - len(gap.periods)


def test_cover_need_only_last_while_the_zone_applies() -> None:
    day_only = [zone("D", when=(daily(6, 23),))]
    assert find(concealed(when=(daily(8, 18),)), day_only) == ()
    assert find(concealed(when=(daily(8, 23),)), day_only) == ()
    assert find(concealed(when=(daily(8, 0),)), day_only)


def test_cover_that_ends_within_the_year_is_found_long_before() -> None:
    end = NOW + timedelta(days=200)
    ending = [zone("T", when=(Applicability(NOW - timedelta(days=1), end),))]
    (gap,) = find(concealed(), ending)
    assert gap.periods == (Period(end, WITHIN.end),)
    assert find(concealed(when=(Applicability(NOW, end),)), ending) == ()


def test_heights_of_one_datum_compare_exactly() -> None:
    assert find(concealed(heights=band(0, 120)), [zone("X", heights=band(0, 120))]) == ()
    (gap,) = find(concealed(heights=band(0, 121)), [zone("X", heights=band(0, 120))])
    assert (gap.band.floor.metres, gap.band.ceiling.metres) == (120, 121)


def test_layers_one_above_the_other_cover_together() -> None:
    layers = [zone("LOW", heights=band(0, 100)), zone("HIGH", NO, heights=band(100, 500))]
    assert find(concealed(heights=band(0, 400)), layers) == ()
    layers[1] = zone("HIGH", NO, heights=band(101, 500))
    (gap,) = find(concealed(heights=band(0, 400)), layers)
    assert (gap.band.floor.metres, gap.band.ceiling.metres) == (100, 101)


def test_an_open_end_of_the_zone_is_covered_by_an_open_end_alone() -> None:
    assert find(concealed(), [zone("X", heights=band(0, None))])
    assert find(concealed(heights=band(0, None)), [zone("X", heights=band(0, 99_999))]) == ()
    assert find(concealed(heights=band(0, None)), [zone("X", heights=band(0, 9_000))])


def test_other_datums_count_only_where_no_ground_could_make_a_difference() -> None:
    hidden = concealed(heights=band(0, 100))
    assert find(hidden, [zone("X", heights=band(0, 900, Datum.AMSL))]) == ()
    assert find(hidden, [zone("X", heights=band(0, 899, Datum.AMSL))])
    assert find(hidden, [zone("X", heights=band(1, 900, Datum.AMSL))])


def test_an_approval_in_advance_takes_the_cover_away_where_it_reaches() -> None:
    (gap,) = find(concealed(), [zone("LIA")], [consent(box(-10.45, 14, -10, 15))])
    assert (gap.lack, gap.names) == (Lack.PRE_APPROVED, ("couronne",))
    assert gap.area.equals(box(-10.45, 14.6, -10.4, 14.7))


@pytest.mark.parametrize(
    ("hidden", "approval"),
    [
        (concealed(), consent(box(-10.3, 14, -10, 15))),
        (concealed(heights=band(31, 200)), consent(AROUND, 30)),
        (concealed(when=(daily(20, 5),)), consent(AROUND, when=(daily(7, 18),))),
        (concealed(), consent(AROUND, command="ZONE2")),
    ],
    ids=["elsewhere", "below", "at other hours", "another command's"],
)
def test_an_approval_that_no_flight_meeting_the_zone_can_use_takes_nothing_away(hidden, approval) -> None:
    assert find(hidden, [zone("LIA")], [approval]) == ()


@pytest.mark.parametrize(
    ("hidden", "approval"),
    [
        (concealed(), consent(box(-10.4, 14, -10, 15))),
        (concealed(heights=band(30, 200)), consent(AROUND, 30)),
        (concealed(heights=band(500, 900, Datum.AMSL)), consent(AROUND, 30)),
    ],
    ids=["touching", "touching in height", "perhaps in height"],
)
def test_an_approval_that_touches_takes_it_away(hidden, approval) -> None:
    assert [gap.lack for gap in find(hidden, [zone("LIA")], [approval])] == [Lack.PRE_APPROVED]


def test_an_approval_lifts_no_prohibition() -> None:
    assert find(concealed(), [zone("LIA"), zone("NO", NO, area=HERE)], [consent(AROUND)]) == ()


def test_areas_too_intricate_to_compare_are_no_cover(monkeypatch) -> None:
    monkeypatch.setattr(areas, "PAIR_LIMIT", 20)
    halves = [zone("W", area=box(-11, 14, -10.45, 15)), zone("E", area=box(-10.45, 14, -10, 15))]
    assert [gap.lack for gap in find(concealed(), halves)] == [Lack.TOO_COMPLEX]


def test_two_hostile_combs_take_no_long_time() -> None:
    teeth = [(x / 500, y) for x in range(1, 500) for y in ((14.1, 14.9) if x % 2 else (14.9, 14.1))]
    comb = shapely.Polygon([(-11 + x, y) for x, y in teeth] + [(-10, 14), (-11, 14)])
    other = shapely.affinity.rotate(comb, 90)
    assert shapely.is_valid(comb)
    found = find(concealed(box(-10.9, 14.2, -10.1, 14.8)), [zone("A", area=comb), zone("B", area=other)])
    assert {gap.lack for gap in found} == {Lack.TOO_COMPLEX}


def test_no_flight_that_meets_a_covered_zone_goes_unasked_and_every_gap_lets_one_through() -> None:
    covered, gaps_seen = explore(150, seed=20261123)
    assert covered > 5
    assert gaps_seen > 50
