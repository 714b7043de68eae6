"""Flights near each other share a cell's lock; far ones do not."""

from hypothesis import given
from hypothesis import strategies as st

from drones.flights.rules.cells import ENOUGH, cells

SIZES = st.floats(0, 0.3)


@st.composite
def boxes(draw):
    west, south = draw(st.floats(-179, 178)), draw(st.floats(-89, 88))
    return west, south, west + draw(SIZES), south + draw(SIZES)


@given(boxes(), boxes())
def test_boxes_that_meet_share_a_cell(a, b):
    if a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]:
        assert set(cells([a])) & set(cells([b]))


def test_far_flights_share_none():
    assert not set(cells([(-11.45, 14.44, -11.44, 14.45)])) & set(cells([(-9.6, 15.2, -9.59, 15.23)]))


def test_a_large_flight_is_told_by_its_count_without_counting_all():
    assert len(cells([(-170, -80, 170, 80)])) == ENOUGH
