"""Flights that come too close to one another."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from geofences.engine.conflicts import conflicts, may_displace
from geofences.engine.geodesy import transfer
from geofences.engine.model import Datum, HeightOverlap
from tests.unit.geofences.engine.cast import INSIDE, TERRAIN, band, flight, hours


def met(mine, other, lateral_m=0.0, vertical_m=0.0, time_s=0.0):
    return conflicts(
        [mine], [other], lateral_m=lateral_m, vertical_m=vertical_m, time_s=time_s, terrain=TERRAIN
    )


def test_two_flights_at_one_place_and_time_conflict_during_their_common_time():
    (found,) = met(flight(period=hours(10, 11)), flight(period=hours(10.5, 12)))
    assert (found.mine, found.other, found.period) == (0, 0, hours(10.5, 11))
    assert found.heights is HeightOverlap.CERTAIN


def test_touching_ends_do_not_conflict():
    assert not met(flight(period=hours(10, 11)), flight(period=hours(11, 12)))


def test_a_minimum_of_time_is_kept_and_no_more():
    first, second = flight(period=hours(10, 11)), flight(period=hours(11.25, 12))
    assert met(first, second, time_s=901)
    assert not met(first, second, time_s=900)


def test_heights_that_touch_conflict_and_a_kept_minimum_does_not():
    low, high = flight(heights=band(0, 50)), flight(heights=band(50, 90))
    assert met(low, high)
    higher = flight(heights=band(60, 90))
    assert not met(low, higher)
    assert not met(low, higher, vertical_m=10)
    assert met(low, higher, vertical_m=10.5)


def test_heights_of_different_datums_conflict_where_ground_cannot_part_them():
    (found,) = met(flight(heights=band(0, 50)), flight(heights=band(500, 600, Datum.AMSL)))
    assert found.heights is HeightOverlap.POSSIBLE
    assert not met(flight(heights=band(0, 50)), flight(heights=band(900, 950, Datum.AMSL)))


def test_areas_that_touch_conflict_and_the_lateral_minimum_widens_them():
    west = flight(box(-11.46, 14.44, -11.45, 14.45))
    assert met(west, flight(box(-11.45, 14.44, -11.44, 14.45)))
    # 0.001 degrees of longitude are about 107.8 m here.
    beside = flight(box(-11.449, 14.44, -11.44, 14.45))
    assert not met(west, beside)
    assert not met(west, beside, lateral_m=105)
    assert met(west, beside, lateral_m=108)


def test_many_flights_are_numbered_as_given():
    away = flight(transfer(INSIDE, -9.0, 13.0))
    found = conflicts(
        [away, flight()], [away, flight(), flight()], lateral_m=50, vertical_m=10, time_s=60, terrain=TERRAIN
    )
    assert [(item.mine, item.other) for item in found] == [(0, 0), (1, 1), (1, 2)]


@pytest.mark.parametrize(("mine", "other", "allowed"), [(1, 0, True), (0, 0, False), (0, 1, False)])
def test_only_a_higher_priority_may_displace(mine, other, allowed):
    assert may_displace(mine, other) is allowed


volumes = st.builds(
    lambda x, y, width, low, high, start, lasting: flight(
        box(-11.5 + x / 1e3, 14.4 + y / 1e3, -11.5 + (x + width) / 1e3, 14.4 + (y + 2) / 1e3),
        band(low, low + high),
        hours(start / 10, (start + lasting) / 10),
    ),
    *[st.integers(0, 8), st.integers(0, 8), st.integers(1, 5)],
    *[st.integers(0, 8), st.integers(0, 8), st.integers(0, 20), st.integers(1, 8)],
)


@settings(max_examples=300, deadline=None)
@given(volumes, volumes, st.sampled_from([0, 50, 150]), st.sampled_from([0, 3]), st.sampled_from([0, 360]))
def test_conflict_is_mutual(first, second, lateral, vertical, wait):
    assert bool(met(first, second, lateral, vertical, wait)) == bool(
        met(second, first, lateral, vertical, wait)
    )
