"""Ten thousand lives of a plan, played at random: the rules make no forbidden move."""

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.unit.drones.flights.rules.machine import Life


def test_ten_thousand_lives_make_no_forbidden_move():
    run_state_machine_as_test(
        Life, settings=settings(max_examples=10_000, stateful_step_count=40, deadline=None, database=None)
    )
