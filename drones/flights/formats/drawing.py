"""A plan and the zones it meets as features for the map that goes over a page's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from shapely.geometry import mapping

from geofences.engine.model import FlightVolume, Status, Zone


def features(
    volumes: Sequence[FlightVolume], zones: Iterable[tuple[Zone, str]], labels: Sequence[str]
) -> dict[str, Any]:
    """A GeoJSON feature collection: zones with the status of their finding, then the flight's volumes."""
    drawn = [
        _feature(volume.area, kind="zone", status=status, label=zone.name or zone.identifier)
        for zone, status in sorted(zones, key=lambda found: -Status(found[1]).severity)
        for volume in zone.volumes
    ]
    drawn += [
        _feature(volume.area, kind="flight", status="", label=label)
        for volume, label in zip(volumes, labels, strict=True)
    ]
    return {"type": "FeatureCollection", "features": drawn}


def numbers_of(volume: FlightVolume, asked: Sequence[FlightVolume]) -> tuple[int, ...]:
    """Which of the volumes that were asked for, from 1, a printed one holds: those of its band and window."""
    return tuple(
        number
        for number, one in enumerate(asked, start=1)
        if (one.band, one.period) == (volume.band, volume.period)
    )


def _feature(area: Any, **properties: str) -> dict[str, Any]:
    return {"type": "Feature", "geometry": mapping(area), "properties": properties}
