"""Areas as they are typed or pasted: a circle, positions line by line, a GeoJSON text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from shapely.geometry.base import BaseGeometry

from geofences.engine.geodesy import GeodesyError, circle
from geofences.engine.model import Band, Circle, ZoneVolume
from geofences.engine.shapes import ZONE_LIMITS, AreaFault, AreaFaultCode, read_area
from portal.kit.model import Fact, Fault
from portal.kit.strict_json import loads

WIDEST_RADIUS_M = 100_000.0
LONGEST_GEOJSON = 1_000_000
MOST_POSITIONS = 1_000
_DECIMAL = r"([+-]?\d{1,3}(?:\.\d{1,12})?)"
_POSITION = re.compile(rf"\s*{_DECIMAL}\s*[,;\s]\s*{_DECIMAL}\s*")


def read_circle(centre: str, radius: str) -> ZoneVolume | list[Fault]:
    """A geodesic circle; ``centre`` is "latitude, longitude", ``radius`` metres. The band is open."""
    place = _position(centre)
    metres = number(radius)
    faults = []
    if place is None:
        faults.append(Fault("centre", "concealed.error.position", {"typed": centre[:40]}))
    if metres is None or not 0 < metres <= WIDEST_RADIUS_M:
        faults.append(Fault("radius_m", "concealed.error.radius", {"limit": f"{WIDEST_RADIUS_M:g}"}))
    if place is None or metres is None or faults:
        return faults
    try:
        area = circle(place[0], place[1], metres)
    except GeodesyError as error:
        return [Fault("centre", f"zones.geodesy.{error.code}")]
    return ZoneVolume(area, Band(), Circle(place[0], place[1], metres))


def read_outline(text: str) -> BaseGeometry | list[Fault]:
    """The polygon of positions, one a line, latitude first; the last joins the first."""
    faults: list[Fault] = []
    ring: list[tuple[float, float]] = []
    for line_number, line in enumerate(text.splitlines()[: MOST_POSITIONS + 1], start=1):
        if not line.strip():
            continue
        place = _position(line)
        if place is None:
            facts: dict[str, Fact] = {"line": line_number, "typed": line.strip()[:40]}
            faults.append(Fault("outline", "concealed.error.position_line", facts))
        else:
            ring.append(place)
    if faults:
        return faults
    if len(set(ring)) < 3 or len(ring) > MOST_POSITIONS:
        return [Fault("outline", "concealed.error.positions", {"most": MOST_POSITIONS})]
    return _area([[ring]], "outline")


def read_geojson(text: str) -> BaseGeometry | list[Fault]:
    """The one Polygon or MultiPolygon of a GeoJSON text, alone, in a feature, or in a collection of one."""
    if len(text) > LONGEST_GEOJSON:
        return [Fault("geojson", "concealed.error.geojson_long", {"most": LONGEST_GEOJSON})]
    try:
        found = _geometry(loads(text))
    except (ValueError, RecursionError):
        return [Fault("geojson", "concealed.error.geojson")]
    if found is None:
        return [Fault("geojson", "concealed.error.geojson_one_area")]
    coordinates = found.get("coordinates")
    polygons = [coordinates] if found["type"] == "Polygon" else coordinates
    if not _is_nested(polygons):
        return [Fault("geojson", "concealed.error.geojson_coordinates")]
    return _area(polygons, "geojson")


def number(text: str) -> float | None:
    """A decimal number, with a point or a comma; ``None`` when it is none."""
    plain = text.strip().replace("\u00a0", "").removesuffix("m").strip().replace(",", ".")
    return float(plain) if re.fullmatch(r"[+-]?\d{1,7}(?:\.\d{1,6})?", plain, re.ASCII) else None


def write_outline(ring: list[tuple[float, float]]) -> str:
    """The positions of a ring, one a line, latitude first, without the closing one."""
    return "\n".join(f"{lat:.6f}, {lon:.6f}" for (lon, lat), _ in pairwise(ring))


def _position(text: str) -> tuple[float, float] | None:
    """Longitude, latitude of "latitude, longitude" in decimal degrees."""
    match = _POSITION.fullmatch(text) if text.isascii() else None
    if match is None:
        return None
    lat, lon = float(match[1]), float(match[2])
    return (lon, lat) if abs(lat) <= 90 and abs(lon) <= 180 else None


def _geometry(document: Any) -> Mapping[str, Any] | None:
    if not isinstance(document, Mapping):
        return None
    kind = document.get("type")
    if kind == "FeatureCollection":
        features = document.get("features")
        return _geometry(features[0]) if isinstance(features, list) and len(features) == 1 else None
    if kind == "Feature":
        return _geometry(document.get("geometry"))
    return document if kind in {"Polygon", "MultiPolygon"} else None


def _is_nested(polygons: Any) -> bool:
    """Lists of rings of positions of at least two numbers."""
    if not isinstance(polygons, list) or not polygons:
        return False
    rings = [ring for polygon in polygons if isinstance(polygon, list) for ring in polygon]
    if not rings or not all(isinstance(polygon, list) and polygon for polygon in polygons):
        return False
    return all(isinstance(ring, list) and all(_is_position(place) for place in ring) for ring in rings)


def _is_position(place: Any) -> bool:
    return (
        isinstance(place, list)
        and len(place) >= 2
        and all(isinstance(one, int | float) and not isinstance(one, bool) for one in place[:2])
        and all(abs(one) < 1e6 for one in place[:2])
    )


def _area(polygons: Any, pointer: str) -> BaseGeometry | list[Fault]:
    area, found = read_area(polygons, ZONE_LIMITS, close=True)
    return [_said(fault, pointer) for fault in found] if area is None else area


def _said(fault: AreaFault, pointer: str) -> Fault:
    unnamed = fault.code is AreaFaultCode.CROSSING_EDGES and "edge_b" not in fault.facts
    code = "crossing" if unnamed else str(fault.code)
    return Fault(pointer, f"zones.area.{code}", dict(fault.facts))
