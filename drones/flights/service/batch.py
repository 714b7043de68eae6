"""A table of flights: read with the names of one's own aircraft and pilots, kept from check to submission."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from drones.flights.formats.batch_csv import Row, RowFault, read_table
from drones.flights.formats.batch_rows import Names, read_row, repeated_references, row_fault
from drones.flights.model import ItemCheck, SeriesItem
from drones.flights.service.submission import zone
from drones.flights.store import typing as kept
from drones.registry import service as registry

#: What a kept table is called among the forms that a person left.
_SUBJECT = "batch"


@dataclass(frozen=True)
class BatchRead:
    """The flights of a table, and every fault of its rows; ``names`` are those of its own header."""

    rows: tuple[Row, ...]
    items: tuple[SeriesItem, ...]
    faults: tuple[RowFault, ...]
    names: Mapping[str, str] = field(default_factory=dict)


def read_batch(*, data: bytes, person_id: str) -> BatchRead:
    """The flights that a CSV file states; with faults none of them may be filed."""
    table = read_table(data)
    if table.faults and not table.rows:
        return BatchRead((), (), tuple(table.faults), table.names)
    names = _names(person_id)
    read = [read_row(row, names, zone()) for row in table.rows[:201]]
    faults = [*table.faults, *repeated_references(table.rows), *(one for _, wrong in read for one in wrong)]
    ordered = sorted(faults, key=lambda fault: fault.row)
    return BatchRead(tuple(table.rows), tuple(item for item, _ in read), tuple(ordered), table.names)


def faults_of(*, read: BatchRead, checks: Iterable[ItemCheck]) -> tuple[RowFault, ...]:
    """The faults of the rows that the rules of a plan found, by column."""
    rows = {row.number: row for row in read.rows}
    return tuple(row_fault(rows[one.item.number], fault) for one in checks for fault in one.faults)


def keep_table(*, person_id: str, text: str, now: datetime) -> None:
    """Keep a table that was checked until it is submitted, for its person alone."""
    kept.keep(person_id, _SUBJECT, {"table": text}, now)


def kept_table(*, person_id: str) -> bytes | None:
    """The table that was checked last, if it is still there."""
    found = kept.kept(person_id, _SUBJECT)
    return None if found is None else found[0].get("table", "").encode()


def drop_table(*, person_id: str) -> None:
    """The table was submitted."""
    kept.drop(person_id, _SUBJECT)


def _names(person_id: str) -> Names:
    operator = registry.operator_of(person_id=person_id)
    aircraft: dict[str, set[str]] = {}
    pilots: dict[str, set[str]] = {}
    if operator is not None:
        for craft in registry.aircraft_of(operator_id=operator.id):
            for name in (craft.id, craft.serial, craft.label):
                aircraft.setdefault(name.strip().casefold(), set()).add(craft.id)
        for file in registry.pilots_of(operator_id=operator.id):
            for name in (file.pilot.id, file.pilot.name, file.certificate):
                pilots.setdefault(name.strip().casefold(), set()).add(file.pilot.id)
    return Names(_frozen(aircraft), _frozen(pilots))


def _frozen(names: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(ids) for name, ids in names.items() if name}
