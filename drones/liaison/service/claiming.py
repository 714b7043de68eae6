"""Holding a case: claim, release, hand over; and what changed since somebody looked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from drones.flights import service as flights
from drones.flights.model import FlightView
from drones.liaison.rules import claims as rules
from drones.liaison.rules.claims import Claim
from drones.liaison.rules.decisions import may_see
from drones.liaison.store import claims as store
from drones.registry import service as registry
from portal.accounts import service as accounts
from portal.accounts.model import PersonView, Role
from portal.audit import service as audit
from portal.kit.clock import now as read_clock
from portal.kit.model import Fault, Identity
from portal.kit.problems import Problem

Faults = tuple[Fault, ...]
_DECIDERS = (Role.OFFICER, Role.COMMANDER)


def claim(*, flight_id: str, officer: Identity, expected_version: int | None = None, now: datetime) -> Faults:
    """The officer holds the case for ``rules.LEASE``; asked again by the same one, it lengthens.

    Gives the faults instead: pointer ``version`` when a colleague holds it or the plan changed.
    """
    flight = _seen(flight_id, officer)
    held = store.held(flight_id, officer.command or "")
    fault = _fault(flight, officer) or _stale(flight, expected_version)
    fault = fault or rules.held_elsewhere(held, officer, now)
    if fault is not None:
        return (fault,)
    _give(flight_id, _person(officer.id), officer.command or "", held, now)
    return ()


def release(
    *, flight_id: str, officer: Identity, expected_version: int | None = None, now: datetime
) -> Faults:
    """The officer lets the case go, so that any colleague may take it; nothing held is nothing done."""
    flight = _seen(flight_id, officer)
    held = store.held(flight_id, officer.command or "")
    fault = _stale(flight, expected_version) or rules.held_elsewhere(held, officer, now)
    if fault is not None:
        return (fault,)
    if held is not None and rules.is_live(held, now):
        store.remove(flight_id, held.command)
        audit.note("liaison.released", subject=flight_id, facts={"command": held.command})
    return ()


def reassign(*, flight_id: str, to: str, commander: Identity, now: datetime) -> Faults:
    """A commander hands the case to a person (an id) of the same command, whoever holds it."""
    flight = _seen(flight_id, commander)
    held = store.held(flight_id, commander.command or "")
    person = next((one for one in colleagues(command=commander.command) if one.id == to), None)
    if person is None:
        return (Fault("to", "liaison.error.no_colleague"),)
    fault = _fault(flight, Identity(id=person.id, command=person.command))
    if fault is not None:
        return (fault,)
    _give(flight_id, person, commander.command or "", held, now)
    return ()


def hold_for(*, flight: FlightView, officer: Identity) -> Fault | None:
    """For a decision: the fault that a colleague holds the case, else nobody takes it until the commit."""
    if officer.command is None:
        return None
    return rules.held_elsewhere(store.held(flight.id, officer.command), officer, read_clock())


def go_on_holding(*, flight_id: str, officer: Identity, now: datetime) -> bool:
    """Work on the case lengthens its holder's lease; False, and nothing done, for anybody else."""
    held = store.held(flight_id, officer.command or "")
    if held is None or not rules.is_live(held, now) or held.officer_id != officer.id:
        return False
    store.put(replace(held, until=now + rules.LEASE))
    return True


def claims(*, reader: Identity, now: datetime) -> dict[str, Claim]:
    """The claims that run, of the reader's command, by flight; an auditor sees one of each flight."""
    return {one.flight_id: one for one in store.live(now, command=reader.command)}


def claim_of(*, flight_id: str, reader: Identity, now: datetime) -> Claim | None:
    """Who of the reader's command holds the case now."""
    return next(iter(store.live(now, command=reader.command, flight_ids=[flight_id])), None)


def colleagues(*, command: str | None) -> tuple[PersonView, ...]:
    """Who of a command can hold a case: its officers and commanders, by address."""
    found = [] if command is None else [one for role in _DECIDERS for one in _of_role(role, command)]
    return tuple(sorted({one.id: one for one in found}.values(), key=lambda one: one.email))


def names(*, command: str | None) -> tuple[tuple[str, str], ...]:
    """Ids of a command's officers and commanders with the letters and address colleagues know them by."""
    return tuple(
        (one.id, f"{rules.initials(one.email)} – {one.email}") for one in colleagues(command=command)
    )


def changes(*, flight_id: str, reader: Identity, read: int) -> Faults:
    """What happened to the plan since its version ``read``: for whoever's answer came too late."""
    flight = _seen(flight_id, reader)
    timeline = flights.timelines(flights=[flight]).get(flight_id, ())
    return rules.changes(timeline, read=read, now=flight.version)


def _of_role(role: Role, command: str) -> list[PersonView]:
    return accounts.people_with_role(role.value, command)


def _seen(flight_id: str, reader: Identity) -> FlightView:
    flight = flights.flight(flight_id=flight_id)
    if not may_see(reader, flight):
        raise Problem("problem.not_found", 404)
    return flight


def _fault(flight: FlightView, officer: Identity) -> Fault | None:
    operator = registry.operator(operator_id=flight.operator_id) if flight.operator_id else None
    return rules.claim_fault(officer, flight, operator_person=operator.person_id if operator else None)


def _stale(flight: FlightView, expected: int | None) -> Fault | None:
    stale = expected is not None and expected != flight.version
    return Fault("version", "liaison.refusal.stale") if stale else None


def _person(person_id: str) -> PersonView:
    person = accounts.person(person_id)
    assert person is not None  # the gate has just let this person in
    return person


def _give(flight_id: str, person: PersonView, command: str, held: Claim | None, now: datetime) -> None:
    """Write the claim; only a change of hands is a line of the ledger, not each lengthening."""
    goes_on = held is not None and rules.is_live(held, now) and held.officer_id == person.id
    role = Role.COMMANDER if Role.COMMANDER in person.roles else Role.OFFICER
    store.put(
        Claim(
            flight_id=flight_id,
            command=command,
            officer_id=person.id,
            initials=rules.initials(person.email),
            role=role.value,
            since=held.since if held is not None and goes_on else now,
            until=now + rules.LEASE,
        )
    )
    if not goes_on:
        audit.note("liaison.claimed", subject=flight_id, facts={"command": command, "holder": person.id})
