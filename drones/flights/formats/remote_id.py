"""What network Remote ID says of an aircraft: ASTM F3411 ``RIDAircraftState`` in its several wrappers.

A state may come alone, in a list, as ``states``, as ``current_state`` (``RIDFlight``) or inside the
``flights`` of one aircraft, as the test suites of the standard feed them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from drones.flights.formats import documents
from drones.flights.formats.json_text import number
from drones.flights.model.tracks import Fix, Level, Status
from geofences.engine.model import Datum, Height, Unit
from portal.kit.model import Fault

#: F3411: this height means that it is not known.
UNKNOWN_M = -1_000.0
#: A height above the place of take-off is one above the ground as far as the ground is even.
UNEVEN_M = 30.0
_NAUTICAL = 1_852.0
ACCURACY_H = {
    "HA10NM": 10 * _NAUTICAL,
    "HA4NM": 4 * _NAUTICAL,
    "HA2NM": 2 * _NAUTICAL,
    "HA1NM": _NAUTICAL,
    "HA05NM": 0.5 * _NAUTICAL,
    "HA03NM": 0.3 * _NAUTICAL,
    "HA01NM": 0.1 * _NAUTICAL,
    "HA005NM": 0.05 * _NAUTICAL,
    "HA30m": 30.0,
    "HA10m": 10.0,
    "HA3m": 3.0,
    "HA1m": 1.0,
}
ACCURACY_V = {"VA150m": 150.0, "VA45m": 45.0, "VA25m": 25.0, "VA10m": 10.0, "VA3m": 3.0, "VA1m": 1.0}
_STATUS = {"ground": Status.GROUND, "airborne": Status.AIRBORNE, "emergency": Status.EMERGENCY}

States = list[tuple[str, Any]]


def states(document: Any) -> States | Fault | None:
    """Each state with its JSON pointer; ``None`` when this is not F3411; a fault for several aircraft."""
    if isinstance(document, list):
        found = [(f"/{index}", one) for index, one in enumerate(document)]
        return found if document and all(_is_state(one) for _, one in found) else None
    if not isinstance(document, Mapping):
        return None
    if isinstance(document.get("flights"), list):
        return _of_one_aircraft(document["flights"])
    if isinstance(document.get("states"), list):
        return [(f"/states/{index}", one) for index, one in enumerate(document["states"])]
    if "current_state" in document:
        return [("/current_state", document["current_state"])]
    return [("", document)] if _is_state(document) else None


def _of_one_aircraft(flights: list[Any]) -> States | Fault | None:
    if len(flights) != 1:
        return Fault("/flights", "flights.error.several_aircraft", {"count": len(flights)})
    inner = states(flights[0])
    return [(f"/flights/0{at}", one) for at, one in inner] if isinstance(inner, list) else inner


def read_state(state: Any, at: str) -> Fix | list[Fault]:
    """One ``RIDAircraftState``, of either edition of the standard."""
    place = state.get("position") if isinstance(state, Mapping) else None
    if not isinstance(place, Mapping):
        return [Fault(f"{at}/position", "flights.error.positions_unreadable")]
    faults: list[Fault] = []
    stamp = state.get("timestamp")
    stamp = stamp.get("value") if isinstance(stamp, Mapping) else stamp
    moment = documents.read_time(stamp, f"{at}/timestamp")
    lat, lon = _degrees(place, "lat", 90.0, at, faults), _degrees(place, "lng", 180.0, at, faults)
    if isinstance(moment, Fault):
        faults.append(moment)
    levels = _levels(state, place, at, faults)
    if faults or not isinstance(moment, datetime):
        return faults
    return Fix(
        at=moment,
        lon=lon,
        lat=lat,
        levels=levels,
        accuracy_m=ACCURACY_H.get(str(place.get("accuracy_h"))),
        accuracy_v_m=ACCURACY_V.get(str(place.get("accuracy_v"))),
        status=_STATUS.get(str(state.get("operational_status")).lower(), Status.UNDECLARED),
    )


def _is_state(one: Any) -> bool:
    return isinstance(one, Mapping) and "position" in one and "timestamp" in one


def _degrees(place: Mapping[str, Any], name: str, bound: float, at: str, faults: list[Fault]) -> float:
    value = number(place.get(name))
    if value is None or not -bound <= value <= bound:
        faults.append(Fault(f"{at}/position/{name}", "flights.error.degrees", {"bound": int(bound)}))
    return value or 0.0


def _levels(
    state: Mapping[str, Any], place: Mapping[str, Any], at: str, faults: list[Fault]
) -> tuple[Level, ...]:
    """The height over the ellipsoid, and that over the ground or the place of take-off.

    One that is left out or "unknown" is none; one that is no number is a fault, never overlooked.
    """
    levels = []
    over_ellipsoid = _metres(place.get("alt"), f"{at}/position/alt", faults)
    if over_ellipsoid is not None:
        levels.append(Level(Height(over_ellipsoid, Unit.METRES, Datum.WGS84)))
    inside = state.get("height") is None
    above = place.get("height") if inside else state["height"]
    named = f"{at}/position/height" if inside else f"{at}/height"
    if above is not None and not isinstance(above, Mapping):
        faults.append(Fault(named, "flights.error.height_unreadable"))
    elif above is not None:
        metres = _metres(above.get("distance"), f"{named}/distance", faults)
        if metres is not None:
            even = above.get("reference") == "GroundLevel"
            levels.append(Level(Height(metres, Unit.METRES, Datum.AGL), 0.0 if even else UNEVEN_M))
    return tuple(levels)


def _metres(value: Any, at: str, faults: list[Fault]) -> float | None:
    metres = number(value)
    if value is not None and metres is None:
        faults.append(Fault(at, "flights.error.height_unreadable"))
    return metres if metres is not None and metres > UNKNOWN_M else None
