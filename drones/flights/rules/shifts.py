"""The same flight on another day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from drones.flights.model.plans import PlanInput


def shifted(plan: PlanInput, *, now: datetime, zone: ZoneInfo) -> PlanInput:
    """The plan as it is when it lies ahead, else moved by whole days so that it starts tomorrow.

    Clock times, in ``zone``, are kept.
    """
    starts = [volume.start for volume in plan.volumes if volume.start is not None]
    if not starts or min(starts) > now:
        return plan
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    days = (tomorrow - min(starts).astimezone(zone).date()).days

    def moved(moment: datetime | None) -> datetime | None:
        # Added in the zone, so that ten o'clock stays ten o'clock where clocks are changed.
        return (
            None
            if moment is None
            else (moment.astimezone(zone) + timedelta(days=days)).astimezone(moment.tzinfo)
        )

    volumes = tuple(replace(one, start=moved(one.start), end=moved(one.end)) for one in plan.volumes)
    return replace(plan, volumes=volumes)
