"""A flight plan as the JSON of the programming interface, in both directions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from drones.flights.formats import geojson, uspace
from drones.flights.formats.json_text import number
from drones.flights.model import UspaceInput
from drones.flights.model.plans import (
    InputReading,
    Mode,
    PlanInput,
    Position,
    Reason,
    VolumeInput,
)
from geofences.engine.model import Datum, Height, Unit
from portal.kit.model import Fault

MOST_VOLUMES = 10
LONGEST_TEXT = 2_000

E = TypeVar("E", bound=StrEnum)


def read_plan(document: Mapping[str, Any]) -> InputReading:
    """The plan that a JSON object states, with a fault for each member that cannot be read.

    Missing members are left out of the plan without a fault: whether they are needed is for
    ``rules.plans`` to say.
    """
    faults: list[Fault] = []
    volumes = _read_volumes(document.get("volumes"), faults)
    texts = {name: _text(document, name, faults) for name in ("aircraft", "pilot", "contact", "notes")}
    plan = PlanInput(
        volumes=volumes,
        purpose=_choice(document, "purpose", Reason, faults),
        mode=_choice(document, "mode", Mode, faults),
        uspace=_read_uspace(document.get("uspace"), faults),
        **texts,
    )
    return InputReading(plan, tuple(faults))


def write_plan(plan: PlanInput) -> dict[str, Any]:
    """The same plan as ``read_plan`` reads it."""
    return {
        "aircraft": plan.aircraft,
        "pilot": plan.pilot,
        "purpose": plan.purpose.value if plan.purpose else None,
        "mode": plan.mode.value if plan.mode else None,
        "volumes": [_write_volume(volume) for volume in plan.volumes],
        "contact": plan.contact,
        "notes": plan.notes,
        "uspace": uspace.write_document(plan.uspace) if plan.uspace else None,
    }


def write_height(height: Height | None) -> dict[str, Any] | None:
    """Metres and datum, or null."""
    return None if height is None else {"value": height.metres, "datum": height.datum.value}


def write_time(moment: datetime | None) -> str | None:
    """RFC 3339 in UTC, or null."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_time(value: Any, pointer: str) -> datetime | Fault:
    """An RFC 3339 moment with its offset; one without an offset is refused."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) and len(value) <= 40 else None
    except ValueError:
        moment = None
    if moment is None or "T" not in str(value).upper().replace(" ", "T"):
        return Fault(pointer, "flights.error.time_unreadable")
    if moment.tzinfo is None:
        return Fault(pointer, "flights.error.time_without_zone")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return Fault(pointer, "flights.error.time_unreadable")


def read_height(value: Any, pointer: str) -> Height | Fault:
    """``{value, datum}`` in metres; without a datum it is no height."""
    metres = number(value.get("value")) if isinstance(value, Mapping) else None
    if metres is None:
        return Fault(f"{pointer}/value", "flights.error.height_unreadable")
    datum = str(value.get("datum"))
    if datum not in set(Datum):
        return Fault(f"{pointer}/datum", "flights.error.datum", {"known": ", ".join(Datum)})
    return Height(metres, Unit.METRES, Datum(datum))


def _read_uspace(value: Any, faults: list[Fault]) -> UspaceInput | None:
    return None if value is None else uspace.read_document(value, "/uspace", faults)


def _read_volumes(value: Any, faults: list[Fault]) -> tuple[VolumeInput, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        faults.append(Fault("/volumes", "flights.error.area_unreadable"))
        return ()
    if len(value) > MOST_VOLUMES:
        faults.append(Fault("/volumes", "flights.error.too_many_volumes", {"limit": MOST_VOLUMES}))
        return ()
    return tuple(_read_volume(volume, f"/volumes/{index}", faults) for index, volume in enumerate(value))


def _read_volume(value: Any, at: str, faults: list[Fault]) -> VolumeInput:
    if not isinstance(value, dict):
        faults.append(Fault(at, "flights.error.area_unreadable"))
        return VolumeInput()
    shapes: tuple[Any, ...] = ()
    if value.get("geometry") is not None:
        beside = {name: value[name] for name in ("radius_m", "width_m", "stray_m") if name in value}
        shapes, wrong = geojson.read(value["geometry"], f"{at}/geometry", beside)
        faults += wrong
    read = {
        name: reader(value[name], f"{at}/{name}")
        for name, reader in _READERS.items()
        if value.get(name) is not None
    }
    faults += [found for found in read.values() if isinstance(found, Fault)]
    known = {name: found for name, found in read.items() if not isinstance(found, Fault)}
    return VolumeInput(shapes=shapes, **known)


def _read_place(value: Any, pointer: str) -> Position | Fault:
    shapes, _ = geojson.read({"type": "Point", "coordinates": value, "radius_m": 1})
    place = getattr(shapes[0], "centre", None) if shapes else None
    return place if isinstance(place, Position) else Fault(pointer, "flights.error.position_unreadable_json")


_READERS: dict[str, Any] = {
    "floor": read_height,
    "ceiling": read_height,
    "start": read_time,
    "end": read_time,
    "move_to": _read_place,
}


def _write_volume(volume: VolumeInput) -> dict[str, Any]:
    written: dict[str, Any] = {
        "geometry": geojson.write_geometry(volume.shapes[0])
        if len(volume.shapes) == 1
        else geojson.write(volume.shapes)
        if volume.shapes
        else None,
        "floor": write_height(volume.floor),
        "ceiling": write_height(volume.ceiling),
        "start": write_time(volume.start),
        "end": write_time(volume.end),
    }
    if volume.move_to is not None:
        written["move_to"] = [volume.move_to.lon, volume.move_to.lat]
    return written


def _text(document: Mapping[str, Any], name: str, faults: list[Fault]) -> str:
    value = document.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or "\x00" in value:
        faults.append(Fault(f"/{name}", "flights.error.text"))
        return ""
    if len(value) > LONGEST_TEXT:
        faults.append(Fault(f"/{name}", "flights.error.text_too_long", {"limit": LONGEST_TEXT}))
        return ""
    return value.strip()


def _choice(document: Mapping[str, Any], name: str, kind: type[E], faults: list[Fault]) -> E | None:
    value = document.get(name)
    if value is None or value == "":
        return None
    if value in list(kind):
        return kind(value)
    faults.append(Fault(f"/{name}", "flights.error.choice", {"known": ", ".join(kind)}))
    return None
