"""The life of an operator's registration: moves between states, reasons, validity and renewal."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from drones.registry.model import OperatorState, Standing
from portal.kit.model import Fault

#: How long a registration holds once approved or renewed.
VALIDITY = timedelta(days=365)
#: From how long before its end a registration may be renewed.
RENEWAL_WINDOW = timedelta(days=60)
LONGEST_REASON = 500


class OperatorMove(StrEnum):
    """What can happen to a registration."""

    APPROVE = "approve"
    REFUSE = "refuse"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    RENEW = "renew"
    EXPIRE = "expire"
    APPLY_AGAIN = "apply_again"


MOVES = MappingProxyType(
    {
        (OperatorState.PENDING, OperatorMove.APPROVE): OperatorState.APPROVED,
        (OperatorState.PENDING, OperatorMove.REFUSE): OperatorState.REFUSED,
        (OperatorState.REFUSED, OperatorMove.APPLY_AGAIN): OperatorState.PENDING,
        (OperatorState.APPROVED, OperatorMove.SUSPEND): OperatorState.SUSPENDED,
        (OperatorState.APPROVED, OperatorMove.RENEW): OperatorState.APPROVED,
        (OperatorState.APPROVED, OperatorMove.EXPIRE): OperatorState.EXPIRED,
        (OperatorState.SUSPENDED, OperatorMove.REINSTATE): OperatorState.APPROVED,
        (OperatorState.EXPIRED, OperatorMove.RENEW): OperatorState.APPROVED,
    }
)
#: Moves that the operator is told the reason of.
WITH_REASON = frozenset({OperatorMove.REFUSE, OperatorMove.SUSPEND})


def moved(state: OperatorState, move: OperatorMove) -> OperatorState | Fault:
    """The state after ``move``, or the fault that names the state it cannot start from."""
    after = MOVES.get((state, move))
    return after or Fault(
        "state", "registry.operator.no_such_move", {"state": state.value, "move": move.value}
    )


def possible(state: OperatorState) -> frozenset[OperatorMove]:
    """The moves that ``state`` allows."""
    return frozenset(move for start, move in MOVES if start is state)


def review_faults(move: OperatorMove, *, reason: str, own: bool) -> tuple[Fault, ...]:
    """What forbids a registrar's move: judging oneself, or a refusal without its reason."""
    faults = []
    if own:
        faults.append(Fault("state", "registry.operator.own"))
    if move in WITH_REASON and not reason.strip():
        faults.append(Fault("reason", "registry.operator.reason_missing"))
    if len(reason) > LONGEST_REASON:
        faults.append(Fault("reason", "registry.operator.reason_long", {"longest": LONGEST_REASON}))
    return tuple(faults)


def valid_from_approval(now: datetime) -> datetime:
    """Until when a registration approved at ``now`` holds (exclusive)."""
    return now + VALIDITY


def renewable(valid_until: datetime, now: datetime) -> bool:
    """True from :data:`RENEWAL_WINDOW` before the end, and ever after."""
    return now >= valid_until - RENEWAL_WINDOW


def renewed(valid_until: datetime, now: datetime) -> datetime | Fault:
    """The new end: a year from the old one, or from now once it is over. Too early is a fault."""
    if not renewable(valid_until, now):
        return Fault("state", "registry.operator.renewal_early", {"days": RENEWAL_WINDOW.days})
    return max(valid_until, now) + VALIDITY


def over(valid_until: datetime | None, now: datetime) -> bool:
    """True when the registration has run out: it holds on ``[approval, valid_until)``."""
    return valid_until is not None and now >= valid_until


def standing(state: OperatorState, valid_until: datetime | None, now: datetime) -> Standing:
    """All that the public may learn: valid while approved and not over, else not valid."""
    holds = state is OperatorState.APPROVED and valid_until is not None and not over(valid_until, now)
    return Standing.VALID if holds else Standing.NOT_VALID
