"""The queue as officers take it up: sorted by time left and risk, and filtered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from drones.flights import service as flights
from drones.flights.model import FlightView
from drones.liaison import formats
from drones.liaison.model import Request, Sort
from drones.liaison.rules import queue as rules
from drones.liaison.rules.claims import Claim
from drones.liaison.rules.places import whereabouts
from drones.liaison.rules.risk import Risk, order, risk
from drones.liaison.service.claiming import claims
from drones.registry import service as registry
from portal.kit.model import Identity
from portal.kit.settings import settings


@dataclass(frozen=True)
class Line:
    """A request with who of the reader's command holds it and what makes it delicate."""

    request: Request
    risk: Risk
    claim: Claim | None = None


def queue(
    *, reader: Identity, sort: Sort, now: datetime, wanted: Mapping[str, str] | None = None
) -> tuple[Line, ...]:
    """What waits for the reader's command, as ``wanted``: ``state``, ``mode``, ``purpose`` and
    ``held`` (``mine`` or ``free``); what is absent or empty is not asked for."""
    found = requests(reader=reader, sort=Sort.URGENCY if sort is Sort.RISK else sort)
    held, zone = claims(reader=reader, now=now), ZoneInfo(settings().time_zone)
    lines = [
        Line(one, risk(one.flight, one.causes, one.aircraft, zone), held.get(one.flight.id)) for one in found
    ]
    if sort is Sort.RISK:
        lines.sort(key=lambda line: order(line.request, line.risk, now))
    return tuple(line for line in lines if _is_wanted(line, reader, wanted or {}))


def requests(*, reader: Identity, sort: Sort = Sort.URGENCY) -> tuple[Request, ...]:
    """What waits for the reader's command; for an auditor, what waits for any."""
    waiting = flights.referred(command=reader.command)
    return tuple(as_request(flight) for flight in rules.in_order(waiting, sort))


def as_request(flight: FlightView) -> Request:
    """A flight as a line of the queue."""
    middle = formats.middle(flight)
    return Request(
        flight=flight,
        where=whereabouts(*middle) if middle else None,
        causes=rules.causes(flight),
        aircraft=registry.aircraft(aircraft_id=flight.plan.aircraft) if flight.plan.aircraft else None,
    )


def _is_wanted(line: Line, reader: Identity, wanted: Mapping[str, str]) -> bool:
    plan = line.request.flight.plan
    holder = "" if line.claim is None else "mine" if line.claim.officer_id == reader.id else "other"
    facts = {
        "state": line.request.flight.state.value,
        "mode": plan.mode.value if plan.mode else "",
        "purpose": plan.purpose.value if plan.purpose else "",
        "held": holder or "free",
    }
    return all(facts[name] == value for name, value in wanted.items() if value and name in facts)
