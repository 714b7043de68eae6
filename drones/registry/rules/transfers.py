"""Handing over an aircraft: who may offer, answer and take back."""

from __future__ import annotations

from drones.registry.model import AircraftState, TransferState
from portal.kit.model import Fault


def offer_faults(
    state: AircraftState, *, recipient_valid: bool, to_self: bool, open_offer: bool
) -> tuple[Fault, ...]:
    """What forbids the offer.

    A recipient unknown, not yet approved or suspended gives one and the same fault, so an offer
    tells no more of a number than the public look-up does.
    """
    faults = []
    if state is not AircraftState.ACTIVE:
        faults.append(Fault("aircraft", "registry.transfer.aircraft_state", {"state": state.value}))
    if open_offer:
        faults.append(Fault("aircraft", "registry.transfer.already_offered"))
    if to_self:
        faults.append(Fault("number", "registry.transfer.to_self"))
    elif not recipient_valid:
        faults.append(Fault("number", "registry.transfer.recipient_not_valid"))
    return tuple(faults)


def answer_faults(
    state: TransferState, aircraft: AircraftState, *, recipient_valid: bool
) -> tuple[Fault, ...]:
    """What forbids accepting: the offer is over, the aircraft changed, the recipient may not own."""
    if state is not TransferState.OFFERED:
        return (over_fault(state),)
    if aircraft is not AircraftState.ACTIVE:
        return (Fault("aircraft", "registry.transfer.aircraft_state", {"state": aircraft.value}),)
    if not recipient_valid:
        return (Fault("number", "registry.transfer.you_not_valid"),)
    return ()


def over_fault(state: TransferState) -> Fault:
    """The fault of acting on an offer that was answered or taken back."""
    return Fault("transfer", "registry.transfer.over", {"state": state.value})
