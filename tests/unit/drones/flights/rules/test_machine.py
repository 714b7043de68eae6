"""Everybody tries everything on a plan, at random: the rules make no forbidden move."""

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.unit.drones.flights.rules.machine import Life


def test_no_order_of_moves_leads_where_a_plan_may_not_go():
    run_state_machine_as_test(
        Life, settings=settings(max_examples=200, stateful_step_count=40, deadline=None, database=None)
    )
