"""What time alone changes: registrations and competences that run out."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from drones.registry.model import OperatorExpired, OperatorState, PilotLapsed
from drones.registry.rules.operators import OperatorMove, over
from drones.registry.service.operators import held
from drones.registry.service.review import record
from drones.registry.store import operators, pilots
from portal.audit import service as audit
from portal.kit import events, locks
from portal.kit.settings import settings
from portal.notices import service as notices


def expire(now: datetime) -> None:
    """Mark what ran out and announce it, each once; the worker calls it every round."""
    today = now.astimezone(ZoneInfo(settings().time_zone)).date()
    ended, lapsed = operators.run_out(now), pilots.run_out(today)
    if ended or lapsed:
        locks.register_shared()
    for operator_id in ended:
        _expire_operator(operator_id, now)
    for pilot_id, person_id in lapsed:
        _lapse_pilot(pilot_id, person_id, now)


def _expire_operator(operator_id: str, now: datetime) -> None:
    file = held(operator_id)
    if file.operator.state is not OperatorState.APPROVED or not over(file.operator.valid_until, now):
        return  # renewed or suspended between the look and the hold
    operators.change(operator_id, state=OperatorState.EXPIRED)
    record(OperatorMove.EXPIRE, file, None, now)
    events.announce(OperatorExpired(operator_id))


def _lapse_pilot(pilot_id: str, person_id: str, now: datetime) -> None:
    pilots.mark_lapsed(pilot_id)
    audit.note("registry.pilot_lapsed", subject=pilot_id)
    notices.enqueue(person_id=person_id, code="registry.notice.pilot_lapsed", facts={}, now=now)
    events.announce(PilotLapsed(pilot_id))
