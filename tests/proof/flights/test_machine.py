"""Ten thousand lives of a plan, played at random: neither rules nor services make a forbidden move."""

import os

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.integration.flights.test_machine import live
from tests.unit.drones.flights.rules.machine import Life

#: Over the real services these are hours on two cores; fewer can be asked for.
LIVES = int(os.environ.get("PORTAL_PROOF_LIVES", "10000"))


def test_ten_thousand_lives_make_no_forbidden_move():
    run_state_machine_as_test(
        Life, settings=settings(max_examples=10_000, stateful_step_count=40, deadline=None, database=None)
    )


def test_ten_thousand_lives_over_the_real_services_make_none_either(owner, clock):
    live(owner, clock, max_examples=LIVES)
