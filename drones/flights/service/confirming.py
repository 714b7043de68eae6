"""A stop, and its end, wait until the owner has confirmed them or somebody has telephoned."""

from __future__ import annotations

from datetime import datetime

from drones.flights.model import FlightView, Refusal, Role
from drones.flights.rules.receipts import unconfirmed as find_unconfirmed
from drones.flights.service import moving
from drones.flights.service.deciding import LONGEST_TEXT, hold
from drones.flights.service.own import held
from drones.flights.store import flights as store
from drones.flights.store import receipts


def confirm(*, flight_id: str, person_id: str, now: datetime) -> FlightView | Refusal:
    """The owner has read that the flight was stopped, may fly again, or never will."""
    return _heard(held(flight_id, person_id, None), "confirmed", Role.OWNER, {}, now)


def phoned(*, flight_id: str, command: str, text: str, now: datetime) -> FlightView | Refusal:
    """A command has told the owner by telephone; ``text`` says whom it reached, the ledger who called."""
    if not text.strip():
        return Refusal("flights.refusal.text_missing", {})
    facts = {"command": command, "text": text.strip()[:LONGEST_TEXT]}
    return _heard(hold(flight_id, None), "phoned", Role.COMMAND, facts, now)


def unconfirmed() -> list[FlightView]:
    """Plans with a stop, or its end, that nobody confirmed, the longest waiting first."""
    found = (store.by_id(flight_id) for flight_id in receipts.unconfirmed())
    return [one for one in found if one is not None]


def unconfirmed_of(*, command: str | None, default_command: str, most: int) -> list[FlightView]:
    """The first of them that a command (``None``: any) was asked about; nobody's are the default's."""
    found = (
        store.by_id(flight_id) for flight_id in receipts.unconfirmed_of(command, default_command, most=most)
    )
    return [one for one in found if one is not None]


def count_unconfirmed(*, command: str | None, default_command: str) -> int:
    """How many they are."""
    return receipts.count_unconfirmed(command, default_command)


def _heard(
    flight: FlightView, kind: str, role: Role, facts: dict[str, str], now: datetime
) -> FlightView | Refusal:
    if find_unconfirmed(store.timeline(flight.id)) is None:
        return Refusal("flights.refusal.nothing_to_confirm", {})
    moving.mark(flight, kind, role=role, now=now, facts=facts)
    return flight
