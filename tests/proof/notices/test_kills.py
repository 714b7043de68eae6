"""Two hundred times ``kill -9`` of the worker: nothing is lost, duplicates carry the same id."""

import pytest

from tests.integration.notices.kills import survive


@pytest.mark.parametrize("database", ["spatialite", "postgis"])
def test_two_hundred_kills_lose_nothing(database, request, tmp_path):
    url = request.getfixturevalue("cluster").new_database() if database == "postgis" else ""
    outcome = survive(tmp_path, kills=200, notices=2_000, seed=200, url=url)
    for channel, ids in outcome.enqueued.items():
        assert len(ids) == 2_000, channel
        assert set(outcome.arrived[channel]) == ids, channel
    twice = sum(count - 1 for counts in outcome.arrived.values() for count in counts.values())
    print(f"{database}: {outcome.kills} kills, {twice} duplicates, none lost")
