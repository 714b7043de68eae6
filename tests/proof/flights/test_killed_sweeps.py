"""Workers killed one after the other in the middle of a sweep leave nobody flying and do nothing twice."""

from tests.integration.flights.conftest import put
from tests.integration.flights.test_killed_sweeps import kill_and_finish

__all__ = ["put"]


def test_ten_killed_workers_leave_a_sweep_whole(stage, owner, put, monkeypatch):
    kill_and_finish(stage, owner, put, monkeypatch, count=60, kills=10)
