"""Question and answer, proposal and acceptance, messages: what a command and an owner say in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from drones.flights.model import (
    LIVE,
    Changes,
    FlightView,
    Move,
    Moved,
    Proposal,
    Refusal,
    Role,
    State,
)
from drones.flights.rules import moves, trims
from drones.flights.service import moving
from drones.flights.service.deciding import LONGEST_TEXT, hold, known, told, weigh_again
from drones.flights.service.own import held, own_flight
from drones.flights.store import flights as store


def ask(
    *, flight_id: str, command: str, text: str, now: datetime, expected_version: int | None = None
) -> FlightView | Refusal:
    """A command asks the owner for information; its own clock pauses until the answer.

    Escalation and expiry come all the same. ``text`` is the question; the owner is told.
    """
    if not text.strip():
        return Refusal("flights.refusal.text_missing", {})
    flight = hold(flight_id, expected_version)
    moved = moves.ask(flight.standing, command=command)
    return _by_command(flight, moved, command, text, now)


def recall(
    *, flight_id: str, command: str, text: str = "", now: datetime, expected_version: int | None = None
) -> FlightView | Refusal:
    """A command takes its question or proposal back, say because the owner answered by telephone."""
    flight = hold(flight_id, expected_version)
    moved = moves.recall(flight.standing, command=command)
    if isinstance(moved, Refusal):
        return moved
    facts = {"command": command, "text": text[:LONGEST_TEXT]}
    return moving.write(flight, moved, role=Role.COMMAND, now=now, facts=facts)


def propose(
    *,
    flight_id: str,
    command: str,
    changes: Changes,
    text: str = "",
    now: datetime,
    expected_version: int | None = None,
) -> FlightView | Refusal:
    """A command says what it would consent to: a lower ceiling, another window, another area.

    It is weighed under the locks as an approval would be, so that nobody is offered what is
    prohibited or taken; the owner is told, and the place is kept by the time of submission.
    """
    seen = known(store.by_id(flight_id))
    volumes = trims.proposed(seen.volumes, changes)
    if isinstance(volumes, Refusal):
        return volumes
    weight = weigh_again(seen, now, expected_version, volumes)
    flight = weight.flight
    moved = moves.propose(flight.standing, command=command)
    if isinstance(moved, Refusal):
        return moved
    if weight.refusal is not None:
        return weight.refusal
    meant = replace(flight, proposal=Proposal(command, now, changes, volumes, text[:LONGEST_TEXT]))
    facts = {"command": command, "text": text[:LONGEST_TEXT], **told(changes)}
    return moving.write(meant, moved, role=Role.COMMAND, now=now, facts=facts, before=flight)


def answer(
    *, flight_id: str, person_id: str, text: str, now: datetime, expected_version: int | None = None
) -> FlightView | Refusal:
    """The owner answers the command's question; the plan waits for the command again."""
    if not text.strip():
        return Refusal("flights.refusal.text_missing", {})
    flight = held(flight_id, person_id, expected_version)
    moved = moves.answer(flight.standing)
    return _by_owner(flight, moved, {"text": text.strip()[:LONGEST_TEXT]}, now)


def accept(
    *, flight_id: str, person_id: str, now: datetime, expected_version: int | None = None
) -> FlightView | Refusal:
    """The owner accepts the proposal: weighed again under the locks, then approved with its permit.

    Where other commands must still consent, or the one that proposed must sign twice, the plan waits.
    """
    seen = own_flight(flight_id=flight_id, person_id=person_id)
    proposal = seen.proposal
    if seen.state is not State.PROPOSED or proposal is None:
        return moves.not_from_here(seen.standing, Move.ACCEPT)
    weight = weigh_again(seen, now, expected_version, proposal.volumes)
    if weight.refusal is not None:
        return weight.refusal
    flight = weight.flight
    within = trims.is_within(proposal.volumes, flight.volumes)
    moved = moves.accept(
        flight.standing,
        command=proposal.command,
        commands=weight.commands,
        within=within,
        twice=weight.twice,
    )
    if isinstance(moved, Refusal):
        return moved
    facts = {"command": proposal.command, **told(proposal.changes)}
    meant = replace(flight, volumes=proposal.volumes)
    return moving.write(meant, moved, role=Role.OWNER, now=now, facts=facts, volumes=True)


def decline(
    *, flight_id: str, person_id: str, text: str = "", now: datetime, expected_version: int | None = None
) -> FlightView | Refusal:
    """The owner declines the proposal; the plan waits for the command as it was."""
    flight = held(flight_id, person_id, expected_version)
    moved = moves.decline(flight.standing)
    return _by_owner(flight, moved, {"text": text.strip()[:LONGEST_TEXT]}, now)


def message(
    *, flight_id: str, text: str, now: datetime, person_id: str | None = None, command: str | None = None
) -> FlightView | Refusal:
    """Words from the owner (``person_id``) or a command to the other; nothing about the plan moves."""
    flight = hold(flight_id, None) if person_id is None else held(flight_id, person_id, None)
    if not text.strip():
        return Refusal("flights.refusal.text_missing", {})
    if flight.state not in LIVE:
        return Refusal("flights.refusal.over", {"state": f"status.flight.{flight.state}"})
    facts: dict[str, Any] = {"text": text.strip()[:LONGEST_TEXT]}
    if person_id is None:
        facts["command"] = command or ""
        moving.tell(flight, "message", now, facts)
    role = Role.COMMAND if person_id is None else Role.OWNER
    moving.mark(flight, "message", role=role, now=now, facts=facts)
    return flight


def _by_command(
    flight: FlightView, moved: Moved | Refusal, command: str, text: str, now: datetime
) -> FlightView | Refusal:
    if isinstance(moved, Refusal):
        return moved
    facts = {"command": command, "text": text.strip()[:LONGEST_TEXT]}
    return moving.write(flight, moved, role=Role.COMMAND, now=now, facts=facts, before=flight)


def _by_owner(
    flight: FlightView, moved: Moved | Refusal, facts: dict[str, Any], now: datetime
) -> FlightView | Refusal:
    if isinstance(moved, Refusal):
        return moved
    return moving.write(flight, moved, role=Role.OWNER, now=now, facts=facts)
