"""Desks of two commands over the real services, played at random thousands of times."""

from tests.integration.liaison.test_desk import play

RUNS = {"sqlite": 1_000, "postgresql": 150}


def test_nobody_finds_a_way_around_the_desk_s_services(stage, clock, capsys):
    reached = play(clock, runs=RUNS[stage.extensions["sqlalchemy"].engine.dialect.name])
    with capsys.disabled():
        print(dict(reached))
    assert any(how.startswith("referred, signed twice by 2") for how in reached)
