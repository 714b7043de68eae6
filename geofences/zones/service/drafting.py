"""Drafts of zones by page: kept, sent back, dropped, prolonged, compared with what is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import shapely

from geofences.engine.model import Zone
from geofences.zones import rules, store
from geofences.zones.model import Difference, Key, State, Version
from geofences.zones.rules.hours import Answer, applies
from portal.audit import service as audit
from portal.kit import locks
from portal.kit.model import Fault
from portal.kit.problems import Problem


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in the register for one zone: a draft, a published version, both or none."""

    draft: Version | None = None
    published: Version | None = None

    @property
    def seen(self) -> str:
        """The id of what an author goes on from: the draft, else what is published, else nothing."""
        newest = self.draft or self.published
        return "" if newest is None else newest.id


@dataclass(frozen=True, slots=True)
class Review:
    """A version beside the one that it follows, for whoever publishes it."""

    version: Version
    before: Version | None
    differences: tuple[Difference, ...]
    #: What is published now, when it is not this version.
    standing: Standing


def version(*, id_: str) -> Version:
    """One version of a zone; ``Problem`` 404 when there is none."""
    found = store.version(id_)
    if found is None:
        raise Problem("problem.http_404", 404)
    return found


def standing(*, key: Key) -> Standing:
    """The draft and the published version of a zone."""
    found = store.open_versions_of(key)
    return Standing(found.get(State.DRAFT), found.get(State.PUBLISHED))


def save_draft(*, zone: Zone, seen: str, actor: str, now: datetime) -> str | tuple[Fault, ...]:
    """Keep a zone as the draft of its identity; returns the version's id, or why it is not kept.

    ``seen`` is ``Standing.seen`` as the author saw it. Raises ``Problem`` 412 ``zones.stale`` when
    something else stands there by now.
    """
    faults = rules.area_faults([zone], ())
    if faults:
        return faults
    locks.register_exclusive()
    known = standing(key=zone.key)
    if known.seen != seen:
        raise Problem("zones.stale", 412)
    newest = known.draft or known.published
    if newest is not None and newest.zone == zone:
        return (Fault("", "zones.error.nothing_changed"),)
    (id_,) = store.add_drafts([zone], author=actor, now=now)
    _note("zones.drafted", id_, actor)
    return id_


def review(*, id_: str) -> Review:
    """A version, the published one that it follows (or would replace), and how they differ."""
    found = version(id_=id_)
    before = _before(found)
    differences = () if before is None else rules.diff(before.zone, found.zone)
    return Review(found, before, differences, standing(key=found.zone.key))


def _before(found: Version) -> Version | None:
    """The last version that took effect before this one; for a draft, the one in force."""
    earlier = [
        one
        for one in store.history(found.zone.key)
        if one.number < found.number and one.published_at is not None
    ]
    if found.state is State.DRAFT:
        earlier = [one for one in earlier if one.state is State.PUBLISHED]
    return max(earlier, key=lambda one: one.number, default=None)


def compare(*, versions: Sequence[Version], before: int, after: int) -> tuple[Difference, ...]:
    """How two versions of one zone differ, by their numbers; ``Problem`` 404 when one is not there."""
    by_number = {one.number: one.zone for one in versions}
    if before not in by_number or after not in by_number:
        raise Problem("problem.http_404", 404)
    return rules.diff(by_number[before], by_number[after])


def applies_at(*, zone: Zone, at: datetime) -> Answer:
    """Whether the zone applies at a moment, and its next hours."""
    return applies(zone.applicability, shapely.union_all([one.area for one in zone.volumes]), at)


def send_back(*, id_: str, remark: str, actor: str, now: datetime) -> Fault | None:
    """Give a draft back to its author with a remark; it cannot be published until it is revised."""
    locks.register_exclusive()
    fault = rules.return_fault(version(id_=id_), actor)
    if fault is None:
        store.note_on(id_, remark=remark, returned_by=actor, returned_at=now)
        _note("zones.sent_back", id_, actor)
    return fault


def drop_draft(*, id_: str, actor: str, publisher: bool, now: datetime) -> Fault | None:
    """Give up a draft; by its author, or by somebody who might publish it."""
    locks.register_exclusive()
    fault = rules.drop_fault(version(id_=id_), actor, publisher=publisher)
    if fault is None:
        store.note_on(id_, state=State.WITHDRAWN.value, ended_by=actor, ended_at=now)
        _note("zones.draft_dropped", id_, actor)
    return fault


def move_end(*, id_: str, end: datetime, actor: str, now: datetime) -> str | tuple[Fault, ...]:
    """A draft of the published version that ends at another moment, for somebody else to publish."""
    locks.register_exclusive()
    found = version(id_=id_)
    known = standing(key=found.zone.key)
    if known.published is None or known.published.id != id_:
        raise Problem("zones.stale", 412)
    if known.draft is not None:
        return (Fault("end_time", "zones.error.draft_exists"),)
    changed = rules.with_end(found.zone, end)
    if isinstance(changed, Fault):
        return (changed,)
    return save_draft(zone=changed, seen=known.seen, actor=actor, now=now)


def propose_withdrawal(*, id_: str, remark: str, actor: str, now: datetime) -> Fault | None:
    """Propose to end a published zone; another person confirms it (``publishing.withdraw``)."""
    locks.register_exclusive()
    fault = rules.proposal_fault(version(id_=id_))
    if fault is None:
        store.note_on(id_, withdrawal_by=actor, withdrawal_at=now, withdrawal_remark=remark)
        _note("zones.withdrawal_proposed", id_, actor)
    return fault


def keep_published(*, id_: str, actor: str) -> None:
    """Turn down a proposed withdrawal, or take one's own back: the zone stays as it is."""
    locks.register_exclusive()
    if version(id_=id_).withdrawal is None:
        raise Problem("zones.stale", 412)
    store.note_on(id_, withdrawal_by=None, withdrawal_at=None, withdrawal_remark=None)
    _note("zones.withdrawal_turned_down", id_, actor)


def waiting() -> tuple[list[Version], list[Version]]:
    """What waits for a second person: emergency zones in force, and proposed withdrawals."""
    return store.flagged(), store.to_be_withdrawn()


def _note(action: str, id_: str, actor: str) -> None:
    """One line of the ledger, by the version's id."""
    audit.note(action, subject=id_, actor=actor)
