"""Many plans suspended at once, each with all that one suspension writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from drones.flights.model import Entry, FlightView, Moved, Role
from drones.flights.model.alerts import AlertKind
from drones.flights.rules import moves
from drones.flights.service import moving
from drones.flights.store import alerts
from drones.flights.store import flights as store
from drones.permits import service as permits
from portal.kit.settings import settings


def suspend_all(found: Sequence[tuple[FlightView, Mapping[str, Any]]], *, now: datetime) -> int:
    """Suspend plans that the caller holds, each for the facts beside it; gives how many could be.

    As with one: the state, the timeline, the ledger, the permit (and so the list of those out of
    force), the owner's notice; and a task for the flight's commands until somebody acknowledges.
    """
    done: list[tuple[FlightView, Mapping[str, Any]]] = []
    for flight, facts in found:
        moved = moves.suspend(flight.standing)
        if isinstance(moved, Moved):
            after = replace(flight, standing=moved.standing, changed_at=now, undoable=None)
            done.append((after, facts))
    if not done:
        return 0
    store.save_standings([flight for flight, _ in done])
    permits.suspend_all(flight_ids=[flight.id for flight, _ in done if flight.permit], now=now)
    store.write_entries((flight.id, Entry(now, "suspended", Role.SYSTEM, facts)) for flight, facts in done)
    alerts.add_all(
        (
            (flight.id, flight.standing.commands or (settings().default_command,), facts)
            for flight, facts in done
        ),
        kind=AlertKind.SUSPENDED,
        now=now,
    )
    for flight, _ in done:
        moving.note(flight, "suspended")
    moving.tell_suspended(done, now)
    return len(done)
