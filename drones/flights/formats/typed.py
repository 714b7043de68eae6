"""A flight plan as people type it in the form: texts in, values and faults by field out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from math import isfinite
from typing import TypeVar
from zoneinfo import ZoneInfo

from drones.flights.formats import geojson
from drones.flights.formats.positions import read_points, read_position
from drones.flights.formats.texts import (
    VOLUME_FIELDS,
    ShapeChoice,
    field_name,
    pointer_of,
    volume_count,
)
from drones.flights.formats.uspace import read_uspace
from drones.flights.model.plans import (
    CircleShape,
    CorridorShape,
    InputReading,
    Mode,
    PlanInput,
    PolygonShape,
    Position,
    Reason,
    Shape,
    VolumeInput,
)
from geofences.engine.model import Datum, Height, Unit
from portal.kit.model import Fault

LONGEST_TEXT = 2_000
_NUMBER = re.compile(r"[+-]?\d{1,9}(?:[.,]\d{1,9})?")
_CLOCK = re.compile(r"(\d{1,2})\s*(?:[hH]|:(?=\s*\d))\s*(\d{2})?(?::\d{2})?")
_DIGITS = re.compile(r"(\d{1,2})(\d{2})")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")

E = TypeVar("E", bound=StrEnum)
Texts = Mapping[str, str]


def read_typed(typed: Texts, zone: ZoneInfo) -> InputReading:
    """The plan that was typed, times read in ``zone``; each fault has its field's pointer.

    Empty fields are left out without a fault, except those of the chosen shape.
    """
    faults: list[Fault] = []
    volumes = tuple(_volume(typed, at, zone, faults) for at in range(volume_count(typed)))
    wrong: list[Fault] = []
    plan = PlanInput(
        volumes=volumes,
        aircraft=_text(typed, "aircraft"),
        pilot=_text(typed, "pilot"),
        purpose=_choice(typed, "purpose", Reason, wrong),
        mode=_choice(typed, "mode", Mode, wrong),
        contact=_short(typed, "contact", 40, wrong),
        notes=_short(typed, "notes", LONGEST_TEXT, wrong),
        uspace=read_uspace(typed, wrong),
    )
    faults += (Fault(f"/{fault.pointer}", fault.code, fault.facts) for fault in wrong)
    return InputReading(plan, tuple(faults))


def _volume(typed: Texts, at: int, zone: ZoneInfo, faults: list[Fault]) -> VolumeInput:
    texts = {name: typed.get(field_name(name, at), "") for name in VOLUME_FIELDS}
    wrong: list[Fault] = []
    volume = VolumeInput(
        shapes=_shapes(texts, wrong),
        floor=_height(texts, "floor_m", _text(texts, "floor_datum") or _text(texts, "datum"), wrong),
        ceiling=_height(texts, "ceiling_m", _text(texts, "datum"), wrong),
        start=_moment(texts, "start", zone, wrong),
        end=_moment(texts, "end", zone, wrong),
        move_to=_move_to(texts, wrong),
    )
    faults += (Fault(pointer_of(fault.pointer, at), fault.code, fault.facts) for fault in wrong)
    return volume


def _shapes(typed: Texts, faults: list[Fault]) -> tuple[Shape, ...]:
    choice = _text(typed, "shape")
    if choice not in set(ShapeChoice):
        faults.append(Fault("shape", "flights.error.shape_missing"))
        return ()
    return _READERS[ShapeChoice(choice)](typed, faults)


def _circle(typed: Texts, faults: list[Fault]) -> tuple[Shape, ...]:
    centre = read_position(typed.get("centre", ""), "centre")
    radius = _number(typed, "radius_m", faults, missing="flights.error.radius")
    if isinstance(centre, Fault):
        faults.append(centre)
        return ()
    return () if radius is None else (CircleShape(centre, radius),)


def _corridor(typed: Texts, faults: list[Fault]) -> tuple[Shape, ...]:
    points, wrong = read_points(typed.get("path", ""), "path")
    faults += wrong
    width = _number(typed, "width_m", faults, missing="flights.error.width")
    if not wrong and len(points) < 2:
        faults.append(Fault("path", "flights.error.too_few_points", {"least": 2}))
        return ()
    return () if wrong or width is None else (CorridorShape(points, width),)


def _polygon(typed: Texts, faults: list[Fault]) -> tuple[Shape, ...]:
    points, wrong = read_points(typed.get("outline", ""), "outline")
    faults += wrong
    if wrong:
        return ()
    if len(set(points)) < 3:
        faults.append(Fault("outline", "flights.error.too_few_points", {"least": 3}))
        return ()
    ring = points if points[0] == points[-1] else (*points, points[0])
    return (PolygonShape(((ring,),)),)


def _area(typed: Texts, faults: list[Fault]) -> tuple[Shape, ...]:
    text = _text(typed, "area")
    if not text:
        faults.append(Fault("area", "flights.error.file_missing"))
        return ()
    shapes, wrong = geojson.read_text(text)
    faults += [Fault("area", fault.code, fault.facts) for fault in wrong[:1]]
    if not any(isinstance(shape, CorridorShape) and shape.width_m is None for shape in shapes):
        return shapes
    width = _number(typed, "width_m", faults, missing="flights.error.width")
    return tuple(
        replace(shape, width_m=width) if isinstance(shape, CorridorShape) and shape.width_m is None else shape
        for shape in shapes
    )


_READERS = {
    ShapeChoice.CIRCLE: _circle,
    ShapeChoice.CORRIDOR: _corridor,
    ShapeChoice.POLYGON: _polygon,
    ShapeChoice.AREA: _area,
}


def _move_to(typed: Texts, faults: list[Fault]) -> Position | None:
    if not _text(typed, "move_to"):
        return None
    found = read_position(typed["move_to"], "move_to")
    if isinstance(found, Fault):
        faults.append(found)
        return None
    return found


def _height(typed: Texts, name: str, datum: str, faults: list[Fault]) -> Height | None:
    metres = _number(typed, name, faults)
    if datum not in set(Datum):
        wrong = Fault("datum", "flights.error.datum", {"known": ", ".join(Datum)})
        if wrong not in faults:
            faults.append(wrong)
        return None
    return None if metres is None else Height(metres, Unit.METRES, Datum(datum))


def _number(typed: Texts, name: str, faults: list[Fault], *, missing: str = "") -> float | None:
    text = _text(typed, name).replace("\u00a0", " ").removesuffix("m").strip()
    if not text:
        if missing:
            faults.append(Fault(name, missing))
        return None
    value = float(text.replace(",", ".")) if _NUMBER.fullmatch(text) and text.isascii() else None
    if value is None or not isfinite(value):
        faults.append(Fault(name, "flights.error.number", {"typed": text[:40]}))
        return None
    return value


def _moment(typed: Texts, name: str, zone: ZoneInfo, faults: list[Fault]) -> datetime | None:
    day_text, clock_text = _text(typed, f"{name}_date"), _text(typed, f"{name}_time")
    day, clock = read_day(day_text), read_clock(clock_text)
    if day_text and day is None:
        faults.append(Fault(f"{name}_date", "flights.error.date_unreadable", {"typed": day_text[:40]}))
    if clock_text and clock is None:
        faults.append(Fault(f"{name}_time", "flights.error.clock_unreadable", {"typed": clock_text[:40]}))
    if clock_text and not day_text:
        faults.append(Fault(f"{name}_date", "flights.error.date_missing"))
    if day_text and not clock_text:
        faults.append(Fault(f"{name}_time", "flights.error.clock_missing"))
    if day is None or clock is None:
        return None
    return datetime.combine(day, clock, zone).astimezone(UTC)


def read_day(text: str) -> date | None:
    """``2026-11-24`` or ``24/11/2026``; ``None`` where the text is no day."""
    try:
        local = _DAY.fullmatch(text)
        if local is not None:
            found = date(int(local[3]), int(local[2]), int(local[1]))
        else:
            found = date.fromisoformat(text)
    except ValueError:
        return None
    # A day at either end of the calendar cannot be shifted to another time zone.
    return found if 1900 <= found.year <= 9000 else None


def read_clock(text: str) -> time | None:
    """``11:30``, ``11h30``, ``11 h``, ``1130``: a time of the 24-hour clock; seconds are dropped."""
    match = _CLOCK.fullmatch(text) or _DIGITS.fullmatch(text)
    if match is None:
        return None
    hours, minutes = int(match[1]), int(match[2] or 0)
    return time(hours, minutes) if hours <= 23 and minutes <= 59 else None


def _text(typed: Texts, name: str) -> str:
    return typed.get(name, "").strip()


def _short(typed: Texts, name: str, limit: int, faults: list[Fault]) -> str:
    text = _text(typed, name)
    if len(text) > limit:
        faults.append(Fault(name, "flights.error.text_too_long", {"limit": limit}))
    return text[:limit]


def _choice(typed: Texts, name: str, kind: type[E], faults: list[Fault]) -> E | None:
    text = _text(typed, name)
    if not text:
        return None
    if text not in set(kind):
        faults.append(Fault(name, "flights.error.choice", {"known": ", ".join(kind)}))
        return None
    return kind(text)
