"""What a U-space flight authorisation asks of the register, beside what its plan states."""

from __future__ import annotations

from drones.flights.model import PlanInput
from drones.registry.rules.serials import cta_fault
from portal.kit.model import Fact, Fault


def serial_faults(plan: PlanInput, serial: str) -> tuple[Fault, ...]:
    """A fault where the plan claims U-space with an aircraft whose serial number is not unique.

    (EU) 2021/664, Annex IV, 1: the unique serial number, which is one of ANSI/CTA-2063-A for any class;
    a registration alone is content with less for some.
    """
    if plan.uspace is None or cta_fault(serial) is None:
        return ()
    facts: dict[str, Fact] = {"serial": serial}
    return (Fault("/aircraft", "flights.error.uspace_serial", facts),)
