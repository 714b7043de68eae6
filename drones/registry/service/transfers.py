"""Handing over an aircraft: one offers, the other accepts, and only then does it move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from drones.registry.model import (
    AircraftDraft,
    AircraftState,
    AircraftUnusable,
    AircraftView,
    OperatorFile,
    OperatorView,
    Standing,
    TransferState,
    TransferView,
)
from drones.registry.rules import numbers, operators, transfers
from drones.registry.store import aircraft as aircraft_store
from drones.registry.store import operators as operator_store
from drones.registry.store import transfers as store
from drones.registry.store.rows import Hold
from drones.registry.store.transfers import Offer
from portal.audit import service as audit
from portal.kit import events, locks
from portal.kit.model import Fault
from portal.kit.problems import Problem
from portal.kit.settings import settings
from portal.notices import service as notices


def transfers_to(*, operator_id: str) -> list[TransferView]:
    """Open offers that wait for this operator's answer."""
    return store.to_operator(operator_id)


def transfers_from(*, operator_id: str) -> list[TransferView]:
    """Everything this operator ever offered, newest first."""
    return store.from_operator(operator_id)


def offer_transfer(
    *, operator_id: str, aircraft_id: str, number: str, now: datetime
) -> str | tuple[Fault, ...]:
    """The id of an offer to the operator with this public number, or what speaks against it."""
    aircraft = _found(aircraft_store.own(operator_id, aircraft_id, Hold.ALONE))
    recipient = _recipient(number)
    if isinstance(recipient, Fault):
        return (recipient,)
    faults = transfers.offer_faults(
        aircraft.state,
        recipient_valid=_valid(recipient, now),
        to_self=recipient is not None and recipient.id == operator_id,
        open_offer=store.open_of(aircraft_id) is not None,
    )
    if faults or recipient is None:
        return faults
    offered = store.add(
        aircraft_id=aircraft_id, from_operator_id=operator_id, to_operator_id=recipient.id, now=now
    )
    if offered is None:
        return (Fault("aircraft", "registry.transfer.already_offered"),)
    audit.note("registry.transfer_offered", subject=offered, facts={"aircraft_id": aircraft_id})
    _tell(recipient, "offered", now)
    return offered


def accept_transfer(*, operator_id: str, transfer_id: str, now: datetime) -> AircraftView | tuple[Fault, ...]:
    """The recipient agrees: the old entry becomes ``transferred``, a new active one is theirs."""
    locks.register_shared()
    taker = _found_operator(operator_store.by_id(operator_id, Hold.SHARED))
    handover = _handover(transfer_id, to_operator_id=operator_id)
    faults = transfers.answer_faults(
        handover.offer.state, handover.aircraft.state, recipient_valid=_valid(taker, now)
    )
    if faults:
        return faults
    aircraft_store.set_state(handover.aircraft.id, AircraftState.TRANSFERRED)
    made = aircraft_store.add(operator_id=operator_id, draft=_copy(handover.aircraft), now=now)
    if made is None:
        raise Problem("registry.transfer.not_now", 409)
    _close(handover.offer, TransferState.ACCEPTED, now, {"new_aircraft_id": made.id})
    events.announce(AircraftUnusable(handover.aircraft.id))
    return made


def decline_transfer(*, operator_id: str, transfer_id: str, now: datetime) -> tuple[Fault, ...]:
    """The recipient does not want it; the aircraft stays where it is."""
    offer = _handover(transfer_id, to_operator_id=operator_id).offer
    if offer.state is not TransferState.OFFERED:
        return (transfers.over_fault(offer.state),)
    _close(offer, TransferState.DECLINED, now, {})
    return ()


def cancel_transfer(*, operator_id: str, transfer_id: str, now: datetime) -> tuple[Fault, ...]:
    """Who offered takes the offer back before it is answered."""
    offer = _handover(transfer_id, from_operator_id=operator_id).offer
    if offer.state is not TransferState.OFFERED:
        return (transfers.over_fault(offer.state),)
    store.close(offer.id, TransferState.CANCELLED, now)
    audit.note("registry.transfer_cancelled", subject=offer.id, facts={"aircraft_id": offer.aircraft_id})
    return ()


@dataclass(frozen=True, slots=True)
class _Handover:
    offer: Offer
    aircraft: AircraftView


def _handover(
    transfer_id: str, *, to_operator_id: str | None = None, from_operator_id: str | None = None
) -> _Handover:
    """The offer and its aircraft, both held alone, when it is this operator's; else a 404."""
    seen = store.by_id(transfer_id)
    if seen is None or (seen.to_operator_id, seen.from_operator_id) != (
        to_operator_id or seen.to_operator_id,
        from_operator_id or seen.from_operator_id,
    ):
        raise Problem("registry.transfer.unknown", 404)
    # The aircraft first, as whoever changes its state does.
    aircraft = _found(aircraft_store.own(seen.from_operator_id, seen.aircraft_id, Hold.ALONE))
    return _Handover(store.by_id(transfer_id, Hold.ALONE) or seen, aircraft)


def _recipient(number: str) -> OperatorView | Fault | None:
    if numbers.may_hold_secret(number):
        return Fault("number", "registry.number.secret_given")
    read = numbers.read_typed(number, prefix=settings().country)
    return read if isinstance(read, Fault) else operator_store.by_number(read.public)


def _valid(operator: OperatorView | None, now: datetime) -> bool:
    if operator is None:
        return False
    return operators.standing(operator.state, operator.valid_until, now) is Standing.VALID


def _close(offer: Offer, state: TransferState, now: datetime, facts: dict[str, str]) -> None:
    store.close(offer.id, state, now)
    audit.note(
        f"registry.transfer_{state.value}",
        subject=offer.id,
        facts={"aircraft_id": offer.aircraft_id, **facts},
    )
    _tell(_found_operator(operator_store.by_id(offer.from_operator_id)), state.value, now)


def _tell(operator: OperatorView, what: str, now: datetime) -> None:
    notices.enqueue(person_id=operator.person_id, code=f"registry.notice.transfer_{what}", facts={}, now=now)


def _found(aircraft: AircraftView | None) -> AircraftView:
    if aircraft is None:
        raise Problem("registry.aircraft.unknown", 404)
    return aircraft


def _found_operator(file: OperatorFile | None) -> OperatorView:
    if file is None:
        raise Problem("registry.operator.unknown", 404)
    return file.operator


def _copy(aircraft: AircraftView) -> AircraftDraft:
    return AircraftDraft(
        aircraft.maker, aircraft.model, aircraft.cls, aircraft.mtom_g, aircraft.serial, aircraft.label
    )
