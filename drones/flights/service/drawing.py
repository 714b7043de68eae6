"""What the map over a plan's page shows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from drones.flights.formats.drawing import features, numbers_of
from drones.flights.model import Assessment
from drones.flights.service import assessing
from geofences.engine.model import FlightVolume, Zone
from portal.kit.i18n import say
from portal.kit.problems import Problem

#: More zones than this make the map slow and say nothing more.
MOST_ZONES = 30


def drawn(
    *,
    volumes: tuple[FlightVolume, ...],
    assessment: Assessment | None,
    now: datetime,
    label: str = "",
    asked: tuple[FlightVolume, ...] = (),
) -> dict[str, Any] | None:
    """The plan, called ``label``, and the zones that its findings name; ``None`` without volumes.

    Several volumes are numbered, as in ``asked`` where these are what a permit states of them.
    """
    if not volumes:
        return None
    name, whole = label or say("flights.map.yours"), asked or volumes
    labels = [name if len(whole) == 1 else _numbered(name, numbers_of(one, whole)) for one in volumes]
    return features(volumes, _zones(assessment, now).values(), labels)


def _numbered(name: str, numbers: tuple[int, ...]) -> str:
    if len(numbers) == 1:
        return say("flights.map.volume", label=name, number=numbers[0])
    return say("flights.map.volumes", label=name, numbers=", ".join(map(str, numbers)))


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
