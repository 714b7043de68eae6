"""What the map over a plan's page shows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from drones.flights.formats.drawing import features
from drones.flights.model import Assessment
from drones.flights.service import assessing
from geofences.engine.model import FlightVolume, Zone
from portal.kit.i18n import say
from portal.kit.problems import Problem

#: More zones than this make the map slow and say nothing more.
MOST_ZONES = 30


def drawn(
    *, volumes: tuple[FlightVolume, ...], assessment: Assessment | None, now: datetime, label: str = ""
) -> dict[str, Any] | None:
    """The plan, called ``label``, and the zones that its findings name; ``None`` without volumes."""
    if not volumes:
        return None
    return features(volumes, _zones(assessment, now).values(), label or say("flights.map.yours"))


def _zones(assessment: Assessment | None, now: datetime) -> dict[tuple[str, str], tuple[Zone, str]]:
    """The zones of the findings as they are published now, each with the worst status found."""
    found: dict[tuple[str, str], tuple[Zone, str]] = {}
    if assessment is None:
        return found
    try:
        snapshot = assessing.snapshot_now(now)
    except Problem:  # the words of the page stay true without the drawing
        return found
    for one in assessment.findings:
        key = (one.country, one.identifier)
        zone = snapshot.zone(key)
        if zone is not None and len(found) < MOST_ZONES:
            found.setdefault(key, (zone, str(one.status)))
    return found
