"""A zone's end moved: earlier or later, with everything else of it kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from geofences.engine.model import Applicability, Zone
from portal.kit.model import Fault


def last_end(applicability: Sequence[Applicability]) -> datetime | None:
    """When the last of the periods is over; ``None`` when one of them is open."""
    ends = [period.end for period in applicability]
    known = [end for end in ends if end is not None]
    return max(known) if len(known) == len(ends) else None


def is_over(zone: Zone, now: datetime) -> bool:
    """True when no period of the zone is left."""
    end = last_end(zone.applicability)
    return end is not None and end <= now


def with_end(zone: Zone, end: datetime) -> Zone | Fault:
    """The zone as it applies until ``end``: its last period prolonged, or all of them cut there.

    A fault when nothing would change, or when nothing would be left of it (then it is withdrawn).
    """
    last = last_end(zone.applicability)
    if last == end:
        return Fault("end_time", "zones.error.end_unchanged")
    if last is not None and end > last:
        periods = tuple(
            replace(period, end=end) if period.end == last else period for period in zone.applicability
        )
        return replace(zone, applicability=periods)
    cut = tuple(_until(period, end) for period in zone.applicability if _begins_before(period, end))
    if not cut:
        return Fault("end_time", "zones.error.end_before_begin")
    return replace(zone, applicability=cut)


def _begins_before(period: Applicability, end: datetime) -> bool:
    return period.start is None or period.start < end


def _until(period: Applicability, end: datetime) -> Applicability:
    return period if period.end is not None and period.end <= end else replace(period, end=end)
