"""Waypoints in CSV: Litchi's export, and plain tables of latitude, longitude[, height].

Litchi's ``altitudemode`` is 0 above the take-off place, 1 above the ground; older exports lack
the column and mean the first. A plain table's height has the datum that its column names.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isfinite

from drones.flights.formats.drafts import MOST_FAULTS, conclude, refused
from drones.flights.model.plans import (
    CircleShape,
    CorridorShape,
    Frame,
    Level,
    PlanFile,
    PlanPart,
    PlanReading,
    Point,
    Position,
    Shape,
)
from portal.kit.model import Fact, Fault

LITCHI, PLAIN = "litchi_csv", "csv"
MOST_LINES = 20_000
FOOT_M = 0.3048
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_LAT = ("latitude", "lat", "y", "latitude_deg", "lat_deg")
_LON = ("longitude", "lon", "lng", "long", "x", "longitude_deg", "lon_deg")
_HEIGHT = ("altitude", "alt", "height", "ele", "elevation", "z", "hauteur")
_WORDS = {
    "agl": Frame.TERRAIN, "ground": Frame.TERRAIN, "terrain": Frame.TERRAIN, "sol": Frame.TERRAIN,
    "amsl": Frame.AMSL, "msl": Frame.AMSL, "asl": Frame.AMSL,
    "wgs84": Frame.WGS84, "ellipsoid": Frame.WGS84, "hae": Frame.WGS84,
    "home": Frame.HOME, "rel": Frame.HOME, "relative": Frame.HOME, "takeoff": Frame.HOME,
}  # fmt: skip
_FEET = {"ft", "feet", "foot", "pieds"}


@dataclass(frozen=True)
class _Columns:
    """Where a row holds what; ``None`` for what it does not."""

    lat: int
    lon: int
    height: int | None = None
    frame: Frame = Frame.UNSTATED
    scale: float = 1.0
    mode: int | None = None
    curve: int | None = None
    curve_scale: float = 1.0
    speed: int | None = None
    speed_scale: float = 1.0


@dataclass
class _Rows:
    points: list[Point] = field(default_factory=list)
    levels: dict[Level, None] = field(default_factory=dict)
    curves: list[Shape] = field(default_factory=list)
    #: Metres a second by row; 0 where the aircraft's own setting counts.
    speeds: list[float] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def claims(text: str) -> bool:
    """True for a table whose first row names a latitude and a longitude, or holds two numbers."""
    first = _first_line(text)
    cells = _cells(first, _divider(first))
    if _columns(cells) is not None:
        return True
    return len(cells) >= 2 and all(_number(cell) is not None for cell in cells[:2])


def read(text: str) -> PlanReading:
    """The draft that a table of waypoints states: a path in its order; faults name their line."""
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        return refused("flights.error.too_many_items", f"line {MOST_LINES}", limit=MOST_LINES)
    first = _first_line(text)
    divider = _divider(first)
    columns = _columns(_cells(first, divider))
    headed = columns is not None
    columns = columns or _Columns(0, 1, 2)
    start = lines.index(first) + (1 if headed else 0)
    rows = _Rows()
    for number, line in enumerate(lines[start:], start=start + 1):
        if line.strip() and not line.lstrip().startswith("#"):
            _read_row(_cells(line, divider), columns, f"line {number}", rows)
        if len(rows.faults) >= MOST_FAULTS:
            break
    part = PlanPart(
        (CorridorShape(tuple(rows.points)), *rows.curves), tuple(rows.levels), speed_m_s=_speed(rows)
    )
    kind = LITCHI if columns.mode is not None or columns.curve is not None else PLAIN
    parts = (part,) if rows.points else ()
    return conclude(PlanFile(kind, parts), rows.faults, empty=f"line {start}")


def _read_row(cells: list[str], columns: _Columns, at: str, rows: _Rows) -> None:
    lat, lon = (_cell(cells, index) for index in (columns.lat, columns.lon))
    point = _point(lat, lon, at, rows.faults)
    if point is None:
        return
    rows.points.append(point)
    if columns.speed is not None:
        rows.speeds.append((_number(_cell(cells, columns.speed)) or 0.0) * columns.speed_scale)
    text = "" if columns.height is None else _cell(cells, columns.height)
    if text:
        metres = _number(text)
        if metres is None:
            rows.faults.append(Fault(at, "flights.error.number", {"typed": text[:40]}))
            return
        level = Level(metres * columns.scale, _frame(cells, columns, at, rows.faults))
        rows.levels[level] = None
    reach = _number(_cell(cells, columns.curve)) if columns.curve is not None else None
    if reach and reach > 0:
        rows.curves.append(CircleShape(Position(*point), reach * columns.curve_scale))


def _speed(rows: _Rows) -> float | None:
    """The slowest; nothing where a row leaves it to the aircraft."""
    slowest = min(rows.speeds, default=0.0)
    return slowest if slowest > 0 else None


def _point(lat: str, lon: str, at: str, faults: list[Fault]) -> Point | None:
    values = [_number(lat), _number(lon)]
    before = len(faults)
    for value, text, limit, name in zip(
        values, (lat, lon), (90, 180), ("latitude", "longitude"), strict=True
    ):
        if value is None:
            code = "number" if text else "coordinate_missing"
            facts: dict[str, Fact] = {"typed": text[:40]} if text else {"at": name}
            faults.append(Fault(at, f"flights.error.{code}", facts))
        elif abs(value) > limit:
            faults.append(Fault(at, f"flights.error.{name}_range", {"value": value}))
    if len(faults) > before:
        return None
    return (values[1] or 0.0, values[0] or 0.0)


def _frame(cells: list[str], columns: _Columns, at: str, faults: list[Fault]) -> Frame:
    if columns.mode is None:
        return columns.frame
    mode = _cell(cells, columns.mode) or "0"
    known = {"0": Frame.HOME, "1": Frame.TERRAIN}.get(mode.removesuffix(".0"))
    if known is None:
        facts: dict[str, Fact] = {"mode": mode[:40], "known": "0, 1"}
        faults.append(Fault(at, "flights.error.altitude_mode", facts))
    return known or Frame.UNSTATED


def _columns(cells: Sequence[str]) -> _Columns | None:
    """The columns by their names; ``None`` where the row names no latitude and longitude."""
    words = [re.findall(r"[a-z0-9]+", cell.lower()) for cell in cells]
    whole = ["_".join(one) for one in words]
    lat = next((n for n, name in enumerate(whole) if name in _LAT), None)
    lon = next((n for n, name in enumerate(whole) if name in _LON), None)
    if lat is None or lon is None:
        return None
    height = next((n for n, one in enumerate(words) if one and one[0] in _HEIGHT and "mode" not in one), None)
    mode = next((n for n, name in enumerate(whole) if name == "altitudemode"), None)
    curve = next((n for n, one in enumerate(words) if one[:1] == ["curvesize"]), None)
    named = words[height] if height is not None else []
    frame = next((_WORDS[word] for word in named if word in _WORDS), Frame.UNSTATED)
    if frame is Frame.UNSTATED and curve is not None:
        frame = Frame.HOME  # an old export of Litchi
    curve_scale = _scale(words[curve] if curve is not None else [])
    speed = next((n for n, one in enumerate(words) if one[:1] == ["speed"]), None)
    speed_scale = 1 / 3.6 if speed is not None and {"km", "kmh", "kph"} & set(words[speed]) else 1.0
    return _Columns(lat, lon, height, frame, _scale(named), mode, curve, curve_scale, speed, speed_scale)


def _scale(words: Sequence[str]) -> float:
    return FOOT_M if _FEET & set(words) else 1.0


def _first_line(text: str) -> str:
    lines = (line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    return next(lines, "")


def _divider(line: str) -> str:
    return next((sign for sign in (";", "\t") if sign in line), ",")


def _cells(line: str, divider: str) -> list[str]:
    if len(line) > 20_000:
        return []
    try:
        cells = next(csv.reader([line], delimiter=divider), [])
    except csv.Error:
        return []
    # Behind a semicolon or a tab the decimal sign may be a comma.
    return [cell.strip() if divider == "," else _dotted(cell.strip()) for cell in cells]


def _dotted(cell: str) -> str:
    return cell.replace(",", ".") if re.fullmatch(r"[+-]?\d+,\d+", cell) else cell


def _cell(cells: list[str], index: int) -> str:
    return cells[index] if index < len(cells) else ""


def _number(text: str) -> float | None:
    if len(text) > 40 or not text.isascii() or not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if isfinite(value) else None
