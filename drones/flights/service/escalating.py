"""A plan that nobody answers: its commanders are told before it expires, and when it has expired."""

from __future__ import annotations

from datetime import datetime

from drones.flights.model import WAITING, FlightView, Role
from drones.flights.service import moving
from drones.flights.store import flights as store
from portal.accounts import service as accounts
from portal.kit.settings import settings
from portal.notices import service as notices


def escalate(*, flight_id: str, commands: tuple[str, ...], now: datetime) -> tuple[str, ...]:
    """Tell the commanders of those of ``commands`` that still owe an answer; gives which they are.

    The owner reads in the timeline that the command was reminded, and nothing more. The plan is held
    until the transaction ends; nothing about it moves.
    """
    flight = store.by_id(flight_id, hold=True)
    if flight is None or flight.state not in WAITING:
        return ()
    owing = tuple(sorted(set(flight.standing.commands) - set(flight.standing.consents)))
    told = tuple(command for command in owing if command in commands)
    for command in told:
        moving.mark(flight, "escalated", role=Role.SYSTEM, now=now, facts={"command": command})
        tell_commanders(flight, command, "escalated", now)
    return told


def tell_expired(flight: FlightView, now: datetime) -> None:
    """The commanders of each command that never answered read that the plan has expired."""
    for command in sorted(set(flight.standing.commands) - set(flight.standing.consents)):
        tell_commanders(flight, command, "expired", now)


def tell_commanders(flight: FlightView, command: str, kind: str, now: datetime) -> None:
    """A notice to a command's commanders; where it has none to its officers, and without these to
    whoever stands in for all, so that it is told to somebody."""
    facts = {
        "reference": flight.reference,
        "address": f"{settings().base_url}/liaison/{flight.id}",
        "command": command,
    }
    for person_id in _responsible(command):
        notices.enqueue(person_id=person_id, code=f"flights.desk.{kind}", facts=facts, now=now)


def _responsible(command: str) -> list[str]:
    for asked in dict.fromkeys((command, settings().default_command)):
        for role in ("commander", "officer"):
            found = [one.id for one in accounts.people_with_role(role, asked)]
            if found:
                return found
    return []
