"""A thousand submissions, each cut after its commit and asked again, give a thousand flights."""

from tests.integration.flights.test_retries import count, program, run_story

COUNT = 1_000

__all__ = ["program"]


def test_a_thousand_cut_submissions_are_a_thousand_flights(program):
    found = run_story(program, COUNT)
    assert len(set(found)) == count() == COUNT
