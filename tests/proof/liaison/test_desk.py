"""Ten thousand desks played at random: nobody finds a way around the rules."""

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.unit.drones.liaison.machine import Desk


def test_ten_thousand_desks_hold():
    run_state_machine_as_test(
        Desk, settings=settings(max_examples=10_000, stateful_step_count=40, deadline=None, database=None)
    )
