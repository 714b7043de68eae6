"""What a command may change in a plan: take away when it consents, more when it proposes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from shapely import get_parts
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from drones.flights.model.states import Refusal
from drones.flights.model.views import Changes
from drones.flights.rules.printing import printed
from geofences.engine.model import Band, FlightVolume, Height, Period, Unit
from portal.kit.model import Fault

Volumes = tuple[FlightVolume, ...]


def trimmed(volumes: Volumes, changes: Changes) -> Volumes | Refusal:
    """The volumes with something taken away: a lower ceiling, a shorter window, a smaller area."""
    return _changed(volumes, changes, adds=False)


def proposed(volumes: Volumes, changes: Changes) -> Volumes | Refusal:
    """The volumes as a command would have them: also at another time or, of one volume, elsewhere.

    Several volumes are only cut: which of them would be meant elsewhere nobody can say.
    """
    if not changes.some:
        return Refusal("flights.refusal.nothing_proposed", {})
    return _changed(volumes, changes, adds=True)


def is_within(inner: Volumes, outer: Volumes) -> bool:
    """Whether every inner volume keeps to an outer one's area, window and ceiling."""
    return all(any(_keeps_to(one, other) for other in outer) for one in inner)


def lowered(volumes: Iterable[FlightVolume], ceiling_m: float) -> Volumes:
    """The volumes with no ceiling above ``ceiling_m`` metres, each in the datum of its own ceiling.

    Raises ``ValueError("band_upside_down")`` where the floor, in the same datum, is above it.
    """
    return tuple(replace(volume, band=_lowered(volume.band, ceiling_m)) for volume in volumes)


def _changed(volumes: Volumes, changes: Changes, *, adds: bool) -> Volumes | Refusal:
    if changes.ceiling_m is not None:
        try:
            volumes = lowered(volumes, changes.ceiling_m)
        except ValueError:
            return Refusal("flights.refusal.ceiling_below_floor", {})
    if changes.start is not None or changes.end is not None:
        volumes = _timed(volumes, changes.start, changes.end, adds=adds)
        if not volumes:
            return Refusal("flights.refusal.window_outside", {})
    if changes.area is not None:
        volumes = _placed(volumes, changes.area, adds=adds)
        if not volumes:
            return Refusal("flights.refusal.area_outside", {})
    return _as_printed(volumes) if changes.some else volumes


def _as_printed(volumes: Volumes) -> Volumes | Refusal:
    """What a permit can state of them, so that nothing is lost after the decision."""
    found = printed(volumes)
    return Refusal(found.code, found.facts) if isinstance(found, Fault) else found


def _timed(volumes: Volumes, start: datetime | None, end: datetime | None, *, adds: bool) -> Volumes:
    if adds and len({volume.period for volume in volumes}) == 1:
        whole = volumes[0].period
        first, last = start or whole.start, end or whole.end
        return _at(volumes, first, last) if first < last else ()
    cut: list[FlightVolume] = []
    for volume in volumes:
        first, last = volume.period.start, volume.period.end
        first, last = max(first, start or first), min(last, end or last)
        cut += _at((volume,), first, last) if first < last else ()
    return tuple(cut)


def _at(volumes: Volumes, first: datetime, last: datetime) -> Volumes:
    return tuple(replace(volume, period=Period(first, last)) for volume in volumes)


def _placed(volumes: Volumes, area: BaseGeometry, *, adds: bool) -> Volumes:
    if not area.is_valid or area.is_empty or area.geom_type not in {"Polygon", "MultiPolygon"}:
        return ()
    if adds and len(volumes) == 1:
        return (replace(volumes[0], area=area),)
    cut = ((volume, _surfaces(volume.area.intersection(area))) for volume in volumes)
    return tuple(replace(volume, area=rest) for volume, rest in cut if not rest.is_empty)


def _surfaces(geometry: BaseGeometry) -> BaseGeometry:
    """The geometry without the lines and points that a mere touch leaves: nothing flies in them."""
    parts = [part for part in get_parts(geometry) if part.geom_type == "Polygon"]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _lowered(band: Band, ceiling_m: float) -> Band:
    if band.ceiling is None or band.ceiling.metres <= ceiling_m:
        return band
    return replace(band, ceiling=Height(ceiling_m, Unit.METRES, band.ceiling.datum))


def _keeps_to(inner: FlightVolume, outer: FlightVolume) -> bool:
    low, high = inner.band, outer.band
    return (
        outer.period.start <= inner.period.start
        and inner.period.end <= outer.period.end
        and low.floor == high.floor
        and (high.ceiling is None or (low.ceiling is not None and low.ceiling.datum is high.ceiling.datum))
        and (high.ceiling is None or low.ceiling is None or low.ceiling.metres <= high.ceiling.metres)
        and bool(outer.area.covers(inner.area))
    )
