"""One searchable layer of zone volumes: a tree, their height bands and their timetables.

Areas of few vertices are tested by the tree itself against the prepared query; areas of many
are prepared once and tested one by one. Prepared areas are warmed when the layer is made: what
GEOS builds lazily inside them is not safe to build from two threads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from geofences.engine.heights import DATUMS, RANK, TOUCH_M, ceiling_m, floor_m, shift
from geofences.engine.hours import Hours
from geofences.engine.model import Band, FindingCode, Restriction, Status, TerrainBounds, Zone
from geofences.engine.timetables import Timetable

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Areas = NDArray[np.object_]

#: Areas with more vertices than this are prepared.
LARGE = 128
_ALWAYS_BEGUN, _NEVER_ENDS = -(2**62), 2**62
_CHUNK = 4_096
_FARTHEST = np.array([180.0, 90.0, 180.0, 90.0])

OUTCOMES = {
    Restriction.PROHIBITED: (FindingCode.ZONE_PROHIBITED, Status.PROHIBITED),
    Restriction.REQ_AUTHORISATION: (FindingCode.ZONE_AUTHORISATION, Status.AUTHORISATION_REQUIRED),
    Restriction.CONDITIONAL: (FindingCode.ZONE_CONDITIONAL, Status.CONDITIONAL),
    Restriction.NO_RESTRICTION: (FindingCode.ZONE_INFORMATION, Status.CLEAR),
}


NO_DATUM, MIXED = -1, 9


def datum_rank(band: Band) -> int:
    """The rank of a band's one datum, or ``NO_DATUM`` or ``MIXED``."""
    if band.floor is None:
        return NO_DATUM if band.ceiling is None else RANK[band.ceiling.datum]
    if band.ceiling is None or band.ceiling.datum is band.floor.datum:
        return RANK[band.floor.datum]
    return MIXED


def one_datum(a: int, b: int) -> bool:
    """Whether bands of these ranks compare within one datum, so that meeting is certain."""
    return MIXED not in (a, b) and (a == b or NO_DATUM in (a, b))


@dataclass(frozen=True, slots=True)
class Entry:
    """One volume of one zone, as the engine asks for it."""

    zone: Zone
    volume: int
    band: Band
    #: The rank of the one datum of the band's limits; ``NO_DATUM`` without limits, else ``MIXED``.
    rank: int
    timetable: Timetable
    code: FindingCode
    status: Status

    @staticmethod
    def of(zone: Zone, volume: int, timetable: Timetable) -> Entry:
        """The entry of one volume of a zone."""
        band = zone.volumes[volume].band
        code, status = OUTCOMES[zone.restriction]
        return Entry(zone, volume, band, datum_rank(band), timetable, code, status)

    @property
    def area(self) -> BaseGeometry:
        """The volume's area."""
        return self.zone.volumes[self.volume].area


@dataclass(frozen=True, slots=True)
class Limits:
    """A query's band as the numbers to compare with a layer's arrays."""

    floor_m: float
    floor_rank: int
    ceiling_m: float
    ceiling_rank: int
    rank: int

    @staticmethod
    def of(band: Band) -> Limits:
        """The limits of ``band``; an absent one is infinite, in any datum."""
        floor_rank = 0 if band.floor is None else RANK[band.floor.datum]
        ceiling_rank = 0 if band.ceiling is None else RANK[band.ceiling.datum]
        return Limits(
            floor_m(band) - TOUCH_M, floor_rank, ceiling_m(band) + TOUCH_M, ceiling_rank, datum_rank(band)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Immutable volumes with one tree over them; ``alive`` masks those dropped since."""

    entries: Sequence[Entry]
    areas: Areas
    tree: STRtree
    prepared: bool
    #: Least reading of each floor and greatest of each ceiling, a row a datum.
    floors: Floats
    ceilings: Floats
    begins: Integers
    ends: Integers
    severity: Integers
    zones: Areas
    #: The timetables in use, and the number of each volume's.
    hours: Hours
    table_of: Integers
    alive: Flags | None = None

    def __len__(self) -> int:
        return len(self.entries)

    def meeting(self, one: Areas) -> list[int]:
        """Volumes whose area meets the one geometry of an array; a common border is a meeting."""
        if not self.prepared:
            found = self.tree.query(one, predicate="intersects")[1]
        else:
            found = self.tree.query(one)[1]
            if len(found):
                found = found[shapely.intersects(self.areas[found], one[0])]
        if not found.size:
            return []
        if self.alive is not None:
            found = found[self.alive[found]]
        indices: list[int] = found.tolist()
        return indices

    def meeting_points(self, points: Areas) -> tuple[Integers, Integers]:
        """Pairs (point, volume) that meet."""
        if not self.prepared:
            point, volume = self.tree.query(points, predicate="intersects")
        else:
            point, volume = self.tree.query(points)
            meets = shapely.intersects(self.areas[volume], points[point])
            point, volume = point[meets], volume[meets]
        if self.alive is not None:
            keep = self.alive[volume]
            point, volume = point[keep], volume[keep]
        return point, volume

    def at_height(self, index: int, limits: Limits) -> bool:
        """Whether a volume cannot be told apart in height from ``limits``."""
        return bool(
            self.floors[limits.ceiling_rank, index] <= limits.ceiling_m
            and self.ceilings[limits.floor_rank, index] >= limits.floor_m
        )

    def possible(self, volumes: Integers, limits: Limits, start: int, end: int) -> Flags:
        """Which of ``volumes`` may meet in height, and in time by their outer bounds."""
        result: Flags = (
            (self.floors[limits.ceiling_rank][volumes] <= limits.ceiling_m)
            & (self.ceilings[limits.floor_rank][volumes] >= limits.floor_m)
            & (self.begins[volumes] < end)
            & (self.ends[volumes] > start)
        )
        return result

    def without(self, volumes: Sequence[int]) -> Layer:
        """The same layer with some volumes dropped; everything else is shared."""
        alive = np.ones(len(self), dtype=bool) if self.alive is None else self.alive.copy()
        alive[list(volumes)] = False
        return replace(self, alive=alive)


def build(entries: Sequence[Entry], terrain: TerrainBounds) -> tuple[Layer, ...]:
    """Layers over ``entries``: one of small areas, one of large; empty ones are left out.

    Areas must have passed ``require_areas``.
    """
    areas = as_array([entry.area for entry in entries])
    large = shapely.get_num_coordinates(areas) > LARGE
    parts = ((np.flatnonzero(~large), False), (np.flatnonzero(large), True))
    return tuple(
        _layer([entries[i] for i in which.tolist()], areas[which], prepared, terrain)
        for which, prepared in parts
        if len(which)
    )


def require_areas(areas: Areas) -> None:
    """Refuse what no predicate may see: no polygon, empty, not finite, off the map, or invalid.

    Raises ``ValueError`` with a code and the index of the first such area.
    """
    _refuse("area_not_polygon", ~np.isin(shapely.get_type_id(areas), (3, 6)))
    _refuse("area_empty", shapely.is_empty(areas))
    for first in range(0, len(areas), _CHUNK):
        coordinates, owner = shapely.get_coordinates(areas[first : first + _CHUNK], return_index=True)
        bad = np.zeros(len(areas), dtype=bool)
        bad[first + owner[~np.isfinite(coordinates).all(axis=1)]] = True
        _refuse("area_not_finite", bad)
    beyond: Flags = np.any(np.abs(shapely.bounds(areas)) > _FARTHEST, axis=1)
    _refuse("area_out_of_range", beyond)
    _refuse("area_not_valid", ~shapely.is_valid(areas))


def as_array(items: Sequence[object]) -> Areas:
    """Items as an array of objects."""
    made = np.empty(len(items), dtype=object)
    made[:] = items
    return made


def _refuse(code: str, bad: Flags) -> None:
    if bad.any():
        raise ValueError(code, int(np.flatnonzero(bad)[0]))


def _layer(entries: list[Entry], areas: Areas, prepared: bool, terrain: TerrainBounds) -> Layer:
    if prepared:
        warm(areas)
    bands = [entry.band for entry in entries]
    floors = _readings([floor_m(band) for band in bands], [band.floor for band in bands], terrain, 0)
    ceilings = _readings([ceiling_m(band) for band in bands], [band.ceiling for band in bands], terrain, 1)
    begins = [entry.timetable.begins for entry in entries]
    ends = [entry.timetable.ends for entry in entries]
    tables = {id(entry.timetable): entry.timetable for entry in entries}
    number = {key: index for index, key in enumerate(tables)}
    return Layer(
        entries=tuple(entries),
        areas=areas,
        tree=STRtree(areas),
        prepared=prepared,
        floors=floors,
        ceilings=ceilings,
        begins=np.array([_ALWAYS_BEGUN if begin is None else begin for begin in begins]),
        ends=np.array([_NEVER_ENDS if end is None else end for end in ends]),
        severity=np.array([entry.status.severity for entry in entries]),
        zones=as_array([entry.zone for entry in entries]),
        hours=Hours.of(tuple(tables.values())),
        table_of=np.array([number[id(entry.timetable)] for entry in entries]),
    )


def _readings(metres: list[float], limits: list[Any], terrain: TerrainBounds, bound: int) -> Floats:
    """Heights read in each datum at their least (``bound`` 0) or greatest (1)."""
    table = np.array([[shift(a, b, terrain)[bound] for a in DATUMS] for b in DATUMS])
    ranks = np.array([0 if limit is None else RANK[limit.datum] for limit in limits])
    readings: Floats = np.array(metres) + table[:, ranks]
    return readings


def warm(areas: Areas) -> None:
    """Prepare areas and make GEOS build all that it would build lazily."""
    shapely.prepare(areas)
    box = shapely.bounds(areas)
    middle = (box[:, :2] + box[:, 2:]) / 2
    across = np.stack(
        [
            np.column_stack([box[:, 0] - 1.0, middle[:, 1]]),
            np.column_stack([box[:, 2] + 1.0, middle[:, 1]]),
        ],
        axis=1,
    )
    for probe in (shapely.points(middle), shapely.linestrings(across)):
        shapely.intersects(areas, probe)
        shapely.covers(areas, probe)
