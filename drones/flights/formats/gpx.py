"""GPX 1.0 and 1.1: tracks and routes are paths, waypoints are places; elevations have no datum.

The schema calls ``ele`` metres and says no more, so what they are measured from is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drones.flights.formats.drafts import MOST_FAULTS, MOST_POINTS, conclude, named, refused
from drones.flights.formats.points import Place, parts_of
from drones.flights.formats.xml_text import Node, read_degrees, read_number
from drones.flights.formats.xml_times import of_moments
from drones.flights.model.plans import CorridorShape, Frame, Level, PlanFile, PlanPart, PlanReading, Point
from portal.kit.model import Fault

FORMAT = "gpx"


def read(root: Node) -> PlanReading:
    """The draft of all tracks and routes, or of the waypoints where there are no others."""
    count = sum(1 for _ in root.each("trkpt", "rtept", "wpt"))
    if count > MOST_POINTS:
        return refused("flights.error.too_many_points", root.place, count=count, limit=MOST_POINTS)
    faults: list[Fault] = []
    parts: list[PlanPart] = []
    notes: list[Fault] = []
    for node in root.children:
        if node.name == "trk":
            segments = [one for one in node.children if one.name == "trkseg"]
            parts += _path(node, [_points(one, "trkpt", faults) for one in segments], notes)
        elif node.name == "rte":
            parts += _path(node, [_points(node, "rtept", faults)], notes)
        if len(faults) >= MOST_FAULTS:
            break
    places = _places(root, faults)
    found, more = parts_of(parts, places)
    if not parts and found:
        times = of_moments(_moments(root, "wpt"))
        found, more = (times.on(found[0]), *found[1:]), (*more, *times.notes)
    return conclude(PlanFile(FORMAT, found, notes=(*notes, *more)), faults, empty=root.place)


def _path(
    node: Node, legs: Iterable[tuple[tuple[Point, ...], tuple[Level, ...]]], notes: list[Fault]
) -> list[PlanPart]:
    flown = [(points, levels) for points, levels in legs if points]
    if not flown:
        return []
    shapes = tuple(CorridorShape(points) for points, _ in flown)
    levels = tuple(dict.fromkeys(level for _, stated in flown for level in stated))
    times = of_moments(_moments(node, "trkpt", "rtept"))
    notes += times.notes
    return [times.on(PlanPart(shapes, levels, named(node.said("name"))))]


def _moments(holder: Node, *names: str) -> Iterator[Node]:
    return (time for point in holder.each(*names) for time in point.children if time.name == "time")


def _places(root: Node, faults: list[Fault]) -> list[Place]:
    places: list[Place] = []
    for node in root.children:
        if node.name != "wpt" or len(faults) >= MOST_FAULTS:
            continue
        point, levels = _read_point(node, faults)
        if point is not None:
            places.append((point, levels, node.said("name")))
    return places


def _points(holder: Node, name: str, faults: list[Fault]) -> tuple[tuple[Point, ...], tuple[Level, ...]]:
    points: list[Point] = []
    levels: dict[Level, None] = {}
    for node in holder.children:
        if node.name != name or len(faults) >= MOST_FAULTS:
            continue
        point, stated = _read_point(node, faults)
        if point is not None:
            points.append(point)
        levels.update(dict.fromkeys(stated))
    return tuple(points), tuple(levels)


def _read_point(node: Node, faults: list[Fault]) -> tuple[Point | None, tuple[Level, ...]]:
    missing = [name for name in ("lat", "lon") if not node.attributes.get(name, "").strip()]
    if missing:
        faults.append(Fault(node.place, "flights.error.coordinate_missing", {"at": missing[0]}))
        return None, ()
    point, wrong = read_degrees(node.attributes["lon"], node.attributes["lat"], node)
    faults += wrong
    holder = node.child("ele")
    if holder is None or not holder.text:
        return point, ()
    metres = read_number(holder.text)
    if metres is None:
        faults.append(Fault(holder.place, "flights.error.number", {"typed": holder.text[:40]}))
        return point, ()
    return point, (Level(metres, Frame.UNSTATED),)
