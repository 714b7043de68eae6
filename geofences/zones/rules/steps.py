"""Who may take which step with one version: send back, drop, withdraw, confirm (decision 10)."""

from __future__ import annotations

from datetime import datetime, timedelta

from geofences.engine.model import Restriction, Zone
from geofences.zones.model import SYSTEM, State, Traced, Version
from portal.kit.model import Fault

#: How long a zone may last that a commander publishes alone.
EMERGENCY_LASTS = timedelta(hours=24)
TIGHTENING = frozenset({Restriction.PROHIBITED, Restriction.REQ_AUTHORISATION})


def approval_faults(version: Traced, actor: str, current: int) -> tuple[Fault, ...]:
    """Why a pre-approval's draft may not be published; ``current`` is the published number, 0 for none."""
    if version.state is not State.DRAFT:
        return (Fault("", "zones.error.no_draft_any_more"),)
    if version.author_id == actor != SYSTEM:
        return (Fault("", "zones.error.own_draft"),)
    if version.returned_by is not None:
        return (Fault("", "zones.error.draft_sent_back"),)
    stale = version.base_number not in (None, current)
    return (Fault("", "zones.error.published_meanwhile"),) if stale else ()


def return_fault(version: Traced, actor: str) -> Fault | None:
    """Why a draft may not be sent back: it is none, or it is one's own."""
    if version.state is not State.DRAFT:
        return Fault("remark", "zones.error.no_draft_any_more")
    return Fault("remark", "zones.error.own_draft") if version.author_id == actor else None


def drop_fault(version: Traced, actor: str, *, publisher: bool) -> Fault | None:
    """Why a draft may not be dropped: by its author and by those who publish it may."""
    if version.state is not State.DRAFT:
        return Fault("", "zones.error.no_draft_any_more")
    return None if publisher or version.author_id == actor else Fault("", "zones.error.not_your_draft")


def loosens(zone: Zone) -> bool:
    """Whether withdrawing the zone allows anything that it did not."""
    return zone.restriction is not Restriction.NO_RESTRICTION


def withdrawal_fault(version: Version, actor: str) -> Fault | None:
    """Why ``actor`` may not end a published zone now; ``None`` when they may.

    Withdrawing what restricts is loosening: one person proposes it, another confirms it. A
    commander ends their own emergency zone alone, and so does the second person who was to
    confirm it.
    """
    if version.state is not State.PUBLISHED:
        return Fault("", "zones.error.not_in_force", {"identifier": version.zone.identifier})
    if actor == SYSTEM or not loosens(version.zone):
        return None
    if version.emergency and (version.published_by == actor or version.confirmed_by is None):
        return None
    facts: dict[str, str | int | float] = {"identifier": version.zone.identifier}
    if version.withdrawal is None:
        return Fault("", "zones.error.withdrawal_not_proposed", facts)
    return Fault("", "zones.error.own_withdrawal", facts) if version.withdrawal.by == actor else None


def proposal_fault(version: Version) -> Fault | None:
    """Why a withdrawal may not be proposed: the zone is not in force, or it was proposed already."""
    if version.state is not State.PUBLISHED:
        return Fault("remark", "zones.error.not_in_force", {"identifier": version.zone.identifier})
    return None if version.withdrawal is None else Fault("remark", "zones.error.withdrawal_already_proposed")


def confirmation_fault(version: Traced, actor: str) -> Fault | None:
    """Why ``actor`` may not confirm an emergency zone: somebody else than its commander does, once."""
    if not version.is_flagged:
        return Fault("", "zones.error.nothing_to_confirm")
    return Fault("", "zones.error.own_emergency") if version.published_by == actor else None


def emergency_faults(zone: Zone, *, taken: bool, now: datetime) -> tuple[Fault, ...]:
    """Why a zone may not be published by its author alone; empty when it may.

    It only tightens (it prohibits, or asks for an authorisation of a named command), replaces
    nothing, applies already or soon, and is over within 24 hours from ``now``.
    """
    faults = []
    if zone.restriction not in TIGHTENING:
        faults.append(Fault("restriction", "zones.error.emergency_loosens"))
    if zone.restriction is Restriction.REQ_AUTHORISATION and not zone.command:
        faults.append(Fault("command", "zones.error.command_missing"))
    if taken:
        facts: dict[str, str | int | float] = {"identifier": zone.identifier}
        faults.append(Fault("identifier", "zones.error.emergency_replaces", facts))
    ends = [period.end for period in zone.applicability]
    if any(end is None or end > now + EMERGENCY_LASTS for end in ends):
        faults.append(Fault("until_time", "zones.error.emergency_too_long", {"hours": 24}))
    elif all(end is not None and end <= now for end in ends):
        faults.append(Fault("until_time", "zones.error.emergency_over"))
    return tuple(faults)


def emergency_identifier(there: datetime) -> str:
    """An identifier for an emergency zone set at that local time, as short as ED-269 wants it."""
    return f"U{there:%d%H%M}"
