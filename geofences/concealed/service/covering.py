"""The watch over the cover of concealed zones: looked at again whenever published zones change."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from geofences.concealed import store
from geofences.concealed.model import Cover, Gap, Version
from geofences.concealed.rules import cover
from geofences.concealed.rules.setting import is_over
from geofences.engine.model import Period
from geofences.engine.snapshot import Snapshot
from geofences.zones import service as zones
from geofences.zones.model import ZonesPublished, ZonesWithdrawn
from portal.accounts import service as accounts
from portal.accounts.model import Role
from portal.audit import service as audit
from portal.kit import locks
from portal.kit.settings import settings
from portal.notices import service as notices

#: The cover is known a year ahead, so what expires with time is seen long before.
AT_LEAST_EVERY = timedelta(hours=1)
_log = structlog.get_logger(__name__)


def on_published(_event: ZonesPublished) -> None:
    """Zones or pre-approvals were published: the watch is to look again.

    Nothing is looked at here: whoever publishes must neither wait for a concealed zone nor fail by it.
    """
    store.mark_changed()


def on_withdrawn(_event: ZonesWithdrawn) -> None:
    """Zones or pre-approvals were withdrawn: the watch is to look again."""
    store.mark_changed()


def watch(now: datetime) -> None:
    """The worker's part: look at every zone's cover again when it is due, and alert on its loss."""
    if not store.is_due(now - AT_LEAST_EVERY):
        return
    snapshot = snapshot_in_lock(now)
    store.begin_watch(now)
    for version in store.standing():
        if not is_over(version.zone, now):
            _look_again(version, snapshot, now)


def snapshot_in_lock(now: datetime) -> Snapshot:
    """The published zones, which nobody can change until the transaction ends."""
    cached = zones.current_snapshot(moment=now)
    locks.register_shared()
    return zones.snapshot_in_lock(cached=cached)


def gaps_of(*, version: Version, now: datetime) -> tuple[Gap, ...]:
    """What lacks cover as things are published now."""
    return find(version, zones.current_snapshot(moment=now), now)


def find(version: Version, snapshot: Snapshot, now: datetime) -> tuple[Gap, ...]:
    """What of a version lacks cover from ``now`` on, as far as it is looked for."""
    return cover.gaps(
        version.zone,
        snapshot,
        within=Period(now, now + cover.HORIZON),
        default_command=settings().default_command,
    )


def _look_again(version: Version, snapshot: Snapshot, now: datetime) -> None:
    try:
        lack = cover.first_lack(find(version, snapshot, now))
        lacks_from = None if lack is None else lack.start
    except Exception as fault:
        # What could not be looked at counts as lost. No words of the fault: they may tell a place.
        _log.warning("cover_not_checked", fault=type(fault).__name__)
        lacks_from = now
    before = version.cover.lost_at
    lost_at = None if lacks_from is None else before or now
    store.note_cover(version.id, Cover(now, lost_at, lacks_from))
    if lost_at is not None and before is None:
        _alert(version, now)
    if lost_at is None and before is not None:
        audit.note("concealed.cover_back", subject=version.id)


def _alert(version: Version, now: datetime) -> None:
    """Tell the commanders; the mail itself says nothing that a stranger could learn from."""
    audit.note("concealed.cover_lost", subject=version.id)
    for person in accounts.people_with_role(Role.COMMANDER, version.command):
        address = f"{settings().base_url}/concealed"
        notices.enqueue(person_id=person.id, code="concealed.told.look", facts={"address": address}, now=now)
