"""A move that was made is written down everywhere at once: plan, timeline, ledger, permit, notice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from drones.flights.model import Entry, FlightView, Move, Moved, Role, State
from drones.flights.service import permitting
from drones.flights.store import flights as store
from portal.audit import service as audit
from portal.kit.settings import settings
from portal.notices import service as notices

#: A decision can be undone until its permit and notices leave.
GRACE = timedelta(seconds=30)
_NOTHING: Mapping[str, Any] = {}

#: Moves of which the owner is told by mail; what the owner did needs none.
TOLD = frozenset({Move.APPROVE, Move.DENY, Move.EXPIRE, Move.SUSPEND, Move.REINSTATE, Move.RESCIND})
_PAST = {
    Move.AMEND: "amended",
    Move.REFUSE: "refused",
    Move.REFER: "referred",
    Move.APPROVE: "approved",
    Move.CONSENT: "consented",
    Move.ASK: "asked",
    Move.ANSWER: "answered",
    Move.PROPOSE: "proposed",
    Move.ACCEPT: "accepted",
    Move.DECLINE: "declined",
    Move.DENY: "denied",
    Move.EXPIRE: "expired",
    Move.ACTIVATE: "activated",
    Move.END: "ended",
    Move.LAPSE: "lapsed",
    Move.SUSPEND: "suspended",
    Move.REINSTATE: "reinstated",
    Move.RESCIND: "rescinded",
    Move.WITHDRAW: "withdrawn",
}


def write(
    flight: FlightView,
    moved: Moved,
    *,
    role: Role,
    now: datetime,
    facts: Mapping[str, Any] = _NOTHING,
    volumes: bool = False,
) -> FlightView:
    """Write the move of a plan that the caller holds; gives the plan as it now is.

    ``facts`` go into the timeline, which the owner reads; the ledger gets codes and numbers only.
    """
    after = replace(flight, standing=moved.standing, changed_at=now)
    kind = _PAST[moved.move]
    after = replace(after, permit=permitting.follow(after, moved.move, now=now))
    store.save(after, volumes=volumes)
    store.write_entry(flight.id, Entry(now, kind, role, facts))
    note(after, kind)
    if moved.move in TOLD:
        tell(after, kind, now)
    return after


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


def tell(flight: FlightView, kind: str, now: datetime) -> None:
    """Write the owner's notice into the outbox; a decision's leaves after the time of grace."""
    notices.enqueue(
        person_id=flight.person_id,
        code=f"flights.told.{kind}",
        facts={
            "reference": flight.reference,
            "address": f"{settings().base_url}/flights/{flight.id}",
            "phone": settings().liaison_phone,
        },
        now=now,
        due=now if flight.state is State.SUSPENDED else now + GRACE,
    )
