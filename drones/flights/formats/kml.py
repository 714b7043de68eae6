"""KML 2.2 and 2.3 with Google's extensions: placemarks become parts among which a person chooses.

Positions are longitude, latitude[, altitude]; what an altitude is measured from is said by
``altitudeMode``, which is ``clampToGround`` where it is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from drones.flights.formats.drafts import MOST_FAULTS, MOST_POINTS, conclude, named
from drones.flights.formats.points import Place, parts_of
from drones.flights.formats.xml_text import Node, read_degrees, read_number
from drones.flights.formats.xml_times import Times, around, of_feature, of_moments
from drones.flights.model.plans import (
    CorridorShape,
    Frame,
    Level,
    PlanFile,
    PlanPart,
    PlanReading,
    Point,
    PolygonShape,
    Shape,
)
from portal.kit.model import Fact, Fault

FORMAT = "kml"
_MODES = {
    "": Frame.GROUND,
    "clampToGround": Frame.GROUND,
    "clampToSeaFloor": Frame.GROUND,
    "relativeToGround": Frame.TERRAIN,
    "absolute": Frame.AMSL,
    "relativeToSeaFloor": Frame.UNSTATED,
}
_GEOMETRIES = ("Point", "LineString", "LinearRing", "Polygon", "Track")
_HOLDERS = ("MultiGeometry", "MultiTrack")
_LEFT_OUT = ("GroundOverlay", "PhotoOverlay", "ScreenOverlay", "NetworkLink", "Model")


@dataclass
class _Gathered:
    parts: list[PlanPart] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    #: When each of the places was passed.
    passed: list[Times] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read(root: Node) -> PlanReading:
    """The draft of all paths and areas that the document draws, or its faults by line and path."""
    gathered = _Gathered()
    placemarks = [root] if root.name == "Placemark" else list(root.each("Placemark"))
    for placemark in placemarks:
        _read_placemark(placemark, gathered)
        if len(gathered.faults) >= MOST_FAULTS:
            break
    for name in _LEFT_OUT:
        left = next(root.each(name), None)
        if left is not None:
            gathered.notes.append(Fault(left.place, "flights.note.kml_left_out", {"element": name}))
    parts, notes = parts_of(gathered.parts, gathered.places)
    if not gathered.parts and parts:
        # Alone, places are what is flown: a path through them, in the time that they span.
        times = around(gathered.passed)
        parts, notes = (times.on(parts[0]), *parts[1:]), (*notes, *times.notes)
    plan_file = PlanFile(FORMAT, parts, notes=(*gathered.notes, *notes))
    empty = placemarks[0].place if placemarks else root.place
    return conclude(plan_file, gathered.faults, empty=empty)


def _read_placemark(placemark: Node, gathered: _Gathered) -> None:
    name = placemark.said("name")
    geometries = _geometries(placemark)
    stated = of_feature(placemark)
    for number, geometry in enumerate(geometries, start=1):
        own = f"{name} {number}/{len(geometries)}".strip() if len(geometries) > 1 else name
        if geometry.name == "Track":
            points, levels, faults = _read_track(geometry)
        else:
            points, levels, faults = (), (), []
        shape: Shape | None = None
        if geometry.name == "Polygon":
            shape, levels, faults = _read_polygon(geometry)
        elif geometry.name != "Track":
            points, levels, faults = _read_line(geometry, geometry)
        gathered.faults += faults
        if len(gathered.faults) >= MOST_FAULTS:
            return
        if faults:
            continue
        if len(points) == 1 and geometry.name == "Point":
            gathered.places.append((points[0], levels, own))
            gathered.passed.append(stated)
        elif shape is not None or points:
            times = of_moments(one for one in geometry.children if one.name == "when")
            times = times if times.start or times.notes else stated
            gathered.notes += times.notes
            gathered.parts.append(times.on(PlanPart((shape or CorridorShape(points),), levels, named(own))))
        if any(level.frame is Frame.UNSTATED for level in levels):
            gathered.notes.append(Fault(geometry.place, "flights.note.sea_floor"))


def _geometries(placemark: Node) -> list[Node]:
    """The geometries of a placemark, those inside collections too, in the order of the file."""
    found: list[Node] = []
    waiting = list(reversed(placemark.children))
    while waiting:
        node = waiting.pop()
        if node.name in _GEOMETRIES:
            found.append(node)
        elif node.name in _HOLDERS:
            waiting.extend(reversed(node.children))
    return found


def _read_polygon(node: Node) -> tuple[Shape | None, tuple[Level, ...], list[Fault]]:
    outer = node.child("outerBoundaryIs")
    holders = (
        [] if outer is None else [outer, *(one for one in node.children if one.name == "innerBoundaryIs")]
    )
    rings: list[tuple[Point, ...]] = []
    levels: list[Level] = []
    faults: list[Fault] = []
    for holder in holders:
        # Some writers put several rings into one inner boundary.
        for ring in [one for one in holder.children if one.name == "LinearRing"] or [holder]:
            points, heights, wrong = _read_line(ring, node)
            if not wrong and len(set(points)) < 3:
                wrong = [Fault(ring.place, "flights.error.too_few_points", {"least": 3})]
            faults += wrong
            if not wrong:
                rings.append(points if points[0] == points[-1] else (*points, points[0]))
                levels += heights
    if not holders:
        faults.append(Fault(node.place, "flights.error.too_few_points", {"least": 3}))
    if faults:
        return None, (), faults
    return PolygonShape((tuple(rings),)), tuple(dict.fromkeys(levels)), []


def _read_line(node: Node, geometry: Node) -> tuple[tuple[Point, ...], tuple[Level, ...], list[Fault]]:
    """The positions in a node's ``coordinates``; the altitude mode is the geometry's."""
    frame, faults = _mode(geometry)
    holder = node.child("coordinates")
    # Blanks beside a comma belong to no position; a pattern for them would take a square of their number.
    texts = ",".join(map(str.strip, holder.text.split(","))).split() if holder is not None else []
    if not texts:
        return (), (), [Fault((holder or node).place, "flights.error.coordinates_missing")]
    assert holder is not None
    rows = [text.rstrip(",").split(",") for text in texts]
    return _positions(rows, holder, frame, faults)


def _read_track(node: Node) -> tuple[tuple[Point, ...], tuple[Level, ...], list[Fault]]:
    """``gx:Track``: one ``gx:coord`` a moment, its numbers divided by blanks."""
    frame, faults = _mode(node)
    rows = [one.text.split() for one in node.children if one.name == "coord" and one.text]
    if not rows:
        return (
            (),
            (),
            [] if node.child("when") is None else [Fault(node.place, "flights.error.coordinates_missing")],
        )
    return _positions(rows, node, frame, faults)


def _positions(
    rows: list[list[str]], node: Node, frame: Frame, faults: list[Fault]
) -> tuple[tuple[Point, ...], tuple[Level, ...], list[Fault]]:
    points: list[Point] = []
    levels: dict[Level, None] = {}
    facts: dict[str, Fact]
    if len(rows) > MOST_POINTS:
        facts = {"count": len(rows), "limit": MOST_POINTS}
        return (), (), [Fault(node.place, "flights.error.too_many_points", facts)]
    for row in rows:
        height = read_number(row[2]) if len(row) == 3 and row[2] else 0.0
        if not 2 <= len(row) <= 3 or height is None:
            facts = {"typed": ",".join(row)[:40]}
            faults.append(Fault(node.place, "flights.error.coordinate_text", facts))
        else:
            point, wrong = read_degrees(row[0], row[1], node)
            faults += wrong
            points += [] if point is None else [point]
            if len(row) == 3 or frame is Frame.GROUND:
                levels[Level(height, frame)] = None
        if len(faults) >= MOST_FAULTS:
            break
    return tuple(points), tuple(levels), faults


def _mode(geometry: Node) -> tuple[Frame, list[Fault]]:
    holder = geometry.child("altitudeMode")
    stated = "" if holder is None else holder.text
    if stated in _MODES:
        return _MODES[stated], []
    facts: dict[str, Fact] = {"mode": stated[:40], "known": ", ".join(filter(None, _MODES))}
    return Frame.UNSTATED, [Fault((holder or geometry).place, "flights.error.altitude_mode", facts)]
