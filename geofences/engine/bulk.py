"""One question about many points at once, answered with arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geofences.engine.assessment import at_point
from geofences.engine.heights import certainly_under, overlap
from geofences.engine.instants import Span, span
from geofences.engine.layers import Areas, Flags, Integers, Layer, Limits, datum_rank, one_datum
from geofences.engine.meetings import ANY_HEIGHT
from geofences.engine.model import Band, Height, Period, Status, Zone
from geofences.engine.snapshot import Snapshot

Floats = NDArray[np.float64]
_BY_SEVERITY = tuple(sorted(Status, key=lambda status: status.severity))
_AUTHORISATION = Status.AUTHORISATION_REQUIRED.severity
_UNKNOWN = Status.UNKNOWN.severity


class PointAnswer(NamedTuple):
    """What applies at one point: the status and the zones behind it, most severe first."""

    status: Status
    zones: tuple[Zone, ...]


class _Hits(NamedTuple):
    point: Integers
    severity: Integers
    zones: NDArray[np.object_]


def bulk(
    snapshot: Snapshot, points: Floats | Sequence[Any], period: Period, band: Band | None = None
) -> list[PointAnswer]:
    """The status and zones at each of ``points`` (n, 2: lon, lat), as ``at_point`` gives them.

    Raises ``ValueError``: ``position_not_finite``, ``position_out_of_range``.
    """
    lonlat = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(lonlat).all():
        raise ValueError("position_not_finite")
    if (np.abs(lonlat) > [180.0, 90.0]).any():
        raise ValueError("position_out_of_range")
    band = ANY_HEIGHT if band is None else band
    areas: Areas = np.asarray(shapely.points(lonlat))
    hits = _joined([_hits(snapshot, layer, areas, band, span(period)) for layer in snapshot.layers])
    severity = _with_consents(snapshot, areas, hits, period, band)
    answers = _answers(len(lonlat), hits, severity, _outside(snapshot, areas))
    for index in np.flatnonzero(np.abs(lonlat[:, 0]) == 180.0).tolist():
        verdict = at_point(snapshot, *lonlat[index].tolist(), period=period, band=band)
        zones = {item.zone.key: item.zone for item in verdict.findings if item.zone is not None}
        answers[index] = PointAnswer(verdict.status, tuple(zones.values()))
    return answers


def _hits(snapshot: Snapshot, layer: Layer, points: Areas, band: Band, when: Span) -> _Hits:
    """Pairs of a point and a volume that meet in area, height and time."""
    point, volume = layer.meeting_points(points)
    keep = layer.possible(volume, Limits.of(band), *when)
    point, volume = point[keep], volume[keep]
    if not snapshot.relief.is_plain:
        keep = _by_relief(snapshot, layer, points[point], volume, band)
        point, volume = point[keep], volume[keep]
    table = layer.table_of[volume]
    keep = layer.hours.active(*when, table)[table]
    point, volume = point[keep], volume[keep]
    return _Hits(point, layer.severity[volume], layer.zones[volume])


def _by_relief(snapshot: Snapshot, layer: Layer, points: Areas, volume: Integers, band: Band) -> Flags:
    """Which pairs the ground at the point itself does not tell apart in height."""
    rank = datum_rank(band)
    return np.array(
        [
            one_datum(rank, entry.rank) or overlap(band, entry.band, snapshot.ground_under(here)) is not None
            for here, entry in zip(points, (layer.entries[i] for i in volume.tolist()), strict=True)
        ],
        dtype=bool,
    )


def _joined(parts: list[_Hits]) -> _Hits:
    if len(parts) == 1:
        return parts[0]
    nothing = np.empty(0, dtype=np.int64)
    return _Hits(
        np.concatenate([nothing, *(part.point for part in parts)]),
        np.concatenate([nothing, *(part.severity for part in parts)]),
        np.concatenate([np.empty(0, dtype=object), *(part.zones for part in parts)]),
    )


def _outside(snapshot: Snapshot, points: Areas) -> Flags | None:
    if snapshot.coverage.area is None:
        return None
    covered: Flags = shapely.covers(snapshot.coverage.area, points)
    return ~covered


def _with_consents(snapshot: Snapshot, points: Areas, hits: _Hits, period: Period, band: Band) -> Integers:
    """The severities, with zero where a pre-approval satisfies the zone."""
    severity = hits.severity
    when = span(period)
    for consent in snapshot.consents:
        given = consent.pre_approval
        asked = np.flatnonzero(severity == _AUTHORISATION)
        if not len(asked):
            break
        if list(consent.timetable.spans(*when)) != [when]:
            continue
        asked = asked[[hits.zones[i].command == given.command for i in asked.tolist()]]
        here = points[hits.point[asked]]
        inside = shapely.covers(given.area, here) & _under(snapshot, here, band, given.ceiling)
        severity = severity.copy()
        severity[asked[inside]] = 0
    return severity


def _under(snapshot: Snapshot, points: Areas, band: Band, limit: Height) -> Flags:
    """At which points a band keeps under a ceiling."""
    if snapshot.relief.is_plain:
        return np.full(len(points), certainly_under(band.ceiling, limit, snapshot.terrain))
    return np.array(
        [certainly_under(band.ceiling, limit, snapshot.ground_under(here)) for here in points], dtype=bool
    )


def _answers(count: int, hits: _Hits, severity: Integers, outside: Flags | None) -> list[PointAnswer]:
    order = np.lexsort((-severity, hits.point))
    point = hits.point[order]
    worst = np.zeros(count, dtype=np.int64)
    edges = np.searchsorted(point, np.arange(count + 1))
    some = edges[:-1] < edges[1:]
    worst[some] = severity[order][edges[:-1][some]]
    if outside is not None:
        worst[outside] = np.maximum(worst[outside], _UNKNOWN)
    zones = hits.zones[order].tolist()
    bounds = edges.tolist()
    bare = [PointAnswer(status, ()) for status in _BY_SEVERITY]
    return [
        PointAnswer(_BY_SEVERITY[rank], _once(zones[first:last])) if first < last else bare[rank]
        for rank, first, last in zip(worst.tolist(), bounds[:-1], bounds[1:], strict=True)
    ]


def _once(zones: list[Zone]) -> tuple[Zone, ...]:
    """The zones in order, each once (a zone of several layers can meet a point twice)."""
    if len(zones) < 2:
        return tuple(zones)
    return tuple({id(zone): zone for zone in zones}.values())
