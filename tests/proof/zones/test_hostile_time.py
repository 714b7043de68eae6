"""No hostile zone file keeps the reader busy: a second of the processor at the most."""

from __future__ import annotations

import time

import pytest

from geofences.zones.formats import read
from tests.unit.geofences.zones.formats import hostile

SECONDS = 1.0


@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in hostile.corpus()])
def test_a_hostile_file_is_refused_within_a_second(data: bytes) -> None:
    spent = []
    for _ in range(3):  # caches may be cold at first, and another program may be in the way
        start = time.process_time()
        read(data)
        spent.append(time.process_time() - start)
        if spent[-1] < SECONDS:
            return
    raise AssertionError(f"{min(spent):.2f} s of the processor at best")
