"""Two hundred times ``kill -9`` of the worker: nothing is lost, duplicates carry the same id."""

from tests.integration.notices.kills import survive


def test_two_hundred_kills_lose_nothing(tmp_path):
    outcome = survive(tmp_path, kills=200, notices=2_000, seed=200)
    for channel, ids in outcome.enqueued.items():
        assert len(ids) == 2_000, channel
        assert set(outcome.arrived[channel]) == ids, channel
    twice = sum(count - 1 for counts in outcome.arrived.values() for count in counts.values())
    print(f"{outcome.kills} kills, {twice} duplicates, none lost")
