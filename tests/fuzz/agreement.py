"""Whether two readings of one zone mean the same: where, how high, when and what is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from math import inf

import shapely

from geofences.engine.instants import merged, microseconds
from geofences.engine.model import NO_LIMIT, Applicability, Band, Datum, Height, Zone, ZoneVolume
from geofences.engine.timetables import Timetable

Spans = list[tuple[int, int]]
#: Fortnights that are compared: both turns of the clock in Europe, winter and summer.
WINDOWS = [datetime(2026, month, day, tzinfo=UTC) for month, day in ((1, 1), (3, 22), (7, 1), (10, 18))]
FORTNIGHT = timedelta(days=14)
#: The instant of which a moment written to the millisecond is sure.
TICK = 20_000
#: Areas are in square degrees; a coordinate is written exactly, so only a circle's drawing may differ.
SAME_AREA = 1e-12


def differences(before: Zone, after: Zone, *, wider: bool = False) -> list[str]:
    """What ``after`` says otherwise than ``before``; ``wider``: it may say more, never less."""
    found = []
    if before.restriction is not after.restriction:
        found.append(f"restriction {before.restriction} became {after.restriction}")
    found += _layers(before.volumes, after.volumes, wider)
    found += _hours(before, after, wider)
    return found


def _layers(before: Sequence[ZoneVolume], after: Sequence[ZoneVolume], wider: bool) -> Iterator[str]:
    """Each layer has one that says as much; several polygons of a layer may stand apart."""
    for layer in before:
        like = [one for one in after if _as_high(layer.band, one.band, wider)]
        if not like:
            yield f"no layer is as high as {layer.band}"
        elif not _covers([one.area for one in like], layer.area):
            yield f"area lost of {layer.band}"
    for layer in after:
        like = [one for one in before if _as_high(one.band, layer.band, wider)]
        if not like or not _covers([one.area for one in like], layer.area):
            yield f"area gained in {layer.band}"


def _covers(areas: Sequence[shapely.Geometry], area: shapely.Geometry) -> bool:
    if any(shapely.equals_identical(one, area) for one in areas):
        return True
    return bool(shapely.area(shapely.difference(area, shapely.union_all(areas))) <= SAME_AREA)


def _as_high(before: Band, after: Band, wider: bool) -> bool:
    return _limit(before.floor, after.floor, -1, wider) and _limit(before.ceiling, after.ceiling, 1, wider)


def _limit(before: Height | None, after: Height | None, side: int, wider: bool) -> bool:
    """``side``: -1 for a floor, 1 for a ceiling. Wider is no limit, or up to one unit beyond."""
    if after is None:
        rounded_to_none = before is not None and abs(before.value) > NO_LIMIT - 1
        return before is None or (wider and (before.datum is Datum.WGS84 or rounded_to_none))
    if before is None:
        return False
    beyond = side * (after.metres - before.metres)
    return after.datum is before.datum and -1e-6 <= beyond <= (1.0 + 1e-6 if wider else 1e-6)


def _hours(before: Zone, after: Zone, wider: bool) -> Iterator[str]:
    for start in [*WINDOWS, *_edges(before.applicability)]:
        first, last = _spans(before, start), _spans(after, start)
        if _beyond(first, last):
            yield f"hours lost in the fortnight of {start}"
        if not wider and _beyond(last, first):
            yield f"hours gained in the fortnight of {start}"


def _edges(periods: Sequence[Applicability]) -> Iterator[datetime]:
    for period in periods[:3]:
        for moment in (period.start, period.end):
            if moment is not None and 1901 < moment.year < 2990:
                yield moment - timedelta(days=1)


def _spans(zone: Zone, start: datetime) -> Spans:
    west, south, east, north = zone.volumes[0].area.bounds
    place = ((west + east) / 2, (south + north) / 2)
    table = Timetable(zone.applicability, (place,))
    return list(merged(table.spans(microseconds(start), microseconds(start + FORTNIGHT))))


def _beyond(spans: Spans, others: Spans) -> bool:
    """Whether ``spans`` hold an instant, farther than a tick from any of theirs, that ``others`` do not."""
    for start, end in spans:
        if end - start > 2 * TICK and not any(a - TICK <= start and end <= b + TICK for a, b in others):
            return True
    return False


def finite(zone: Zone) -> bool:
    """Whether every position and limit is a number on the Earth."""
    for layer in zone.volumes:
        west, south, east, north = layer.area.bounds
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            return False
        limits = (layer.band.floor, layer.band.ceiling)
        if any(limit is not None and not abs(limit.metres) < inf for limit in limits):
            return False
    return True
