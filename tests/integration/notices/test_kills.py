"""A worker killed in the middle loses no notice; the full number of kills is in ``make proof``."""

from tests.integration.notices.kills import survive


def test_no_notice_is_lost_when_the_worker_is_killed(tmp_path):
    outcome = survive(tmp_path, kills=4, notices=40, seed=4)
    for channel, ids in outcome.enqueued.items():
        assert len(ids) == 40, channel
        assert set(outcome.arrived[channel]) == ids, channel
