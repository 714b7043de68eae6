"""Positions as JSON: the portal's own, and what network Remote ID (ASTM F3411) says of an aircraft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from drones.flights.formats import remote_id
from drones.flights.formats.documents import read_height, read_time, write_height, write_time
from drones.flights.formats.json_text import number
from drones.flights.model.tracks import Fix, Judged, Level, Status, TrackView
from portal.kit.model import Fault

#: Ten minutes at one a second, and some.
MOST_FIXES = 1_000


@dataclass(frozen=True)
class FixReading:
    """The positions of a document, or every fault in it: then none counts."""

    fixes: tuple[Fix, ...]
    faults: tuple[Fault, ...] = ()


def read(document: Any) -> FixReading:
    """One position or many: ``{time, lat, lon, …}``, ``{"positions": […]}``, a list of either, or F3411.

    Faults carry JSON pointers; with any of them no position is given.
    """
    found = remote_id.states(document)
    if isinstance(found, Fault):
        return FixReading((), (found,))
    if found is not None:
        return _all([(pointer, state, remote_id.read_state) for pointer, state in found])
    if isinstance(document, Mapping) and "positions" in document:
        items, at = document["positions"], "/positions"
    else:
        items, at = (document if isinstance(document, list) else [document]), ""
    if not isinstance(items, list):
        return FixReading((), (Fault(at, "flights.error.positions_unreadable"),))
    own = isinstance(document, list) or at != ""
    return _all([(f"{at}/{index}" if own else "", one, _read_own) for index, one in enumerate(items)])


def write_judged(judged: Judged) -> dict[str, Any]:
    """What was found of one position."""
    found: dict[str, Any] = {"time": write_time(judged.fix.at), "found": judged.found.value}
    if judged.outside:
        found |= {"outside": list(judged.outside), "distance_m": round(judged.distance_m, 1)}
    return found


def write_track(track: TrackView | None) -> dict[str, Any] | None:
    """How the flight keeps to its plan."""
    if track is None:
        return None
    return {
        "conformance": track.conformance.value,
        "since": write_time(track.since),
        "heard_at": write_time(track.heard_at),
        "positions": track.fixes,
        "outside": track.outside,
        "excursions": track.excursions,
    }


def write_fix(judged: Judged) -> dict[str, Any]:
    """A position of the record."""
    fix = judged.fix
    level = fix.levels[0].height if fix.levels else None
    return {
        "time": write_time(fix.at),
        "lat": fix.lat,
        "lon": fix.lon,
        "height": write_height(level),
        "accuracy_m": fix.accuracy_m,
        "accuracy_v_m": fix.accuracy_v_m,
        "found": judged.found.value,
        "outside": list(judged.outside),
    }


def _all(items: list[tuple[str, Any, Any]]) -> FixReading:
    if not items:
        return FixReading((), (Fault("", "flights.error.positions_missing"),))
    if len(items) > MOST_FIXES:
        return FixReading((), (Fault("", "flights.error.too_many_positions", {"limit": MOST_FIXES}),))
    fixes: list[Fix] = []
    faults: list[Fault] = []
    for pointer, item, reader in items:
        found = reader(item, pointer)
        if isinstance(found, Fix):
            fixes.append(found)
        else:
            faults += found
    return FixReading((), tuple(faults)) if faults else FixReading(tuple(fixes))


def _read_own(item: Any, at: str) -> Fix | list[Fault]:
    if not isinstance(item, Mapping):
        return [Fault(at, "flights.error.positions_unreadable")]
    faults: list[Fault] = []
    moment = read_time(item.get("time"), f"{at}/time")
    if isinstance(moment, Fault):
        faults.append(moment)
    lat, lon = place(item, "lat", "lon", at, faults)
    levels = _levels(item, at, faults)
    sure, sure_v = (_metres(item, name, at, faults) for name in ("accuracy_m", "accuracy_v_m"))
    status = item.get("status", Status.UNDECLARED.value)
    if not isinstance(status, str) or status not in set(Status):
        faults.append(Fault(f"{at}/status", "flights.error.choice", {"known": ", ".join(Status)}))
    if faults or not isinstance(moment, datetime):
        return faults
    return Fix(moment, lon, lat, levels, sure, sure_v, Status(status))


def _levels(item: Mapping[str, Any], at: str, faults: list[Fault]) -> tuple[Level, ...]:
    if item.get("height") is None:
        return ()
    height = read_height(item["height"], f"{at}/height")
    if isinstance(height, Fault):
        faults.append(height)
        return ()
    return (Level(height),)


def place(
    item: Mapping[str, Any], lat_name: str, lon_name: str, at: str, faults: list[Fault]
) -> tuple[float, float]:
    """Latitude and longitude in degrees, in range; a fault for each that is not."""
    found = []
    for name, bound in ((lat_name, 90.0), (lon_name, 180.0)):
        value = number(item.get(name))
        if value is None or not -bound <= value <= bound:
            faults.append(Fault(f"{at}/{name}", "flights.error.degrees", {"bound": int(bound)}))
        found.append(value or 0.0)
    return found[0], found[1]


def _metres(item: Mapping[str, Any], name: str, at: str, faults: list[Fault]) -> float | None:
    if item.get(name) is None:
        return None
    value = number(item[name])
    if value is None or value < 0:
        faults.append(Fault(f"{at}/{name}", "flights.error.accuracy"))
    return value
