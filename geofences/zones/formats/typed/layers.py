"""The layers of a zone as typed: a circle, corners, a pasted outline, or what already stands there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum

import shapely
from shapely import Polygon
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geofences.engine.geodesy import GeodesyError, circle
from geofences.engine.model import Band, Circle, Datum, Height, Unit, ZoneVolume
from geofences.engine.shapes import faults as area_faults
from geofences.zones.formats.areas import MAX_RADIUS_M, area_code
from geofences.zones.formats.typed.pieces import read_piece
from geofences.zones.formats.typed.positions import read_position, read_positions
from geofences.zones.formats.typed.scalars import Typed, write_number
from portal.kit.model import Fault

#: Corners that are shown as lines to type in, and positions that are shown as a text at all.
MOST_CORNERS = 100
MOST_SHOWN = 2_000
#: The widest and the lowest that a limit may be, in metres; beyond it is a slip of the pen.
LOWEST_M, HIGHEST_M = -1_000.0, 50_000.0
_LEAST_RADIUS_M = 1.0
Texts = dict[str, object]


class Shape(StrEnum):
    """How the area of a layer is stated."""

    CIRCLE = "circle"
    POLYGON = "polygon"
    PIECE = "piece"
    KEPT = "kept"


def write_layers(volumes: Sequence[ZoneVolume]) -> list[Texts]:
    """Each layer as the form shows it; ``origin`` says which of the zone's layers it is."""
    return [{"origin": str(index), **write_layer(volume)} for index, volume in enumerate(volumes)]


def write_layer(volume: ZoneVolume) -> Texts:
    """One layer as texts that read back to exactly the same, or as one to be kept."""
    return {
        **_write_area(volume),
        **write_limit("floor", volume.band.floor),
        **write_limit("ceiling", volume.band.ceiling),
    }


def _write_area(volume: ZoneVolume) -> Texts:
    texts: Texts = {"shape": Shape.KEPT.value, "centre": "", "radius_m": "", "outline": "", "piece": ""}
    if volume.circle is not None:
        one = volume.circle
        centre = f"{write_number(one.lat)}, {write_number(one.lon)}"
        return {
            **texts,
            "shape": Shape.CIRCLE.value,
            "centre": centre,
            "radius_m": write_number(one.radius_m),
        }
    area, count = volume.area, int(shapely.get_num_coordinates(volume.area))
    if isinstance(area, Polygon) and not area.interiors and count <= MOST_CORNERS:
        lines = [f"{write_number(lat)}, {write_number(lon)}" for lon, lat in area.exterior.coords[:-1]]
        return {**texts, "shape": Shape.POLYGON.value, "outline": "\n".join(lines)}
    if count <= MOST_SHOWN:
        return {**texts, "shape": Shape.PIECE.value, "piece": json.dumps(mapping(area))}
    return texts


def write_limit(name: str, limit: Height | None) -> Texts:
    """One vertical limit; empty when it is not stated."""
    return {
        name: "" if limit is None else write_number(limit.value),
        f"{name}_unit": (Unit.METRES if limit is None else limit.unit).value,
        f"{name}_datum": (Datum.AGL if limit is None else limit.datum).value,
    }


def read_layers(typed: Typed, base: Sequence[ZoneVolume]) -> tuple[ZoneVolume, ...]:
    """The layers that were typed; an area whose texts are those of ``base`` stays exactly as it is."""
    entries = typed.entries("layers")
    if not entries:
        typed.fault("layers", "zones.error.layer_needed")
    found = [_layer(one, _origin(one, base)) for _, one in entries]
    return tuple(one for one in found if one is not None)


def _origin(typed: Typed, base: Sequence[ZoneVolume]) -> ZoneVolume | None:
    text = typed.text("origin")
    return base[int(text)] if text.isascii() and text.isdigit() and int(text) < len(base) else None


def _layer(typed: Typed, origin: ZoneVolume | None) -> ZoneVolume | None:
    area, band = read_area(typed, origin), read_band(typed)
    if area is None or band is None:
        return None
    return ZoneVolume(area.area, band, area.circle)


def read_area(typed: Typed, origin: ZoneVolume | None) -> ZoneVolume | None:
    """The area of a layer (its band is of no account), or ``None`` with its faults noted."""
    if origin is not None and _unchanged(typed, origin):
        return origin
    shape = typed.text("shape")
    if shape not in _READERS:
        typed.fault("shape", "zones.error.shape_missing")
        return None
    found = _READERS[Shape(shape)](typed, origin)
    if found is None or found is origin:
        return found
    faults = area_faults(found.area)
    for fault in faults:
        typed.fault(_FIELDS[Shape(shape)], area_code(fault), **fault.facts)
    return None if faults else found


def _unchanged(typed: Typed, origin: ZoneVolume) -> bool:
    """Whether the chosen way of stating the area says what it said."""
    written = _write_area(origin)
    shape = str(written["shape"])
    if typed.text("shape") != shape:
        return False
    names = {Shape.CIRCLE: ("centre", "radius_m"), Shape.POLYGON: ("outline",), Shape.PIECE: ("piece",)}
    return all(typed.text(name) == written[name] for name in names.get(Shape(shape), ()))


def _kept(typed: Typed, origin: ZoneVolume | None) -> ZoneVolume | None:
    if origin is None:
        typed.fault("shape", "zones.error.nothing_to_keep")
    return origin


def _circle(typed: Typed, _origin: ZoneVolume | None) -> ZoneVolume | None:
    before = len(typed.faults)
    if not typed.text("centre"):
        typed.fault("centre", "zones.error.position_missing")
    centre = read_position(typed.text("centre"), f"{typed.place}centre")
    if isinstance(centre, Fault) and len(typed.faults) == before:
        typed.faults.append(centre)
    radius = typed.number("radius_m")
    if radius is None and len(typed.faults) == before:
        typed.fault("radius_m", "zones.error.radius_missing")
    elif radius is not None and not _LEAST_RADIUS_M <= radius <= MAX_RADIUS_M:
        typed.fault("radius_m", "zones.error.radius_out_of_range", radius=radius, limit=MAX_RADIUS_M)
    if isinstance(centre, Fault) or radius is None or len(typed.faults) > before:
        return None
    try:
        area = circle(centre[0], centre[1], radius)
    except GeodesyError as refused:
        typed.fault("centre", f"zones.geodesy.{refused.code}")
        return None
    return ZoneVolume(area, Band(), Circle(centre[0], centre[1], radius))


def _polygon(typed: Typed, _origin: ZoneVolume | None) -> ZoneVolume | None:
    points, wrong = read_positions(typed.text("outline"), f"{typed.place}outline")
    typed.faults += wrong
    if wrong:
        return None
    ring = points[:-1] if len(points) > 1 and points[0] == points[-1] else points
    if len(ring) < 3:
        typed.fault("outline", "zones.error.too_few_corners", least=3)
        return None
    return ZoneVolume(Polygon(ring), Band())


def _piece(typed: Typed, _origin: ZoneVolume | None) -> ZoneVolume | None:
    text = typed.text("piece")
    if not text:
        typed.fault("piece", "zones.error.piece_missing")
        return None
    piece = read_piece(text)
    for fault in piece.faults:
        typed.fault("piece", fault.code, **fault.facts)
    if piece.faults:
        return None
    if len(piece.layers) != 1:
        typed.fault("piece", "zones.error.piece_of_layers", count=len(piece.layers))
        return None
    return piece.layers[0]


_READERS = {Shape.CIRCLE: _circle, Shape.POLYGON: _polygon, Shape.PIECE: _piece, Shape.KEPT: _kept}
_FIELDS = {Shape.CIRCLE: "centre", Shape.POLYGON: "outline", Shape.PIECE: "piece", Shape.KEPT: "shape"}


def read_band(typed: Typed) -> Band | None:
    """Floor and ceiling of a layer; empty is not limited. ``None`` with the fault noted."""
    before = len(typed.faults)
    floor, ceiling = read_limit(typed, "floor"), read_limit(typed, "ceiling")
    if len(typed.faults) > before:
        return None
    try:
        return Band(floor, ceiling)
    except ValueError:
        typed.fault("ceiling", "zones.error.band_upside_down")
        return None


def read_limit(typed: Typed, name: str) -> Height | None:
    """One vertical limit with its unit and datum; ``None`` when empty, or in error (noted)."""
    value = typed.number(name)
    if value is None:
        return None
    unit, datum = typed.text(f"{name}_unit"), typed.text(f"{name}_datum")
    if unit not in set(Unit) or datum not in set(Datum):
        typed.fault(name, "zones.error.unit_or_datum_missing")
        return None
    limit = Height(value, Unit(unit), Datum(datum))
    if not LOWEST_M <= limit.metres <= HIGHEST_M:
        typed.fault(name, "zones.error.height_out_of_range", low=LOWEST_M, high=HIGHEST_M)
        return None
    return limit


def inscribed(one: ZoneVolume) -> BaseGeometry:
    """The area in which something is *allowed*: of a circle the part that is surely inside it."""
    stated = one.circle
    if stated is None or stated.radius_m <= 2:
        return one.area
    return circle(stated.lon, stated.lat, stated.radius_m - 1.0)
