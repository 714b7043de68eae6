"""DJI's waypoint missions (WPML): the waylines to be flown, else the template they are made from.

The namespace's minor version varies and decides nothing. Heights are measured from what
``executeHeightMode`` says (the template: ``heightMode``); those above the take-off place are
heights above the ground only where ``takeOffRefPoint`` states that place with its height.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from drones.flights.formats.drafts import MOST_FAULTS, conclude, named
from drones.flights.formats.mavlink import Flown
from drones.flights.formats.missions import assemble
from drones.flights.formats.xml_text import Node, read_degrees, read_number
from drones.flights.model.plans import (
    CircleShape,
    CorridorShape,
    Frame,
    Home,
    Level,
    PlanFile,
    PlanPart,
    PlanReading,
    Point,
    PolygonShape,
    Position,
    Shape,
)
from geofences.engine.model import Datum
from portal.kit.model import Fact, Fault

FORMAT = "wpml"
_MODES = {
    "WGS84": Frame.WGS84,
    "EGM96": Frame.AMSL,
    "relativeToStartPoint": Frame.HOME,
    "aboveGroundLevel": Frame.TERRAIN,
    "realTimeFollowSurface": Frame.TERRAIN,
}


@dataclass
class _Gathered:
    parts: list[PlanPart] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def claims(spaces: tuple[str, ...]) -> bool:
    """True for a document that uses any version of the waypoint namespace."""
    return any("/wpmz/" in space for space in spaces)


def read(root: Node) -> PlanReading:
    """The draft of every wayline in the document, or its faults by line and path."""
    config = next(root.each("missionConfig"), None)
    home, faults = _home(config)
    gathered = _Gathered(faults=faults)
    folders = [one for one in root.each("Folder") if one.child("Placemark") is not None]
    for folder in folders:
        _read_folder(folder, config, home, gathered)
        if len(gathered.faults) >= MOST_FAULTS:
            break
    if folders and not any(one.child("executeHeightMode") for one in folders):
        gathered.notes.append(Fault(folders[0].place, "flights.note.template_only"))
    plan_file = PlanFile(FORMAT, tuple(gathered.parts), home, tuple(gathered.notes))
    return conclude(plan_file, gathered.faults, empty=(folders[0] if folders else root).place)


def _home(config: Node | None) -> tuple[Home, list[Fault]]:
    """``takeOffRefPoint``: latitude, longitude, ellipsoid height."""
    holder = None if config is None else config.child("takeOffRefPoint")
    if holder is None or not holder.text:
        return Home(), []
    cells = [cell.strip() for cell in holder.text.split(",")]
    if len(cells) < 2:
        return Home(), [Fault(holder.place, "flights.error.coordinate_text", {"typed": holder.text[:40]})]
    point, faults = read_degrees(cells[1], cells[0], holder)
    if point is None or point == (0.0, 0.0):
        return Home(), faults
    height = read_number(cells[2]) if len(cells) > 2 else None
    return Home(Position(*point), height, Datum.WGS84), []


def _read_folder(folder: Node, config: Node | None, home: Home, gathered: _Gathered) -> None:
    frame = _MODES.get(_mode(folder), Frame.UNSTATED)
    flown: list[Flown] = []
    for placemark in sorted((one for one in folder.children if one.name == "Placemark"), key=_index):
        item, faults = _read_placemark(placemark, folder, frame)
        gathered.faults += faults
        flown.append(item)
    if gathered.faults or not flown:
        return
    flown += _ending(config, flown, folder)
    part, notes, faults = assemble(flown, home, read_number(folder.said("autoFlightSpeed")))
    gathered.faults += faults
    gathered.notes += notes
    if part is not None:
        levels = (*part.levels, *_safety(config, frame, home, gathered))
        name = folder.said("waylineName", "name") or f"{folder.said('waylineId', 'templateId')}".strip()
        gathered.parts.append(replace(part, levels=levels, name=named(name)))


def _mode(folder: Node) -> str:
    stated = folder.said("executeHeightMode")
    if stated:
        return stated
    system = folder.child("waylineCoordinateSysParam")
    return "" if system is None else system.said("heightMode")


def _index(placemark: Node) -> float:
    return read_number(placemark.said("index")) or 0.0


def _ending(config: Node | None, flown: list[Flown], folder: Node) -> list[Flown]:
    action = "" if config is None else config.said("finishAction")
    if action == "goHome":
        return [Flown(returns=True, at=folder.place)]
    first = next((item.path[0] for item in flown if item.path), None)
    return [Flown(path=(first,), at=folder.place)] if action == "gotoFirstWaypoint" and first else []


def _safety(config: Node | None, frame: Frame, home: Home, gathered: _Gathered) -> list[Level]:
    """Heights on the way there and back, always above the take-off place.

    Where the waypoints' heights cannot be compared with them, they are told, not reckoned.
    """
    if config is None:
        return []
    texts = [config.said(name) for name in ("takeOffSecurityHeight", "globalRTHHeight")]
    heights = [metres for metres in map(read_number, texts) if metres is not None]
    if not heights:
        return []
    if frame in {Frame.HOME, Frame.TERRAIN}:
        return [Level(metres, frame) for metres in heights]
    if home.height_m is not None and frame is Frame.WGS84:
        return [Level(metres, Frame.HOME) for metres in heights]
    facts: dict[str, Fact] = {"height_m": f"{max(heights):g}"}
    gathered.notes.append(Fault(config.place, "flights.note.safety_height", facts))
    return []


def _read_placemark(node: Node, folder: Node, frame: Frame) -> tuple[Flown, list[Fault]]:
    levels, faults = _levels(node, folder, frame)
    geometry = node.child("Point", "LineString", "Polygon")
    if geometry is None:
        return Flown(), [*faults, Fault(node.place, "flights.error.coordinates_missing")]
    points, wrong = _coordinates(geometry)
    faults += wrong
    if faults:
        return Flown(), faults
    if geometry.name == "Polygon":
        return _mapped(node, points, levels)
    if geometry.name == "LineString":
        return Flown(points, _strip(node, points), levels, at=node.place), []
    shapes, curved = _turn(node, folder, points[0])
    own = None if node.said("useGlobalSpeed") == "1" else read_number(node.said("waypointSpeed"))
    return Flown(points, shapes, levels, at=node.place, spline=curved, speed_m_s=own), []


def _mapped(node: Node, points: tuple[Point, ...], levels: tuple[Level, ...]) -> tuple[Flown, list[Fault]]:
    """A mapping area of a template: the area, and the margin by which its legs run on."""
    if len(set(points)) < 3:
        return Flown(), [Fault(node.place, "flights.error.too_few_points", {"least": 3})]
    ring = points if points[0] == points[-1] else (*points, points[0])
    margin = abs(read_number(node.said("margin")) or 0.0)
    around: tuple[Shape, ...] = (CorridorShape(ring, 2 * margin),) if margin else ()
    return Flown(ring, (*around, PolygonShape(((ring,),))), levels, at=node.place), []


def _strip(node: Node, points: tuple[Point, ...]) -> tuple[Shape, ...]:
    sides = [read_number(node.said(name)) for name in ("leftExtend", "rightExtend")]
    reach = max((abs(side) for side in sides if side is not None), default=0.0)
    return (CorridorShape(points, 2 * reach),) if reach else ()


def _turn(node: Node, folder: Node, point: Point) -> tuple[tuple[Shape, ...], bool]:
    """Corners cut by a coordinated turn lie near their waypoint; continuous curves stray further."""
    own = node.child("waypointTurnParam")
    mode = own.said("waypointTurnMode") if own is not None else folder.said("globalWaypointTurnMode")
    straight = node.said("useStraightLine") or folder.said("globalUseStraightLine")
    damping = read_number(own.said("waypointTurnDampingDist")) if own is not None else None
    shapes: tuple[Shape, ...] = (CircleShape(Position(*point), damping),) if damping and damping > 0 else ()
    return shapes, mode.endswith("WithContinuityCurvature") and straight == "0"


def _levels(node: Node, folder: Node, frame: Frame) -> tuple[tuple[Level, ...], list[Fault]]:
    if node.said("useGlobalHeight") == "1" and folder.said("globalHeight"):
        holder = folder.child("globalHeight")
    else:
        names = ("ellipsoidHeight", "height") if frame is Frame.WGS84 else ("height", "ellipsoidHeight")
        named_first = [node.child(name) for name in ("executeHeight", *names)]
        holder = next((one for one in named_first if one is not None), None)
    if holder is None:
        return (), []
    metres = read_number(holder.text)
    if metres is None:
        facts: dict[str, Fact] = {"typed": holder.text[:40]}
        return (), [Fault(holder.place, "flights.error.number", facts)]
    return (Level(metres, frame),), []


def _coordinates(geometry: Node) -> tuple[tuple[Point, ...], list[Fault]]:
    holder = next(geometry.each("coordinates"), None)
    if holder is None or not holder.text:
        return (), [Fault((holder or geometry).place, "flights.error.coordinates_missing")]
    points, faults = [], []
    for text in holder.text.split():
        cells = text.rstrip(",").split(",")
        if len(cells) < 2:
            faults.append(Fault(holder.place, "flights.error.coordinate_text", {"typed": text[:40]}))
            continue
        point, wrong = read_degrees(cells[0], cells[1], holder)
        faults += wrong
        points += [] if point is None else [point]
    return tuple(points), faults[:MOST_FAULTS]
