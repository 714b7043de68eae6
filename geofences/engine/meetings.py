"""Which zone volumes an area meets in space and height, at whatever time."""

from __future__ import annotations

from shapely.geometry.base import BaseGeometry

from geofences.engine.heights import overlap
from geofences.engine.layers import Entry, Limits, one_datum
from geofences.engine.model import Band, HeightOverlap
from geofences.engine.snapshot import Snapshot

#: The band of a question about any height.
ANY_HEIGHT = Band()
_ANY_LIMITS = Limits.of(ANY_HEIGHT)


def meetings(snapshot: Snapshot, area: BaseGeometry, band: Band) -> list[tuple[Entry, HeightOverlap]]:
    """Volumes that meet ``area`` and cannot be told apart from ``band`` by the ground under it."""
    any_height = band is ANY_HEIGHT
    limits = _ANY_LIMITS if any_height else Limits.of(band)
    found: list[tuple[Entry, HeightOverlap]] = []
    for layer in snapshot.layers:
        for index in layer.meeting(area):
            if not any_height and not layer.at_height(index, limits):
                continue
            entry = layer.entries[index]
            sure: HeightOverlap | None = HeightOverlap.CERTAIN
            if not one_datum(entry.rank, limits.rank):
                sure = overlap(band, entry.band, snapshot.ground_under(area))
            if sure is not None:
                found.append((entry, sure))
    return found
