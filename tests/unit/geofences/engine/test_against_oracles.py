"""The engine against slow, obvious answers; the same comparisons run a million times in the proofs."""

import pytest

from tests.proof.engine import adversary, cases, rivals, suns


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


def test_a_second_reading_of_the_rules_finds_no_wrong_clear():
    assert sum(adversary.compare(seed, flights=12) for seed in range(40)) > 1_000


def test_no_nearer_other_start_was_missed():
    assert sum(adversary.compare_other_starts(seed) for seed in range(6)) == 6


@pytest.mark.parametrize("block", range(2))
def test_the_suns_hours_hold_whenever_it_certainly_stands_so(block):
    assert sum(suns.compare(seed) for seed in range(block * 4, block * 4 + 4)) > 5_000


def test_flights_conflict_when_reckoned_pair_by_pair_they_come_too_close():
    assert sum(rivals.compare(seed) for seed in range(25)) > 4_000
