"""From stated shapes to the area that a flight sweeps, in lon/lat, or to what is wrong with them."""

from __future__ import annotations

from math import isfinite

import shapely
from shapely.geometry.base import BaseGeometry

from drones.flights.model.plans import CircleShape, CorridorShape, PolygonShape, Shape, VolumeInput
from geofences.engine import geodesy, shapes
from geofences.engine.assessment import VERTEX_LIMIT
from geofences.engine.geodesy import GeodesyError
from geofences.engine.shapes import FLIGHT_LIMITS, AreaFault, AreaFaultCode
from portal.kit.model import Fact, Fault

Area = BaseGeometry

MOST_SHAPES = 100
MOST_POINTS = 2_000
#: Legs that are swept at once.
_LEGS = 100
#: Corners of all shapes of a volume before they are joined.
MOST_JOINED = 60_000
WIDEST_RADIUS_M = 20_000.0
WIDEST_CORRIDOR_M = 20_000.0
LARGEST_AREA_KM2 = 1_000.0

#: Width given to a path whose plan states none, metres (the form asks; programs may not say).
DEFAULT_WIDTH_M = 50.0


def sweep(volume: VolumeInput, at: str, *, margin_m: float) -> tuple[Area | None, list[Fault]]:
    """The union of all that the shapes sweep, widened by ``margin_m`` and moved where asked.

    The area is a valid polygon or multi-polygon that encloses the shapes; faults carry the
    JSON pointer ``at``/geometry.
    """
    pointer = f"{at}/geometry"
    if not volume.shapes:
        return None, [Fault(pointer, "flights.error.area_missing")]
    if len(volume.shapes) > MOST_SHAPES:
        return None, [Fault(pointer, "flights.error.too_many_shapes", {"limit": MOST_SHAPES})]
    areas: list[Area] = []
    faults: list[Fault] = []
    for shape in volume.shapes:
        area, wrong = _sweep_shape(shape, pointer, margin_m)
        faults += wrong
        if area is not None:
            areas.append(area)
    if faults:
        return None, faults
    return _whole(areas, volume, at)


def _whole(areas: list[Area], volume: VolumeInput, at: str) -> tuple[Area | None, list[Fault]]:
    pointer = f"{at}/geometry"
    whole = areas[0]
    if len(areas) > 1:
        if int(shapely.get_num_coordinates(areas).sum()) > MOST_JOINED:
            return None, [Fault(pointer, "flights.area.too_complex")]
        whole = shapely.union_all(areas)
    faults = _soundness_faults(whole, pointer) or _size_faults(whole, pointer)
    if faults or volume.move_to is None:
        return (None if faults else whole), faults
    try:
        moved = geodesy.transfer(whole, volume.move_to.lon, volume.move_to.lat)
    except GeodesyError as error:
        return None, [Fault(f"{at}/move_to", f"flights.geodesy.{error.code}")]
    faults = _soundness_faults(moved, f"{at}/move_to")
    return (None if faults else moved), faults


def _soundness_faults(area: Area, pointer: str) -> list[Fault]:
    """What the engine would refuse to look at: a path that winds too much sweeps such an area."""
    if shapely.get_num_coordinates(area) > VERTEX_LIMIT:
        return [Fault(pointer, "flights.area.too_complex")]
    return [] if shapely.is_valid(area) else [Fault(pointer, "flights.area.invalid")]


def _size_faults(area: Area, pointer: str) -> list[Fault]:
    parts = int(shapely.get_num_geometries(area))
    if parts > FLIGHT_LIMITS.parts:
        facts: dict[str, Fact] = {"count": parts, "limit": FLIGHT_LIMITS.parts}
        return [Fault(pointer, "flights.area.too_many_parts", facts)]
    km2 = geodesy.area_m2(area) / 1e6
    if km2 > LARGEST_AREA_KM2:
        facts = {"km2": round(km2), "limit": int(LARGEST_AREA_KM2)}
        return [Fault(pointer, "flights.error.area_too_large", facts)]
    return []


def _sweep_shape(shape: Shape, pointer: str, margin_m: float) -> tuple[Area | None, list[Fault]]:
    try:
        if isinstance(shape, CircleShape):
            return _sweep_circle(shape, pointer, margin_m)
        if isinstance(shape, CorridorShape):
            return _sweep_corridor(shape, pointer, margin_m)
        return _sweep_polygon(shape, pointer, margin_m)
    except GeodesyError as error:
        return None, [Fault(pointer, f"flights.geodesy.{error.code}")]


def _sweep_circle(shape: CircleShape, pointer: str, margin_m: float) -> tuple[Area | None, list[Fault]]:
    wrong = _length_fault(shape.radius_m, WIDEST_RADIUS_M, f"{pointer}/radius_m", "radius")
    if wrong is not None:
        return None, [wrong]
    centre = shape.centre
    return geodesy.circle(centre.lon, centre.lat, shape.radius_m, uncertainty_m=margin_m), []


def _sweep_corridor(shape: CorridorShape, pointer: str, margin_m: float) -> tuple[Area | None, list[Fault]]:
    width = DEFAULT_WIDTH_M if shape.width_m is None else shape.width_m
    wrong = _length_fault(width, WIDEST_CORRIDOR_M, f"{pointer}/width_m", "width")
    if wrong is not None:
        return None, [wrong]
    if len(shape.points) > MOST_POINTS:
        facts: dict[str, Fact] = {"count": len(shape.points), "limit": MOST_POINTS}
        return None, [Fault(pointer, "flights.error.too_many_points", facts)]
    if any(abs(a[0] - b[0]) > 180 for a, b in zip(shape.points, shape.points[1:], strict=False)):
        return None, [Fault(pointer, "flights.geodesy.antimeridian")]
    swept: Area | None = None
    for first in range(0, max(1, len(shape.points) - 1), _LEGS):
        points = shape.points[first : first + _LEGS + 1]
        leg = geodesy.corridor(points, width, uncertainty_m=margin_m + shape.stray_m)
        swept = leg if swept is None else swept.union(leg)
        if shapely.get_num_coordinates(swept) > VERTEX_LIMIT:
            # A path that crosses itself so often would be swept for minutes, and is refused anyway.
            return None, [Fault(pointer, "flights.area.too_complex")]
    return swept, []


def _sweep_polygon(shape: PolygonShape, pointer: str, margin_m: float) -> tuple[Area | None, list[Fault]]:
    area, found = shapes.read_area(shape.polygons, FLIGHT_LIMITS, close=True)
    if area is None:
        return None, [_said(fault, pointer) for fault in found]
    return geodesy.buffer_m(area, margin_m), []


def _said(fault: AreaFault, pointer: str) -> Fault:
    code: str = fault.code
    if fault.code is AreaFaultCode.CROSSING_EDGES and "edge_a" not in fault.facts:
        code = "crossing_somewhere"
    return Fault(pointer, f"flights.area.{code}", dict(fault.facts))


def _length_fault(metres: float, limit: float, pointer: str, name: str) -> Fault | None:
    if not isfinite(metres) or metres <= 0:
        return Fault(pointer, f"flights.error.{name}")
    if metres > limit:
        return Fault(pointer, f"flights.error.{name}_too_large", {"limit_m": f"{limit:g}"})
    return None
