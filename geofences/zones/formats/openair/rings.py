"""From the positions of an outline to an area: closed, examined, and slips of drawing read widely."""

from __future__ import annotations

import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geofences.engine.geodesy import GeodesyError, corridor
from geofences.engine.shapes import ZONE_LIMITS, AreaFault, AreaFaultCode, faults
from geofences.zones.formats.areas import area_code
from geofences.zones.formats.openair.outlines import Outline

#: Width in metres of the strip for which a line of two positions (a cable) stands.
STRIP_M = 200.0
#: A loop smaller than this share of the zone is a slip of drawing.
SLIP_SHARE = 0.01
_SLIPS = (AreaFaultCode.CROSSING_EDGES, AreaFaultCode.TOUCHES_ITSELF)
_SAME_DEGREES = 1e-9


def area_of(outline: Outline) -> BaseGeometry | None:
    """The area of an outline of two positions or more; ``None``, with errors by line, when it has none.

    Two positions are a line: it stands for a strip of 200 m, with a warning. A ring that is not
    closed is closed, with a warning.
    """
    if len(set(outline.points)) == 2:
        return _strip(outline)
    if outline.points[0] != outline.points[-1]:
        outline.notes.warning(f"line {outline.lines[-1]}", "ring_not_closed")
    polygon = Polygon(outline.points)
    found = faults(polygon)
    if not found:
        return polygon
    filled = _filled(polygon, found)
    for fault in found if filled is None else found[:1]:
        _tell(outline, fault, slip=filled is not None)
    return filled


def _strip(outline: Outline) -> BaseGeometry | None:
    line = f"line {outline.lines[0]}"
    try:
        area = corridor(outline.points[:2], STRIP_M)
    except GeodesyError as fault:
        outline.notes.fault(line, f"zones.geodesy.{fault.code}")
        return None
    outline.notes.draw(len(shapely.get_coordinates(area)))
    found = faults(area)
    for one in found:
        _tell(outline, one, slip=False)
    if not found:
        outline.notes.warning(line, "line_widened", metres=round(STRIP_M))
    return None if found else area


def _tell(outline: Outline, fault: AreaFault, *, slip: bool) -> None:
    """Note the fault at the line where its first edge begins."""
    edge = int(fault.facts.get("edge_a", fault.facts.get("vertex", 1))) - 1
    line = f"line {outline.lines[min(edge, len(outline.lines) - 1)]}"
    if slip:
        outline.notes.warning(line, "loop_filled")
    else:
        outline.notes.fault(line, area_code(fault), **fault.facts)


def _filled(polygon: Polygon, found: tuple[AreaFault, ...]) -> BaseGeometry | None:
    """All that the ring encloses, when it only meets itself in its own vertices or makes tiny loops.

    So nothing that any reading of the ring encloses is left out. A real crossing (two corners
    exchanged, say) gives ``None``: what was meant cannot be known.
    """
    if len(found) >= ZONE_LIMITS.crossings_named or any(fault.code not in _SLIPS for fault in found):
        return None
    drawn = shapely.get_parts(shapely.polygonize([shapely.node(polygon.exterior)]))
    faces = [Polygon(shapely.get_exterior_ring(face)) for face in drawn]
    areas = sorted((face.area for face in faces), reverse=True)
    if not areas:
        return None
    if sum(areas[1:]) > SLIP_SHARE * areas[0] and not _only_in_vertices(polygon, found):
        return None
    filled = shapely.union_all(faces)
    sound = isinstance(filled, Polygon | MultiPolygon) and not faults(filled)
    return filled if sound else None


def _only_in_vertices(polygon: Polygon, found: tuple[AreaFault, ...]) -> bool:
    """Whether every place where the ring meets itself is one of its vertices."""
    vertices = shapely.MultiPoint(shapely.get_coordinates(polygon))
    places = [shapely.Point(one.facts["lon"], one.facts["lat"]) for one in found if "lon" in one.facts]
    return len(places) == len(found) and all(vertices.distance(one) < _SAME_DEGREES for one in places)
