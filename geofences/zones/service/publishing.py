"""Publishing, withdrawing, and putting zones made by code into the register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from geofences.engine.model import PreApproval, Zone
from geofences.zones import rules, store
from geofences.zones.formats import canonical
from geofences.zones.model import SYSTEM, Key, State, Stated, ZonesPublished, ZonesWithdrawn
from portal.audit import service as audit
from portal.kit import locks
from portal.kit.events import announce
from portal.kit.problems import Problem


def publish(*, version_ids: Sequence[str], actor: str, now: datetime) -> int:
    """Let drafts take effect, all or none; returns the register's new number.

    Raises ``Problem`` 409 ``zones.publish_refused`` with a fault for each version that is not a
    draft, or was sent back, or whose author is ``actor``; 412 when what is published is no longer
    what one of them was drafted from.
    """
    locks.register_exclusive()
    versions = store.stated(version_ids)
    current = store.current_numbers(version.key for version in versions)
    faults = rules.publish_faults(version_ids, versions, actor, current)
    if faults or not version_ids:
        stale = any(fault.code == "zones.error.base_changed" for fault in faults)
        raise Problem("zones.publish_refused", 412 if stale else 409, faults)
    number = store.raise_number()
    store.publish(versions, actor=actor, now=now, number=number)
    announce(ZonesPublished(tuple(version.key for version in versions), number))
    _note_each("zones.published", versions, actor, number)
    return number


def withdraw(
    *, keys: Sequence[Key] = (), pre_approvals: Sequence[str] = (), actor: str, now: datetime
) -> int:
    """End published zones and pre-approvals; returns the register's new number.

    A zone that restricts is ended by another person than the one who proposed it. Raises ``Problem``
    404 ``zones.not_published`` when one of them is not published, 409 ``zones.withdrawal_refused``
    with a fault for each zone that ``actor`` may not end (see ``rules.withdrawal_fault``).
    """
    locks.register_exclusive()
    if actor != SYSTEM:
        _require_second_person(keys, actor)
    number = store.raise_number()
    gone = store.withdraw(keys, actor=actor, now=now, number=number)
    lost = store.close_pre_approvals(pre_approvals, State.WITHDRAWN, actor, now, number)
    if set(gone) != set(keys) or set(lost) != set(pre_approvals) or not (gone or lost):
        raise Problem("zones.not_published", 404)
    announce(ZonesWithdrawn(tuple(gone), number, tuple(lost)))
    for country, identifier in gone:
        subject = audit.digest(f"{country}/{identifier}")
        audit.note(
            "zones.withdrawn", subject=subject, facts={"country": country, "number": number}, actor=actor
        )
    for identifier in lost:
        facts = {"number": number}
        audit.note("zones.pre_approval_withdrawn", subject=audit.digest(identifier), facts=facts, actor=actor)
    return number


def _require_second_person(keys: Sequence[Key], actor: str) -> None:
    versions = [store.open_versions_of(key).get(State.PUBLISHED) for key in keys]
    faults = [rules.withdrawal_fault(version, actor) for version in versions if version is not None]
    if any(fault is not None for fault in faults):
        raise Problem("zones.withdrawal_refused", 409, [fault for fault in faults if fault is not None])


def put(
    *,
    zones: Sequence[Zone],
    pre_approvals: Sequence[PreApproval] = (),
    actor: str = SYSTEM,
    now: datetime,
    publish: bool = True,
) -> int | None:
    """Put zones made by code into the register, and publish them at once or leave them as drafts.

    Zones and pre-approvals that already stand there unchanged stay. Returns the register's number
    when something was published, else ``None``. Raises ``Problem`` 422 ``zones.areas_refused`` with
    every fault of an area. Only for callers that no stranger's input reaches (the demonstration):
    the rule of two persons is theirs.
    """
    faults = rules.area_faults(zones, pre_approvals)
    if faults:
        raise Problem("zones.areas_refused", 422, faults)
    locks.register_exclusive()
    ids = add_changed(zones, author=actor, now=now)
    if not publish:
        return None
    known = store.open_pre_approvals()
    fresh = [one for one in pre_approvals if known.get(one.identifier) != _digest(one)]
    if not ids and not fresh:
        return None
    return take_effect(store.stated(ids), fresh, actor, now)


def take_effect(
    versions: Sequence[Stated], approvals: Sequence[PreApproval], actor: str, now: datetime
) -> int:
    """Publish drafts and pre-approvals at one new number of the register, which is returned.

    The caller holds the register's lock and has asked the rules.
    """
    number = store.raise_number()
    store.publish(versions, actor=actor, now=now, number=number)
    ids = store.add_pre_approvals(approvals, actor=actor, now=now, number=number)
    keys = tuple(version.key for version in versions)
    announce(ZonesPublished(keys, number, tuple(one.identifier for one in approvals)))
    _note_each("zones.published", versions, actor, number)
    for id_ in ids:
        audit.note("zones.pre_approval_published", subject=id_, facts={"number": number}, actor=actor)
    return number


def add_changed(zones: Sequence[Zone], *, author: str, now: datetime) -> list[str]:
    """Drafts for the zones that are new or changed, and those that already stand as drafts: their ids."""
    plan = rules.plan(zones, digests(zones), store.open_versions(zone.key for zone in zones))
    return [*store.add_drafts([*plan.added, *plan.changed], author=author, now=now), *plan.drafts]


def digests(zones: Sequence[Zone]) -> dict[Key, str]:
    """The digest of each zone's canonical text, by its key."""
    return {zone.key: canonical.digest(canonical.write_zone(zone)) for zone in zones}


def _digest(approval: PreApproval) -> str:
    return canonical.digest(canonical.write_pre_approval(approval))


def _note_each(action: str, versions: Sequence[Stated], actor: str, number: int) -> None:
    """One line of the ledger for each version, by its id, with the digest of what it says."""
    for version in versions:
        audit.note(
            action, subject=version.id, facts={"number": number, "digest": version.digest}, actor=actor
        )
