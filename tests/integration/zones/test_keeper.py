"""The snapshot that a process holds: many readers, swaps between them, never an old answer."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from apiflask import APIFlask
from shapely.geometry import box

from geofences.engine.model import Band, FlightVolume, Period, Restriction, Status, Zone, ZoneVolume
from geofences.engine.verdicts import assess, at_point, bulk
from geofences.zones import service
from geofences.zones.model import SYSTEM
from geofences.zones.service import SnapshotKeeper, settling
from portal.kit.clock import now
from portal.kit.database import unit_of_work
from portal.kit.problems import Problem
from tests.conftest import NOON

SWAPS = 12
READERS = 6
PERIOD = Period(NOON, NOON + timedelta(minutes=30))
HERE = (-11.45, 14.45)
FLIGHT = FlightVolume(box(-11.46, 14.44, -11.44, 14.46), Band(), PERIOD)


def zone(identifier: str, number: int) -> Zone:
    volume = ZoneVolume(box(-11.5, 14.4, -11.4, 14.5), Band())
    return Zone("MLI", identifier, Restriction.CONDITIONAL, (volume,), message=str(number))


def put(*zones: Zone) -> None:
    with unit_of_work():
        service.put(zones=zones, pre_approvals=(), actor=SYSTEM, now=now())


@pytest.fixture
def following(app: APIFlask) -> Iterator[SnapshotKeeper]:
    """The application's keeper, following the register in its thread."""
    put(zone("A", 1), zone("B", 1))
    held = service.keeper()
    held.start()
    yield held
    held.stop()


def test_readers_between_swaps_get_whole_answers_of_the_number_they_are_told(
    following: SnapshotKeeper,
) -> None:
    done = threading.Event()
    moment = now()

    def read() -> set[int]:
        """Every zone of one answer says the number of the snapshot that gave it."""
        seen: set[int] = set()
        while not done.is_set():
            snapshot = following.current(moment).snapshot
            answers = (
                [item.zone for item in assess(snapshot, [FLIGHT]).findings],
                [item.zone for item in at_point(snapshot, *HERE, period=PERIOD).findings],
                bulk(snapshot, [HERE], PERIOD)[0].zones,
            )
            for zones in answers:
                assert {one.identifier for one in zones} == {"A", "B"}
                assert {one.message for one in zones} == {str(snapshot.number)}
            seen.add(snapshot.number)
        return seen

    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(read) for _ in range(READERS)]
        try:
            for number in range(2, SWAPS + 1):
                put(zone("A", number), zone("B", number))
                assert following.wait_for(number, timeout=30)
        finally:
            done.set()
        seen = set().union(*(reader.result() for reader in readers))
    assert seen <= set(range(1, SWAPS + 1))
    assert SWAPS in {following.current(moment).snapshot.number}
    assert len(seen) > 1


def test_a_snapshot_held_while_it_is_replaced_keeps_answering_as_it_did(following: SnapshotKeeper) -> None:
    old = following.current(now()).snapshot
    put(zone("A", 2), zone("B", 2))
    with unit_of_work():
        service.withdraw(keys=[("MLI", "B")], actor=SYSTEM, now=now())
    assert following.wait_for(3, timeout=30)
    new = following.current(now()).snapshot
    assert {item.zone.message for item in assess(old, [FLIGHT]).findings} == {"1"}
    assert [item.zone.key for item in assess(new, [FLIGHT]).findings] == [("MLI", "A")]
    assert assess(new, [FLIGHT]).status is Status.CONDITIONAL


def test_a_snapshot_not_confirmed_for_ten_seconds_answers_nobody(following: SnapshotKeeper) -> None:
    following.pause()
    held = following.current(now())
    assert following.current(held.confirmed_at + timedelta(seconds=10)) is held
    with pytest.raises(Problem) as refused:
        following.current(held.confirmed_at + timedelta(seconds=10, microseconds=1))
    assert (refused.value.code, refused.value.status) == ("zones_stale", 503)
    following.confirm()
    assert following.current(now()).snapshot.number == held.snapshot.number


def test_a_large_snapshot_is_kept_out_of_collections(app: APIFlask, monkeypatch: pytest.MonkeyPatch) -> None:
    put(zone("A", 1), zone("B", 1))
    frozen: list[bool] = []
    monkeypatch.setattr(settling.gc, "freeze", lambda: frozen.append(gc.isenabled()))
    service.load_snapshot()
    assert frozen == []
    monkeypatch.setattr(settling, "MANY_ZONES", 2)
    loaded = service.load_snapshot()
    # While nothing may be collected, so that no collection looks through it even once.
    assert frozen == [False]
    assert gc.isenabled()
    put(zone("A", 2))
    frozen.clear()
    assert service.snapshot_in_lock(cached=loaded).number == 2
    assert frozen == []  # a small change is nothing to look through
