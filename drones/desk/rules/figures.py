"""Figures for a command: requests, waiting times, outcomes, refusals by zone, conformance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import ceil
from statistics import median
from zoneinfo import ZoneInfo

from drones.desk.model import Row, Table
from drones.flights.model import FlightView, State

LONGEST = timedelta(days=366)
MOST_ZONES = 30
_OUTCOMES = (
    State.APPROVED,
    State.ACTIVE,
    State.ENDED,
    State.LAPSED,
    State.SUSPENDED,
    State.RESCINDED,
    State.REFUSED,
    State.DENIED,
    State.EXPIRED,
    State.WITHDRAWN,
    State.REFERRED,
    State.INFO_REQUESTED,
    State.PROPOSED,
)


def of_command(flights: Iterable[FlightView], command: str | None) -> list[FlightView]:
    """The plans that concern a command: it was asked for, or a zone of its was met; ``None``: all."""
    return [one for one in flights if command is None or _concerns(one, command)]


def _concerns(flight: FlightView, command: str) -> bool:
    if command in flight.standing.commands:
        return True
    assessment = flight.assessment
    return assessment is not None and any(one.command == command for one in assessment.findings)


def requests(flights: Iterable[FlightView], first: date, last: date, zone: ZoneInfo) -> Table:
    """Plans by the local day of their submission; days without one stand there with 0."""
    counted = Counter(
        one.standing.submitted_at.astimezone(zone).date() for one in flights if one.standing.submitted_at
    )
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return Table("requests", tuple(Row(day.isoformat(), counted[day]) for day in days))


def outcomes(flights: Iterable[FlightView]) -> Table:
    """Plans by where they stand now."""
    counted = Counter(one.state for one in flights)
    rows = tuple(Row(state.value, counted[state]) for state in _OUTCOMES if counted[state])
    return Table("outcomes", rows)


def refusals(flights: Iterable[FlightView]) -> Table:
    """Plans refused by rule, by each published zone that prohibited them: one plan may count for several."""
    counted: Counter[str] = Counter()
    for flight in flights:
        if flight.state is State.REFUSED and flight.assessment is not None:
            named = {one for one in flight.assessment.findings if one.status == "prohibited"}
            counted.update({f"{one.country} {one.identifier}" for one in named if one.identifier})
    return Table("refusals", tuple(Row(zone, number) for zone, number in counted.most_common(MOST_ZONES)))


def waits(seconds: Sequence[int]) -> Table:
    """The number of answers, and in minutes the median and what nine in ten did not exceed."""
    if not seconds:
        return Table("waits", ())
    ordered = sorted(seconds)
    ninth = ordered[ceil(0.9 * len(ordered)) - 1]
    return Table(
        "waits",
        (
            Row("answers", len(ordered)),
            Row("median_minutes", round(median(ordered) / 60, 1)),
            Row("p90_minutes", round(ninth / 60, 1)),
        ),
    )


def conformance(counted: Mapping[str, int]) -> Table:
    """Flights that sent positions, by how they kept to their plan at the last of them."""
    return Table("conformance", tuple(Row(name, counted[name]) for name in sorted(counted)))
