"""Members of a plan over JSON that the portal does not know: refused by name, never dropped in silence.

A unit, a priority or a misspelt width that nobody reads would leave its sender sure of what is not so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from drones.flights.formats.uspace import USPACE_FIELDS
from portal.kit.model import Fault
from portal.kit.strict_json import escape

PLAN = ("aircraft", "pilot", "purpose", "mode", "volumes", "contact", "notes", "uspace")
_BESIDE = ("radius_m", "width_m", "stray_m")
_VOLUME = ("geometry", "floor", "ceiling", "start", "end", "move_to", *_BESIDE)
_HEIGHT = ("value", "datum")
_USPACE = tuple(name.removeprefix("uspace_") for name in USPACE_FIELDS[1:])
_GEOMETRY = ("type", "coordinates", "bbox", *_BESIDE)
#: Geometries whose members count; what a feature carries beside its geometry is its own affair (RFC 7946, 6).
_PLAIN = frozenset({"Point", "LineString", "Polygon", "MultiPolygon"})


def unknown_members(plan: Mapping[str, Any], *, beside: tuple[str, ...] = ()) -> tuple[Fault, ...]:
    """A fault for each member of a stated plan that is not known, by JSON pointer.

    ``beside`` are further names that the plan itself may have.
    """
    return tuple(_found(plan, beside))


def _found(plan: Mapping[str, Any], beside: tuple[str, ...]) -> Iterator[Fault]:
    yield from _beyond(plan, (*PLAN, *beside), "")
    yield from _beyond(plan.get("uspace"), _USPACE, "/uspace")
    volumes = plan.get("volumes")
    for index, volume in enumerate(volumes if isinstance(volumes, list) else ()):
        at = f"/volumes/{index}"
        yield from _beyond(volume, _VOLUME, at)
        if not isinstance(volume, Mapping):
            continue
        for name in ("floor", "ceiling"):
            yield from _beyond(volume.get(name), _HEIGHT, f"{at}/{name}")
        geometry = volume.get("geometry")
        if isinstance(geometry, Mapping) and geometry.get("type") in _PLAIN:
            yield from _beyond(geometry, _GEOMETRY, f"{at}/geometry")


def _beyond(value: Any, known: tuple[str, ...], at: str) -> Iterator[Fault]:
    for name in value if isinstance(value, Mapping) else ():
        if name not in known:
            yield Fault(f"{at}/{escape(name)}", "flights.error.member_unknown", {"known": ", ".join(known)})
