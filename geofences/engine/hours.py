"""Many timetables at once: their daily rules as arrays, for one window of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, time, timezone
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from geofences.engine.clocks import since_midnight, steady_offset
from geofences.engine.instants import DAY, microseconds
from geofences.engine.model import Applicability
from geofences.engine.timetables import Timetable

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

_FOREVER = 2**62
_EVERY_DAY = 127
#: Windows longer than this are looked at timetable by timetable.
_LONGEST = 8 * DAY
#: Days to part, first and last clock (microseconds), begin and end, number of the zone.
_Row = tuple[int, int, int, int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Hours:
    """Timetables with a row for each daily rule; those that follow the sun have none."""

    tables: tuple[Timetable, ...]
    zones: tuple[ZoneInfo | timezone, ...]
    plain: Flags
    #: Where the rows of each table begin; one more than tables.
    first: Integers
    #: One line each for days (a bit a weekday), start, end, begins, ends, zone.
    rows: Integers

    @staticmethod
    def of(tables: Sequence[Timetable]) -> Hours:
        """Arrays over timetables, which keep their order."""
        zones: dict[ZoneInfo | timezone, int] = {UTC: 0}
        rows: list[_Row] = []
        first, plain = [0], []
        for table in tables:
            found = [_rows(item, zones) for item in table.applicability]
            plain.append(all(found))
            rows.extend(row for each in found for row in each)
            first.append(len(rows))
        lines = np.array(rows, dtype=np.int64).reshape(-1, 6).T
        return Hours(tuple(tables), tuple(zones), np.array(plain, dtype=bool), np.array(first), lines)

    def active(self, start: int, end: int, wanted: Integers) -> Flags:
        """For each table: whether it applies at any time in ``[start, end)``.

        Only the tables numbered in ``wanted`` are looked at; the others are false.
        """
        result = np.zeros(len(self.tables), dtype=bool)
        offsets = [steady_offset(zone, start, end) for zone in self.zones]
        asked = np.unique(wanted)
        quick = self.plain[asked] if end - start <= _LONGEST else np.zeros(len(asked), dtype=bool)
        row, owner = self._rows_of(asked[quick])
        steady = np.array([offset is not None for offset in offsets])[self.rows[5, row]]
        shift = np.array([offset or 0 for offset in offsets], dtype=np.int64)[self.rows[5, row]]
        result[owner[self._meet(row, shift, start, end)]] = True
        slow = np.union1d(asked[~quick], owner[~steady])
        for number in slow.tolist():
            result[number] = bool(self.tables[number].spans(start, end))
        return result

    def _rows_of(self, tables: Integers) -> tuple[Integers, Integers]:
        """The rows of some tables, and the table of each row."""
        counts = self.first[tables + 1] - self.first[tables]
        before = np.repeat(np.cumsum(counts) - counts, counts)
        row = np.arange(counts.sum()) - before + np.repeat(self.first[tables], counts)
        return row, np.repeat(tables, counts)

    def _meet(self, row: Integers, shift: Integers, start: int, end: int) -> Flags:
        """Which rows have an occurrence that meets ``[start, end)``."""
        days, opens, closes, begins, ends, _ = self.rows[:, row]
        met = np.zeros(len(row), dtype=bool)
        for day in range(start // DAY - 2, end // DAY + 2):
            low = np.maximum(day * DAY + opens - shift, begins)
            high = np.minimum(day * DAY + closes - shift, ends)
            # 1970-01-01 was a Thursday.
            on = (days >> (day + 3) % 7) & 1 == 1
            met |= on & (low < high) & (low < end) & (high > start)
        return met


def _rows(item: Applicability, zones: dict[ZoneInfo | timezone, int]) -> list[_Row]:
    """A row for each rule; nothing when the sun decides."""
    begins = -_FOREVER if item.start is None else microseconds(item.start)
    ends = _FOREVER if item.end is None else microseconds(item.end)
    if not item.rules:
        return [(_EVERY_DAY, 0, DAY, begins, ends, 0)]
    found: list[_Row] = []
    for rule in item.rules:
        if not (isinstance(rule.start, time) and isinstance(rule.end, time)):
            return []
        opens = since_midnight(rule.start)
        closes = since_midnight(rule.end) + (DAY if rule.end <= rule.start else 0)
        days = sum(1 << day for day in rule.days)
        found.append((days, opens, closes, begins, ends, zones.setdefault(rule.zone, len(zones))))
    return found
