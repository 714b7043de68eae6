"""Alerts about flights in the air: raised in the transaction that found the cause, polled by officers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from drones.flights.model import FlightView, Role
from drones.flights.model.alerts import AlertKind, AlertView
from drones.flights.service import moving
from drones.flights.service.own import own_flight
from drones.flights.store import alerts as store
from drones.flights.store import flights
from portal.accounts import service as accounts
from portal.audit import service as audit
from portal.kit.problems import Problem
from portal.kit.settings import settings
from portal.notices import service as notices

#: Roles whose people are told of an alert of their command.
TOLD = ("officer", "commander")


def raise_alert(
    *,
    flight_id: str,
    kind: AlertKind,
    facts: Mapping[str, Any],
    now: datetime,
    concealed: bool = False,
    commands: tuple[str, ...] = (),
) -> str:
    """Alert ``commands``, without them the flight's (the default command where none consented) and, unless
    the cause is concealed, its pilot: gives the alert's id, that of a standing alert of its kind if any.

    A concealed alert leaves no line in the owner's timeline and no notice to the owner.
    """
    before = store.standing(flight_id, kind, concealed=concealed)
    flight = flights.by_id(flight_id)
    if before is not None or flight is None:
        return before or ""
    commands = commands or flight.standing.commands or (settings().default_command,)
    alert_id = store.add(
        flight_id=flight_id, kind=kind, concealed=concealed, commands=commands, facts=facts, now=now
    )
    if concealed:
        audit.note(
            "flights.concealed_alert", subject=flight_id, facts={"alert": alert_id, "kind": kind.value}
        )
    else:
        moving.mark(flight, kind.value, role=Role.SYSTEM, now=now, facts=facts)
        _tell(flight, flight.person_id, kind, now)
    for person_id in _officers(commands):
        _tell(flight, person_id, kind, now, desk=True)
    return alert_id


def clear_alerts(*, flight_id: str, kinds: frozenset[AlertKind], now: datetime) -> None:
    """What alerts of these kinds were about is over; they stay to be acknowledged."""
    store.clear(flight_id, kinds, now)


def alerts(*, command: str | None, concealed: bool = True, most: int = store.MOST_LISTED) -> list[AlertView]:
    """Alerts that nobody has acknowledged, the newest first, for a command's officers.

    ``None``: for all commands (auditors). With ``concealed`` those are among them: never show this to
    owners.
    """
    return store.unacknowledged(command, concealed=concealed, most=most)


def count_alerts(*, command: str | None, concealed: bool = True) -> int:
    """How many alerts nobody has acknowledged; see :func:`alerts`."""
    return store.count_unacknowledged(command, concealed=concealed)


def alarmed(*, command: str | None, concealed: bool, flight_ids: Collection[str]) -> frozenset[str]:
    """Those of some flights about which such an alert stands; see :func:`alerts`."""
    return store.alarmed(command, concealed=concealed, flight_ids=flight_ids)


def alerts_of(*, flight_id: str) -> list[AlertView]:
    """All alerts of a flight, concealed ones too, for officers."""
    return store.of_flight(flight_id)


def own_alerts(*, flight_id: str, person_id: str) -> list[AlertView]:
    """The alerts of one's own flight; what is concealed is not among them."""
    own_flight(flight_id=flight_id, person_id=person_id)
    return [one for one in store.of_flight(flight_id) if not one.concealed]


def acknowledge_alert(*, alert_id: str, officer_id: str, command: str, now: datetime) -> AlertView:
    """An officer of the alert's command takes note; a 404 problem for anybody else's alert."""
    alert = store.by_id(alert_id)
    if alert is None or command not in alert.commands:
        raise Problem("problem.not_found", 404)
    store.acknowledge(alert_id, officer_id, now)
    audit.note(
        "flights.concealed_alert_acknowledged" if alert.concealed else "flights.alert_acknowledged",
        subject=alert.flight_id,
        facts={"alert": alert_id, "command": command},
        actor=officer_id,
    )
    found = store.by_id(alert_id)
    assert found is not None
    return found


def _officers(commands: tuple[str, ...]) -> list[str]:
    found = (one for role in TOLD for command in commands for one in accounts.people_with_role(role, command))
    return list(dict.fromkeys(person.id for person in found))


def _tell(flight: FlightView, person_id: str, kind: AlertKind, now: datetime, *, desk: bool = False) -> None:
    base = settings().base_url
    notices.enqueue(
        person_id=person_id,
        code=f"flights.{'desk' if desk else 'told'}.{kind.value}",
        facts={
            "reference": flight.reference,
            "address": f"{base}/liaison/{flight.id}" if desk else f"{base}/flights/{flight.id}",
            "phone": flight.plan.contact if desk else settings().liaison_phone,
            "text": "",
        },
        now=now,
    )
