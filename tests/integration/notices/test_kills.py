"""A worker killed in the middle loses no notice; the full number of kills is in ``make proof``."""

import pytest

from tests.integration.notices.kills import survive


@pytest.mark.parametrize("database", ["spatialite", "postgis"])
def test_no_notice_is_lost_when_the_worker_is_killed(database, request, tmp_path):
    url = request.getfixturevalue("cluster").new_database() if database == "postgis" else ""
    outcome = survive(tmp_path, kills=3, notices=40, seed=4, url=url)
    for channel, ids in outcome.enqueued.items():
        assert len(ids) == 40, channel
        assert set(outcome.arrived[channel]) == ids, channel
