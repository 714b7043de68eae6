"""Concealed zones and the gaps in their cover as a map shows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geofences.concealed.model import Gap
from geofences.engine.model import Zone
from geofences.engine.parts import polygons_of


def features(zones: Iterable[Zone], gaps: Iterable[Gap] = (), *, bare: str = "") -> dict[str, Any]:
    """A GeoJSON FeatureCollection: the zones, and over them what lacks cover, called ``bare``."""
    found = [
        _feature(volume.area, kind="concealed", label=zone.name) for zone in zones for volume in zone.volumes
    ]
    for gap in gaps:
        area = polygons_of(gap.area)
        if area is not None:
            found.append(_feature(area, kind="uncovered", label=bare))
    return {"type": "FeatureCollection", "features": found}


def middle(area: BaseGeometry) -> tuple[float, float]:
    """Latitude, longitude of a point in an area, a line or a point."""
    point = shapely.point_on_surface(area)
    return (point.y, point.x)


def _feature(area: BaseGeometry, **properties: str) -> dict[str, Any]:
    return {"type": "Feature", "geometry": mapping(area), "properties": properties}
