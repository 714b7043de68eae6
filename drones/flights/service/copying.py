"""A plan made from another: the same flight once more, filed again, or changed after it was submitted."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from drones.flights.formats.texts import write_typed
from drones.flights.model import Entry, FlightView, Move, Refusal, Role, State
from drones.flights.rules import moves
from drones.flights.rules.shifts import shifted
from drones.flights.service import moving
from drones.flights.service.own import draft, held, own_flight, withdraw
from drones.flights.service.submission import reading_of, zone
from drones.flights.store import flights as store


class Relation(StrEnum):
    """How a plan stands to the one it was made from; words are ``flights.relation.<relation>``."""

    DUPLICATE = "duplicate"
    RESUBMISSION = "resubmission"
    CHANGE = "change"


#: A plan that came to nothing is filed again; one that still stands is withdrawn first.
_FAILED = frozenset({State.DENIED, State.EXPIRED, State.RESCINDED, State.LAPSED, State.WITHDRAWN})


def copy(*, flight_id: str, person_id: str, now: datetime) -> FlightView:
    """A draft of the same flight; days that are over are moved to tomorrow, clock times kept."""
    flight = own_flight(flight_id=flight_id, person_id=person_id)
    relation = Relation.RESUBMISSION if flight.state in _FAILED else Relation.DUPLICATE
    return _copied(flight, relation, now)


def replace_submitted(
    *, flight_id: str, person_id: str, now: datetime, expected_version: int | None = None
) -> FlightView | Refusal:
    """Withdraw a plan that was submitted and give a draft of it to change; both say of each other."""
    flight = held(flight_id, person_id, expected_version)
    if not moves.allows(flight.standing, Move.WITHDRAW):
        return moves.not_from_here(flight.standing)
    gone = withdraw(flight_id=flight_id, person_id=person_id, now=now, expected_version=flight.version)
    return gone if isinstance(gone, Refusal) else _copied(gone, Relation.CHANGE, now)


def _copied(flight: FlightView, relation: Relation, now: datetime) -> FlightView:
    plan = shifted(reading_of(flight=flight).plan, now=now, zone=zone())
    # Texts are made anew where the form can show the plan: what was typed held the old days.
    typed = None if flight.typed is None else write_typed(plan, zone())
    made = draft(person_id=flight.person_id, plan=plan, typed=typed, now=now, facts=_named(flight, relation))
    store.write_entry(flight.id, Entry(now, "copied", Role.OWNER, _named(made, relation)))
    moving.note(flight, "copied", to=made.id)
    return made


def _named(other: FlightView, relation: Relation) -> dict[str, str]:
    return {"relation": relation.value, "flight": other.id, "reference": other.reference}
