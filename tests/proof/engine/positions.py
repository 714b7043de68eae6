"""The engine asked about positions around areas."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from geofences.engine.model import (
    Band,
    Coverage,
    Period,
    Restriction,
    Status,
    TerrainBounds,
    Zone,
    ZoneVolume,
)
from geofences.engine.snapshot import Snapshot
from geofences.engine.verdicts import bulk
from tests.proof.engine import worlds

HOUR = Period(worlds.MONDAY, worlds.MONDAY + timedelta(hours=1))


def prohibited(areas: list, points: np.ndarray) -> np.ndarray:
    """Which points the engine finds prohibited, zone by zone of ``areas``, as (n, zones)."""
    zones = [
        Zone("MLI", f"Z{number}", Restriction.PROHIBITED, (ZoneVolume(area, Band()),))
        for number, area in enumerate(areas)
    ]
    snapshot = Snapshot.build(zones, number=1, coverage=Coverage(), terrain=TerrainBounds())
    table = np.zeros((len(points), len(zones)), dtype=bool)
    for row, answer in enumerate(bulk(snapshot, points, HOUR)):
        assert (answer.status is Status.PROHIBITED) == bool(answer.zones)
        for zone in answer.zones:
            table[row, int(zone.identifier[1:])] = True
    return table
