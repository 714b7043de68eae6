"""The desk played at random, in few runs; the proof plays ten thousand."""

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.unit.drones.liaison.machine import Desk


def test_nobody_finds_a_way_around_the_desk_s_rules():
    run_state_machine_as_test(
        Desk, settings=settings(max_examples=60, stateful_step_count=30, deadline=None, database=None)
    )
