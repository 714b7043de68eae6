"""Volumes in four dimensions as programs exchange them: ASTM F3548-21 ``Volume4D`` in its wrappers.

Also the flatter areas of the flight planning interface that automated tests use. Polygons are
not closed there, and positions are named ``lat`` and ``lng``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from drones.flights.formats.drafts import MOST_FAULTS, conclude, named
from drones.flights.formats.heights import upside_down
from drones.flights.formats.json_text import escape, number
from drones.flights.formats.mavlink import read_point
from drones.flights.model.plans import (
    CircleShape,
    Frame,
    Level,
    PlanFile,
    PlanPart,
    PlanReading,
    Point,
    PolygonShape,
    Position,
    Shape,
)
from portal.kit.model import Fact, Fault

FORMAT = "f3548"
FOOT_M = 0.3048
_DEEPEST = 8
_REFERENCES = {"W84": Frame.WGS84, "SFC": Frame.TERRAIN, "Takeoff": Frame.HOME}
_OUTLINES = ("outline_circle", "outline_polygon")
#: Members of the wrappers seen in requests, answers and test material; others are not searched.
_WRAPPERS = (
    "volumes", "off_nominal_volumes", "extents", "area", "details", "reference", "operational_intent",
    "operational_intents", "flight_plan", "basic_information", "intents", "full", "extent", "flights",
    "intended_flight", "request", "operational_intent_reference", "flight_info",
)  # fmt: skip


def claims(document: Any) -> bool:
    """True where a volume stands anywhere in a known wrapper."""
    return next(_found(document, "", 0), None) is not None


def read(document: Any) -> PlanReading:
    """The draft of all volumes found, each a part; faults carry JSON pointers."""
    parts: list[PlanPart] = []
    faults: list[Fault] = []
    notes: list[Fault] = []
    for value, at in _found(document, "", 0):
        part, wrong, told = _read_volume(value, at)
        faults += wrong
        notes += told
        if "off_nominal" in at:
            notes.append(Fault(at, "flights.note.off_nominal"))
        if part is not None:
            parts.append(part)
        if len(faults) >= MOST_FAULTS:
            break
    notes += [Fault(at, "flights.note.intent_not_whole") for at in _changes(document)]
    return conclude(PlanFile(FORMAT, tuple(parts), notes=tuple(notes)), faults, empty="")


def _changes(document: Any) -> Iterator[str]:
    """Where an intent is told by what differs from another one."""
    intents = document.get("intents") if isinstance(document, dict) else None
    for name, value in intents.items() if isinstance(intents, dict) else ():
        if isinstance(value, dict) and "delta" in value:
            yield f"/intents/{escape(name)}"


def _found(value: Any, at: str, depth: int) -> Iterator[tuple[dict[str, Any], str]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from _found(one, f"{at}/{index}", depth + 1)
    if not isinstance(value, dict):
        return
    if isinstance(value.get("volume"), dict) or any(name in value for name in _OUTLINES):
        yield value, at
        return
    for name, inner in value.items():
        if name in _WRAPPERS or at.endswith("/intents"):
            yield from _found(inner, f"{at}/{escape(name)}", depth + 1)


def _read_volume(value: dict[str, Any], at: str) -> tuple[PlanPart | None, list[Fault], list[Fault]]:
    inner = value.get("volume")
    body, inside = (inner, f"{at}/volume") if isinstance(inner, dict) else (value, at)
    shape, faults = _outline(body, inside)
    levels: list[Level] = []
    for name in ("altitude_lower", "altitude_upper"):
        level, wrong = _altitude(body.get(name), f"{inside}/{name}")
        levels += [] if level is None else [level]
        faults += wrong or upside_down(levels, f"{inside}/{name}")
    start, end, notes, wrong = _times(value, at)
    faults += wrong
    if faults or shape is None:
        return None, faults, notes
    part = PlanPart((shape,), tuple(levels), named(at), floor_stated=len(levels) == 2, start=start, end=end)
    if len(levels) < 2:
        # One limit alone is none: what is open is asked.
        part = PlanPart((shape,), (), named(at), start=start, end=end)
    return part, [], notes


def _outline(body: dict[str, Any], at: str) -> tuple[Shape | None, list[Fault]]:
    stated = [name for name in _OUTLINES if body.get(name) is not None]
    if len(stated) != 1:
        code = "area_missing" if not stated else "two_outlines"
        return None, [Fault(at, f"flights.error.{code}")]
    outline, inside = body[stated[0]], f"{at}/{stated[0]}"
    if not isinstance(outline, dict):
        return None, [Fault(inside, "flights.error.item_unreadable")]
    if stated[0] == "outline_circle":
        return _circle(outline, inside)
    return _polygon(outline.get("vertices"), f"{inside}/vertices")


def _circle(outline: dict[str, Any], at: str) -> tuple[Shape | None, list[Fault]]:
    centre, faults = _position(outline.get("center"), f"{at}/center")
    radius, wrong = _length(outline.get("radius"), f"{at}/radius")
    if not wrong and not (radius and radius > 0):
        wrong = [Fault(f"{at}/radius", "flights.error.radius")]
    faults += wrong
    if faults or centre is None or radius is None:
        return None, faults
    return CircleShape(Position(*centre), radius), []


def _polygon(vertices: Any, at: str) -> tuple[Shape | None, list[Fault]]:
    if not isinstance(vertices, list) or len(vertices) < 3:
        return None, [Fault(at, "flights.error.too_few_points", {"least": 3})]
    points: list[Point] = []
    faults: list[Fault] = []
    for index, vertex in enumerate(vertices):
        point, wrong = _position(vertex, f"{at}/{index}")
        faults += wrong
        points += [] if point is None else [point]
        if len(faults) >= MOST_FAULTS:
            break
    if not faults and len(set(points)) < 3:
        faults.append(Fault(at, "flights.error.too_few_points", {"least": 3}))
    if faults:
        return None, faults
    ring = tuple(points) if points[0] == points[-1] else (*points, points[0])
    return PolygonShape(((ring,),)), []


def _position(value: Any, at: str) -> tuple[Point | None, list[Fault]]:
    if not isinstance(value, dict):
        return None, [Fault(at, "flights.error.coordinate_missing", {"at": at})]
    lon = "lng" if "lng" in value else "lon"
    return read_point(number(value.get("lat")), number(value.get(lon)), f"{at}/lat", f"{at}/{lon}")


def _altitude(value: Any, at: str) -> tuple[Level | None, list[Fault]]:
    if value is None:
        return None, []
    metres, faults = _length(value, at)
    if faults or metres is None:
        return None, faults
    reference = value.get("reference") if isinstance(value, dict) else None
    frame = Frame.UNSTATED if reference is None else _REFERENCES.get(str(reference))
    if frame is None:
        facts: dict[str, Fact] = {"mode": str(reference)[:40], "known": ", ".join(_REFERENCES)}
        return None, [Fault(f"{at}/reference", "flights.error.altitude_mode", facts)]
    return Level(metres, frame), []


def _length(value: Any, at: str) -> tuple[float | None, list[Fault]]:
    stated = number(value.get("value")) if isinstance(value, dict) else number(value)
    if stated is None:
        return None, [Fault(f"{at}/value", "flights.error.height_unreadable")]
    units = value.get("units", "M") if isinstance(value, dict) else "M"
    if units not in ("M", "FT"):
        return None, [Fault(f"{at}/units", "flights.error.choice", {"known": "M, FT"})]
    return stated * (FOOT_M if units == "FT" else 1.0), []


def _times(
    value: dict[str, Any], at: str
) -> tuple[datetime | None, datetime | None, list[Fault], list[Fault]]:
    """Start, end, notes and faults; times that only a test can reckon are left to be asked."""
    found: dict[str, datetime | None] = {"start": None, "end": None}
    notes: list[Fault] = []
    faults: list[Fault] = []
    for name in found:
        member = next((one for one in (f"time_{name}", f"{name}_time") if value.get(one) is not None), None)
        stated = value.get(member) if member else None
        text = stated.get("value") if isinstance(stated, dict) else stated
        if isinstance(text, str):
            moment = read_moment(text)
            found[name] = moment if isinstance(moment, datetime) else None
            if moment is None:
                faults.append(Fault(f"{at}/{member}", "flights.error.time_unreadable"))
            elif isinstance(moment, str):
                notes.append(Fault(f"{at}/{member}", "flights.note.time_without_zone"))
        elif stated is not None:
            notes.append(Fault(f"{at}/{member}", "flights.note.time_left_out"))
    return _lasting(found["start"], found["end"], value), found["end"] or _end(found, value), notes, faults


def _lasting(start: datetime | None, end: datetime | None, value: dict[str, Any]) -> datetime | None:
    span = _duration(value)
    return start or (end - span if end and span else None)


def _end(found: dict[str, datetime | None], value: dict[str, Any]) -> datetime | None:
    span, start = _duration(value), found["start"]
    return start + span if start and span else None


def _duration(value: dict[str, Any]) -> timedelta | None:
    seconds = number(value.get("duration"))
    return timedelta(seconds=seconds) if seconds and 0 < seconds < 1e6 else None


def read_moment(text: str) -> datetime | str | None:
    """A moment in UTC; the text itself where it has no zone; ``None`` where it is no moment."""
    if len(text) > 40 or len(text) < 11:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return text if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
