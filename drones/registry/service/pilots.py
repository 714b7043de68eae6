"""Remote pilots: adding them and renewing their competence."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from drones.registry.model import PilotDraft, PilotFile, PilotView
from drones.registry.rules.pilots import pilot_faults
from drones.registry.store import pilots as store
from drones.registry.store.rows import Hold
from portal.audit import service as audit
from portal.kit.model import Fault
from portal.kit.problems import Problem
from portal.kit.settings import settings


def pilots_of(*, operator_id: str) -> list[PilotFile]:
    """The operator's remote pilots, in the order in which they were added."""
    return store.of_operator(operator_id)


def own_pilot(*, operator_id: str, pilot_id: str) -> PilotFile:
    """The operator's own pilot; a 404 for any other."""
    return _found(store.own(operator_id, pilot_id))


def add_pilot(*, operator_id: str, draft: PilotDraft, now: datetime) -> PilotView | tuple[Fault, ...]:
    """A new remote pilot, or everything that speaks against it."""
    faults = pilot_faults(draft, now, ZoneInfo(settings().time_zone))
    if faults:
        return faults
    made = store.add(operator_id=operator_id, draft=draft)
    audit.note("registry.pilot_added", subject=made.id, facts={"operator_id": operator_id})
    return made


def renew_pilot(*, operator_id: str, pilot_id: str, draft: PilotDraft, now: datetime) -> tuple[Fault, ...]:
    """A new competence, certificate and end for a pilot; the name stays as it is."""
    _found(store.own(operator_id, pilot_id, Hold.ALONE))
    faults = pilot_faults(draft, now, ZoneInfo(settings().time_zone))
    if faults:
        return faults
    store.renew(pilot_id, draft)
    audit.note("registry.pilot_renewed", subject=pilot_id)
    return ()


def _found(file: PilotFile | None) -> PilotFile:
    if file is None:
        raise Problem("registry.pilot.unknown", 404)
    return file
