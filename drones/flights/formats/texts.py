"""The form's fields: their places in a plan, and a plan written back into them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from drones.flights.formats import geojson
from drones.flights.formats.positions import write_points, write_position
from drones.flights.model.plans import (
    CircleShape,
    CorridorShape,
    PlanInput,
    PolygonShape,
    Shape,
    VolumeInput,
)
from geofences.engine.model import Datum, Height

#: Every field of the form and the JSON pointer of what it states.
POINTERS = {
    **{name: f"/{name}" for name in ("aircraft", "pilot", "purpose", "mode", "contact", "notes")},
    **{
        name: f"/volumes/0/geometry/{name}"
        for name in ("shape", "centre", "radius_m", "path", "width_m", "outline", "area")
    },
    "move_to": "/volumes/0/move_to",
    "floor_m": "/volumes/0/floor",
    "ceiling_m": "/volumes/0/ceiling",
    "datum": "/volumes/0/datum",
    "start_date": "/volumes/0/start/date",
    "start_time": "/volumes/0/start/time",
    "end_date": "/volumes/0/end/date",
    "end_time": "/volumes/0/end/time",
}
FIELDS = tuple(POINTERS)


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
_FIELDS_AT = {pointer: name for name, pointer in POINTERS.items()} | {
    "/volumes": "shape",
    "/volumes/0/start": "start_date",
    "/volumes/0/end": "end_time",
}


def field_of(pointer: str, choice: str) -> str | None:
    """The field in which a person corrects what a pointer names; ``None`` when there is none.

    >>> field_of("/volumes/0/geometry", "corridor")
    'path'
    """
    if pointer in _FIELDS_AT:
        return _FIELDS_AT[pointer]
    if pointer.startswith("/volumes/0/geometry"):
        return _AREA_FIELDS[ShapeChoice(choice)] if choice in set(ShapeChoice) else "shape"
    return pointer if pointer in POINTERS else None


def write_typed(plan: PlanInput, zone: ZoneInfo) -> dict[str, str] | None:
    """The texts that ``read_typed`` reads as ``plan``; ``None`` when the form cannot show it.

    The form holds one volume and one datum.
    """
    if len(plan.volumes) > 1:
        return None
    volume = plan.volumes[0] if plan.volumes else VolumeInput()
    datums = {height.datum for height in (volume.floor, volume.ceiling) if height is not None}
    if len(datums) > 1:
        return None
    texts = dict.fromkeys(FIELDS, "")
    texts.update(
        aircraft=plan.aircraft,
        pilot=plan.pilot,
        purpose=plan.purpose or "",
        mode=plan.mode or "",
        contact=plan.contact,
        notes=plan.notes,
        datum=next(iter(datums), Datum.AGL),
        floor_m=_metres(volume.floor),
        ceiling_m=_metres(volume.ceiling),
        move_to=write_position(volume.move_to) if volume.move_to else "",
    )
    texts.update(write_shapes(volume.shapes))
    texts.update(_write_moment(volume.start, "start", zone), **_write_moment(volume.end, "end", zone))
    return texts


def write_shapes(shapes: tuple[Shape, ...]) -> dict[str, str]:
    """The fields that state these shapes: the plain ones where they can, else as GeoJSON."""
    only = shapes[0] if len(shapes) == 1 else None
    if isinstance(only, CircleShape):
        shape, centre = ShapeChoice.CIRCLE, write_position(only.centre)
        return {"shape": shape, "centre": centre, "radius_m": f"{only.radius_m:g}"}
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
