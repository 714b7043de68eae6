"""Whether published areas alone send every flight that could meet a concealed zone to its command.

Points of the zone are points in area, height and time. Each must lie in something published that
refers a flight to the zone's own command, or prohibits it, and under no pre-approval of that command.
A flight's volume is a product of an area, a band and a period; where it meets the zone it has a point
in common with it, hence with what covers that point, so the published finding exists as well. The
hours are read with the engine's own timetables, which decide for flights.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from shapely.geometry.base import BaseGeometry

from geofences.concealed.model import Gap, Lack
from geofences.concealed.rules.areas import TooIntricateError, common, holds_area, rest
from geofences.concealed.rules.bands import holds, reaches, slabs
from geofences.engine.instants import Span, merged, period, span
from geofences.engine.layers import Entry
from geofences.engine.meetings import ANY_HEIGHT, meetings
from geofences.engine.model import (
    Band,
    Coverage,
    Datum,
    Period,
    Restriction,
    TerrainBounds,
    Zone,
)
from geofences.engine.snapshot import Snapshot

#: How far ahead the cover is looked for, and looked for again as time goes on. Flights are filed at
#: most 90 days ahead; beyond 400 days the engine no longer expands a daily rule.
HORIZON = timedelta(days=366)
#: Periods told of one gap.
PERIODS_TOLD = 5


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """Something published over the zone; ``kind`` is a restriction, or ``None`` for a pre-approval."""

    kind: Restriction | None
    area: BaseGeometry
    band: Band
    spans: tuple[Span, ...]
    name: str


_Found = tuple[Lack, Band, BaseGeometry, tuple[str, ...]]


def gaps(zone: Zone, snapshot: Snapshot, *, within: Period, default_command: str) -> tuple[Gap, ...]:
    """Every part of ``zone`` that lacks cover during ``within``; empty when all of it is covered.

    ``zone.command`` is the zone's own command; published zones that name none ask
    ``default_command``. ``within`` lasts at most 400 days.
    """
    own = Snapshot.build([zone], number=0, coverage=Coverage(), terrain=snapshot.terrain)
    asked = {zone.command} | ({""} if default_command == zone.command else set())
    found: list[Gap] = []
    for layer in own.layers:
        for entry in layer.entries:
            found += _gaps_of(entry, snapshot, within, asked)
    return tuple(found)


def applies_within(zone: Zone, within: Period) -> bool:
    """Whether the zone applies at any time of a period."""
    own = Snapshot.build([zone], number=0, coverage=Coverage(), terrain=TerrainBounds())
    start, end = span(within)
    return any(entry.timetable.spans(start, end) for layer in own.layers for entry in layer.entries)


def first_lack(found: Iterable[Gap]) -> Period | None:
    """The earliest period in which something lacks cover; ``None`` without gaps."""
    return min((period_ for gap in found for period_ in gap.periods), default=None)


def _gaps_of(entry: Entry, snapshot: Snapshot, within: Period, asked: set[str]) -> list[Gap]:
    start, end = span(within)
    pieces = _pieces(entry, snapshot, asked, start, end)
    window = entry.timetable.spans(start, end)
    cuts = [slabs(entry.band, [piece.band for piece in pieces], datum) for datum in _datums(entry.band)]
    # Whichever datum the heights are cut in, what it finds covered is covered; else the finest tells most.
    readings: list[list[tuple[_Found, list[Span]]]] = []
    for cut in sorted(cuts, key=len, reverse=True):
        readings.append(_reading(entry.area, cut, pieces, window, snapshot.terrain))
        if not readings[-1]:
            return []
    return [_gap(found, spans) for found, spans in _joined(readings[0])]


def _datums(band: Band) -> list[Datum | None]:
    """Datums in which the zone's heights can be cut into slabs; ``None``: left whole."""
    stated = {one.datum for one in (band.floor, band.ceiling) if one is not None}
    if len(stated) > 1:
        return [None]
    return [None, *(sorted(stated) or list(Datum))]


def _pieces(entry: Entry, snapshot: Snapshot, asked: set[str], start: int, end: int) -> list[_Piece]:
    found = [
        _Piece(
            other.zone.restriction,
            other.area,
            other.band,
            tuple(other.timetable.spans(start, end)),
            other.zone.identifier,
        )
        for other, _ in meetings(snapshot, entry.area, ANY_HEIGHT)
        if _counts(other.zone, asked)
    ]
    found += [
        _Piece(
            None,
            consent.pre_approval.area,
            Band(None, consent.pre_approval.ceiling),
            tuple(consent.timetable.spans(start, end)),
            consent.pre_approval.name or consent.pre_approval.identifier,
        )
        for consent in snapshot.consents
        if consent.pre_approval.command in asked and consent.pre_approval.area.intersects(entry.area)
    ]
    return found


def _counts(zone: Zone, asked: set[str]) -> bool:
    if zone.restriction is Restriction.PROHIBITED:
        return True
    # Consent of another command brings the flight to other officers, who know nothing of this zone.
    return zone.restriction is Restriction.REQ_AUTHORISATION and zone.command in asked


def _reading(
    area: BaseGeometry,
    cut: Sequence[Band],
    pieces: Sequence[_Piece],
    window: Sequence[Span],
    terrain: TerrainBounds,
) -> list[tuple[_Found, list[Span]]]:
    """What lacks, with all the times at which it does, heights cut into slabs."""
    known: dict[frozenset[int], list[_Found]] = {}
    lacking: dict[tuple[Lack, Band, bytes, tuple[str, ...]], tuple[_Found, list[Span]]] = {}
    for active, when in _moments(window, pieces):
        if active not in known:
            known[active] = _lacks(area, cut, [pieces[index] for index in sorted(active)], terrain)
        for found in known[active]:
            lack, band, part, names = found
            lacking.setdefault((lack, band, part.wkb, names), (found, []))[1].append(when)
    return list(lacking.values())


def _moments(window: Sequence[Span], pieces: Sequence[_Piece]) -> Iterator[tuple[frozenset[int], Span]]:
    """Spans of the window in which the same pieces apply, in order, with those pieces' numbers."""
    marks: list[tuple[int, int, bool]] = [
        (edge, -1, first) for a, b in window for edge, first in ((a, True), (b, False))
    ]
    for index, piece in enumerate(pieces):
        marks += [(edge, index, first) for a, b in piece.spans for edge, first in ((a, True), (b, False))]
    marks.sort(key=lambda mark: mark[0])
    active: set[int] = set()
    before = 0
    for edge, index, first in marks:
        if edge > before and -1 in active:
            yield frozenset(active - {-1}), (before, edge)
        before = edge
        (active.add if first else active.discard)(index)


def _lacks(
    area: BaseGeometry, cut: Sequence[Band], active: Sequence[_Piece], terrain: TerrainBounds
) -> list[_Found]:
    """What lacks while exactly these pieces apply."""
    found: list[_Found] = []
    for band in cut:
        over = [one for one in active if one.kind is not None and holds(one.band, band, terrain)]
        strong = [one.area for one in over if one.kind is Restriction.PROHIBITED]
        lifts = [one for one in active if one.kind is None and reaches(one.band, band, terrain)]
        try:
            bare = rest(area, [one.area for one in over])
            if bare is not None:
                found.append((Lack.OPEN, band, bare, ()))
            found += [
                (Lack.PRE_APPROVED, band, shared, (lift.name,))
                for lift in lifts
                if not holds_area(strong, shared := common(area, lift.area))
            ]
        except TooIntricateError:
            found.append((Lack.TOO_COMPLEX, band, area, ()))
    return found


def _joined(found: list[tuple[_Found, list[Span]]]) -> list[tuple[_Found, list[Span]]]:
    """Slabs that touch, and lack the same for the same reason at the same times, become one."""
    joined: list[tuple[_Found, list[Span]]] = []
    for (lack, band, area, names), spans in found:
        for at, ((other, below, part, others), times) in enumerate(joined):
            same = (lack, names, spans) == (other, others, times) and area.equals_exact(part, 0)
            if same and below.ceiling is not None and below.ceiling == band.floor:
                joined[at] = ((lack, Band(below.floor, band.ceiling), area, names), spans)
                break
        else:
            joined.append(((lack, band, area, names), spans))
    return joined


def _gap(found: _Found, spans: list[Span]) -> Gap:
    lack, band, area, names = found
    joined = merged(spans)
    told = tuple(period(a, b) for a, b in joined[:PERIODS_TOLD])
    return Gap(lack, area, band, told, max(0, len(joined) - PERIODS_TOLD), names)
