"""A table of figures as CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io

from drones.desk.model import Table

#: A cell that begins so would be read as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(table: Table) -> bytes:
    """A line of names, then a line each (UTF-8, RFC 4180): day, code or identifier, and its number."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow((table.name, "number"))
    for row in table.rows:
        name = f"'{row.name}" if row.name.startswith(_FORMULA) else row.name
        writer.writerow((name, f"{row.number:g}"))
    return text.getvalue().encode()
