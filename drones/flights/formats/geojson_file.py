"""GeoJSON files as plans: each geometry a part; and the flight declarations that wrap them.

A third coordinate is the height over the WGS 84 ellipsoid (RFC 7946, 3.1.1); features may state
limits in their properties, as this portal's and other services' declarations do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from drones.flights.formats import geojson
from drones.flights.formats.drafts import MOST_FAULTS, MOST_POINTS, conclude, named, refused
from drones.flights.formats.heights import upside_down
from drones.flights.formats.json_text import number
from drones.flights.formats.points import Place, parts_of
from drones.flights.formats.volumes4d import read_moment
from drones.flights.model.plans import (
    CorridorShape,
    Frame,
    Level,
    PlanFile,
    PlanPart,
    PlanReading,
    Point,
    Shape,
)
from portal.kit.model import Fact, Fault

FORMAT, DECLARATION = "geojson", "flight_declaration"
_TYPES = frozenset(
    {"FeatureCollection", "Feature", "GeometryCollection", "Point", "MultiPoint", "LineString"}
    | {"MultiLineString", "Polygon", "MultiPolygon"}
)
_WRAPPERS = ("flight_declaration", "flight_declaration_geo_json", "geo_json", "parts")
_PLURAL = {"MultiPoint": "Point", "MultiLineString": "LineString", "MultiPolygon": "Polygon"}
_DATUMS = {
    "agl": Frame.TERRAIN, "sfc": Frame.TERRAIN,
    "amsl": Frame.AMSL, "msl": Frame.AMSL,
    "wgs84": Frame.WGS84, "w84": Frame.WGS84,
}  # fmt: skip
_LOWER = ("floor", "min_altitude", "lower_limit", "altitude_lower")
_UPPER = ("ceiling", "max_altitude", "upper_limit", "altitude_upper")
_START = ("start", "start_time", "start_datetime", "time_start")
_END = ("end", "end_time", "end_datetime", "time_end")

Around = Mapping[str, Any]


def claims(document: Any) -> bool:
    """True for GeoJSON and for a declaration that holds some."""
    if not isinstance(document, dict):
        return False
    return document.get("type") in _TYPES or any(isinstance(document.get(n), dict) for n in _WRAPPERS)


def read(document: dict[str, Any]) -> PlanReading:
    """The draft of every geometry, or the faults with their JSON pointers."""
    value, at, around = _unwrapped(document)
    kind = FORMAT if not at else DECLARATION
    if (count := _count(value)) > MOST_POINTS:
        return refused("flights.error.too_many_points", at, count=count, limit=MOST_POINTS)
    parts: list[PlanPart] = []
    places: list[Place] = []
    faults: list[Fault] = []
    notes: list[Fault] = []
    for geometry, pointer, stated in _simple(value, at, around):
        shapes, place, wrong = _shapes(geometry, pointer, stated)
        levels, floor_stated, more = _levels(geometry, stated, pointer)
        start, end, told = _times(stated, pointer)
        faults += [*wrong, *more]
        notes += told
        name = named(str(stated.get("name") or stated.get("title") or ""))
        if place is not None:
            places.append((place, levels, name))
        elif shapes:
            parts.append(PlanPart(shapes, levels, name, floor_stated=floor_stated, start=start, end=end))
        if len(faults) >= MOST_FAULTS:
            break
    found, more_notes = parts_of(parts, places, at)
    empty = at or ("/features" if document.get("type") == "FeatureCollection" else "")
    return conclude(PlanFile(kind, found, notes=(*notes, *more_notes)), faults, empty=empty)


def _unwrapped(document: dict[str, Any]) -> tuple[Any, str, dict[str, Any]]:
    """The GeoJSON, its pointer, and what the wrappers state for all of it."""
    value: Any = document
    at, around = "", {}
    while isinstance(value, dict) and value.get("type") not in _TYPES:
        around.update({name: value[name] for name in (*_START, *_END) if name in value})
        name = next((one for one in _WRAPPERS if isinstance(value.get(one), dict)), None)
        if name is None:
            break
        value, at = value[name], f"{at}/{name}"
    return value, at, around


def _count(value: Any) -> int:
    """Positions in all that is drawn."""
    if isinstance(value, dict):
        inner = [value.get(name) for name in ("features", "geometries", "geometry", "coordinates")]
        return sum(_count(one) for one in inner if one is not None)
    if not isinstance(value, list):
        return 0
    if value and isinstance(value[0], int | float):
        return 1
    return sum(_count(one) for one in value)


def _simple(value: Any, at: str, around: Around) -> Iterator[tuple[Any, str, dict[str, Any]]]:
    """Each single geometry with its pointer and the properties around it."""
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "Feature":
        properties = value.get("properties")
        inner = {**around, **(properties if isinstance(properties, dict) else {})}
        yield from _simple(value.get("geometry"), f"{at}/geometry", inner)
    elif kind in ("FeatureCollection", "GeometryCollection"):
        name = "features" if kind == "FeatureCollection" else "geometries"
        members = value.get(name)
        if not isinstance(members, list):
            yield value, f"{at}/{name}", dict(around)
            return
        for index, member in enumerate(members):
            yield from _simple(member, f"{at}/{name}/{index}", around)
    elif kind in _PLURAL and isinstance(value.get("coordinates"), list):
        for index, one in enumerate(value["coordinates"]):
            single = {"type": _PLURAL[str(kind)], "coordinates": one}
            yield single, f"{at}/coordinates/{index}", dict(around)
    else:
        yield value, at, dict(around)


def _shapes(
    geometry: Any, at: str, stated: dict[str, Any]
) -> tuple[tuple[Shape, ...], Point | None, Sequence[Fault]]:
    """Shapes, or the place of a point without a radius."""
    beside = {name: stated[name] for name in ("radius_m", "width_m") if number(stated.get(name)) is not None}
    is_point = isinstance(geometry, dict) and geometry.get("type") == "Point"
    if is_point and "radius_m" not in beside and number(geometry.get("radius_m")) is None:
        return _place(geometry.get("coordinates"), at)
    shapes, faults = geojson.read(geometry, at, beside)
    return shapes, None, faults


def _place(coordinates: Any, at: str) -> tuple[tuple[Shape, ...], Point | None, Sequence[Fault]]:
    found, faults = geojson.read({"type": "LineString", "coordinates": [coordinates]}, at)
    if found and isinstance(found[0], CorridorShape):
        return (), found[0].points[0], ()
    inside, own = f"{at}/coordinates/0", f"{at}/coordinates"
    return (), None, [Fault(own + one.pointer.removeprefix(inside), one.code, one.facts) for one in faults]


def _levels(geometry: Any, stated: dict[str, Any], at: str) -> tuple[tuple[Level, ...], bool, list[Fault]]:
    """The limits in the properties, else the third coordinates."""
    limits: list[Level] = []
    faults: list[Fault] = []
    for names in (_LOWER, _UPPER):
        name = next((one for one in names if stated.get(one) is not None), None)
        if name is not None:
            inside = f"{at.removesuffix('/geometry')}/properties/{name}"
            level, wrong = _limit(stated[name], inside, stated.get("datum"))
            limits += [] if level is None else [level]
            faults += wrong or upside_down(limits, inside)
    if len(limits) == 2 or faults:
        return tuple(limits), True, faults
    heights = _heights(geometry.get("coordinates") if isinstance(geometry, dict) else None)
    if not any(heights):
        return (), False, []
    return tuple(Level(metres, Frame.WGS84) for metres in sorted(set(heights))), False, []


def _limit(value: Any, at: str, datum_beside: Any) -> tuple[Level | None, list[Fault]]:
    """A height with its datum, or a bare number whose datum stands beside both limits."""
    if not isinstance(value, dict):
        value = {"value": value, "datum": datum_beside or ""}
    metres = number(value.get("metres", value.get("meters", value.get("value"))))
    datum = str(value.get("datum", value.get("reference", ""))).lower()
    frame = _DATUMS.get(datum) if datum else Frame.UNSTATED
    if metres is None:
        return None, [Fault(at, "flights.error.height_unreadable")]
    if frame is None:
        facts: dict[str, Fact] = {"mode": datum[:40], "known": ", ".join(_DATUMS)}
        return None, [Fault(at, "flights.error.altitude_mode", facts)]
    return Level(metres, frame), []


def _heights(value: Any) -> list[float]:
    """Every third coordinate."""
    if not isinstance(value, list) or not value:
        return []
    if isinstance(value[0], list):
        return [height for one in value for height in _heights(one)]
    height = number(value[2]) if len(value) > 2 else None
    return [] if height is None else [height]


def _times(stated: dict[str, Any], at: str) -> tuple[datetime | None, datetime | None, list[Fault]]:
    found: list[datetime | None] = []
    notes: list[Fault] = []
    for names in (_START, _END):
        text = next((stated[one] for one in names if isinstance(stated.get(one), str)), None)
        moment = read_moment(text) if text else None
        found.append(moment if isinstance(moment, datetime) else None)
        if text and not isinstance(moment, datetime):
            code = "time_without_zone" if isinstance(moment, str) else "time_left_out"
            notes.append(Fault(at, f"flights.note.{code}"))
    return found[0], found[1], notes
