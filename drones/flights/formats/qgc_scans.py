"""The complex items of a QGroundControl mission: surveys, scans and landing patterns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drones.flights.formats.json_text import number
from drones.flights.formats.mavlink import LOITER_MARGIN, Flown, Read
from drones.flights.formats.qgc_items import code, read_pair, read_pairs, read_simple, word
from drones.flights.model.plans import (
    CircleShape,
    CorridorShape,
    Frame,
    Level,
    Point,
    PolygonShape,
    Position,
    Shape,
)
from portal.kit.model import Fault

#: ``DistanceMode`` of newer files.
_DISTANCE_MODES = {1: Frame.HOME, 2: Frame.AMSL, 3: Frame.TERRAIN, 4: Frame.TERRAIN}
#: Corners around a structure are flown up to half as far again as the stated distance.
_ORBIT_MARGIN = 1.5
_NOWHERE = Flown()


def read_item(item: Any, pointer: str, *, index: int, hovers: bool) -> Read:
    """One item of a mission, whatever its age and kind."""
    if not isinstance(item, dict):
        return _NOWHERE, [Fault(pointer, "flights.error.item_unreadable")]
    kind = word(item.get("type", "SimpleItem" if "command" in item else None))
    if kind in {"SimpleItem", "missionItem"}:
        return read_simple(item, pointer, index=index, hovers=hovers)
    name = word(item.get("complexItemType", kind))
    if kind in {"ComplexItem", "complexItem", "survey"} and name in _KINDS:
        return _KINDS[name](item, pointer)
    place = "complexItemType" if "complexItemType" in item else "type"
    return _NOWHERE, [Fault(f"{pointer}/{place}", "flights.error.item_type", {"type": name})]


def _read_survey(item: dict[str, Any], pointer: str) -> Read:
    """The area, with the legs that were computed; without them, the turns around the area."""
    ring, faults = read_pairs(item.get("polygon"), f"{pointer}/polygon", least=3)
    path, levels, path_faults = _transects(item, pointer)
    faults += path_faults
    if faults:
        return _NOWHERE, faults
    if path:
        return Flown(path, (_area(ring),), levels, at=pointer), []
    note = Fault(pointer, "flights.note.survey_without_transects")
    turns = _turns(item, _closed(ring))
    return Flown(_closed(ring), (*turns, _area(ring)), levels, (note,), at=pointer), []


def _turns(item: dict[str, Any], line: tuple[Point, ...]) -> tuple[Shape, ...]:
    """Each leg runs on past the area by the turnaround distance: the outline, swept that far."""
    holders = [item.get("TransectStyleComplexItem"), item.get("grid"), item]
    names = ("TurnAroundDistance", "turnAroundDistance", "turnaroundDist", "TurnaroundDistance")
    stated = [number(one.get(name)) for one in holders if isinstance(one, dict) for name in names]
    distance = max((value for value in stated if value is not None), default=0.0)
    return (CorridorShape(line, 2 * distance),) if distance > 0 else ()


def _read_corridor(item: dict[str, Any], pointer: str) -> Read:
    line, faults = read_pairs(item.get("polyline"), f"{pointer}/polyline", least=2)
    width = number(item.get("CorridorWidth"))
    path, levels, path_faults = _transects(item, pointer)
    faults += path_faults
    if width is None or width < 0:
        faults.append(Fault(f"{pointer}/CorridorWidth", "flights.error.width"))
    if faults or width is None:
        return _NOWHERE, faults
    # Past both ends each leg runs on by the turnaround distance.
    turns = () if path else _turns(item, (line[0],)) + _turns(item, (line[-1],))
    shapes: tuple[Shape, ...] = (CorridorShape(line, width_m=width),) if width else ()
    return Flown(path or line, (*shapes, *turns), levels, at=pointer), []


def _read_structure(item: dict[str, Any], pointer: str) -> Read:
    """The aircraft flies around the structure at a distance: the ring, swept to both sides."""
    ring, faults = read_pairs(item.get("polygon"), f"{pointer}/polygon", least=3)
    if faults:
        return _NOWHERE, faults
    closed = _closed(ring)
    distance = number(_camera(item).get("DistanceToSurface")) or 0.0
    around: tuple[Shape, ...] = (
        (CorridorShape(closed, abs(distance) * 2 * _ORBIT_MARGIN),) if distance else ()
    )
    return Flown(closed, (*around, _area(ring)), _structure_levels(item), at=pointer), []


def _structure_levels(item: dict[str, Any]) -> tuple[Level, ...]:
    """Above home: the entrance, and the layers from the bottom to the structure's top."""
    relative = item.get("altitudeRelative", True)
    frame = Frame.AMSL if relative is False else Frame.HOME
    bottom = number(item.get("ScanBottomAlt", item.get("Altitude", item.get("altitude"))))
    tall = number(item.get("StructureHeight", item.get("structureHeight"))) or 0.0
    heights = [number(item.get("EntranceAltitude")), bottom, None if bottom is None else bottom + tall]
    return tuple(Level(metres, frame) for metres in heights if metres is not None)


def _read_landing(item: dict[str, Any], pointer: str) -> Read:
    """A fixed wing's approach: a circle to lose height, then straight to the ground."""
    faults: list[Fault] = []
    name = "landingApproachCoordinate" if "landingApproachCoordinate" in item else "loiterCoordinate"
    approach, wrong = read_pair(item.get(name), f"{pointer}/{name}")
    land, more = read_pair(item.get("landCoordinate"), f"{pointer}/landCoordinate")
    faults += [*wrong, *more]
    if faults or approach is None or land is None:
        return _NOWHERE, faults
    old = (item.get("landingAltitudeRelative"), item.get("loiterAltitudeRelative"))
    relative = item.get("altitudesAreRelative", old != (False, False))
    frame = Frame.AMSL if relative is False else Frame.HOME
    heights = (_third(item[name]), _third(item["landCoordinate"]))
    levels = tuple(Level(metres, frame) for metres in heights if metres is not None)
    radius = abs(number(item.get("loiterRadius")) or 0.0) * LOITER_MARGIN
    circles = (CircleShape(Position(*approach), radius),) if radius else ()
    return Flown((approach, land), circles, levels, at=pointer), []


def _third(value: list[Any]) -> float | None:
    return number(value[2]) if len(value) > 2 else None


def _transects(
    item: dict[str, Any], pointer: str
) -> tuple[tuple[Point, ...], tuple[Level, ...], list[Fault]]:
    """The legs that were computed, and the levels: of the legs, else of the camera or the grid."""
    style = item.get("TransectStyleComplexItem")
    if not isinstance(style, dict):
        return (), _camera_levels(_camera(item)) or _grid_levels(item), []
    inside = f"{pointer}/TransectStyleComplexItem"
    points: list[Point] = []
    levels: list[Level] = []
    faults: list[Fault] = []
    places: dict[int, Point] = {}
    legs = style.get("Items")
    for index, leg in enumerate(legs if isinstance(legs, list) else []):
        at = f"{inside}/Items/{index}"
        if not isinstance(leg, dict):
            faults.append(Fault(at, "flights.error.item_unreadable"))
            continue
        flown, wrong = read_simple(leg, at, index=index, hovers=True)
        faults += wrong or _jumped(flown, points, places)
        points += flown.path
        levels += flown.levels
        if flown.path and flown.number is not None:
            places[flown.number] = flown.path[0]
    drawn = style.get("VisualTransectPoints")
    if drawn:
        seen, wrong = read_pairs(drawn, f"{inside}/VisualTransectPoints", least=1)
        faults += wrong
        points = points or list(seen)
    return tuple(points), tuple(levels) or _camera_levels(_camera(style)), faults


def _jumped(flown: Flown, points: list[Point], places: dict[int, Point]) -> list[Fault]:
    """A jump back flies the leg to its target once more; one to a place that is not behind is refused."""
    if flown.jump is None:
        return []
    if flown.jump not in places:
        return [Fault(flown.at, "flights.error.jump_target", {"target": flown.jump})]
    points += [places[flown.jump], points[-1]]
    return []


def _camera(item: dict[str, Any]) -> dict[str, Any]:
    calc = item.get("CameraCalc")
    return calc if isinstance(calc, dict) else {}


def _camera_levels(calc: dict[str, Any]) -> tuple[Level, ...]:
    distance = number(calc.get("DistanceToSurface"))
    if distance is None:
        return ()
    relative = calc.get("DistanceToSurfaceRelative", True)
    default = Frame.HOME if relative is not False else Frame.AMSL
    return (Level(distance, _DISTANCE_MODES.get(code(calc.get("DistanceMode")), default)),)


def _grid_levels(item: dict[str, Any]) -> tuple[Level, ...]:
    """Surveys of old files: a grid at one height."""
    inner = item.get("grid")
    grid = inner if isinstance(inner, dict) else item
    metres = number(grid.get("altitude", grid.get("gridAltitude")))
    relative = grid.get("relativeAltitude", grid.get("gridAltitudeRelative", True))
    return () if metres is None else (Level(metres, Frame.AMSL if relative is False else Frame.HOME),)


def _closed(ring: tuple[Point, ...]) -> tuple[Point, ...]:
    return ring if ring[0] == ring[-1] else (*ring, ring[0])


def _area(ring: tuple[Point, ...]) -> PolygonShape:
    return PolygonShape(((_closed(ring),),))


_KINDS: dict[str, Callable[[dict[str, Any], str], Read]] = {
    "survey": _read_survey,
    "complexItem": _read_survey,
    "CorridorScan": _read_corridor,
    "StructureScan": _read_structure,
    "fwLandingPattern": _read_landing,
    "vtolLandingPattern": _read_landing,
}
