"""A move that was made is written down everywhere at once: plan, timeline, ledger, permit, notice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from drones.flights.model import (
    OVER,
    AlertKind,
    Entry,
    FlightView,
    LastWord,
    Move,
    Moved,
    Role,
    State,
    Undoable,
)
from drones.flights.rules import waiting
from drones.flights.rules.events import EVENTS
from drones.flights.service import permitting
from drones.flights.store import alerts, waits
from drones.flights.store import flights as store
from drones.registry.service import Crew
from portal.audit import service as audit
from portal.kit.settings import settings
from portal.notices import service as notices

#: A decision can be undone until its permit and notices leave.
GRACE = timedelta(seconds=30)
_NOTHING: Mapping[str, Any] = {}

#: Moves of which the owner is told by mail; what the owner did needs none.
TOLD = frozenset(
    {
        Move.APPROVE,
        Move.ASK,
        Move.PROPOSE,
        Move.DENY,
        Move.EXPIRE,
        Move.SUSPEND,
        Move.REINSTATE,
        Move.RESCIND,
    }
)
#: What is told of several flights of one request by one notice, when it is due at the same time.
_TOLD_TOGETHER = frozenset({"approved", "denied", "expired", "suspended", "rescinded"})
#: Moves with which a command has answered.
_ANSWERS = frozenset({Move.CONSENT, Move.APPROVE, Move.DENY, Move.ACCEPT, Move.AGREE})


def write(
    flight: FlightView,
    moved: Moved,
    *,
    role: Role,
    now: datetime,
    facts: Mapping[str, Any] = _NOTHING,
    volumes: bool = False,
    before: FlightView | None = None,
    crew: Crew | None = None,
) -> FlightView:
    """Write the move of a plan that the caller holds; gives the plan as it now is.

    ``facts`` go into the timeline, which the owner reads; the ledger gets codes and numbers only.
    ``before`` is given with a command's decision (``facts["command"]``): the plan as it was, to
    which it returns when the decision is undone within ``GRACE``. ``crew``, where the caller holds it,
    is not read again for the permit.
    """
    kind = EVENTS[moved.move]
    _count_wait(flight, moved, facts, now)
    proposal = flight.proposal if moved.standing.state is State.PROPOSED else None
    after = replace(flight, standing=moved.standing, changed_at=now, undoable=None, proposal=proposal)
    after = replace(after, permit=permitting.follow(after, moved.move, now=now, crew=crew))
    told = (tell(after, kind, now, facts),) if moved.move in TOLD else ()
    if before is not None:
        word = LastWord(str(facts["command"]), before.standing, moved.standing.version, now + GRACE)
        kept = Undoable(word, before.volumes, before.conditions, before.proposal, told)
        after = replace(after, undoable=kept)
    store.save(after, volumes=volumes)
    store.write_entry(flight.id, Entry(now, kind, role, facts))
    note(after, kind)
    if moved.standing.state in OVER:
        alerts.clear(flight.id, list(AlertKind), now)
    return after


def mark(
    flight: FlightView, kind: str, *, role: Role, now: datetime, facts: Mapping[str, Any] = _NOTHING
) -> None:
    """A line of the timeline and of the ledger for what moves no plan: a message, an excursion."""
    store.write_entry(flight.id, Entry(now, kind, role, facts))
    note(flight, kind)


def _count_wait(flight: FlightView, moved: Moved, facts: Mapping[str, Any], now: datetime) -> None:
    """An answer, or the expiry of those that never came, counts for the usual waiting time."""
    open_ = set(flight.standing.commands) - set(flight.standing.consents)
    if moved.move is Move.EXPIRE:
        answered = open_
    else:
        answered = {str(facts.get("command", ""))} & open_ if moved.move in _ANSWERS else set()
    if answered:
        seconds = int(waiting.waited(store.timeline(flight.id), now=now).total_seconds())
        for command in sorted(answered):
            waits.add(flight_id=flight.id, command=command, answered_at=now, seconds=seconds)


def note(flight: FlightView, kind: str, **facts: str) -> None:
    """One line in the ledger: what happened to which plan, in which version, on which zones."""
    about: dict[str, str | int] = {"state": flight.state.value, "version": flight.version, **facts}
    if flight.assessment is not None:
        about["zones_number"] = flight.assessment.zones_number
    if flight.standing.commands:
        about["commands"] = ",".join(flight.standing.commands)
    if flight.permit:
        about["permit"] = flight.permit
    audit.note(f"flights.{kind}", subject=flight.id, facts=about)


def tell(flight: FlightView, kind: str, now: datetime, facts: Mapping[str, Any] = _NOTHING) -> str:
    """Write the owner's notice into the outbox; a decision's leaves after the time of grace."""
    return notices.enqueue(
        person_id=flight.person_id,
        code=f"flights.told.{kind}",
        facts=_said(flight, facts),
        now=now,
        due=now if flight.state is State.SUSPENDED else now + GRACE,
        subject=flight.id,
        together=flight.series if kind in _TOLD_TOGETHER else None,
    )


def tell_suspended(flights: Iterable[tuple[FlightView, Mapping[str, Any]]], now: datetime) -> None:
    """The same to the owners of many plans that were suspended; it leaves at once."""
    told = [(flight.person_id, flight.id, _said(flight, facts)) for flight, facts in flights]
    notices.enqueue_all(told=told, code="flights.told.suspended", now=now)


def _said(flight: FlightView, facts: Mapping[str, Any]) -> dict[str, str]:
    return {
        "reference": flight.reference,
        "address": f"{settings().base_url}/flights/{flight.id}",
        "phone": settings().liaison_phone,
        "text": str(facts.get("text", "")),
    }
