"""The engine against slow, obvious answers; the same comparisons run a million times in the proofs."""

import pytest

from tests.proof.engine import cases


def test_bands_are_told_apart_as_on_every_ground_tried():
    assert sum(cases.compare_heights(seed) for seed in range(1_500)) == 1_500


@pytest.mark.parametrize("block", range(3))
def test_schedules_hold_at_the_minutes_at_which_clocks_say_so(block):
    for seed in range(block * 60, block * 60 + 60):
        cases.compare_schedule(seed)


def test_schedules_follow_clocks_that_are_changed():
    for seed in range(60):
        cases.compare_change_of_clocks(seed)


def test_every_flight_meets_the_zones_that_it_meets_one_by_one():
    assert sum(cases.compare_world(seed) for seed in range(40)) == 40_000
