"""The form's fields: their places in a plan, and a plan written back into them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from drones.flights.formats import geojson
from drones.flights.formats.positions import write_points, write_position
from drones.flights.formats.uspace import USPACE_FIELDS, write_uspace
from drones.flights.model.plans import (
    CircleShape,
    CorridorShape,
    PlanInput,
    PolygonShape,
    Position,
    Shape,
    VolumeInput,
)
from drones.permits.model import MOST_VOLUMES
from geofences.engine.model import Datum, Height

#: Volumes that the form can hold: as many as a permit can state.
MOST_TYPED = MOST_VOLUMES
#: On which days the flight is repeated; ``formats/repeats.py`` reads them.
REPEAT_FIELDS = ("repeat", "repeat_days", "repeat_from", "repeat_until", "repeat_without")
PLAN_FIELDS = (
    *("aircraft", "pilot", "purpose", "mode", "contact", "notes"),
    *USPACE_FIELDS,
    *REPEAT_FIELDS,
)
#: The fields of the first volume and the JSON pointers of what they state; those of the second volume begin
#: with ``v2_``, and so on.
VOLUME_POINTERS = {
    **{
        name: f"/volumes/0/geometry/{name}"
        for name in ("shape", "centre", "radius_m", "path", "width_m", "outline", "area")
    },
    "move_to": "/volumes/0/move_to",
    "floor_m": "/volumes/0/floor",
    "floor_datum": "/volumes/0/floor/datum",
    "ceiling_m": "/volumes/0/ceiling",
    "datum": "/volumes/0/datum",
    "start_date": "/volumes/0/start/date",
    "start_time": "/volumes/0/start/time",
    "end_date": "/volumes/0/end/date",
    "end_time": "/volumes/0/end/time",
}
VOLUME_FIELDS = tuple(VOLUME_POINTERS)
#: Every field of a plan of one volume.
FIELDS = (*PLAN_FIELDS, *VOLUME_FIELDS)


class ShapeChoice(StrEnum):
    """How the area is stated."""

    CIRCLE = "circle"
    CORRIDOR = "corridor"
    POLYGON = "polygon"
    AREA = "area"


#: The field that states the area, by the chosen shape.
_AREA_FIELDS = {
    ShapeChoice.CIRCLE: "centre",
    ShapeChoice.CORRIDOR: "path",
    ShapeChoice.POLYGON: "outline",
    ShapeChoice.AREA: "area",
}
_FIELDS_AT = {pointer: name for name, pointer in VOLUME_POINTERS.items()} | {
    "/volumes/0": "shape",
    "/volumes/0/start": "start_date",
    "/volumes/0/end": "end_time",
    "/volumes/0/ceiling/datum": "datum",
}
_OF_VOLUME = re.compile(r"/volumes/(\d)(?=/|$)")


def field_name(name: str, volume: int) -> str:
    """What a field of a volume (counted from 0) is called in the form.

    >>> field_name("centre", 0), field_name("centre", 1)
    ('centre', 'v2_centre')
    """
    return name if volume == 0 else f"v{volume + 1}_{name}"


def fields(volumes: int) -> tuple[str, ...]:
    """Every field of a plan of some volumes."""
    return (*PLAN_FIELDS, *(field_name(name, at) for at in range(volumes) for name in VOLUME_FIELDS))


def volume_count(typed: Mapping[str, str]) -> int:
    """How many volumes were typed: one, unless the texts say otherwise."""
    text = typed.get("volumes", "").strip()
    count = int(text) if text.isascii() and text.isdigit() and len(text) == 1 else 1
    return min(max(count, 1), MOST_TYPED)


def pointer_of(name: str, volume: int) -> str:
    """The JSON pointer of what a field of a volume states."""
    return VOLUME_POINTERS[name].replace("/volumes/0", f"/volumes/{volume}", 1)


def volume_of(pointer: str) -> int:
    """The volume that a pointer names, counted from 0; 0 where it names none."""
    match = _OF_VOLUME.match(pointer)
    return int(match[1]) if match else 0


def field_of(pointer: str, choice: str) -> str | None:
    """The field in which a person corrects what a pointer names; ``None`` when there is none.

    ``choice`` is the shape chosen for that volume.

    >>> field_of("/volumes/0/geometry", "corridor")
    'path'
    >>> field_of("/volumes/1/end/time", "circle")
    'v2_end_time'
    """
    if pointer == "/volumes":
        return "shape"
    volume = volume_of(pointer)
    of_first = _OF_VOLUME.sub("/volumes/0", pointer)
    if of_first in _FIELDS_AT:
        return field_name(_FIELDS_AT[of_first], volume)
    if of_first.startswith("/volumes/0/geometry"):
        area = _AREA_FIELDS[ShapeChoice(choice)] if choice in set(ShapeChoice) else "shape"
        return field_name(area, volume)
    name = pointer.removeprefix("/").replace("/", "_")
    return name if name in PLAN_FIELDS else None


def write_typed(plan: PlanInput, zone: ZoneInfo) -> dict[str, str] | None:
    """The texts that ``read_typed`` reads as ``plan``; ``None`` when the form cannot show it."""
    volumes = plan.volumes or (VolumeInput(),)
    if len(volumes) > MOST_TYPED:
        return None
    texts = dict.fromkeys(fields(len(volumes)), "")
    texts.update(
        volumes=str(len(volumes)),
        aircraft=plan.aircraft,
        pilot=plan.pilot,
        purpose=plan.purpose or "",
        mode=plan.mode or "",
        contact=plan.contact,
        notes=plan.notes,
        **write_uspace(plan.uspace),
    )
    for at, volume in enumerate(volumes):
        texts.update({field_name(name, at): text for name, text in _write_volume(volume, zone).items()})
    return texts


def _write_volume(volume: VolumeInput, zone: ZoneInfo) -> dict[str, str]:
    floor, ceiling = volume.floor, volume.ceiling
    datum = ceiling.datum if ceiling else floor.datum if floor else Datum.AGL
    return {
        "datum": datum,
        "floor_datum": floor.datum if floor and floor.datum is not datum else "",
        "floor_m": _metres(floor),
        "ceiling_m": _metres(ceiling),
        "move_to": write_position(volume.move_to) if volume.move_to else "",
        **write_shapes(volume.shapes),
        **_write_moment(volume.start, "start", zone),
        **_write_moment(volume.end, "end", zone),
    }


def write_shapes(shapes: tuple[Shape, ...]) -> dict[str, str]:
    """The fields that state these shapes: the plain ones where they can, else as GeoJSON."""
    only = shapes[0] if len(shapes) == 1 else None
    if isinstance(only, CircleShape):
        shape, centre = ShapeChoice.CIRCLE, write_position(only.centre)
        return {"shape": shape, "centre": centre, "radius_m": f"{only.radius_m:g}"}
    if isinstance(only, CorridorShape) and len(only.points) == 1:  # a single place: the radius is asked
        lon, lat = only.points[0]
        radius = "" if only.width_m is None else f"{only.width_m / 2:g}"
        return {
            "shape": ShapeChoice.CIRCLE,
            "centre": write_position(Position(lon, lat)),
            "radius_m": radius,
        }
    if isinstance(only, CorridorShape):
        width = {} if only.width_m is None else {"width_m": f"{only.width_m:g}"}
        return {"shape": ShapeChoice.CORRIDOR, "path": write_points(only.points), **width}
    if isinstance(only, PolygonShape) and len(only.polygons) == 1 and len(only.polygons[0]) == 1:
        return {"shape": ShapeChoice.POLYGON, "outline": write_points(only.polygons[0][0][:-1])}
    return {"shape": ShapeChoice.AREA, "area": geojson.write_text(shapes)} if shapes else {}


def _write_moment(moment: datetime | None, name: str, zone: ZoneInfo) -> dict[str, str]:
    if moment is None:
        return {}
    there = moment.astimezone(zone)
    return {f"{name}_date": there.date().isoformat(), f"{name}_time": f"{there:%H:%M}"}


def _metres(height: Height | None) -> str:
    return "" if height is None else f"{height.metres:g}"
