"""A thousand submissions cut after the commit, at the portal as it is served: a thousand flights."""

from benchmarks import traffic
from portal.kit.settings import settings
from tests.conftest import environment
from tests.integration.flights.test_cut_lines import cut_and_count, program

COUNT, LINES = 1_000, 8

__all__ = ["program"]


def test_a_thousand_submissions_cut_after_the_commit_are_a_thousand_flights(stage, clock, program, capsys):
    clock.set(None)
    url = stage.config["SQLALCHEMY_DATABASE_URI"].replace("postgresql+psycopg", "postgresql")
    with traffic.served(environment(url, settings().var)) as (port, _):
        cuts = cut_and_count(*program, port, count=COUNT, lines=LINES)
    with capsys.disabled():
        print(f"\n{dict(cuts)}")
    assert cuts["committed"] >= 2 * COUNT
