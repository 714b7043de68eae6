"""Pre-approvals by page: drafted, published by another person, sent back, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from geofences.engine.model import PreApproval
from geofences.zones import rules, store
from geofences.zones.model import ApprovalVersion, Difference, State, ZonesPublished
from portal.audit import service as audit
from portal.kit import locks
from portal.kit.events import announce
from portal.kit.model import Fault
from portal.kit.problems import Problem


@dataclass(frozen=True, slots=True)
class ApprovalReview:
    """A version of a pre-approval beside the one that it follows."""

    version: ApprovalVersion
    before: ApprovalVersion | None
    differences: tuple[Difference, ...]
    history: tuple[ApprovalVersion, ...]


def open_approvals() -> list[ApprovalVersion]:
    """Every draft and every published pre-approval, in order of identifier."""
    return store.open_approvals()


def approval(*, id_: str) -> ApprovalVersion:
    """One version of a pre-approval; ``Problem`` 404 when there is none."""
    found = store.approval(id_)
    if found is None:
        raise Problem("problem.http_404", 404)
    return found


def seen_of(*, identifier: str) -> str:
    """The id of what an author goes on from: the draft, else what is published, else nothing."""
    by_state = {one.state: one.id for one in reversed(store.approvals_of(identifier))}
    return by_state.get(State.DRAFT) or by_state.get(State.PUBLISHED) or ""


def review_approval(*, id_: str) -> ApprovalReview:
    """A version, the published one before it, how they differ, and all versions."""
    found = approval(id_=id_)
    history = store.approvals_of(found.pre_approval.identifier)
    earlier = [one for one in history if one.number < found.number and one.published_at is not None]
    if found.state is State.DRAFT:
        earlier = [one for one in earlier if one.state is State.PUBLISHED]
    before = max(earlier, key=lambda one: one.number, default=None)
    told = () if before is None else rules.diff_pre_approvals(before.pre_approval, found.pre_approval)
    return ApprovalReview(found, before, told, tuple(history))


def save_approval_draft(
    *, pre_approval: PreApproval, seen: str, actor: str, now: datetime
) -> str | tuple[Fault, ...]:
    """Keep a pre-approval as a draft; its id, or why not. ``Problem`` 412 when ``seen`` is outdated."""
    faults = rules.area_faults((), [pre_approval])
    if faults:
        return faults
    locks.register_exclusive()
    if seen_of(identifier=pre_approval.identifier) != seen:
        raise Problem("zones.stale", 412)
    if seen and approval(id_=seen).pre_approval == pre_approval:
        return (Fault("", "zones.error.nothing_changed"),)
    id_ = store.add_approval_draft(pre_approval, actor=actor, now=now)
    audit.note("zones.pre_approval_drafted", subject=id_, actor=actor)
    return id_


def publish_approval(*, id_: str, actor: str, now: datetime) -> tuple[Fault, ...]:
    """Let a draft take effect; empty when it did. Nobody publishes their own."""
    locks.register_exclusive()
    found = approval(id_=id_)
    identifier = found.pre_approval.identifier
    current = next((o.number for o in store.approvals_of(identifier) if o.state is State.PUBLISHED), 0)
    faults = rules.approval_faults(found, actor, current)
    if faults:
        return faults
    number = store.raise_number()
    store.close_pre_approvals([identifier], State.SUPERSEDED, actor, now, number)
    store.note_on_approval(
        id_, state=State.PUBLISHED.value, published_by=actor, published_at=now, published_number=number
    )
    announce(ZonesPublished((), number, (identifier,)))
    audit.note("zones.pre_approval_published", subject=id_, facts={"number": number}, actor=actor)
    return ()


def send_back_approval(*, id_: str, remark: str, actor: str, now: datetime) -> Fault | None:
    """Give a draft back to its author with a remark."""
    locks.register_exclusive()
    fault = rules.return_fault(approval(id_=id_), actor)
    if fault is None:
        store.note_on_approval(id_, remark=remark, returned_by=actor, returned_at=now)
        audit.note("zones.pre_approval_sent_back", subject=id_, actor=actor)
    return fault


def drop_approval_draft(*, id_: str, actor: str, publisher: bool, now: datetime) -> Fault | None:
    """Give up a draft; by its author, or by somebody who might publish it."""
    locks.register_exclusive()
    fault = rules.drop_fault(approval(id_=id_), actor, publisher=publisher)
    if fault is None:
        store.note_on_approval(id_, state=State.WITHDRAWN.value, ended_by=actor, ended_at=now)
        audit.note("zones.pre_approval_draft_dropped", subject=id_, actor=actor)
    return fault


def approval_changes(*, before: ApprovalVersion, after: ApprovalVersion) -> tuple[Difference, ...]:
    """How two versions of a pre-approval differ."""
    return rules.diff_pre_approvals(before.pre_approval, after.pre_approval)
