"""Two persons sign a consent: when the first signature stands, and whose second completes it."""

from __future__ import annotations

from datetime import datetime, timedelta

from drones.flights.model import FlightView, State
from drones.liaison.model import Signature
from portal.kit.model import Fault, Identity

#: How long after they gave password and code anew a person may still sign as the second.
FRESH = timedelta(minutes=5)


def stands(signature: Signature, flight: FlightView) -> bool:
    """Whether it still waits for a second one: nothing happened to the plan since it was given."""
    return (
        signature.ended is None
        and signature.version == flight.version
        and flight.state is State.REFERRED
        and signature.command not in flight.standing.consents
    )


def word(signature: Signature, flight: FlightView) -> str:
    """What to tell of it: ``stands``, ``lapsed`` or what became of it."""
    if signature.ended is not None:
        return signature.ended.value
    return "stands" if stands(signature, flight) else "lapsed"


def is_fresh(reauthenticated_at: datetime | None, now: datetime) -> bool:
    """Whether somebody showed a moment ago who they are; of ``None`` nothing is known."""
    return reauthenticated_at is not None and timedelta() <= now - reauthenticated_at < FRESH


def second_fault(
    first: Signature, officer: Identity, *, reauthenticated_at: datetime | None, now: datetime
) -> Fault | None:
    """Why the officer's signature under the same terms does not complete the first; ``None``: it does."""
    if officer.id == first.officer_id:
        return Fault("state", "liaison.refusal.signed_already")
    if not first.commander and "commander" not in officer.roles:
        return Fault("signature", "liaison.refusal.commander_needed")
    if not is_fresh(reauthenticated_at, now):
        return Fault("signature", "liaison.refusal.reauthentication", {"minutes": int(FRESH.seconds / 60)})
    return None
