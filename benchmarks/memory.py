"""What a snapshot takes in a process of its own: the zones, their index, and both while swapping."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from gc import collect
from multiprocessing import get_context
from pathlib import Path

from benchmarks import country
from geofences.engine.model import Coverage, TerrainBounds
from geofences.engine.snapshot import Snapshot


def resident_mb() -> float:
    """Memory that this process occupies, in megabytes (Linux)."""
    collect()
    return _status("VmRSS")


def peak_mb() -> float:
    """The most that this process ever occupied, in megabytes (Linux)."""
    return _status("VmHWM")


def _status(name: str) -> float:
    line = next(row for row in Path("/proc/self/status").read_text().splitlines() if row.startswith(name))
    return int(line.split()[1]) / 1e3


def measured(count: int) -> tuple[float, float]:
    """Megabytes of one snapshot with its zones, and of two at the moment of the swap."""
    make(100)
    before = resident_mb()
    first = make(count)
    one = resident_mb() - before
    second = make(count)
    two = resident_mb() - before
    return (one, two) if len(first) == len(second) else (0.0, 0.0)


def make(count: int) -> Snapshot:
    """Zones and their snapshot, nothing shared with another call."""
    zones = country.zones(country.areas(count))
    return Snapshot.build(zones, number=1, coverage=Coverage(), terrain=TerrainBounds())


def apart(count: int) -> tuple[float, float]:
    """As ``measured``, in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measured, count).result()
