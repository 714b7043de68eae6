"""The order of the queue, and why each flight is in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from drones.flights.model import FlightView, Reasoned
from drones.liaison.model import Cause, Sort
from geofences.engine.model import Status

_ASKS = frozenset({Status.AUTHORISATION_REQUIRED.value, Status.UNKNOWN.value})
_NEVER = datetime.max.replace(tzinfo=UTC)


def in_order(flights: Iterable[FlightView], sort: Sort = Sort.URGENCY) -> tuple[FlightView, ...]:
    """The flights as an officer should take them up.

    The time left is the start less the same now for all, so the start alone orders them.
    """
    return tuple(sorted(flights, key=_urgency if sort is Sort.URGENCY else _submitted))


def causes(flight: FlightView) -> tuple[Cause, ...]:
    """What made the flight need consent, each zone once, as found when it was submitted."""
    findings = flight.assessment.findings if flight.assessment else ()
    asking = (_cause(one) for one in findings if one.status in _ASKS)
    return tuple(dict.fromkeys(asking))


def escalation(*, submitted_at: datetime, expiry: datetime, lead: timedelta) -> datetime:
    """When a commander hears of an unanswered case: ``lead`` before it expires, never sooner than halfway."""
    return max(expiry - lead, submitted_at + (expiry - submitted_at) / 2)


def _cause(finding: Reasoned) -> Cause:
    return Cause(finding.code, finding.identifier, finding.name, finding.reasons)


def _urgency(flight: FlightView) -> tuple[datetime, datetime, str]:
    window = flight.window
    return (window.start if window else _NEVER, *_submitted(flight))


def _submitted(flight: FlightView) -> tuple[datetime, str]:
    return (flight.standing.submitted_at or _NEVER, flight.id)
