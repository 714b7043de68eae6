"""Nobody who works while all others work reads of a deadlock, and what is left behind is sound."""

from drones.flights.service import sweep
from portal.kit.settings import settings
from tests.integration.flights.mix import all_at_once
from tests.integration.flights.writers import holders, overlaps

WRITERS, STEPS = 8, 25


def check_mix(stage, owners, monkeypatch, **how):
    """A mix in which sweeps are left to the worker too; gives what was tried."""
    monkeypatch.setattr(sweep, "MOST_AT_ONCE", 4)
    monkeypatch.setattr(sweep, "BATCH", 4)
    counted, faults = all_at_once(stage, owners, **how)
    assert not faults, faults[0]
    lateral_m, vertical_m, time_s = settings().separation
    found = holders()
    assert overlaps(found, lateral_m=lateral_m, vertical_m=vertical_m, time_s=time_s) == []
    return counted


def test_no_fault_reaches_anybody_while_everybody_works_at_once(stage, owner, rival, monkeypatch):
    counted = check_mix(stage, (owner, rival), monkeypatch, writers=WRITERS, steps=STEPS)
    assert counted["submit"] > WRITERS
