"""Consents that two persons sign: the first signature, the one that completes it, and taking it back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from drones.flights import service as flights
from drones.flights.model import FlightView
from drones.liaison.model import Approval, Ended, Signature
from drones.liaison.rules import claims as naming
from drones.liaison.rules import signatures as rules
from drones.liaison.store import claims, signatures
from portal.accounts import service as accounts
from portal.accounts.model import COMMANDED, Role
from portal.audit import service as audit
from portal.kit.database import new_id
from portal.kit.model import Fault, Identity


def of_case(flight: FlightView, reader: Identity) -> tuple[Signature, ...]:
    """All signatures on a flight of the reader's command (for an auditor: of any), the oldest first."""
    found = signatures.of_flight(flight.id, command=reader.command)
    return tuple(
        replace(one, ended=Ended.LEFT) if rules.stands(one, flight) and not _as_entitled(one) else one
        for one in found
    )


def first_of(flight: FlightView, command: str) -> Signature | None:
    """The command's signature that stands and waits for a second one.

    It falls with its signer: who has left the command, or is no officer any more, consents to nothing.
    """
    standing = [one for one in signatures.of_flight(flight.id, command=command) if rules.stands(one, flight)]
    return _as_entitled(standing[-1]) if standing else None


def seconds(
    first: Signature | None,
    officer: Identity,
    terms: Approval,
    *,
    reauthenticated_at: datetime | None,
    now: datetime,
) -> bool:
    """Whether the officer's signature under these terms completes the first."""
    if first is None or first.terms != terms:
        return False
    return rules.second_fault(first, officer, reauthenticated_at=reauthenticated_at, now=now) is None


def sign_first(
    flight: FlightView,
    officer: Identity,
    terms: Approval,
    first: Signature | None,
    *,
    reauthenticated_at: datetime | None,
    now: datetime,
) -> tuple[Fault, ...]:
    """Keep the officer's signature until a second person signs the same; or why it is none of the two.

    One that stands under other terms lapses: whoever signed it reads so on the case.
    """
    if first is not None and first.terms == terms:
        fault = rules.second_fault(first, officer, reauthenticated_at=reauthenticated_at, now=now)
        return (fault,) if fault else ()
    if first is not None:
        _end((first,), Ended.REPLACED, now)
    made = _made(flight, officer, terms, now)
    signatures.add(made)
    _note("liaison.signed", made, place=1)
    # The case is for the second person now, who may not take what a colleague holds.
    claims.remove(flight.id, made.command)
    return ()


def complete(
    flight: FlightView,
    officer: Identity,
    terms: Approval,
    first: Signature | None,
    *,
    seconded: bool,
    now: datetime,
) -> None:
    """The command has consented: both signatures are kept with what became of them."""
    if first is None:
        return
    if not seconded:
        _end((first,), Ended.UNNEEDED, now)
        return
    _end((first,), Ended.COMPLETED, now)
    second = replace(_made(flight, officer, terms, now), ended=Ended.COMPLETED, ended_at=now)
    signatures.add(second)
    _note("liaison.signed", second, place=2, first=first.id)


def take_back(flight_id: str, command: str, *, since: datetime, now: datetime) -> None:
    """The consent is undone: so are both signatures under it."""
    found = [
        one
        for one in signatures.of_flight(flight_id, command=command)
        if one.ended is Ended.COMPLETED and one.ended_at is not None and one.ended_at >= since
    ]
    _end(found, Ended.UNDONE, now)


def withdraw(flight: FlightView, officer: Identity, *, now: datetime) -> tuple[Fault, ...]:
    """The signer, or a commander of the same command, takes the first signature back."""
    first = first_of(flight, officer.command or "")
    if first is None:
        return (Fault("state", "liaison.refusal.no_signature"),)
    if officer.id != first.officer_id and Role.COMMANDER not in officer.roles:
        return (Fault("signature", "liaison.refusal.not_your_signature"),)
    _end((first,), Ended.WITHDRAWN, now)
    return ()


def open_signatures(*, reader: Identity, flight_ids: Collection[str]) -> dict[str, Signature]:
    """Of some flights, those that one person of the reader's command has signed, by flight."""
    if reader.command is None:
        return {}
    found = {one.flight_id: one for one in signatures.open_of(flight_ids, command=reader.command)}
    return {
        flight_id: one
        for flight_id, one in found.items()
        if rules.stands(one, flights.flight(flight_id=flight_id))
    }


def _as_entitled(signature: Signature) -> Signature | None:
    person = accounts.person(signature.officer_id)
    if person is None or not person.active or person.command != signature.command:
        return None
    if not person.roles & COMMANDED:
        return None
    return replace(signature, commander=Role.COMMANDER in person.roles)


def _made(flight: FlightView, officer: Identity, terms: Approval, now: datetime) -> Signature:
    return Signature(
        id=new_id(),
        flight_id=flight.id,
        command=officer.command or "",
        officer_id=officer.id,
        initials=naming.initials(officer.email),
        commander=Role.COMMANDER in officer.roles,
        at=now,
        version=flight.version,
        terms=terms,
    )


def _end(found: Collection[Signature], ended: Ended, now: datetime) -> None:
    if found:
        signatures.end([one.id for one in found], ended=ended, now=now)
    for one in found:
        _note(f"liaison.signature_{ended.value}", one)


def _note(action: str, signature: Signature, **facts: str | int) -> None:
    about: dict[str, str | int] = {
        "command": signature.command,
        "signature": signature.id,
        "version": signature.version,
    }
    audit.note(action, subject=signature.flight_id, facts=about | facts)
