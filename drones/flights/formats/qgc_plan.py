"""QGroundControl missions: ``.plan`` (file_formats/plan.md of its developers' guide) and ``.mission``.

Positions there are latitude, longitude. What is flown becomes one path through every item in
order, plus the areas that scans cover. Fence and rally points bind the aircraft, not the
portal: they are ignored with a note.
"""

from __future__ import annotations

from typing import Any

from drones.flights.formats.drafts import MOST_FAULTS, conclude
from drones.flights.formats.json_text import number
from drones.flights.formats.mavlink import HOVERERS, Flown
from drones.flights.formats.missions import assemble
from drones.flights.formats.qgc_items import code, read_home, word
from drones.flights.formats.qgc_scans import read_item
from drones.flights.model.plans import Home, PlanFile, PlanReading
from portal.kit.model import Fact, Fault

PLAN, MISSION = "qgc_plan", "qgc_mission"
VERSION = 1
MISSION_VERSIONS = (1, 2)
OLD_VERSIONS = (1, 2, 3)
MOST_ITEMS = 10_000


def read(document: dict[str, Any]) -> PlanReading:
    """The draft that a ``.plan`` file states, or every fault met, each with its JSON pointer."""
    mission, fault = _mission(document)
    if fault is not None:
        return PlanReading(None, (fault,))
    return _read_mission(PLAN, mission, "/mission", _ignored(document))


def read_old(document: dict[str, Any]) -> PlanReading:
    """The draft that a ``.mission`` file of an old station states."""
    wrong = _version_fault(document, "/version", OLD_VERSIONS) or _items_fault(document, "")
    if wrong is not None:
        return PlanReading(None, (wrong,))
    return _read_mission(MISSION, document, "", _ignored(document))


def claims_plan(document: dict[str, Any]) -> bool:
    """True for what says, or seems, to be a ``.plan``."""
    return document.get("fileType", "Plan" if "mission" in document else None) == "Plan"


def claims_mission(document: dict[str, Any]) -> bool:
    """True for what seems to be a ``.mission``: items at the top."""
    return "items" in document and ("plannedHomePosition" in document or "MAV_AUTOPILOT" in document)


def _read_mission(form: str, mission: dict[str, Any], at: str, notes: list[Fault]) -> PlanReading:
    home, faults = read_home(mission.get("plannedHomePosition"), f"{at}/plannedHomePosition")
    hovers = code(mission.get("vehicleType")) in HOVERERS
    flown: list[Flown] = []
    for index, (item, pointer) in enumerate(_listed(mission, at)):
        found, wrong = read_item(item, pointer, index=index, hovers=hovers)
        faults += wrong
        flown.append(found)
        if len(faults) >= MOST_FAULTS:
            break
    if faults:
        return PlanReading(None, tuple(faults[:MOST_FAULTS]))
    speed = number(mission.get("hoverSpeed" if hovers else "cruiseSpeed"))
    return _concluded(form, flown, home, f"{at}/items", notes, speed)


def _concluded(
    form: str, flown: list[Flown], home: Home, at: str, notes: list[Fault], speed_m_s: float | None
) -> PlanReading:
    part, more, faults = assemble(flown, home, speed_m_s)
    parts = () if part is None else (part,)
    return conclude(PlanFile(form, parts, home, (*notes, *more)), faults, empty=at)


def _listed(mission: dict[str, Any], at: str) -> list[tuple[Any, str]]:
    """The items in the order flown; old files keep scans apart, by number."""
    listed = [(item, f"{at}/items/{index}") for index, item in enumerate(mission["items"])]
    apart = mission.get("complexItems")
    listed += [
        (item, f"{at}/complexItems/{index}")
        for index, item in enumerate(apart if isinstance(apart, list) else [])
    ]
    if not apart:
        return listed
    return sorted(listed, key=lambda one: _rank(one[0]))


def _rank(item: Any) -> float:
    return (number(item.get("id")) if isinstance(item, dict) else None) or 0.0


def _mission(document: dict[str, Any]) -> tuple[dict[str, Any], Fault | None]:
    wrong = _version_fault(document, "/version", (VERSION,))
    if wrong is not None:
        return {}, wrong
    mission = document.get("mission")
    if not isinstance(mission, dict):
        return {}, Fault("/mission", "flights.error.plan_without_mission")
    fault = _version_fault(mission, "/mission/version", MISSION_VERSIONS)
    return mission, fault or _items_fault(mission, "/mission")


def _version_fault(holder: dict[str, Any], pointer: str, known: tuple[int, ...]) -> Fault | None:
    """A missing version is read as the last known one: old files leave it out, or write "1.0"."""
    stated = holder.get("version", known[-1])
    if word(stated).removesuffix(".0") in map(str, known):
        return None
    facts: dict[str, Fact] = {"version": word(stated), "known": ", ".join(map(str, known))}
    return Fault(pointer, "flights.error.plan_version", facts)


def _items_fault(mission: dict[str, Any], at: str) -> Fault | None:
    items, apart = mission.get("items"), mission.get("complexItems")
    if not isinstance(items, list) or not (items or apart):
        return Fault(f"{at}/items", "flights.error.plan_empty")
    if len(items) > MOST_ITEMS:
        return Fault(f"{at}/items", "flights.error.too_many_items", {"limit": MOST_ITEMS})
    return None


def _ignored(document: dict[str, Any]) -> list[Fault]:
    fence, rally = document.get("geoFence"), document.get("rallyPoints")
    notes = []
    if isinstance(fence, dict) and any(fence.get(part) for part in ("polygons", "circles", "polygon")):
        notes.append(Fault("/geoFence", "flights.note.fence_ignored"))
    if isinstance(rally, dict) and rally.get("points"):
        notes.append(Fault("/rallyPoints", "flights.note.rally_ignored"))
    return notes
