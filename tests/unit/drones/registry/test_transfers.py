"""Who may offer, accept and take back an aircraft."""

import pytest

from drones.registry.model import AircraftState, TransferState
from drones.registry.rules.transfers import answer_faults, offer_faults

ACTIVE, OFFERED = AircraftState.ACTIVE, TransferState.OFFERED


def offer(state=ACTIVE, *, recipient_valid=True, to_self=False, open_offer=False):
    found = offer_faults(state, recipient_valid=recipient_valid, to_self=to_self, open_offer=open_offer)
    return [fault.code for fault in found]


def test_an_active_aircraft_is_offered_to_another_valid_operator():
    assert offer() == []


@pytest.mark.parametrize("state", [state for state in AircraftState if state is not ACTIVE])
def test_only_an_active_aircraft_is_offered(state):
    assert offer(state) == ["registry.transfer.aircraft_state"]


def test_an_aircraft_is_offered_to_one_at_a_time():
    assert offer(open_offer=True) == ["registry.transfer.already_offered"]


def test_an_offer_to_oneself_is_named_as_such():
    assert offer(to_self=True, recipient_valid=False) == ["registry.transfer.to_self"]


def test_a_recipient_who_is_not_valid_is_refused():
    assert offer(recipient_valid=False) == ["registry.transfer.recipient_not_valid"]


def test_an_open_offer_of_an_active_aircraft_is_accepted():
    assert answer_faults(OFFERED, ACTIVE, recipient_valid=True) == ()


@pytest.mark.parametrize("state", [state for state in TransferState if state is not OFFERED])
def test_an_offer_that_is_over_is_not_answered_again(state):
    found = answer_faults(state, ACTIVE, recipient_valid=True)
    assert [fault.code for fault in found] == ["registry.transfer.over"]


def test_what_was_lost_meanwhile_is_not_accepted():
    found = answer_faults(OFFERED, AircraftState.LOST, recipient_valid=True)
    assert [fault.code for fault in found] == ["registry.transfer.aircraft_state"]


def test_an_operator_who_is_no_longer_valid_takes_nothing_over():
    found = answer_faults(OFFERED, ACTIVE, recipient_valid=False)
    assert [fault.code for fault in found] == ["registry.transfer.you_not_valid"]
