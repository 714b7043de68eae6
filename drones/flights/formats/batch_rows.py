"""A row of a table of flights as the form would state it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from drones.flights.formats.batch_csv import Row, RowFault
from drones.flights.formats.texts import fields
from drones.flights.formats.typed import read_typed
from drones.flights.model.series import SeriesItem
from portal.kit.model import Fact, Fault

LONGEST_REFERENCE = 40
_SHAPES = {"cercle": "circle", "couloir": "corridor", "polygone": "polygon"}
_AREAS = {"circle": "centre", "corridor": "path", "polygon": "outline"}
_PURPOSES = {
    "loisir": "leisure", "cartographie": "survey", "livraison": "delivery", "sante": "health",
    "santé": "health", "secours": "rescue", "recherche": "research", "formation": "training",
    "autre": "other",
}  # fmt: skip
_DATUMS = {"SOL": "AGL", "MER": "AMSL", "WGS 84": "WGS84"}
_MOMENT = re.compile(r"(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4})[\sT]+(.{1,20})")
_OFFSET = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$")
#: The column in which a person corrects what a JSON pointer names.
_COLUMN_OF = {
    "/volumes/0/floor": "floor_m",
    "/volumes/0/ceiling": "ceiling_m",
    "/volumes/0/datum": "datum",
    "/volumes/0/start": "start",
    "/volumes/0/end": "end",
    "/volumes/0/geometry/radius_m": "radius_m",
    "/volumes/0/geometry/width_m": "width_m",
    "/volumes/0/geometry/shape": "shape",
}


@dataclass(frozen=True)
class Names:
    """What an operator calls its aircraft and pilots, casefolded: the ids of those so called."""

    aircraft: Mapping[str, frozenset[str]]
    pilots: Mapping[str, frozenset[str]]


def read_row(row: Row, names: Names, zone: ZoneInfo) -> tuple[SeriesItem, list[RowFault]]:
    """The flight that a row states, times read in ``zone``, and every fault with its column."""
    faults: list[Fault] = []
    shape = _SHAPES.get(row.cells["shape"].casefold(), row.cells["shape"].casefold())
    if shape not in _AREAS:
        faults.append(Fault("/shape", "flights.error.shape_unknown"))
    texts = {
        **dict.fromkeys(fields(1), ""),
        **{
            name: row.cells[name]
            for name in ("radius_m", "width_m", "floor_m", "ceiling_m", "contact", "notes")
        },
        "volumes": "1",
        "shape": shape if shape in _AREAS else "circle",
        _AREAS.get(shape, "centre"): row.cells["positions"].replace("|", "\n"),
        "purpose": _PURPOSES.get(row.cells["purpose"].casefold(), row.cells["purpose"].casefold()),
        "mode": row.cells["mode"].upper(),
        "datum": _DATUMS.get(row.cells["datum"].upper(), row.cells["datum"].upper()),
        "aircraft": _own(row.cells["aircraft"], names.aircraft, "aircraft", faults),
        "pilot": _own(row.cells["pilot"], names.pilots, "pilot", faults),
        **_moment(row.cells["start"], "start", zone, faults),
        **_moment(row.cells["end"], "end", zone, faults),
    }
    if len(row.cells["reference"]) > LONGEST_REFERENCE:
        faults.append(Fault("/reference", "flights.error.text_too_long", {"limit": LONGEST_REFERENCE}))
    reading = read_typed(texts, zone)
    said = {fault.pointer for fault in faults}
    faults += [fault for fault in reading.faults if f"/{column_of(fault.pointer)}" not in said]
    item = SeriesItem(row.number, reading, texts, row.cells["reference"][:LONGEST_REFERENCE])
    return item, [row_fault(row, fault) for fault in faults]


def row_fault(row: Row, fault: Fault) -> RowFault:
    """A fault of a flight with its row, its column and what stands in that cell."""
    column = column_of(fault.pointer)
    return RowFault(row.number, column, row.cells.get(column, "")[:80], fault)


def column_of(pointer: str) -> str:
    """The column in which a person corrects what a pointer names.

    >>> column_of("/volumes/0/start/time"), column_of("/volumes/0/geometry/centre"), column_of("/mode")
    ('start', 'positions', 'mode')
    """
    for known, column in _COLUMN_OF.items():
        if pointer == known or pointer.startswith(f"{known}/"):
            return column
    return "positions" if pointer.startswith("/volumes") else pointer.removeprefix("/")


def repeated_references(rows: list[Row]) -> list[RowFault]:
    """Rows that are called as an earlier one."""
    first: dict[str, int] = {}
    faults = []
    for row in rows:
        name = row.cells["reference"]
        if name and name in first:
            facts: dict[str, Fact] = {"row": first[name]}
            faults.append(row_fault(row, Fault("/reference", "flights.error.reference_twice", facts)))
        first.setdefault(name, row.number)
    return faults


def _own(text: str, known: Mapping[str, frozenset[str]], kind: str, faults: list[Fault]) -> str:
    """The id of the one that is called so; nothing, with its fault, where none or several are."""
    ids = known.get(text.casefold(), frozenset())
    if text and len(ids) != 1:
        faults.append(Fault(f"/{kind}", f"flights.error.{kind}_{'several' if ids else 'unknown'}"))
    return next(iter(ids)) if len(ids) == 1 else ""


def _moment(text: str, name: str, zone: ZoneInfo, faults: list[Fault]) -> dict[str, str]:
    """Day and time of the clock in ``zone``; with an offset it is turned into that zone's clock."""
    if not text:
        return {}
    match = _MOMENT.fullmatch(text)
    if match is None:
        faults.append(Fault(f"/{name}", "flights.error.moment_unreadable"))
        return {}
    day, clock = match[1], match[2].strip()
    if _OFFSET.search(clock):
        try:
            there = datetime.fromisoformat(f"{day}T{clock}").astimezone(zone)
        except (ValueError, OverflowError):
            faults.append(Fault(f"/{name}", "flights.error.moment_unreadable"))
            return {}
        day, clock = there.date().isoformat(), f"{there:%H:%M}"
    return {f"{name}_date": day, f"{name}_time": clock}
