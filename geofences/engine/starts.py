"""Other starts of the same flight: which shifts in time meet which severity.

All is worked out from the edges of intervals, never minute by minute: a zone active during
``[a, b)`` blocks the shifts of a volume ``[p, q)`` that lie strictly between ``a - q`` and
``b - p``. Shifts are whole microseconds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shapely

from geofences.engine.heights import certainly_under, overlap
from geofences.engine.instants import SECOND, Span, merged, span
from geofences.engine.meetings import meetings
from geofences.engine.model import FlightVolume, Status
from geofences.engine.snapshot import Consent, Snapshot
from geofences.engine.timetables import Timetable

#: A flight that meets more different schedules, or more daily rules, gets no other start.
SCHEDULE_LIMIT = 500
RULE_LIMIT = 2_000
_MINUTE = 60 * SECOND


@dataclass(frozen=True, slots=True)
class Shifts:
    """For shifts in ``[low, high]``: the spans in which each severity holds."""

    low: int
    high: int
    start: int
    blocked: dict[Status, list[Span]]

    def status(self, shift: int) -> Status:
        """The status of the flight shifted by ``shift``."""
        for status in Status:
            if _inside(self.blocked.get(status, []), shift):
                return status
        return Status.CLEAR

    def worse_than(self, goal: Status) -> list[Span]:
        """Shifts whose status is worse than ``goal``."""
        return merged(
            [
                item
                for status, spans in self.blocked.items()
                if status.severity > goal.severity
                for item in spans
            ]
        )

    def later(self, goal: Status) -> int | None:
        """The nearest later shift no worse than ``goal``, on a whole minute where that passes too."""
        bad = self.worse_than(goal)
        found = _first_free(bad, 1)
        if found > self.high:
            return None
        tidy = found + -(self.start + found) % _MINUTE
        return tidy if tidy <= self.high and not _inside(bad, tidy) else found

    def earlier(self, goal: Status) -> int | None:
        """The nearest earlier shift no worse than ``goal``, on a whole minute where that passes too."""
        bad = self.worse_than(goal)
        found = _last_free(bad, -1)
        if found < self.low:
            return None
        tidy = found - (self.start + found) % _MINUTE
        return tidy if tidy >= self.low and not _inside(bad, tidy) else found


def shifts(
    snapshot: Snapshot,
    volumes: Sequence[FlightVolume],
    occupied: Sequence[FlightVolume],
    low: int,
    high: int,
) -> Shifts | None:
    """What holds at each shift in ``[low, high]``; ``None`` when too many schedules are met."""
    spans = [span(volume.period) for volume in volumes]
    met = _schedules(snapshot, volumes)
    rules = sum(len(item.rules) for _, table, _, _ in met for item in table.applicability)
    if len(met) > SCHEDULE_LIMIT or rules > RULE_LIMIT:
        return None
    blocked: dict[tuple[Status, str], list[Span]] = {}
    for number, table, status, command in met:
        p, q = spans[number]
        active = table.spans(p + low, q + high)
        blocked.setdefault((status, command), []).extend((a - q + 1, b - p) for a, b in active)
    taken = blocked.setdefault((Status.PROHIBITED, ""), [])
    taken.extend(_occupied(snapshot, volumes, occupied))
    result: dict[Status, list[Span]] = {}
    for (status, command), each in blocked.items():
        left = merged(each)
        if status is Status.AUTHORISATION_REQUIRED and command:
            left = _minus(left, _consented(snapshot, command, volumes, low, high))
        result.setdefault(status, []).extend(left)
    if not all(snapshot.covers(volume.area) for volume in volumes):
        result.setdefault(Status.UNKNOWN, []).append((low, high + 1))
    ordered = {status: merged(each) for status, each in result.items()}
    return Shifts(low, high, min(start for start, _ in spans), ordered)


def _schedules(
    snapshot: Snapshot, volumes: Sequence[FlightVolume]
) -> list[tuple[int, Timetable, Status, str]]:
    """Volume, timetable, status and command of all that is met at some time, each once."""
    met: dict[tuple[int, int, Status, str], tuple[int, Timetable, Status, str]] = {}
    for number, volume in enumerate(volumes):
        for entry, _ in meetings(snapshot, volume.area, volume.band):
            if entry.status is Status.CLEAR:
                continue
            command = entry.zone.command
            key = (number, id(entry.timetable), entry.status, command)
            met[key] = (number, entry.timetable, entry.status, command)
    return list(met.values())


def _occupied(
    snapshot: Snapshot, volumes: Sequence[FlightVolume], occupied: Sequence[FlightVolume]
) -> Iterable[Span]:
    """Shifts at which a volume shares area, height and time with another flight."""
    for volume in volumes if occupied else ():
        p, q = span(volume.period)
        ground = snapshot.ground_under(volume.area)
        shared = shapely.intersects([other.area for other in occupied], volume.area).tolist()
        for other, met in zip(occupied, shared, strict=True):
            if met and overlap(volume.band, other.band, ground) is not None:
                a, b = span(other.period)
                yield a - q + 1, b - p


def _consented(
    snapshot: Snapshot, command: str, volumes: Sequence[FlightVolume], low: int, high: int
) -> list[Span]:
    """Shifts at which one pre-approval of ``command`` holds the whole flight."""
    found: list[Span] = []
    for consent in snapshot.consents:
        if consent.pre_approval.command == command and _holds(snapshot, consent, volumes):
            common: list[Span] = [(low, high + 1)]
            for volume in volumes:
                p, q = span(volume.period)
                hours = consent.timetable.spans(p + low, q + high)
                common = _both(common, [(a - p, b - q + 1) for a, b in hours if b - a >= q - p])
            found.extend(common)
    return merged(found)


def _holds(snapshot: Snapshot, consent: Consent, volumes: Sequence[FlightVolume]) -> bool:
    given = consent.pre_approval
    return all(
        certainly_under(volume.band.ceiling, given.ceiling, snapshot.ground_under(volume.area))
        and shapely.covers(given.area, volume.area)
        for volume in volumes
    )


def _inside(spans: list[Span], value: int) -> bool:
    place = bisect_right(spans, value, key=_first_of) - 1
    return place >= 0 and value < spans[place][1]


def _first_of(item: Span) -> int:
    return item[0]


def _first_free(spans: list[Span], value: int) -> int:
    """The least number from ``value`` up that no span holds."""
    for a, b in spans:
        if a <= value < b:
            value = b
    return value


def _last_free(spans: list[Span], value: int) -> int:
    """The greatest number from ``value`` down that no span holds."""
    for a, b in reversed(spans):
        if a <= value < b:
            value = a - 1
    return value


def _both(first: list[Span], second: list[Span]) -> list[Span]:
    return [(max(a, c), min(b, d)) for a, b in first for c, d in second if max(a, c) < min(b, d)]


def _minus(spans: list[Span], taken: list[Span]) -> list[Span]:
    """Sorted ``spans`` less sorted ``taken``."""
    left: list[Span] = []
    for start, end in spans:
        cursor = start
        for a, b in taken:
            if b <= cursor or a >= end:
                continue
            if a > cursor:
                left.append((cursor, a))
            cursor = max(cursor, b)
        if cursor < end:
            left.append((cursor, end))
    return left
