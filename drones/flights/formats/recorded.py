"""Times of a flight that was flown: what they still say of one that is meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from drones.flights.formats.texts import field_name
from drones.flights.formats.typed import read_clock, read_day
from drones.flights.model.plans import DraftVolume, PlanFile, PlanPart
from portal.kit.model import Fact, Fault

#: Which volume, and how many minutes it lasts.
_LASTS = re.compile(r"([0-9]):([0-9]{1,4})", re.ASCII)


def ahead(plan_file: PlanFile, *, since: datetime) -> PlanFile:
    """The file without recorded times that begin before ``since``; a note says which they were.

    How long the flight took stays, as a suggestion. Times that a file states as a plan's stay as they
    are: a start in the past is then refused where it is typed.
    """
    over = [part for part in plan_file.parts if _over(part, since)]
    if not over:
        return plan_file
    moments = [moment for part in over for moment in (part.start, part.end) if moment]
    facts: dict[str, Fact] = {"first": _told(min(moments)), "last": _told(max(moments))}
    code = "recorded_before" if facts["first"] != facts["last"] else "recorded_at"
    note = Fault("", f"flights.note.{code}", facts)
    parts = tuple(_timeless(part) if _over(part, since) else part for part in plan_file.parts)
    return replace(plan_file, parts=parts, notes=(*plan_file.notes, note))


def _timeless(part: PlanPart) -> PlanPart:
    lasted = part.end - part.start if part.start and part.end and part.end > part.start else None
    return replace(part, start=None, end=None, lasted=lasted)


def length_note(volume: DraftVolume) -> Fault | None:
    """How long the flight may take, where the file says no window of it."""
    if volume.length is None or (volume.start and volume.end):
        return None
    code = "flights.note.length_recorded" if volume.recorded else "flights.note.length_at_speed"
    return Fault("", code, {"minutes": ceil(volume.length.total_seconds() / 60)})


def ended_after(typed: Mapping[str, str], lasts: str, zone: ZoneInfo) -> dict[str, str]:
    """The end of a volume so many minutes after its start, as ``volume:minutes`` asks; else nothing."""
    match = _LASTS.fullmatch(lasts)
    if match is None:
        return {}
    at = int(match[1])
    day = read_day(typed.get(field_name("start_date", at), "").strip())
    clock = read_clock(typed.get(field_name("start_time", at), "").strip())
    if day is None or clock is None:
        return {}
    start = datetime.combine(day, clock, zone).astimezone(UTC)
    end = (start + timedelta(minutes=int(match[2]))).astimezone(zone)
    return {
        field_name("end_date", at): end.date().isoformat(),
        field_name("end_time", at): f"{end:%H:%M}",
    }


def _over(part: PlanPart, since: datetime) -> bool:
    first = part.start or part.end
    return part.recorded and first is not None and first < since


def _told(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%d/%m/%Y %H:%M} UTC"
