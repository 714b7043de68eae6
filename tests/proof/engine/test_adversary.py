"""The second reading at its full size: worlds, their changes, other starts, the sun."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor

from tests.proof.engine import adversary, rivals, suns


def total(compare, seeds) -> int:
    """The cases compared over all seeds, on both cores."""
    with ProcessPoolExecutor(2) as pool:
        return sum(pool.map(compare, seeds, chunksize=8))


def test_two_hundred_thousand_pairs_by_a_second_reading():
    assert total(adversary.compare, range(10_000, 11_300)) > 200_000


def test_no_nearer_other_start_was_missed_in_three_hundred_worlds():
    assert total(adversary.compare_other_starts, range(20_000, 20_300)) == 300


def test_the_sun_over_the_whole_earth_and_year():
    assert total(suns.compare, range(30_000, 30_400)) > 500_000


def test_two_hundred_thousand_pairs_of_flights():
    assert total(rivals.compare, range(40_000, 41_100)) > 200_000
