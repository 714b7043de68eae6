"""GeoJSON (RFC 7946, longitude before latitude) to shapes and back.

A ``Point`` states a circle with ``radius_m``, a ``LineString`` a path with ``width_m``; both
may stand in the geometry, in its feature's properties or beside the geometry.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from drones.flights.formats.json_text import number, read_json
from drones.flights.model.plans import CircleShape, CorridorShape, Point, PolygonShape, Position, Shape
from portal.kit.model import Fault

MOST_FAULTS = 20
#: Farther no plan strays from its line.
WIDEST_STRAY_M = 10_000.0
_NOTHING: Mapping[str, Any] = {}

Read = tuple[tuple[Shape, ...], tuple[Fault, ...]]


def read_text(text: str, pointer: str = "") -> Read:
    """The shapes of a GeoJSON text; faults carry ``pointer`` before their own place."""
    document, faults = read_json(text)
    if faults:
        return (), tuple(Fault(pointer + fault.pointer, fault.code, fault.facts) for fault in faults)
    return read(document, pointer)


def read(value: Any, pointer: str = "", beside: Mapping[str, Any] = _NOTHING) -> Read:
    """The shapes of a geometry, feature or collection; ``beside`` may hold a width or radius."""
    shapes: list[Shape] = []
    faults: list[Fault] = []
    for geometry, at, around in _geometries(value, pointer, beside):
        shape, wrong = _read_geometry(geometry, at, around)
        faults += wrong
        if shape is not None:
            shapes.append(shape)
        if len(faults) >= MOST_FAULTS:
            break
    if not shapes and not faults:
        faults.append(Fault(pointer, "flights.error.area_missing"))
    return tuple(shapes), tuple(faults[:MOST_FAULTS])


def write(shapes: Iterable[Shape]) -> dict[str, Any]:
    """The shapes as a feature collection that ``read`` reads back as the same shapes."""
    return {"type": "FeatureCollection", "features": [_feature(shape) for shape in shapes]}


def write_text(shapes: Iterable[Shape]) -> str:
    """``write`` as compact text."""
    return json.dumps(write(shapes), separators=(",", ":"))


def write_geometry(shape: Shape) -> dict[str, Any]:
    """One shape as a geometry, with its width or radius in it."""
    if isinstance(shape, CircleShape):
        centre = [shape.centre.lon, shape.centre.lat]
        return {"type": "Point", "coordinates": centre, "radius_m": shape.radius_m}
    if isinstance(shape, CorridorShape):
        line = {"type": "LineString", "coordinates": [list(point) for point in shape.points]}
        stated = {"width_m": shape.width_m, "stray_m": shape.stray_m or None}
        return line | {name: metres for name, metres in stated.items() if metres is not None}
    polygons = [[[list(point) for point in ring] for ring in rings] for rings in shape.polygons]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _feature(shape: Shape) -> dict[str, Any]:
    geometry = write_geometry(shape)
    names = ("radius_m", "width_m", "stray_m")
    properties = {name: geometry.pop(name) for name in names if name in geometry}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _geometries(
    value: Any, pointer: str, beside: Mapping[str, Any]
) -> Iterable[tuple[Any, str, Mapping[str, Any]]]:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "Feature":
        properties = value.get("properties")
        around = properties if isinstance(properties, dict) else {}
        yield from _geometries(value.get("geometry"), f"{pointer}/geometry", {**beside, **around})
    elif kind in ("FeatureCollection", "GeometryCollection"):
        name = "features" if kind == "FeatureCollection" else "geometries"
        members = value.get(name)
        for index, member in enumerate(members if isinstance(members, list) else []):
            yield from _geometries(member, f"{pointer}/{name}/{index}", beside)
    else:
        yield value, pointer, beside


def _read_geometry(value: Any, pointer: str, beside: Mapping[str, Any]) -> tuple[Shape | None, list[Fault]]:
    if not isinstance(value, dict):
        return None, [Fault(pointer, "flights.error.area_unreadable")]
    stated = {**beside, **value}
    kind, coordinates, at = str(value.get("type")), value.get("coordinates"), f"{pointer}/coordinates"
    if kind == "Point":
        return _read_circle(stated, coordinates, pointer)
    if kind == "LineString":
        return _read_corridor(stated, coordinates, pointer)
    if kind == "Polygon":
        rings, faults = _read_rings(coordinates, at)
        return (None if faults else PolygonShape((rings,))), faults
    if kind == "MultiPolygon":
        return _read_polygons(coordinates, at)
    return None, [Fault(f"{pointer}/type", "flights.error.area_type", {"type": kind[:40]})]


def _read_circle(
    stated: Mapping[str, Any], coordinates: Any, pointer: str
) -> tuple[Shape | None, list[Fault]]:
    centre, faults = _read_point(coordinates, f"{pointer}/coordinates")
    radius = number(stated.get("radius_m"))
    if radius is None:
        faults.append(Fault(f"{pointer}/radius_m", "flights.error.radius"))
    if centre is None or radius is None:
        return None, faults
    return CircleShape(Position(*centre), radius), faults


def _read_corridor(
    stated: Mapping[str, Any], coordinates: Any, pointer: str
) -> tuple[Shape | None, list[Fault]]:
    points, faults = _read_line(coordinates, f"{pointer}/coordinates", least=1)
    width = number(stated.get("width_m"))
    if width is None and stated.get("width_m") is not None:
        faults.append(Fault(f"{pointer}/width_m", "flights.error.width"))
    stray = number(stated.get("stray_m"))
    if stated.get("stray_m") is not None and (stray is None or not 0 <= stray <= WIDEST_STRAY_M):
        faults.append(Fault(f"{pointer}/stray_m", "flights.error.width"))
    return (None if faults else CorridorShape(points, width, stray or 0.0)), faults


def _read_polygons(coordinates: Any, pointer: str) -> tuple[Shape | None, list[Fault]]:
    if not isinstance(coordinates, list) or not coordinates:
        return None, [Fault(pointer, "flights.error.area_missing")]
    polygons, faults = [], []
    for index, part in enumerate(coordinates):
        rings, wrong = _read_rings(part, f"{pointer}/{index}")
        polygons.append(rings)
        faults += wrong
    return (None if faults else PolygonShape(tuple(polygons))), faults


def _read_rings(value: Any, pointer: str) -> tuple[tuple[tuple[Point, ...], ...], list[Fault]]:
    if not isinstance(value, list) or not value:
        return (), [Fault(pointer, "flights.error.area_missing")]
    rings, faults = [], []
    for index, ring in enumerate(value):
        points, wrong = _read_line(ring, f"{pointer}/{index}", least=3)
        rings.append(points if not points or points[0] == points[-1] else (*points, points[0]))
        faults += wrong
    return tuple(rings), faults


def _read_line(value: Any, pointer: str, *, least: int) -> tuple[tuple[Point, ...], list[Fault]]:
    if not isinstance(value, list) or len(value) < least:
        return (), [Fault(pointer, "flights.error.too_few_points", {"least": least})]
    points: list[Point] = []
    faults: list[Fault] = []
    for index, pair in enumerate(value):
        point, wrong = _read_point(pair, f"{pointer}/{index}")
        faults += wrong
        if point is not None:
            points.append(point)
        if len(faults) >= MOST_FAULTS:
            break
    return tuple(points), faults


def _read_point(value: Any, pointer: str) -> tuple[Point | None, list[Fault]]:
    if not isinstance(value, list) or len(value) < 2:
        return None, [Fault(pointer, "flights.error.coordinate_missing", {"at": pointer})]
    faults = []
    for index, (limit, code) in enumerate(((180, "longitude_range"), (90, "latitude_range"))):
        degrees, at = number(value[index]), f"{pointer}/{index}"
        if degrees is None:
            faults.append(Fault(at, "flights.error.coordinate_missing", {"at": at}))
        elif not abs(degrees) <= limit:
            faults.append(Fault(at, f"flights.error.{code}", {"value": degrees}))
    return (None, faults) if faults else ((float(value[0]), float(value[1])), [])
