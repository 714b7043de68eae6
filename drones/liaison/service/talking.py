"""What a command says before it decides: a question, a message, a counter-proposal; and taking back."""

from __future__ import annotations

from datetime import datetime

from shapely.geometry import shape

from drones.flights import service as flights
from drones.flights.model import LIVE, Changes, FlightView, Move, Refusal, State
from drones.flights.rules import receipts
from drones.flights.rules.moves import allows
from drones.liaison import store
from drones.liaison.model import Case, Offer
from drones.liaison.rules import decisions
from drones.liaison.service import concealing, signing
from drones.liaison.service.deciding import Faults, command_of, held_back, refused_by, request_of, trim_of
from portal.accounts import rules as accounts
from portal.audit import service as audit
from portal.kit.model import Fault, Identity, Permission


def ask(*, flight_id: str, officer: Identity, text: str, expected_version: int, now: datetime) -> Faults:
    """The officer's command asks the owner for information; its clock pauses, expiry comes all the same.

    Faults as of :func:`.deciding.approve`; pointer ``text`` for the words.
    """
    flight = request_of(flight_id=flight_id, reader=officer).flight
    faults = held_back(flight, officer, expected_version) or _words_faults(text, officer, flight)
    if faults:
        return faults
    return refused_by(
        flights.ask(
            flight_id=flight_id,
            command=command_of(officer),
            text=text,
            now=now,
            expected_version=expected_version,
        )
    )


def write(*, flight_id: str, officer: Identity, text: str, now: datetime) -> Faults:
    """Words from the officer's command to the owner; nothing about the flight moves."""
    flight = request_of(flight_id=flight_id, reader=officer).flight
    faults = acting(flight, officer) or _words_faults(text, officer, flight)
    if faults:
        return faults
    return refused_by(flights.message(flight_id=flight_id, text=text, command=command_of(officer), now=now))


def propose(
    *, flight_id: str, officer: Identity, offer: Offer, expected_version: int, now: datetime
) -> Faults:
    """The officer's command says what it would consent to; the owner accepts or declines.

    A question of the command that is open is answered by its own proposal. Weighed under the locks.
    """
    flight = request_of(flight_id=flight_id, reader=officer).flight
    faults = held_back(flight, officer, expected_version, to_propose=True)
    faults = faults or tuple(decisions.remark_faults("text", offer.text))
    faults = faults or concealing.wording_faults(
        pointer="text", text=offer.text, officer=officer, flight=flight
    )
    if faults:
        return faults
    changes, faults = _changes(flight, offer, officer, now)
    if faults:
        return faults
    return refused_by(
        flights.propose(
            flight_id=flight_id,
            command=command_of(officer),
            changes=changes,
            text=offer.text,
            now=now,
            expected_version=expected_version,
        )
    )


def recall(*, flight_id: str, officer: Identity, expected_version: int, now: datetime) -> Faults:
    """The command takes its open question or proposal back, say because the owner telephoned."""
    flight = request_of(flight_id=flight_id, reader=officer).flight
    faults = acting(flight, officer, expected_version)
    if faults:
        return faults
    command = command_of(officer)
    return refused_by(
        flights.recall(flight_id=flight_id, command=command, now=now, expected_version=expected_version)
    )


def undo(*, flight_id: str, officer: Identity, expected_version: int, now: datetime) -> Faults:
    """The command takes its newest decision back before permit and notices have left.

    The flight waits where it waited; the decision stays on file, marked as undone.
    """
    flight = request_of(flight_id=flight_id, reader=officer).flight
    faults = acting(flight, officer, expected_version)
    if faults:
        return faults
    command = command_of(officer)
    result = flights.undo(flight_id=flight_id, command=command, now=now, expected_version=expected_version)
    if isinstance(result, Refusal):
        return refused_by(result)
    made = flight.changed_at
    decision = store.take_back(flight_id, command, since=made, now=now)
    signing.take_back(flight_id, command, since=made, now=now)
    if decision is not None:
        audit.note("liaison.undone", subject=flight_id, facts={"command": command, "decision": decision})
    return ()


def possible(*, case: Case, reader: Identity, now: datetime) -> frozenset[str]:
    """What the reader can do on this case now beside deciding: names of this module's functions."""
    flight = case.request.flight
    if reader.command is None or Permission.LIAISON_DECIDE not in accounts.permissions_of(reader.roles):
        return frozenset()
    stops = _stops(case, reader)
    if acting(flight, reader):
        return stops
    found = {"write"} if flight.state in LIVE else set()
    if not held_back(flight, reader, None, to_propose=True):
        found |= {"propose", "ask"} if flight.state is State.REFERRED else {"propose"}
    if flight.state in {State.INFO_REQUESTED, State.PROPOSED}:
        found.add("recall")
    if decisions.may_undo(reader, flight, now):
        found.add("undo")
    found |= _signing(case, reader)
    return stops | found


def _signing(case: Case, reader: Identity) -> set[str]:
    """What can be done about a first signature that stands."""
    flight = case.request.flight
    first = signing.first_of(flight, reader.command or "")
    if first is None or held_back(flight, reader, None):
        return set()
    own = first.officer_id == reader.id
    return ({"unsign"} if own or "commander" in reader.roles else set()) | (set() if own else {"sign"})


def _stops(case: Case, reader: Identity) -> frozenset[str]:
    """What can be done to a flight that may fly or was stopped, also when nobody had to be asked."""
    flight = case.request.flight
    operator = case.operator.operator.person_id if case.operator else None
    if reader.id in {flight.person_id, operator}:
        return frozenset()
    moves = {"suspend": Move.SUSPEND, "reinstate": Move.REINSTATE, "rescind": Move.RESCIND}
    found = {name for name, move in moves.items() if allows(flight.standing, move)}
    return frozenset(found | ({"phone"} if receipts.unconfirmed(case.file.timeline) else set()))


def acting(flight: FlightView, officer: Identity, expected_version: int | None = None) -> Faults:
    """What forbids this officer to act on the flight, whatever its state."""
    return held_back(flight, officer, expected_version, waiting=False)


def _words_faults(text: str, officer: Identity, flight: FlightView) -> Faults:
    if not text.strip():
        return (Fault("text", "liaison.error.words_missing"),)
    faults = tuple(decisions.remark_faults("text", text))
    return faults or concealing.wording_faults(pointer="text", text=text, officer=officer, flight=flight)


def _changes(flight: FlightView, offer: Offer, officer: Identity, now: datetime) -> tuple[Changes, Faults]:
    if offer.suggestion is not None:
        return suggested(flight, offer.suggestion)
    changes, faults = trim_of(flight=flight, offer=offer, officer=officer, inside=False, now=now)
    if not faults and not changes.some:
        faults = (Fault("", "flights.refusal.nothing_proposed"),)
    return changes, faults


def suggested(flight: FlightView, place: int) -> tuple[Changes, Faults]:
    """The changes of one of the assessment's alternatives, which come from published zones alone."""
    ways = flight.assessment.alternatives if flight.assessment else ()
    if not 0 <= place < len(ways):
        return Changes(), (Fault("version", "liaison.refusal.stale"),)
    way = ways[place]
    changes = Changes(
        ceiling_m=way.ceiling.metres if way.ceiling else None,
        start=way.start,
        end=way.end,
        area=shape(way.geometry) if way.geometry else None,
    )
    return changes, ()
