"""Flight volumes as a permit can state them: merged, in whole metres and seconds, always inward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil, floor

from shapely import union_all
from shapely.geometry.base import BaseGeometry

from drones.permits.model import MOST_VOLUMES, PermitArea, PermitVolume
from drones.permits.rules.areas import MOST_BYTES, AreaTooSmallError, permit_areas
from geofences.engine.model import Band, Datum, FlightVolume, Height, Period, Unit

_SECOND = timedelta(seconds=1)
#: Bytes for all vertices and for what each volume after the first states beside its area, so that a permit
#: with every condition still fits QR version 13 at level M behind an address of 41 characters.
_ROOM, _FURTHER = 123, 14


@dataclass(frozen=True, slots=True)
class Unprintable:
    """Why volumes cannot stand on a permit; ``volume`` is the place of the first one concerned."""

    code: str
    volume: int = 0


def merged(volumes: Sequence[FlightVolume]) -> tuple[FlightVolume, ...]:
    """The volumes with those of one band and one window joined, in the order of their first."""
    groups: dict[tuple[Band, Period], list[BaseGeometry]] = {}
    for volume in volumes:
        groups.setdefault((volume.band, volume.period), []).append(volume.area)
    return tuple(
        FlightVolume(areas[0] if len(areas) == 1 else union_all(areas), band, period)
        for (band, period), areas in groups.items()
    )


def printable(volumes: Sequence[FlightVolume]) -> tuple[PermitVolume, ...] | Unprintable:
    """What a permit states of the volumes; all of it lies within them. What fits comes back as it is.

    Floors and ceilings are brought to whole metres, times to whole seconds, areas to 16 corners in all.
    """
    if not 1 <= len(volumes) <= MOST_VOLUMES:
        return Unprintable("too_many_volumes", MOST_VOLUMES)
    whole = [_Whole.of(volume) for volume in volumes]
    for place, one in enumerate(whole):
        if one.fault:
            return Unprintable(one.fault, place)
    try:
        areas = _areas([volume.area for volume in volumes])
    except AreaTooSmallError:
        return Unprintable("area_too_small")
    return tuple(one.with_area(area) for one, area in zip(whole, areas, strict=True))


def _areas(areas: Sequence[BaseGeometry]) -> list[PermitArea]:
    """The printed areas; one that several volumes share is simplified once and counts once."""
    keys = [area.wkb for area in areas]
    distinct = dict(zip(keys, areas, strict=True))
    room = min(MOST_BYTES, _ROOM - _FURTHER * (len(areas) - 1))
    found = dict(zip(distinct, permit_areas(list(distinct.values()), room=room), strict=True))
    return [found[key] for key in keys]


@dataclass(frozen=True, slots=True)
class _Whole:
    """A band in whole metres and a window in whole seconds, rounded inward."""

    floor_m: int
    floor_datum: Datum
    ceiling_m: int
    ceiling_datum: Datum
    start: datetime
    end: datetime

    @classmethod
    def of(cls, volume: FlightVolume) -> _Whole:
        low = volume.band.floor or Height(0, Unit.METRES, Datum.AGL)
        high = volume.band.ceiling
        if high is None:
            raise ValueError("volume_without_ceiling")
        start, end = (_whole(moment) for moment in (volume.period.start, volume.period.end))
        return cls(
            floor_m=ceil(low.metres),
            floor_datum=low.datum,
            ceiling_m=floor(high.metres),
            ceiling_datum=high.datum,
            start=start if start == volume.period.start else start + _SECOND,
            end=end,
        )

    @property
    def fault(self) -> str:
        if self.floor_datum is self.ceiling_datum and self.floor_m > self.ceiling_m:
            return "band_too_thin"
        return "" if self.start < self.end else "window_too_short"

    def with_area(self, area: PermitArea) -> PermitVolume:
        return PermitVolume(
            area=area,
            ceiling_m=self.ceiling_m,
            ceiling_datum=self.ceiling_datum,
            floor_m=self.floor_m,
            floor_datum=self.floor_datum,
            start=self.start,
            end=self.end,
        )


def _whole(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
