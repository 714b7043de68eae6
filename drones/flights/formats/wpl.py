"""``QGC WPL 110``: a mission as a table of text (MAVLink's plain-text file format).

Columns: index, current, frame, command, four parameters, latitude, longitude, height,
autocontinue. The first line is home where it is a waypoint above the sea.
"""

from __future__ import annotations

import re
from math import isfinite

from drones.flights.formats.drafts import MOST_FAULTS, conclude, refused
from drones.flights.formats.mavlink import WAYPOINT, Command, Flown, read_command
from drones.flights.formats.missions import assemble
from drones.flights.model.plans import Home, PlanFile, PlanReading, Position
from portal.kit.model import Fact, Fault

FORMAT = "qgc_wpl"
VERSION = "110"
MOST_LINES = 10_000
_HEADER = re.compile(r"\s*QGC\s+WPL\s+(\S+)\s*")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?")
#: Autocontinue, the twelfth, may be missing.
_LEAST, _MOST = 11, 12


def claims(text: str) -> bool:
    """True for what begins as a waypoint file does."""
    return bool(re.match(r"\s*QGC\s+WPL", text))


def read(text: str) -> PlanReading:
    """The draft that a waypoint file states, or its faults by line."""
    lines = text.splitlines()
    first = next(index for index, line in enumerate(lines) if line.strip())
    header = _HEADER.fullmatch(lines[first])
    if header is None or header[1] != VERSION:
        stated = header[1] if header else lines[first].strip()[:20]
        return refused("flights.error.plan_version", f"line {first + 1}", version=stated[:20], known=VERSION)
    if len(lines) > MOST_LINES:
        return refused("flights.error.too_many_items", f"line {MOST_LINES}", limit=MOST_LINES)
    commands: list[Command] = []
    faults: list[Fault] = []
    for number, line in enumerate(lines[first + 1 :], start=first + 2):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        command = _read_line(line, f"line {number}", faults)
        if command is not None:
            commands.append(command)
        if len(faults) >= MOST_FAULTS:
            break
    if faults:
        return PlanReading(None, tuple(faults))
    return _mission(commands)


def _mission(commands: list[Command]) -> PlanReading:
    home = _home(commands)
    faults: list[Fault] = []
    flown: list[Flown] = []
    for command in commands[1 if home.place else 0 :]:
        found, wrong = read_command(command, hovers=False)
        flown.append(found)
        faults += wrong
    if faults:
        return PlanReading(None, tuple(faults[:MOST_FAULTS]))
    part, notes, faults = assemble(flown, home)
    parts = () if part is None else (part,)
    return conclude(PlanFile(FORMAT, parts, home, tuple(notes)), faults, empty="line 2")


def _home(commands: list[Command]) -> Home:
    first = commands[0] if commands else None
    if first is None or first.number != 0 or first.code != WAYPOINT or first.frame not in {0, 5}:
        return Home()
    lat, lon, height = first.params[4:7]
    if not lat and not lon:
        return Home()
    if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180:
        return Home()  # read as a waypoint, whose faults are then named
    return Home(Position(lon, lat), height)


def _read_line(line: str, at: str, faults: list[Fault]) -> Command | None:
    cells = line.split("\t") if "\t" in line.strip() else line.split()
    cells = [cell.strip() for cell in cells]
    while cells and not cells[-1]:
        cells.pop()
    if not _LEAST <= len(cells) <= _MOST:
        facts: dict[str, Fact] = {"count": len(cells), "expected": _MOST}
        faults.append(Fault(at, "flights.error.columns", facts))
        return None
    numbers = [_number(cell) for cell in cells]
    needed = (0, 2, 3, 8, 9, 10)
    wrong = next((cells[n] for n in needed if numbers[n] is None), None)
    wrong = wrong or next((cells[n] for n in (0, 2, 3) if numbers[n] != int(numbers[n] or 0)), None)
    if wrong is not None:
        faults.append(Fault(at, "flights.error.number", {"typed": wrong[:40]}))
        return None
    index, frame, code = (int(numbers[n] or 0) for n in (0, 2, 3))
    params = (*numbers[4:8], *numbers[8:11])
    return Command(code, frame, params, at, at, at, index)


def _number(text: str) -> float | None:
    """A number; the decimal sign may be a comma, since no column is divided by one."""
    if not text.isascii() or len(text) > 40 or not _NUMBER.fullmatch(text):
        return None
    value = float(text.replace(",", "."))
    return value if isfinite(value) else None
