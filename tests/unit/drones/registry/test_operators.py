"""The life of a registration: approved, refused, suspended, renewed, run out."""

from datetime import UTC, datetime, timedelta

import pytest

from drones.registry.model import OperatorState, Standing
from drones.registry.rules import operators
from drones.registry.rules.operators import OperatorMove, moved, review_faults
from portal.kit.model import Fault

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("before", "move", "after"),
    [
        ("pending", "approve", "approved"),
        ("pending", "refuse", "refused"),
        ("refused", "apply_again", "pending"),
        ("approved", "suspend", "suspended"),
        ("approved", "renew", "approved"),
        ("approved", "expire", "expired"),
        ("suspended", "reinstate", "approved"),
        ("expired", "renew", "approved"),
    ],
)
def test_these_moves_are_made(before, move, after):
    assert moved(OperatorState(before), OperatorMove(move)) is OperatorState(after)


def test_every_other_move_is_a_fault_that_names_both():
    refused = [
        found
        for state in OperatorState
        for move in OperatorMove
        if isinstance(found := moved(state, move), Fault)
    ]
    assert len(refused) == len(OperatorState) * len(OperatorMove) - 8
    assert {fault.code for fault in refused} == {"registry.operator.no_such_move"}
    found = moved(OperatorState.REFUSED, OperatorMove.APPROVE)
    assert isinstance(found, Fault)
    assert found.facts == {"state": "refused", "move": "approve"}


def test_the_possible_moves_are_those_that_are_made():
    assert operators.possible(OperatorState.PENDING) == {OperatorMove.APPROVE, OperatorMove.REFUSE}
    assert operators.possible(OperatorState.EXPIRED) == {OperatorMove.RENEW}


def test_nobody_judges_their_own_registration():
    found = review_faults(OperatorMove.APPROVE, reason="", own=True)
    assert [fault.code for fault in found] == ["registry.operator.own"]


@pytest.mark.parametrize("move", [OperatorMove.REFUSE, OperatorMove.SUSPEND])
def test_refusing_and_suspending_need_a_reason(move):
    assert [fault.code for fault in review_faults(move, reason=" ", own=False)] == [
        "registry.operator.reason_missing"
    ]
    assert review_faults(move, reason="No identity paper", own=False) == ()


def test_a_reason_has_an_end():
    found = review_faults(OperatorMove.REFUSE, reason="x" * 501, own=False)
    assert [fault.code for fault in found] == ["registry.operator.reason_long"]


def test_a_registration_holds_until_its_end_and_not_at_it():
    until = operators.valid_from_approval(NOW)
    assert until == NOW + timedelta(days=365)
    assert not operators.over(until, until - SECOND)
    assert operators.over(until, until)


def test_renewal_opens_sixty_days_before_the_end():
    until = NOW + timedelta(days=60)
    assert isinstance(operators.renewed(until, NOW - SECOND), Fault)
    assert operators.renewed(until, NOW) == until + timedelta(days=365)


def test_renewing_after_the_end_counts_from_now():
    assert operators.renewed(NOW - timedelta(days=10), NOW) == NOW + timedelta(days=365)


@pytest.mark.parametrize("state", [state for state in OperatorState if state is not OperatorState.APPROVED])
def test_the_public_sees_one_and_the_same_not_valid_for_every_other_state(state):
    assert operators.standing(state, NOW + SECOND, NOW) is Standing.NOT_VALID


def test_the_public_sees_valid_while_approved_and_not_over():
    assert operators.standing(OperatorState.APPROVED, NOW + SECOND, NOW) is Standing.VALID
    assert operators.standing(OperatorState.APPROVED, NOW, NOW) is Standing.NOT_VALID
    assert operators.standing(OperatorState.APPROVED, None, NOW) is Standing.NOT_VALID
