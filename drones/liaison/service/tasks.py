"""What is to be done beside the queue: owners to call, notices that reached nobody, alerts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from drones.flights import service as flights
from drones.flights.model import FlightView
from drones.liaison.rules import decisions
from drones.liaison.service import alerting, concealing
from drones.liaison.store import calls
from drones.registry import service as registry
from portal.audit import service as audit
from portal.kit import clock
from portal.kit.model import Fault, Identity
from portal.kit.problems import Problem
from portal.kit.settings import settings
from portal.notices import service as notices
from portal.notices.model import GivenUp

#: So many of each kind stand on one page; the rest follows when these are done.
MOST_SHOWN = 50


@dataclass(frozen=True)
class Open:
    """How many tasks wait: stops that no owner confirmed, and notices that reached nobody."""

    stops: int
    notices: int
    alerts: int


@dataclass(frozen=True)
class ToCall:
    """An owner who is to be called: about a stop, or about a notice (``notice``) that did not arrive."""

    flight: FlightView | None
    phone: str | None
    notice: GivenUp | None = None


def open_tasks(*, reader: Identity) -> Open:
    """How many tasks wait for the reader's command (for an auditor: for any)."""
    return Open(
        stops=flights.count_unconfirmed(command=reader.command, default_command=settings().default_command),
        notices=len(_undelivered(reader)),
        alerts=alerting.count_alerts(reader=reader),
    )


def stops(*, reader: Identity) -> tuple[ToCall, ...]:
    """Stops, or their ends, that no owner confirmed, the longest waiting first, with a telephone."""
    default = settings().default_command
    found = flights.unconfirmed_of(command=reader.command, default_command=default, most=MOST_SHOWN)
    return tuple(ToCall(one, _phone(one)) for one in found)


def undelivered(*, reader: Identity) -> tuple[ToCall, ...]:
    """Notices about flights of the reader's command that were given up and nobody has called about."""
    return tuple(
        ToCall(flight, _phone(flight), notice) for notice, flight in _undelivered(reader)[:MOST_SHOWN]
    )


def called(*, message_id: str, officer: Identity, text: str, now: datetime) -> tuple[Fault, ...]:
    """Somebody has told by telephone what a notice could not; ``text`` says whom they reached."""
    found = next((one for one, _ in _undelivered(officer) if one.id == message_id), None)
    if found is None or officer.command is None:
        raise Problem("problem.not_found", 404)
    if not text.strip():
        return (Fault("text", "liaison.error.words_missing"),)
    faults = tuple(decisions.remark_faults("text", text))
    faults = faults or concealing.wording_faults(pointer="text", text=text, officer=officer)
    if not faults:
        calls.add(message_id=message_id, officer_id=officer.id, text=text.strip(), now=now)
        audit.note("liaison.notice_called", subject=message_id, facts={"command": officer.command})
    return faults


def _undelivered(reader: Identity) -> list[tuple[GivenUp, FlightView]]:
    # A stop that failed some tries is told before it is given up: that takes two days.
    all_ = {one.id: one for one in (*notices.overdue(now=clock.now()), *notices.given_up())}
    found = [one for one in all_.values() if one.subject and _is_ours(one)]
    known = calls.made([one.id for one in found])
    about = {one.id: _about(one) for one in found if one.id not in known}
    default = settings().default_command
    return [
        (one, flight)
        for one in found
        if (flight := about.get(one.id)) is not None
        and (reader.command is None or reader.command in (flight.standing.commands or (default,)))
    ]


def _is_ours(notice: GivenUp) -> bool:
    """What an owner was to be told of a flight, by mail or short message: webhooks are their own affair."""
    return notice.code.startswith("flights.told.") and notice.channel.value != "webhook"


def _about(notice: GivenUp) -> FlightView | None:
    try:
        return flights.flight(flight_id=notice.subject or "")
    except Problem:
        return None


def _phone(flight: FlightView) -> str | None:
    file = registry.operator_file(operator_id=flight.operator_id) if flight.operator_id else None
    return (file.phone if file else None) or flight.plan.contact or None
