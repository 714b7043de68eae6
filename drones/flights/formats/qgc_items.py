"""The items of a QGroundControl mission, old and new, as commands; scans go to ``qgc_scans``."""

from __future__ import annotations

from typing import Any

from drones.flights.formats import mavlink
from drones.flights.formats.json_text import number
from drones.flights.formats.mavlink import Command, Flown, Read
from drones.flights.model.plans import Home, Point, Position
from portal.kit.model import Fault

_NOWHERE = Flown()


def word(value: Any) -> str:
    """Anything as a short text, for comparing and for showing."""
    return str(value)[:40]


def code(value: Any) -> int:
    """A whole number, or -1 for anything else."""
    stated = number(value)
    return int(stated) if stated is not None and stated == int(stated) else -1


def read_simple(item: dict[str, Any], pointer: str, *, index: int, hovers: bool) -> Read:
    """A single MAVLink command; ``index`` numbers it where the file does not."""
    stated = code(item.get("command"))
    if stated < 0:
        return _NOWHERE, [Fault(f"{pointer}/command", "flights.error.item_unreadable")]
    params, place = _params(item)
    own = code(item.get("doJumpId", item.get("id")))
    # Old stations number commands without a place from the frame "mission", or leave it out.
    frame = code(item.get("frame")) if stated in mavlink.FLIES else code(item.get("frame", 2))
    command = Command(
        code=stated,
        frame=frame,
        params=params,
        at=pointer,
        at_lat=f"{pointer}/{place}/{4 if place == 'params' else 0}",
        at_lon=f"{pointer}/{place}/{5 if place == 'params' else 1}",
        number=own if own >= 0 else index + 1,
    )
    flown, faults = mavlink.read_command(command, hovers=hovers)
    if any(fault.code == "flights.error.item_frame" for fault in faults):
        facts = {"frame": word(item.get("frame"))}
        faults = [Fault(f"{pointer}/frame", "flights.error.item_frame", dict(facts))]
    return flown, faults


def _params(item: dict[str, Any]) -> tuple[tuple[float | None, ...], str]:
    """The seven parameters, and in which member the place stands: ``params`` or ``coordinate``."""
    stated, old = item.get("params"), item.get("coordinate")
    first = stated if isinstance(stated, list) else [item.get(f"param{n}") for n in range(1, 5)]
    if isinstance(stated, list) and len(stated) >= 7:
        return tuple(number(value) for value in stated[:7]), "params"
    place = old[:3] if isinstance(old, list) else []
    values = [*(first + [None] * 4)[:4], *(place + [None] * 3)[:3]]
    return tuple(number(value) for value in values), "coordinate" if isinstance(old, list) else "params"


def read_pair(value: Any, pointer: str) -> tuple[Point | None, list[Fault]]:
    """A ``[lat, lon, …]`` list as (lon, lat), or the faults of its members."""
    if not isinstance(value, list) or len(value) < 2:
        return None, [Fault(pointer, "flights.error.item_without_position")]
    return mavlink.read_point(number(value[0]), number(value[1]), f"{pointer}/0", f"{pointer}/1")


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


def read_home(stated: Any, pointer: str) -> tuple[Home, list[Fault]]:
    """Home as ``[lat, lon, AMSL]``, or as the old files' item; 0, 0 is a home nobody set."""
    if isinstance(stated, dict):
        stated, pointer = stated.get("coordinate"), f"{pointer}/coordinate"
    if stated is None or (
        isinstance(stated, list) and [number(v) for v in stated[:2]] in ([0, 0], [None] * 2)
    ):
        return Home(), []
    point, faults = read_pair(stated, pointer)
    height = number(stated[2]) if isinstance(stated, list) and len(stated) > 2 else None
    return Home(None if point is None else Position(*point), height), faults
