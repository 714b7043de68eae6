"""Areas and heights of a zone's layers as ED-269 and GeoJSON write them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import TypeVar

import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geofences.engine.geodesy import GeodesyError, circle
from geofences.engine.model import NO_LIMIT, Band, Circle, Datum, Height, Unit
from geofences.engine.shapes import LATITUDE_LIMIT, AreaFault, AreaFaultCode, faults
from geofences.zones.formats.document import Place, clip

#: The longest ring that is read; real national zones reach 21,252 positions.
MAX_RING = 25_000
MAX_RADIUS_M = 500_000.0
_LEAST_RING = 4
_SMALL_RING = 200
_UNITS = {"M": Unit.METRES, "FT": Unit.FEET, "m": Unit.METRES, "ft": Unit.FEET}

_METRES = ("m", "meter", "meters", "metre", "metres", "mtr")

Ring = list[tuple[float, float]]


def read_circle(centre: Place, radius: Place) -> Circle | None:
    """A geodesic circle: ``centre`` [lon, lat] in degrees, ``radius`` in metres."""
    position = _position(centre)
    metres = radius.number()
    if position is None or metres is None:
        return None
    if not 0 < metres <= MAX_RADIUS_M:
        radius.error("radius_out_of_range", radius=metres, limit=MAX_RADIUS_M)
        return None
    return Circle(position[0], position[1], metres)


def in_metres(place: Place, *, among: str = "") -> bool:
    """Whether no member beside a radius states another unit than metres; one that does is an error.

    No standard has such a member. Some files do, and a radius of 2 NM taken for 2 m would hide the
    zone. ``among`` is what a name must hold besides, where other units stand beside the radius's.
    """
    named = place.value if isinstance(place.value, dict) else {}
    units = {
        name: str(unit).strip()
        for name, unit in named.items()
        if among in name.lower() and re.search("uom|unit", name.lower()) and unit not in (None, "")
    }
    wrong = [name for name, unit in units.items() if unit.lower() not in _METRES]
    for name in wrong:
        place.member(name).error("radius_unit", text=clip(units[name]))
    return not wrong


def circle_area(stated: Circle, place: Place) -> BaseGeometry | None:
    """The polygon that encloses the circle; refused by name where it cannot be drawn."""
    try:
        area = circle(stated.lon, stated.lat, stated.radius_m)
    except GeodesyError as fault:
        place.fault(f"zones.geodesy.{fault.code}")
        return None
    place.notes.draw(len(area.exterior.coords))
    return area


def read_polygon(place: Place) -> Polygon | None:
    """A polygon's rings (outer first, then holes), each checked; ``None`` when any has a fault."""
    if not isinstance(place.value, list) or not place.value:
        place.error("ring_missing")
        return None
    rings = [_ring(item) for item in place.items()]
    if any(ring is None for ring in rings):
        return None
    outer, *holes = [ring for ring in rings if ring is not None]
    return Polygon(outer, holes)


def read_multipolygon(place: Place) -> MultiPolygon | None:
    """Several polygons; ``None`` when any has a fault."""
    parts = [read_polygon(item) for item in place.items()]
    if not parts or any(part is None for part in parts):
        if not parts:
            place.error("ring_missing")
        return None
    return MultiPolygon([part for part in parts if part is not None])


def is_sound(area: BaseGeometry, place: Place) -> bool:
    """True for a valid area; otherwise every fault the engine finds in it is noted."""
    found = () if _plainly_sound(area) else faults(area)
    for fault in found:
        place.fault(area_code(fault), **fault.facts)
    return not found


def _plainly_sound(area: BaseGeometry) -> bool:
    """True for a small valid ring far from the edges of the world: most zones, without a closer look."""
    if not isinstance(area, Polygon) or area.interiors or shapely.get_num_coordinates(area) > _SMALL_RING:
        return False
    west, south, east, north = area.bounds
    inside = west >= -180 and east <= 180 and east - west <= 180 and max(-south, north) <= LATITUDE_LIMIT
    return bool(inside and shapely.is_valid(area))


def area_code(fault: AreaFault) -> str:
    """The dotted code of a fault; a crossing whose edges the engine did not name has its own words."""
    if fault.code is AreaFaultCode.CROSSING_EDGES and "edge_b" not in fault.facts:
        return "zones.area.crossing"
    return f"zones.area.{fault.code}"


def _ring(place: Place) -> Ring | None:
    if not isinstance(place.value, list) or len(place.value) < _LEAST_RING - 1:
        place.error("ring_too_short", least=_LEAST_RING)
        return None
    if len(place.value) > MAX_RING:
        place.error("ring_too_long", length=len(place.value), limit=MAX_RING)
        return None
    ring = []
    for item in place.items():
        position = _position(item)
        if position is None:
            return None
        ring.append(position)
    if ring[0] != ring[-1]:
        place.warn("ring_not_closed")
        ring.append(ring[0])
    if len(ring) < _LEAST_RING:
        place.error("ring_too_short", least=_LEAST_RING)
        return None
    return ring


def _position(place: Place) -> tuple[float, float] | None:
    value = place.value
    if not isinstance(value, list) or len(value) < 2 or len(value) > 4:
        place.error("not_a_position")
        return None
    lon, lat = value[0], value[1]
    if not (_is_number(lon) and _is_number(lat)):
        place.error("not_a_position")
        return None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        swapped = -180 <= lat <= 180 and -90 <= lon <= 90
        code = "position_swapped" if swapped else "position_out_of_range"
        place.error(code, lon=clip(str(lon)), lat=clip(str(lat)))
        return None
    return float(lon), float(lat)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def read_band(layer: Place, datums: Iterable[Datum]) -> Band | None:
    """The vertical band of a layer. A limit that is not stated, or is stated without its unit or
    datum, is read as no limit (the widest sense; the latter with a warning), and so is 99999.
    """
    before = layer.notes.error_count
    unit = layer.member("uomDimensions", "unit", "uom")
    allowed = {datum.value: datum for datum in datums}
    sides = [
        (layer.member(f"{side}Limit"), layer.member(f"{side}VerticalReference", f"{side}Reference"))
        for side in ("lower", "upper")
    ]
    floor, ceiling = _limits(sides, unit, allowed)
    return None if layer.notes.error_count > before else bounded(floor, ceiling, layer)


def read_layer(layer: Place) -> Band | None:
    """The vertical band of an ED-318 ``layer``: metres unless ``uom`` says feet; any datum."""
    before = layer.notes.error_count
    layer.keep_only("upper", "upperReference", "lower", "lowerReference", "uom")
    stated = layer.member("uom")
    unit = Place(stated.pointer, "m", stated.notes) if stated.absent else stated
    allowed = {datum.value: datum for datum in Datum}
    sides = [(layer.member(side), layer.member(f"{side}Reference")) for side in ("lower", "upper")]
    floor, ceiling = _limits(sides, unit, allowed)
    return None if layer.notes.error_count > before else bounded(floor, ceiling, layer)


def bounded(floor: Height | None, ceiling: Height | None, place: Place) -> Band | None:
    """The band between two limits; ``None``, with an error, when the floor is above the ceiling."""
    try:
        return Band(floor, ceiling)
    except ValueError:
        place.error("band_upside_down")
        return None


def _limits(
    sides: Iterable[tuple[Place, Place]], unit: Place, allowed: dict[str, Datum]
) -> list[Height | None]:
    found_unit = _word(unit, _UNITS)
    return [_limit(limit, datum, unit.absent, found_unit, allowed) for limit, datum in sides]


def _limit(
    limit: Place, datum: Place, unit_absent: bool, unit: Unit | None, allowed: dict[str, Datum]
) -> Height | None:
    found_datum = _word(datum, allowed)
    if limit.absent or (value := limit.number()) is None or abs(value) >= NO_LIMIT:
        return None
    if unit_absent or datum.absent:
        limit.warn("limit_without_unit" if unit_absent else "limit_without_datum")
        return None
    return None if unit is None or found_datum is None else Height(value, unit, found_datum)


Word = TypeVar("Word")


def _word(place: Place, allowed: dict[str, Word]) -> Word | None:
    if place.absent:
        return None
    if isinstance(place.value, str) and place.value in allowed:
        return allowed[place.value]
    place.error("unknown_word", text=clip(str(place.value)), allowed=", ".join(allowed))
    return None


def write_band(band: Band) -> dict[str, object]:
    """ED-269 limits: whole numbers, one unit, AGL or AMSL; "no ceiling" is written as 99999.

    A floor is rounded down and a ceiling up. A WGS 84 height, which ED-269 cannot say, is written
    as no limit: never less than the zone.
    """
    units = {limit.unit for limit in (band.floor, band.ceiling) if limit is not None}
    unit = units.pop() if len(units) == 1 else Unit.METRES
    written: dict[str, object] = {"uomDimensions": "FT" if unit is Unit.FEET else "M"}
    floor, ceiling = (None if _unsayable(limit) else limit for limit in (band.floor, band.ceiling))
    if floor is not None:
        written["lowerLimit"] = math.floor(round(_in(unit, floor), 6))
        written["lowerVerticalReference"] = floor.datum.value
    written["upperLimit"] = NO_LIMIT if ceiling is None else math.ceil(round(_in(unit, ceiling), 6))
    datum = ceiling.datum if ceiling is not None else floor.datum if floor is not None else Datum.AGL
    written["upperVerticalReference"] = datum.value
    return written


def _unsayable(limit: Height | None) -> bool:
    return limit is not None and limit.datum is Datum.WGS84


def _in(unit: Unit, limit: Height) -> float:
    return limit.value if limit.unit is unit else limit.metres


def write_rings(polygon: Polygon) -> list[list[list[float]]]:
    """The closed rings [lon, lat] of a polygon, outer first."""
    return [[[lon, lat] for lon, lat in ring.coords] for ring in (polygon.exterior, *polygon.interiors)]


def polygons(area: BaseGeometry) -> list[Polygon]:
    """The polygons of a (Multi)Polygon."""
    return [part for part in getattr(area, "geoms", [area]) if isinstance(part, Polygon)]
