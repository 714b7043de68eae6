"""Several plans as the programming interface states them: each fault with the index of its plan."""

from __future__ import annotations

from typing import Any

from drones.flights.formats import documents
from drones.flights.formats.batch_csv import MOST_ROWS
from drones.flights.formats.members import unknown_members
from drones.flights.model.plans import InputReading, PlanInput
from drones.flights.model.series import ItemCheck, SeriesItem
from portal.kit.model import Fact, Fault

LONGEST_REFERENCE = 40


def read_plans(stated: Any) -> tuple[tuple[SeriesItem, ...], tuple[Fault, ...]]:
    """The plans of a list, or every fault by JSON pointer: ``/flights/3/volumes/0/start``."""
    if not isinstance(stated, list):
        return (), (Fault("/flights", "flights.error.batch_not_list"),)
    if not stated:
        return (), (Fault("/flights", "flights.error.batch_empty"),)
    if len(stated) > MOST_ROWS:
        facts: dict[str, Fact] = {"count": len(stated), "limit": MOST_ROWS}
        return (), (Fault("/flights", "flights.error.batch_too_many", facts),)
    items = tuple(_read(number, one) for number, one in enumerate(stated))
    return items, tuple(at(one.number, fault) for one in items for fault in one.reading.faults)


def at(number: int, fault: Fault) -> Fault:
    """A fault of a plan as one of the whole request."""
    return Fault(f"/flights/{number}{fault.pointer}", fault.code, fault.facts)


def found_faults(checks: tuple[ItemCheck, ...]) -> tuple[Fault, ...]:
    """Why the plans cannot be filed together: faults, clashes, and findings that refuse."""
    found: list[Fault] = []
    for check in checks:
        number = check.item.number
        found += [at(number, fault) for fault in check.faults]
        if check.outcome == "clash":
            facts: dict[str, Fact] = {"other": check.clash or 0}
            found.append(Fault(f"/flights/{number}", "flights.error.batch_clash_json", facts))
        elif check.outcome == "refused" and check.assessment is not None:
            why = [one for one in check.assessment.findings if one.status == "prohibited"]
            for one in (why or check.assessment.findings)[:5]:
                found.append(_refused(number, one.name, one.code))
    return tuple(found)


def _refused(number: int, name: str, code: str) -> Fault:
    if code == "other_flight" or not name:
        return Fault(f"/flights/{number}", f"flights.finding.{code}")
    return Fault(f"/flights/{number}", "flights.error.batch_refused", {"why": name})


def _read(number: int, stated: Any) -> SeriesItem:
    if not isinstance(stated, dict):
        return SeriesItem(number, InputReading(PlanInput(), (Fault("", "flights.error.batch_unreadable"),)))
    read = documents.read_plan(stated)
    beyond = unknown_members(stated, beside=("own_reference",))
    reading = InputReading(read.plan, (*beyond, *read.faults))
    name = stated.get("own_reference", "")
    if not isinstance(name, str) or len(name) > LONGEST_REFERENCE or "\x00" in name:
        long = isinstance(name, str) and len(name) > LONGEST_REFERENCE
        facts: dict[str, Fact] = {"limit": LONGEST_REFERENCE} if long else {}
        fault = Fault("/own_reference", f"flights.error.{'text_too_long' if long else 'text'}", facts)
        return SeriesItem(number, InputReading(reading.plan, (*reading.faults, fault)))
    return SeriesItem(number, reading, own_reference=name.strip())
