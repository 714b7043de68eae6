"""The desk played at random over the real services, in few runs; the proof plays ten thousand."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.integration.liaison.desk_machine import Desk, build


def play(clock, *, runs, derandomize=False):
    built = build(clock)

    class Staged(Desk):
        stage = built

    chosen = settings(
        max_examples=runs,
        stateful_step_count=14,
        deadline=None,
        database=None,
        derandomize=derandomize,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Staged, settings=chosen)
    return built.reached


def test_nobody_finds_a_way_around_the_desk_s_services(stage, clock):
    reached = play(clock, runs=12, derandomize=True)
    assert reached
