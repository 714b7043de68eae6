"""A table of flights: bytes of a CSV file in, rows of cells out, every fault with its row and column."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from drones.flights.formats.json_text import LARGEST_BYTES
from drones.flights.formats.plain_text import read_text
from portal.kit.model import Fact, Fault

MOST_ROWS = 200
LONGEST_CELL = 20_000
#: The columns in their order, each with its name in a French table.
COLUMNS = {
    "reference": "reference",
    "aircraft": "aeronef",
    "pilot": "telepilote",
    "purpose": "objet",
    "mode": "mode",
    "shape": "forme",
    "positions": "positions",
    "radius_m": "rayon_m",
    "width_m": "largeur_m",
    "floor_m": "plancher_m",
    "ceiling_m": "plafond_m",
    "datum": "reference_hauteurs",
    "start": "debut",
    "end": "fin",
    "contact": "telephone",
    "notes": "remarques",
}
#: Columns that may be left out; a radius or a width is asked for by the shape.
OPTIONAL = frozenset({"reference", "radius_m", "width_m", "notes"})
_NAMES = {
    **{name: name for name in COLUMNS},
    **{french: name for name, french in COLUMNS.items()},
    "pilote": "pilot",
    "contact": "contact",
    "datum": "datum",
}
#: What a spreadsheet would reckon instead of showing.
_FORMULA = re.compile(r"[=@\t\r]|[+-][^|]*\|")


@dataclass(frozen=True)
class RowFault:
    """A fault with its row as a spreadsheet counts them (the header is row 1), column and value."""

    row: int
    column: str
    value: str
    fault: Fault


@dataclass(frozen=True)
class Row:
    """The cells of one flight by column, trimmed."""

    number: int
    cells: dict[str, str]


_NO_FACTS: Mapping[str, Fact] = {}


@dataclass
class Table:
    """All rows of a table, or what is wrong with it."""

    rows: list[Row] = field(default_factory=list)
    #: What the header calls each column.
    names: dict[str, str] = field(default_factory=dict)
    faults: list[RowFault] = field(default_factory=list)

    def refuse(
        self, row: int, code: str, column: str = "", value: str = "", facts: Mapping[str, Fact] = _NO_FACTS
    ) -> None:
        """Note a fault."""
        self.faults.append(RowFault(row, column, value[:80], Fault("", code, dict(facts))))


def read_table(data: bytes) -> Table:
    """The rows of a CSV file in UTF-8, UTF-16 or Windows-1252, separated by commas, semicolons or tabs."""
    table = Table()
    text = read_text(data) if len(data) <= LARGEST_BYTES else ""
    if len(data) > LARGEST_BYTES:
        table.refuse(1, "flights.error.too_large", facts={"limit_mb": LARGEST_BYTES // 1_000_000})
    elif text is None:
        table.refuse(1, "flights.error.not_text")
    elif not text.strip():
        table.refuse(1, "flights.error.empty_file")
    else:
        _read(text, table)
    return table


def _read(text: str, table: Table) -> None:
    divider, stated = _divider(text)
    records = _records(text, divider, table)
    if stated:
        next(records, None)
    top, header = next((one for one in records if any(cell.strip() for cell in one[1])), (1, []))
    columns = [] if table.faults else _columns(header, top, table)
    if table.faults:
        return
    for number, cells in records:
        if any(cell.strip() for cell in cells):
            _read_row(number, cells, columns, table)
    if not table.rows and not table.faults:
        table.refuse(top, "flights.error.batch_empty")
    if len(table.rows) > MOST_ROWS:
        table.refuse(
            table.rows[MOST_ROWS].number,
            "flights.error.batch_too_many",
            facts={"count": len(table.rows), "limit": MOST_ROWS},
        )


def _divider(text: str) -> tuple[str, bool]:
    """The separator, and whether a first line of its own states it, as spreadsheets write it."""
    first = next(line for line in text.splitlines() if line.strip())
    stated = re.fullmatch(r'"?sep=([,;|\t])"?[;,\t]*', first.strip(" \r\n"))
    if stated:
        return stated[1], True
    plain = re.sub(r'"[^"]*"', "", first)
    return max((";", ",", "\t"), key=plain.count), False


def _records(text: str, divider: str, table: Table) -> Iterator[tuple[int, list[str]]]:
    """Records with their numbers; quoted line breaks stay in their cell."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=divider, strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            long = "field larger" in str(error)
            facts: dict[str, Fact] = {"limit": LONGEST_CELL} if long else {}
            table.refuse(number, f"flights.error.{'cell_too_long' if long else 'quote_open'}", facts=facts)
            return
        yield number, record


def _columns(header: Sequence[str], number: int, table: Table) -> list[str]:
    """The column of each cell; an empty header cell is a column without a name."""
    found: list[str] = []
    for cell in header:
        name = _NAMES.get(_plain(cell), "")
        if cell.strip() and not name:
            table.refuse(
                number,
                "flights.error.column_unknown",
                cell.strip()[:40],
                cell,
                facts={"column": cell.strip()[:40]},
            )
        elif name and name in found:
            table.refuse(number, "flights.error.column_twice", name, cell, {"column": name})
        found.append(name)
        table.names[name] = cell.strip()
    for name in COLUMNS:
        if name not in found and name not in OPTIONAL:
            table.refuse(number, "flights.error.column_missing", name, facts={"column": name})
    return found


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.strip().lstrip("'").casefold())
    return re.sub(
        r"[^a-z0-9]+", "_", "".join(one for one in letters if not unicodedata.combining(one))
    ).strip("_")


def _read_row(number: int, cells: Sequence[str], columns: Sequence[str], table: Table) -> None:
    row = Row(number, dict.fromkeys(COLUMNS, ""))
    if any(cell.strip() for cell in cells[len(columns) :]):
        facts: dict[str, Fact] = {"count": len(cells), "columns": len(columns)}
        table.refuse(number, "flights.error.cells_too_many", facts=facts)
        return
    for name, cell in zip(columns, cells, strict=False):
        text = cell.strip()
        if _FORMULA.match(text):
            table.refuse(number, "flights.error.cell_formula", name, text)
        elif len(text) > LONGEST_CELL or "\x00" in text:
            table.refuse(number, "flights.error.cell_too_long", name, text, {"limit": LONGEST_CELL})
        elif name:
            # A spreadsheet marks text by an apostrophe in front of it.
            row.cells[name] = text.removeprefix("'").strip()
    table.rows.append(row)


def write_table(header: Sequence[str], rows: Sequence[Sequence[str]], divider: str) -> bytes:
    """A CSV file that a spreadsheet opens as it is meant: with its mark, and no cell it would reckon."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=divider)
    writer.writerow(header)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _safe(cell: str) -> str:
    number = re.fullmatch(r"[+-]?\d+([.,]\d+)?", cell)
    return f"'{cell}" if cell[:1] in tuple("=+-@\t\r") and cell and not number else cell
