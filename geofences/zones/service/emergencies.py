"""A commander's emergency zone: published alone, short, only tightening, flagged until confirmed."""

from __future__ import annotations

from datetime import datetime

from geofences.engine.model import Zone
from geofences.zones import rules, store
from geofences.zones.model import Key
from geofences.zones.service import publishing
from geofences.zones.service.drafting import version
from portal.audit import service as audit
from portal.kit import locks
from portal.kit.model import Fault


def publish_emergency(*, zone: Zone, actor: str, now: datetime) -> str | tuple[Fault, ...]:
    """Let an emergency zone take effect at once; returns its version's id, or why it may not.

    Publication is announced as any other, so that flights it forbids are suspended with it.
    """
    faults = rules.area_faults([zone], ())
    locks.register_exclusive()
    taken = bool(store.history(zone.key))
    faults += rules.emergency_faults(zone, taken=taken, now=now)
    if faults:
        return faults
    (id_,) = store.add_drafts([zone], author=actor, now=now)
    store.note_on(id_, emergency=True)
    audit.note("zones.emergency_published", subject=id_, actor=actor)
    publishing.take_effect(store.stated([id_]), (), actor, now)
    return id_


def confirm_emergency(*, id_: str, actor: str, now: datetime) -> Fault | None:
    """The second person agrees with an emergency zone; the flag is taken down."""
    locks.register_exclusive()
    fault = rules.confirmation_fault(version(id_=id_), actor)
    if fault is None:
        store.note_on(id_, confirmed_by=actor, confirmed_at=now)
        audit.note("zones.emergency_confirmed", subject=id_, actor=actor)
    return fault


def flagged_keys() -> frozenset[Key]:
    """Emergency zones in force that no second person has confirmed, for whoever shows zones to the staff."""
    return frozenset(one.zone.key for one in store.flagged())
