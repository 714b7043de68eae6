"""Which zone volumes an area meets in space and height, at whatever time."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geofences.engine.heights import overlap
from geofences.engine.layers import Areas, Entry, Limits, one_datum
from geofences.engine.model import Band, HeightOverlap
from geofences.engine.snapshot import Snapshot

#: The band of a question about any height.
ANY_HEIGHT = Band()
_SURFACES = ("Polygon", "MultiPolygon")
_ANY_LIMITS = Limits.of(ANY_HEIGHT)


def meetings(snapshot: Snapshot, area: BaseGeometry, band: Band) -> list[tuple[Entry, HeightOverlap]]:
    """Volumes that meet ``area`` and cannot be told apart from ``band`` by the ground under it."""
    return met_by(snapshot, alone(area), band)


def met_by(snapshot: Snapshot, one: Areas, band: Band) -> list[tuple[Entry, HeightOverlap]]:
    """As ``meetings``, for an area or position alone in an array, which the trees take at once."""
    any_height = band is ANY_HEIGHT
    limits = _ANY_LIMITS if any_height else Limits.of(band)
    found: list[tuple[Entry, HeightOverlap]] = []
    beyond = _beyond(one)
    for layer in snapshot.layers:
        near = layer.meeting(one)
        if beyond is not None:
            near += [index for index in layer.meeting(beyond) if index not in near]
        for index in near:
            if not any_height and not layer.at_height(index, limits):
                continue
            entry = layer.entries[index]
            sure: HeightOverlap | None = HeightOverlap.CERTAIN
            if not one_datum(entry.rank, limits.rank):
                sure = overlap(band, entry.band, snapshot.ground_under(one[0]))
            if sure is not None:
                found.append((entry, sure))
    return found


def alone(area: BaseGeometry) -> Areas:
    """An area in an array of one."""
    one = np.empty(1, dtype=object)
    one[0] = area
    return one


def _beyond(one: Areas) -> Areas | None:
    """Where an area that stands on the antimeridian stands on the other side of the map, as lines."""
    if one[0].geom_type not in _SURFACES:
        return None  # a position there is asked on both sides already
    west, south, east, north = shapely.bounds(one)[0].tolist()
    if east < 180.0 and west > -180.0:
        return None
    lines = [
        shapely.linestrings([(-side, south), (-side, north)]) for side in (west, east) if abs(side) == 180.0
    ]
    return alone(shapely.union_all(lines))
