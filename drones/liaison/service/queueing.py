"""The queue as officers take it up: sorted by time left and risk, and filtered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from drones.flights import service as flights
from drones.flights.model import FlightView
from drones.flights.model.waiting import Record
from drones.liaison import formats
from drones.liaison.model import Request, Sort
from drones.liaison.rules import lines as rules
from drones.liaison.rules import queue as order_rules
from drones.liaison.rules import signatures as signing
from drones.liaison.rules.lines import Line
from drones.liaison.rules.places import whereabouts
from drones.liaison.rules.risk import LOOKING_BACK, order, risk
from drones.liaison.service import alerting
from drones.liaison.service.claiming import claims
from drones.liaison.store import escalations, signatures
from drones.registry import service as registry
from drones.registry.model import AircraftView
from portal.kit.model import Identity
from portal.kit.settings import settings


@dataclass(frozen=True)
class Queue:
    """The lines that were asked for, how many wait in all, and which commands they concern."""

    lines: tuple[Line, ...]
    total: int
    commands: tuple[str, ...]


def queue(*, reader: Identity, sort: Sort, now: datetime, wanted: Mapping[str, str] | None = None) -> Queue:
    """What waits for the reader's command, as ``wanted`` (see :func:`rules.lines.understood`)."""
    zone = ZoneInfo(settings().time_zone)
    found = _lines(requests(reader=reader, sort=_base(sort)), reader, now, zone)
    if sort is Sort.RISK:
        found.sort(key=lambda line: order(line.request, line.risk, now))
    commands = {command for line in found for command in line.request.flight.standing.commands}
    shown = rules.matching(found, wanted or {}, reader=reader, now=now, zone=zone)
    return Queue(shown, len(found), tuple(sorted(commands)))


def queue_stamp(*, reader: Identity, now: datetime) -> str:
    """A digest that is another one whenever the queue of this reader would read otherwise.

    Times left are told in minutes, so ``now`` counts by the minute. It costs a few short queries.
    """
    held = sorted(
        (one.flight_id, one.officer_id, one.until) for one in claims(reader=reader, now=now).values()
    )
    raised = [(one.id, one.cleared_at) for one in alerting.alerts(reader=reader)]
    counted = alerting.count_alerts(reader=reader)
    minute = now.replace(second=0, microsecond=0)
    signed = signatures.open_ids(reader.command)
    told = (reader.id, sorted(reader.roles), reader.command, minute, held, raised, counted, signed)
    text = f"{told}\n{flights.waiting_stamp(command=reader.command)}"
    return sha256(text.encode()).hexdigest()[:32]


def requests(*, reader: Identity, sort: Sort = Sort.URGENCY) -> tuple[Request, ...]:
    """What waits for the reader's command; for an auditor, what waits for any."""
    waiting = flights.referred(command=reader.command)
    aircraft = registry.many_aircraft(aircraft_ids={one.plan.aircraft for one in waiting})
    return tuple(
        _request(flight, aircraft.get(flight.plan.aircraft)) for flight in order_rules.in_order(waiting, sort)
    )


def as_request(flight: FlightView) -> Request:
    """A flight as a line of the queue."""
    known = registry.aircraft(aircraft_id=flight.plan.aircraft) if flight.plan.aircraft else None
    return _request(flight, known)


def _request(flight: FlightView, aircraft: AircraftView | None) -> Request:
    middle = formats.middle(flight)
    where = whereabouts(*middle) if middle else None
    return Request(flight=flight, where=where, causes=order_rules.causes(flight), aircraft=aircraft)


def _base(sort: Sort) -> Sort:
    return Sort.URGENCY if sort is Sort.RISK else sort


def _lines(found: Sequence[Request], reader: Identity, now: datetime, zone: ZoneInfo) -> list[Line]:
    """Each request with all that is known beside it, in one question each for all of them."""
    waiting = [one.flight for one in found]
    held = claims(reader=reader, now=now)
    told = escalations.of_command(reader.command, [one.id for one in waiting])
    alarmed = alerting.alarmed(reader=reader, flight_ids=[one.id for one in waiting])
    operators = {one.operator_id for one in waiting if one.operator_id}
    records = flights.records(operator_ids=operators, since=now - LOOKING_BACK)
    crowd, signed = flights.crowd(flights=waiting), _signed(waiting, reader)
    return [
        Line(
            one,
            risk(
                one.flight,
                one.causes,
                one.aircraft,
                zone,
                crowd=crowd,
                record=records.get(one.flight.operator_id or "", Record()),
            ),
            held.get(one.flight.id),
            told.get(one.flight.id),
            one.flight.id in alarmed,
            one.flight.id in signed,
        )
        for one in found
    ]


def _signed(waiting: Sequence[FlightView], reader: Identity) -> frozenset[str]:
    """Those that one person of the reader's command has signed and a second one must."""
    if reader.command is None:
        return frozenset()
    flights_by_id = {one.id: one for one in waiting}
    found = signatures.open_of(flights_by_id, command=reader.command)
    return frozenset(one.flight_id for one in found if signing.stands(one, flights_by_id[one.flight_id]))
