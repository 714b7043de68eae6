"""The items of a QGroundControl mission: waypoints by MAV_CMD, and the scans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from drones.flights.formats.json_text import number
from drones.flights.model.plans import CircleShape, CorridorShape, Point, PolygonShape, Position, Shape
from portal.kit.model import Fact, Fault

#: MAV_CMD that fly to the position in their parameters 5 and 6 (MAVLink common.xml).
NAVIGATES = frozenset({16, 17, 18, 19, 21, 22, 23, 24, 25, 31, 34, 36, 82, 84, 85, 94, 192, 195, 201, 205})
#: Of these, regions of interest and mount control look at a place and do not fly there.
LOOKS = frozenset({195, 201, 205})
RETURN_TO_LAUNCH = 20
#: Take-offs and landings, which may leave their place to where the aircraft is.
STAYS = frozenset({21, 22, 84, 85})
LOITER = {17: 2, 18: 2, 19: 2, 31: 1}
"""Parameter index of the loiter radius, by MAV_CMD."""

#: An aircraft enters and leaves its loiter circle outside of it.
LOITER_MARGIN = 1.5

#: MAV_FRAME to the frame's word: with the *_INT cousins.
FRAMES = {0: "amsl", 5: "amsl", 3: "home", 6: "home", 10: "terrain", 11: "terrain"}


@dataclass(frozen=True)
class Flown:
    """What one item adds: points of the path, areas, heights (value and frame), notes."""

    path: tuple[Point, ...] = ()
    shapes: tuple[Shape, ...] = ()
    heights: tuple[tuple[float, str], ...] = ()
    returns: bool = False
    notes: tuple[Fault, ...] = ()


Read = tuple[Flown | None, list[Fault]]


def read_item(item: Any, pointer: str) -> Read:
    """One item of ``mission.items``; ``None`` for one that flies nowhere (a camera, a speed)."""
    if not isinstance(item, dict):
        return None, [Fault(pointer, "flights.error.item_unreadable")]
    kind = word(item.get("type"))
    if kind in {"SimpleItem", "missionItem"}:
        return read_simple(item, pointer)
    if kind == "ComplexItem":
        return _read_complex(item, pointer)
    return None, [Fault(f"{pointer}/type", "flights.error.item_type", {"type": kind})]


def word(value: Any) -> str:
    """Anything as a short text, for comparing and for showing."""
    return str(value)[:40]


def code(value: Any) -> int:
    """A whole number, or -1 for anything else."""
    stated = number(value)
    return int(stated) if stated is not None and stated == int(stated) else -1


def read_simple(item: dict[str, Any], pointer: str) -> Read:
    """A single MAVLink command; its place is in ``params`` or, in old files, in ``coordinate``."""
    command = code(item.get("command"))
    if command == RETURN_TO_LAUNCH:
        return Flown(returns=True), []
    if command not in NAVIGATES or command in LOOKS:
        return None, []
    if code(item.get("frame")) not in FRAMES:
        facts: dict[str, Fact] = {"frame": word(item.get("frame"))}
        return None, [Fault(f"{pointer}/frame", "flights.error.item_frame", facts)]
    place, at = _place(item, pointer)
    if place is None:
        return None, [Fault(at, "flights.error.item_without_position")]
    return _read_waypoint(item, place, at)


def _read_waypoint(item: dict[str, Any], place: list[Any], at: str) -> Read:
    command = code(item.get("command"))
    heights = _height(place[2], FRAMES[code(item.get("frame"))])
    if command in STAYS and all(place[axis] in (None, 0) for axis in (0, 1)):
        return Flown(heights=heights), []  # where the aircraft then is
    point, faults = read_pair(place[:2], at, first=4 if at.endswith("params") else 0)
    return (None, faults) if point is None else (_fly_to(item, command, point, heights), [])


def _fly_to(
    item: dict[str, Any], command: int, point: Point, heights: tuple[tuple[float, str], ...]
) -> Flown:
    radius = _loiter_radius(item, command)
    if radius is None:
        return Flown(path=(point,), heights=heights)
    circle = CircleShape(Position(*point), radius * LOITER_MARGIN)
    return Flown(path=(point,), shapes=(circle,), heights=heights)


def _loiter_radius(item: dict[str, Any], command: int) -> float | None:
    params = item.get("params")
    place = LOITER.get(command)
    if place is None or not isinstance(params, list) or len(params) <= place:
        return None
    radius = number(params[place])
    return abs(radius) if radius else None


def _place(item: dict[str, Any], pointer: str) -> tuple[list[Any] | None, str]:
    params = item.get("params")
    if isinstance(params, list) and len(params) >= 7:
        return params[4:7], f"{pointer}/params"
    old = item.get("coordinate")
    if isinstance(old, list) and len(old) >= 3:
        return old[:3], f"{pointer}/coordinate"
    return None, f"{pointer}/params"


def _height(value: Any, frame: str) -> tuple[tuple[float, str], ...]:
    stated = number(value)
    return () if stated is None else ((stated, frame),)


def read_pair(value: Any, pointer: str, *, first: int = 0) -> tuple[Point | None, list[Fault]]:
    """A ``[lat, lon, …]`` list as (lon, lat), or the faults of its members."""
    if not isinstance(value, list) or len(value) < 2:
        return None, [Fault(pointer, "flights.error.item_without_position")]
    faults = []
    for index, (limit, code) in enumerate(((90, "latitude_range"), (180, "longitude_range"))):
        degrees = number(value[index])
        at = f"{pointer}/{first + index}"
        if degrees is None:
            faults.append(Fault(at, "flights.error.coordinate_missing", {"at": at}))
        elif abs(degrees) > limit:
            faults.append(Fault(at, f"flights.error.{code}", {"value": degrees}))
    return (None, faults) if faults else ((float(value[1]), float(value[0])), [])


def read_pairs(value: Any, pointer: str, *, least: int) -> tuple[tuple[Point, ...], list[Fault]]:
    """A list of ``[lat, lon]`` of at least ``least`` members."""
    if not isinstance(value, list) or len(value) < least:
        return (), [Fault(pointer, "flights.error.too_few_points", {"least": least})]
    points, faults = [], []
    for index, pair in enumerate(value):
        point, wrong = read_pair(pair, f"{pointer}/{index}")
        faults.extend(wrong)
        if point is not None:
            points.append(point)
    return tuple(points), faults


def _read_complex(item: dict[str, Any], pointer: str) -> Read:
    kind = word(item.get("complexItemType"))
    if kind == "survey":
        return _read_survey(item, pointer)
    if kind == "CorridorScan":
        return _read_corridor(item, pointer)
    if kind == "StructureScan":
        return _read_structure(item, pointer)
    return None, [Fault(f"{pointer}/complexItemType", "flights.error.item_type", {"type": kind})]


def _read_survey(item: dict[str, Any], pointer: str) -> Read:
    ring, faults = read_pairs(item.get("polygon"), f"{pointer}/polygon", least=3)
    path, heights, path_faults = _transects(item, pointer)
    faults += path_faults
    if faults:
        return None, faults
    notes = () if path else (Fault(pointer, "flights.note.survey_without_transects"),)
    return Flown(path or _closed(ring), (_area(ring),), heights, notes=notes), []


def _read_corridor(item: dict[str, Any], pointer: str) -> Read:
    line, faults = read_pairs(item.get("polyline"), f"{pointer}/polyline", least=2)
    width = number(item.get("CorridorWidth"))
    path, heights, path_faults = _transects(item, pointer)
    faults += path_faults
    if width is None or width < 0:
        faults.append(Fault(f"{pointer}/CorridorWidth", "flights.error.width"))
    if faults:
        return None, faults
    shapes: tuple[Shape, ...] = (CorridorShape(line, width_m=width),) if width else ()
    return Flown(path or line, shapes, heights), []


def _read_structure(item: dict[str, Any], pointer: str) -> Read:
    """The aircraft flies around the structure at a distance: the ring, swept to both sides."""
    ring, faults = read_pairs(item.get("polygon"), f"{pointer}/polygon", least=3)
    if faults:
        return None, faults
    calc = _camera(item)
    distance = number(calc.get("DistanceToSurface")) or 0.0
    # Corners are flown up to half as far again as the stated distance.
    around: tuple[Shape, ...] = (CorridorShape(_closed(ring), distance * 2 * 1.5),) if distance > 0 else ()
    bottom = number(item.get("ScanBottomAlt", item.get("Altitude")))
    tall = number(item.get("StructureHeight")) or 0.0
    entrance = number(item.get("EntranceAltitude"))
    heights = [value for value in (entrance, None if bottom is None else bottom + tall) if value is not None]
    return Flown(_closed(ring), (*around, _area(ring)), tuple((value, "home") for value in heights)), []


def _transects(
    item: dict[str, Any], pointer: str
) -> tuple[tuple[Point, ...], tuple[tuple[float, str], ...], list[Fault]]:
    """The legs that QGroundControl generated, and the heights: of the legs, else of the camera."""
    style = item.get("TransectStyleComplexItem")
    if not isinstance(style, dict):
        return (), _camera_heights(_camera(item)), []
    inside = f"{pointer}/TransectStyleComplexItem"
    points: list[Point] = []
    heights: list[tuple[float, str]] = []
    faults: list[Fault] = []
    legs = style.get("Items")
    for index, leg in enumerate(legs if isinstance(legs, list) else []):
        flown, wrong = read_item(leg, f"{inside}/Items/{index}")
        faults += wrong
        if flown is not None:
            points += flown.path
            heights += flown.heights
    drawn = style.get("VisualTransectPoints")
    if drawn:
        seen, wrong = read_pairs(drawn, f"{inside}/VisualTransectPoints", least=1)
        faults += wrong
        points = points or list(seen)
    return tuple(points), tuple(heights) or _camera_heights(_camera(style)), faults


def _camera(item: dict[str, Any]) -> dict[str, Any]:
    calc = item.get("CameraCalc")
    return calc if isinstance(calc, dict) else {}


def _camera_heights(calc: dict[str, Any]) -> tuple[tuple[float, str], ...]:
    distance = number(calc.get("DistanceToSurface"))
    if distance is None:
        return ()
    # DistanceMode (newer files): 1 relative, 2 above the sea, 3 and 4 above the ground.
    modes = {1: "home", 2: "amsl", 3: "terrain", 4: "terrain"}
    relative = calc.get("DistanceToSurfaceRelative", True)
    stated = modes.get(code(calc.get("DistanceMode")), "home" if relative is not False else "amsl")
    return ((distance, stated),)


def _closed(ring: tuple[Point, ...]) -> tuple[Point, ...]:
    return ring if ring[0] == ring[-1] else (*ring, ring[0])


def _area(ring: tuple[Point, ...]) -> PolygonShape:
    return PolygonShape(((_closed(ring),),))
