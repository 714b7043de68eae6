"""A plan and the zones it meets as features for the map that goes over a page's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from shapely.geometry import mapping

from geofences.engine.model import FlightVolume, Status, Zone


def features(
    volumes: Sequence[FlightVolume], zones: Iterable[tuple[Zone, str]], label: str
) -> dict[str, Any]:
    """A GeoJSON feature collection: zones with the status of their finding, then the flight."""
    drawn = [
        _feature(volume.area, kind="zone", status=status, label=zone.name or zone.identifier)
        for zone, status in sorted(zones, key=lambda found: -Status(found[1]).severity)
        for volume in zone.volumes
    ]
    drawn += [_feature(volume.area, kind="flight", status="", label=label) for volume in volumes]
    return {"type": "FeatureCollection", "features": drawn}


def _feature(area: Any, **properties: str) -> dict[str, Any]:
    return {"type": "Feature", "geometry": mapping(area), "properties": properties}
