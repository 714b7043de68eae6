"""What a registrar decides of an operator."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import Any

from drones.registry.model import OperatorFile, OperatorSuspended
from drones.registry.rules import operators
from drones.registry.rules.operators import OperatorMove
from drones.registry.service.operators import held
from drones.registry.store import operators as store
from portal.audit import service as audit
from portal.kit import events, locks
from portal.kit.model import Fault
from portal.notices import service as notices

#: The past participle of each move, for the ledger and the notices.
DONE = MappingProxyType(
    {
        OperatorMove.APPROVE: "approved",
        OperatorMove.REFUSE: "refused",
        OperatorMove.SUSPEND: "suspended",
        OperatorMove.REINSTATE: "reinstated",
        OperatorMove.RENEW: "renewed",
        OperatorMove.EXPIRE: "expired",
    }
)


def approve_operator(*, operator_id: str, actor: str, now: datetime) -> tuple[Fault, ...]:
    """The operator may submit flights, for a year from now."""
    until = operators.valid_from_approval(now)
    return _decide(OperatorMove.APPROVE, _hold(operator_id), actor, now, valid_until=until)


def refuse_operator(*, operator_id: str, actor: str, reason: str, now: datetime) -> tuple[Fault, ...]:
    """The operator is told why, and may apply again."""
    return _decide(OperatorMove.REFUSE, _hold(operator_id), actor, now, reason=reason)


def suspend_operator(*, operator_id: str, actor: str, reason: str, now: datetime) -> tuple[Fault, ...]:
    """The operator may not fly until reinstated; its flights hear of it in this transaction."""
    faults = _decide(OperatorMove.SUSPEND, _hold(operator_id), actor, now, reason=reason)
    if not faults:
        events.announce(OperatorSuspended(operator_id))
    return faults


def reinstate_operator(*, operator_id: str, actor: str, now: datetime) -> tuple[Fault, ...]:
    """A suspension ends; the registration's end stays where it was."""
    return _decide(OperatorMove.REINSTATE, _hold(operator_id), actor, now)


def renew_operator(*, operator_id: str, actor: str, now: datetime) -> tuple[Fault, ...]:
    """A year more, from the old end or, once it is over, from now."""
    file = _hold(operator_id)
    until = operators.renewed(file.operator.valid_until or now, now)
    if isinstance(until, Fault):
        return (until,)
    return _decide(OperatorMove.RENEW, file, actor, now, valid_until=until, renewal_asked_at=None)


def record(
    move: OperatorMove, file: OperatorFile, actor: str | None, now: datetime, reason: str = ""
) -> None:
    """Leave the move in the ledger and tell the operator."""
    operator = file.operator
    audit.note(
        f"registry.operator_{DONE[move]}",
        subject=operator.id,
        facts={"state_before": operator.state.value},
        actor=actor,
    )
    notices.enqueue(
        person_id=operator.person_id,
        code=f"registry.notice.operator_{DONE[move]}",
        facts={"number": operator.number, "reason": reason},
        now=now,
    )


def _hold(operator_id: str) -> OperatorFile:
    # The register first, then the row: the order in which whoever submits a flight takes them.
    locks.register_shared()
    return held(operator_id)


def _decide(
    move: OperatorMove, file: OperatorFile, actor: str, now: datetime, reason: str = "", **values: Any
) -> tuple[Fault, ...]:
    operator = file.operator
    faults = operators.review_faults(move, reason=reason, own=operator.person_id == actor)
    after = operators.moved(operator.state, move)
    if isinstance(after, Fault):
        faults += (after,)
    if faults:
        return faults
    store.change(operator.id, state=after, reason=reason.strip(), decided_by=actor, decided_at=now, **values)
    record(move, file, actor, now, reason.strip())
    return ()
