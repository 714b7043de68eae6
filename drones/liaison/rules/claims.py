"""Who holds a case: one officer of each command at a time, for as long as a lease lasts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from drones.flights.model import WAITING, Entry, FlightView
from drones.flights.rules.events import EVENTS
from portal.kit.model import Fault, Identity

#: How long a case is held after the last piece of work on it.
LEASE = timedelta(minutes=10)
_APART = re.compile(r"[^a-z0-9]+")
_MOVES = frozenset(EVENTS.values())


@dataclass(frozen=True, slots=True)
class Claim:
    """An officer of a command holds a case until ``until``; colleagues read initials and role."""

    flight_id: str
    command: str
    officer_id: str
    initials: str
    role: str
    since: datetime
    until: datetime


def is_live(claim: Claim | None, now: datetime) -> bool:
    """Whether the lease still runs; it ends with the moment ``until``."""
    return claim is not None and now < claim.until


def held_elsewhere(claim: Claim | None, officer: Identity, now: datetime) -> Fault | None:
    """The fault that a colleague of the officer's command holds the case; ``None``: nobody else does."""
    if claim is None or not is_live(claim, now) or claim.officer_id == officer.id:
        return None
    minutes = max(1, -(-int((claim.until - now).total_seconds()) // 60))
    return Fault("version", "liaison.refusal.claimed", {"who": claim.initials, "minutes": minutes})


def claim_fault(officer: Identity, flight: FlightView, *, operator_person: str | None) -> Fault | None:
    """What forbids this officer to hold this case at all; ``None``: nothing does."""
    if officer.command is None or officer.command not in flight.standing.commands:
        return Fault("command", "liaison.refusal.not_your_command")
    # Nobody judges themselves, so nobody keeps their own case from the others either.
    if officer.id in {flight.person_id, operator_person}:
        return Fault("officer", "liaison.refusal.own_flight")
    if flight.state not in WAITING:
        return Fault("state", "liaison.refusal.decided", {"state": flight.state.value})
    if officer.command in flight.standing.consents:
        return Fault("state", "liaison.refusal.consented")
    return None


def initials(email: str) -> str:
    """The letters by which colleagues know who it is, from the address: all that an account holds.

    >>> initials("oumar.traore@kayes.example"), initials("officier@kayes.example")
    ('OT', 'OF')
    """
    parts = [part for part in _APART.split(email.casefold().partition("@")[0]) if part]
    if len(parts) > 1:
        return "".join(part[0] for part in parts[:3]).upper()
    return parts[0][:2].upper() if parts else "?"


def changes(timeline: tuple[Entry, ...], *, read: int, now: int) -> tuple[Fault, ...]:
    """What happened to a plan between the version that was read and the one it has now.

    Every move makes one version and one line of the timeline; other lines count for none.
    """
    facts: dict[str, str | int | float] = {"read": read, "now": now}
    moved = [(place, entry) for place, entry in enumerate(timeline) if entry.kind in _MOVES]
    newer = moved[-(now - read) :] if read < now else []
    told = [Fault(f"/timeline/{place}", f"flights.event.{entry.kind}") for place, entry in newer]
    return (Fault("/version", "liaison.changed.version", facts), *told)
