"""What may be set as a concealed zone, apart from its cover."""

from __future__ import annotations

from datetime import datetime

from geofences.concealed.model import Version
from geofences.concealed.rules.cover import HORIZON, applies_within
from geofences.engine.model import Period, Zone
from portal.kit.model import Fault


def faults(
    zone: Zone, *, command: str | None, standing: Version | None, replaces: str | None, now: datetime
) -> tuple[Fault, ...]:
    """Why this zone may not be set now by somebody of ``command``; empty when it may.

    ``standing`` is the version of the same identity that is set, ``replaces`` the id of the version
    that the commander read and changes.
    """
    if command is None or zone.command != command:
        return (Fault("command", "concealed.error.command"),)
    if replaces is None and standing is not None:
        return (Fault("identifier", "concealed.error.identifier_taken"),)
    if replaces is not None and (standing is None or standing.id != replaces):
        return (Fault("identifier", "concealed.error.changed"),)
    if is_over(zone, now):
        return (Fault("end_date", "concealed.error.end_passed"),)
    if not applies_within(zone, Period(now, now + HORIZON)):
        return (Fault("start_date", "concealed.error.too_far", {"days": HORIZON.days}),)
    return ()


def is_over(zone: Zone, now: datetime) -> bool:
    """True once none of the zone's periods can apply any more."""
    return all(one.end is not None and one.end <= now for one in zone.applicability)
