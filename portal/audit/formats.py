"""The ledger's entries as files for an auditor: CSV for a spreadsheet, JSON for a program."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from portal.audit.model import Linked
from portal.audit.rules import told

COLUMNS = ("number", "at", "action", "subject", "actor", "facts", "previous", "hash")
#: A cell that begins so would be read as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(entries: Sequence[Linked]) -> bytes:
    """One line an entry under a line of names (UTF-8, RFC 4180); facts are one cell of JSON."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for linked in entries:
        row = told(linked) | {"facts": _compact(linked.entry.facts)}
        writer.writerow([_harmless(str(row[column])) for column in COLUMNS])
    return text.getvalue().encode()


def to_json(entries: Sequence[Linked], *, next_after: int | None) -> bytes:
    """``{entries: […], next_after}``: the number behind which the next part begins, or null."""
    return json.dumps(
        {"entries": [told(linked) for linked in entries], "next_after": next_after}, ensure_ascii=False
    ).encode()


def _compact(facts: object) -> str:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
