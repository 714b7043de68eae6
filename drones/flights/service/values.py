"""What of a draft can never be, however incomplete it still is."""

from __future__ import annotations

from datetime import datetime

from drones.flights.model import PlanInput
from drones.flights.rules import plans
from drones.flights.service import assessing
from portal.kit.model import Fault


def wrong_values(*, plan: PlanInput, now: datetime) -> tuple[Fault, ...]:
    """Faults of the values that a plan states, without what is missing: a draft may still lack it."""
    if not plan.volumes:
        return ()
    checked = plans.check(plan, now=now, uncertainty=assessing.uncertainty(), whole=False)
    return tuple(fault for fault in checked.faults if not fault.code.endswith("_missing"))
