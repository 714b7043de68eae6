"""QGroundControl ``.plan`` files (file_formats/plan.md of its developers' guide), version 1.

Positions there are latitude, longitude. What is flown becomes one path through every item in
order, plus the areas that scans cover. Fence and rally points bind the aircraft, not the
portal: they are ignored with a note.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from drones.flights.formats import qgc_items
from drones.flights.formats.json_text import number, read_json
from drones.flights.formats.qgc_heights import suggest
from drones.flights.formats.qgc_items import Flown
from drones.flights.model.plans import CorridorShape, PlanDraft, PlanReading, PolygonShape, Shape
from portal.kit.model import Fact, Fault

FORMAT = "qgc_plan"
VERSION = 1
MISSION_VERSIONS = (1, 2)
MOST_ITEMS = 10_000
MOST_FAULTS = 20


@dataclass
class _Gathered:
    """What the items gave so far."""

    flown: list[Flown] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read(data: bytes) -> PlanReading:
    """The draft that a ``.plan`` file states, or every fault met, each with its JSON pointer."""
    document, faults = read_json(data)
    if faults:
        return PlanReading(None, faults)
    mission, fault = _mission(document)
    if fault is not None:
        return PlanReading(None, (fault,))
    home, home_height, home_faults = _home(mission)
    gathered = _items(mission["items"])
    problems = (*home_faults, *gathered.faults)
    if problems:
        return PlanReading(None, problems[:MOST_FAULTS])
    flown = _with_return(gathered.flown, home)
    shapes = _shapes(flown)
    if not shapes:
        return PlanReading(None, (Fault("/mission/items", "flights.error.plan_empty"),))
    band = suggest(flown, home_height)
    notes = (*_ignored(document), *(note for part in flown for note in part.notes), *band.notes)
    return PlanReading(PlanDraft(FORMAT, shapes, band.frame, band.floor, band.ceiling, _once(notes)))


def _mission(document: Any) -> tuple[dict[str, Any], Fault | None]:
    if not isinstance(document, dict) or not _claims_plan(document):
        return {}, Fault("", "flights.error.not_a_plan")
    wrong = _version_fault(document, "/version", (VERSION,))
    if wrong is not None:
        return {}, wrong
    mission = document.get("mission")
    if not isinstance(mission, dict):
        return {}, Fault("/mission", "flights.error.plan_without_mission")
    return mission, _version_fault(mission, "/mission/version", MISSION_VERSIONS) or _items_fault(mission)


def _version_fault(holder: dict[str, Any], pointer: str, known: tuple[int, ...]) -> Fault | None:
    """A missing version is read as the last known one: old files leave it out."""
    if holder.get("version", known[-1]) in known:
        return None
    facts: dict[str, Fact] = {
        "version": qgc_items.word(holder["version"]),
        "known": ", ".join(map(str, known)),
    }
    return Fault(pointer, "flights.error.plan_version", facts)


def _items_fault(mission: dict[str, Any]) -> Fault | None:
    items = mission.get("items")
    if not isinstance(items, list) or not items:
        return Fault("/mission/items", "flights.error.plan_empty")
    if len(items) > MOST_ITEMS:
        return Fault("/mission/items", "flights.error.too_many_items", {"limit": MOST_ITEMS})
    return None


def _claims_plan(document: dict[str, Any]) -> bool:
    return document.get("fileType", "Plan" if "mission" in document else None) == "Plan"


def _home(mission: dict[str, Any]) -> tuple[tuple[float, float] | None, float | None, list[Fault]]:
    """Home's place (lon, lat) and its height above the sea in metres, where stated."""
    stated = mission.get("plannedHomePosition")
    if stated is None:
        return None, None, []
    pointer = "/mission/plannedHomePosition"
    point, faults = qgc_items.read_pair(stated, pointer)
    height = stated[2] if isinstance(stated, list) and len(stated) > 2 else None
    return point, number(height), faults


def _items(items: list[Any]) -> _Gathered:
    gathered = _Gathered()
    for index, item in enumerate(items):
        flown, faults = qgc_items.read_item(item, f"/mission/items/{index}")
        gathered.faults.extend(faults)
        if flown is not None:
            gathered.flown.append(flown)
        if len(gathered.faults) >= MOST_FAULTS:
            break
    return gathered


def _with_return(flown: list[Flown], home: tuple[float, float] | None) -> list[Flown]:
    """Take-off and return happen at home: the path starts and ends there when the items say so."""
    if home is None:
        return [part for part in flown if not part.returns]
    return [Flown(path=(home,)) if part.returns else part for part in flown]


def _shapes(flown: list[Flown]) -> tuple[Shape, ...]:
    path = [point for part in flown for point in part.path]
    straight = tuple(point for index, point in enumerate(path) if index == 0 or point != path[index - 1])
    shapes: list[Shape] = [CorridorShape(straight)] if straight else []
    shapes += [shape for part in flown for shape in part.shapes]
    areas = [shape for shape in shapes if isinstance(shape, PolygonShape)]
    others: list[Shape] = [shape for shape in shapes if not isinstance(shape, PolygonShape)]
    return (*others, *areas)


def _ignored(document: dict[str, Any]) -> list[Fault]:
    fence, rally = document.get("geoFence"), document.get("rallyPoints")
    notes = []
    if isinstance(fence, dict) and any(fence.get(part) for part in ("polygons", "circles", "polygon")):
        notes.append(Fault("/geoFence", "flights.note.fence_ignored"))
    if isinstance(rally, dict) and rally.get("points"):
        notes.append(Fault("/rallyPoints", "flights.note.rally_ignored"))
    return notes


def _once(notes: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Each kind of note once: the first place it was met."""
    return tuple({note.code: note for note in reversed(notes)}.values())[::-1]
