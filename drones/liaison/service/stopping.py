"""Stopping what already may fly, letting it fly again, or taking the consent back for good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from drones.flights import service as flights
from drones.flights.model import FlightView, Refusal
from drones.liaison.model import Refused, Request
from drones.liaison.rules import decisions
from drones.liaison.service import concealing
from drones.liaison.service.queueing import as_request
from drones.registry import service as registry
from portal.audit import service as audit
from portal.kit.model import Fault, Identity
from portal.kit.problems import Problem
from portal.kit.settings import settings

Faults = tuple[Fault, ...]


def suspend(
    *, flight_id: str, officer: Identity, refused: Refused, expected_version: int, now: datetime
) -> Faults:
    """Stop a flight that may fly: its permit says so at once, its owner is told without delay."""
    facts = {"code": f"liaison.denial.{refused.reason.value}", "text": refused.text}
    return _stop(flights.suspend, "suspended", flight_id, officer, refused, expected_version, now, facts)


def rescind(
    *, flight_id: str, officer: Identity, refused: Refused, expected_version: int, now: datetime
) -> Faults:
    """Take a suspended flight's consent back for good; its permit is revoked."""
    facts = {"code": f"liaison.denial.{refused.reason.value}", "text": refused.text}
    return _stop(flights.rescind, "rescinded", flight_id, officer, refused, expected_version, now, facts)


def reinstate(*, flight_id: str, officer: Identity, expected_version: int, now: datetime) -> Faults:
    """Let a suspended flight fly again, if zones, rivals and registry still allow it."""
    return _stop(flights.reinstate, "reinstated", flight_id, officer, None, expected_version, now, {})


def phoned(*, flight_id: str, officer: Identity, text: str, now: datetime) -> Faults:
    """Somebody of the command has told the owner by telephone; ``text`` says whom they reached."""
    flight = answerable(flight_id=flight_id, officer=officer)
    fault = own_fault(flight, officer)
    if fault is not None:
        return (fault,)
    if not text.strip():
        return (Fault("text", "liaison.error.words_missing"),)
    faults = tuple(decisions.remark_faults("text", text))
    faults = faults or concealing.wording_faults(pointer="text", text=text, officer=officer, flight=flight)
    if faults:
        return faults
    result = flights.phoned(flight_id=flight_id, command=officer.command or "", text=text, now=now)
    return done(result, "liaison.phoned", officer)


def unacknowledged(*, command: str | None) -> list[FlightView]:
    """Flights of a command (``None``: of all) whose owner is not known to have heard of a stop, or of
    its end; the longest waiting first."""
    found = flights.unconfirmed()
    default = (settings().default_command,)
    return [one for one in found if command is None or command in (one.standing.commands or default)]


def answerable(*, flight_id: str, officer: Identity) -> FlightView:
    """A flight that the officer's command can stop: one that it was asked about, and the default
    command's all that nobody was asked about. A 404 problem for any other."""
    flight = flights.flight(flight_id=flight_id)
    asked = flight.standing.commands or (settings().default_command,)
    if officer.command not in asked:
        raise Problem("problem.not_found", 404)
    return flight


def stopped_request(*, flight_id: str, officer: Identity) -> Request:
    """Such a flight as a request, for what is told of it afterwards."""
    return as_request(answerable(flight_id=flight_id, officer=officer))


def _stop(
    move: Callable[..., FlightView | Refusal],
    word: str,
    flight_id: str,
    officer: Identity,
    refused: Refused | None,
    expected_version: int,
    now: datetime,
    facts: dict[str, Any],
) -> Faults:
    flight = answerable(flight_id=flight_id, officer=officer)
    fault = own_fault(flight, officer) or decisions.version_fault(flight, expected_version)
    if fault is not None:
        return (fault,)
    faults: Faults = () if refused is None else decisions.denial_faults(refused)
    faults = faults or concealing.wording_faults(
        pointer="text", text=refused.text if refused else "", officer=officer, flight=flight
    )
    if faults:
        return faults
    said = {"flight_id": flight_id, "command": officer.command, "now": now, **facts}
    return done(move(expected_version=expected_version, **said), f"liaison.{word}", officer)


def own_fault(flight: FlightView, officer: Identity) -> Fault | None:
    """Nobody judges themselves, neither as the one who filed the plan nor as its operator."""
    operator = registry.operator(operator_id=flight.operator_id) if flight.operator_id else None
    own = officer.id in {flight.person_id, operator.person_id if operator else None}
    return Fault("officer", "liaison.refusal.own_flight") if own else None


def done(result: FlightView | Refusal, action: str, officer: Identity) -> Faults:
    """A refusal as a fault; what was done leaves a line of the desk's own in the ledger."""
    if isinstance(result, Refusal):
        return (Fault("state", result.code, result.facts),)
    audit.note(action, subject=result.id, facts={"command": officer.command or ""})
    return ()
