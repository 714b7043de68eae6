"""Nothing expires in silence: a command's commanders hear in time of a case that it has not answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from drones.flights import service as flights
from drones.flights.model.waiting import Owing
from drones.liaison.rules import queue as rules
from drones.liaison.store import escalations as store
from portal.audit import service as audit
from portal.kit.settings import settings

#: Cases escalated in one round of the worker; the next round comes within a second.
MOST_A_ROUND = 200


def escalate(now: datetime) -> None:
    """The worker's part: once for each case and command that still owes an answer."""
    lead = timedelta(minutes=settings().escalation_minutes)
    near = [one for one in flights.owing(now=now, within=lead) if _is_due(one, lead, now)]
    known = store.made([one.flight_id for one in near])
    owed = {
        one.flight_id: tuple(command for command in one.commands if (one.flight_id, command) not in known)
        for one in near
    }
    first = [flight_id for flight_id, commands in owed.items() if commands][:MOST_A_ROUND]
    # In the order of their ids, as everybody holds plans.
    for flight_id in sorted(first):
        for command in flights.escalate(flight_id=flight_id, commands=owed[flight_id], now=now):
            store.add(flight_id, command, now)
            audit.note("liaison.escalated", subject=flight_id, facts={"command": command})


def _is_due(one: Owing, lead: timedelta, now: datetime) -> bool:
    expiry = flights.expires_at(submitted_at=one.submitted_at, start=one.start)
    return now >= rules.escalation(submitted_at=one.submitted_at, expiry=expiry, lead=lead)
