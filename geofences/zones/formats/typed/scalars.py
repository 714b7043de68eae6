"""Numbers, days, clock times and moments as people type them; faults name their field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from portal.kit.model import Fact, Fault

_NUMBER = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,17})?")
_CLOCK = re.compile(r"(\d{1,2})\s*[:hH]\s*(\d{2})(?::(\d{2}(?:\.\d{1,6})?))?")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
FIRST_YEAR, LAST_YEAR = 1900, 9998


@dataclass(slots=True)
class Typed:
    """Texts by field at one place of a form, with the faults found so far in the whole of it."""

    texts: Mapping[str, Any]
    faults: list[Fault] = field(default_factory=list)
    place: str = ""

    def text(self, name: str) -> str:
        """What was typed, without blanks around it; line ends are ``\\n``."""
        value = self.texts.get(name)
        return "" if value is None else str(value).replace("\r\n", "\n").strip()

    def chosen(self, name: str) -> list[str]:
        """The boxes that were ticked."""
        value = self.texts.get(name)
        return [str(one) for one in value] if isinstance(value, list | tuple) else []

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return bool(self.texts.get(name))

    def entries(self, name: str) -> Sequence[tuple[int, Typed]]:
        """The blocks of a list that are not to be dropped, with their index in the form."""
        value = self.texts.get(name) or []
        found = [
            (index, Typed(one, self.faults, f"{self.place}{name}/{index}/"))
            for index, one in enumerate(value)
        ]
        return [(index, one) for index, one in found if not one.ticked("drop")]

    def fault(self, name: str, code: str, **facts: Fact) -> None:
        """Note a fault of a field."""
        self.faults.append(Fault(f"{self.place}{name}", code, facts))

    def number(self, name: str) -> float | None:
        """A finite decimal number, a comma or a point; ``None`` when empty, or noted when it is none."""
        text = self.text(name).replace("−", "-").replace("\u202f", "").replace("\u00a0", "").replace(" ", "")
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            self.fault(name, "zones.error.not_a_number", text=text[:40])
            return None
        return float(text.replace(",", "."))

    def clock(self, name: str) -> time | None:
        """A time of day on 24 hours; ``None`` when empty, or noted when it is none."""
        text = self.text(name)
        if not text:
            return None
        found = _CLOCK.fullmatch(text)
        try:
            if found is None:
                raise ValueError
            hours, minutes, seconds = found.groups()
            return time.fromisoformat(f"{int(hours):02}:{minutes}:{seconds or '00'}")
        except ValueError:
            self.fault(name, "zones.error.not_a_clock", text=text[:40])
            return None

    def day(self, name: str) -> date | None:
        """A day, as the calendar writes it or as 31/12/2026; ``None`` when empty or none (noted)."""
        text = self.text(name)
        if not text:
            return None
        found = _DAY.fullmatch(text)
        try:
            day = date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text)
        except ValueError:
            self.fault(name, "zones.error.not_a_day", text=text[:40])
            return None
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.fault(name, "zones.error.not_a_day", text=text[:40])
            return None
        return day

    def moment(self, name: str, zone: ZoneInfo) -> datetime | None:
        """The moment of ``<name>_date`` and ``<name>_time``, on the wall of ``zone``; both or neither."""
        before = len(self.faults)
        day, clock = self.day(f"{name}_date"), self.clock(f"{name}_time")
        if len(self.faults) > before:
            return None
        if day is None and clock is None:
            return None
        if day is None or clock is None:
            missing = "date" if day is None else "time"
            self.fault(f"{name}_{missing}", f"zones.error.{'day' if day is None else 'clock'}_missing")
            return None
        return datetime.combine(day, clock, tzinfo=zone)


def write_number(value: float) -> str:
    """The shortest text that reads back to the same number."""
    text = repr(float(value))
    return text.removesuffix(".0")


def write_clock(clock: time) -> str:
    """Hours and minutes; seconds only where there are any."""
    return clock.isoformat("minutes") if not (clock.second or clock.microsecond) else clock.isoformat()


def write_moment(name: str, moment: datetime | None, zone: ZoneInfo) -> dict[str, str]:
    """``<name>_date`` and ``<name>_time`` of a moment; empty for none."""
    if moment is None:
        return {f"{name}_date": "", f"{name}_time": ""}
    there = moment.astimezone(zone)
    return {f"{name}_date": there.date().isoformat(), f"{name}_time": write_clock(there.time())}
