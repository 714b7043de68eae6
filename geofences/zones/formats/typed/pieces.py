"""A pasted piece: a zone in ED-269, ED-318 or GeoJSON, or only its geometry in any of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from geofences.engine.model import Zone, ZoneVolume
from geofences.zones.formats import read
from geofences.zones.formats.document import Notes
from geofences.zones.formats.json_text import parse
from portal.kit.model import Fault

#: Stands for everything that a bare geometry does not say, so that the files' own codec reads it.
_UNSAID: Mapping[str, Any] = {
    "identifier": "PIECE",
    "country": "XXX",
    "name": "",
    "type": "COMMON",
    "restriction": "PROHIBITED",
    "applicability": [{"permanent": "YES"}],
    "zoneAuthority": [],
}
_FEATURES = ("features", "UASZoneList", "uas_zones")


@dataclass(frozen=True, slots=True)
class Piece:
    """What a pasted text holds: a whole zone, or layers alone, or the faults for which it is not read."""

    zone: Zone | None = None
    layers: tuple[ZoneVolume, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_piece(text: str) -> Piece:
    """Read a pasted piece; pointers of its faults are those of the text that was pasted."""
    notes = Notes()
    root = parse(text.encode("utf-8", "replace"), notes)
    if root is None:
        return Piece(faults=tuple(notes.errors))
    wrapped, prefix, is_zone = _wrapped(root.value)
    reading = read(json.dumps(wrapped).encode())
    faults = tuple(Fault(_without(prefix, one.pointer), one.code, one.facts) for one in reading.errors)
    if faults or not reading.zones:
        return Piece(faults=faults or (Fault("", "zones.error.piece_empty"),))
    if len(reading.zones) > 1:
        return Piece(faults=(Fault("", "zones.error.piece_several", {"count": len(reading.zones)}),))
    (zone,) = reading.zones
    return Piece(zone, zone.volumes) if is_zone else Piece(None, zone.volumes)


def _wrapped(value: Any) -> tuple[Any, str, bool]:
    """A file around the piece, the pointer at which the piece stands in it, and whether it is a zone."""
    kind = value.get("type") if isinstance(value, dict) else None
    if kind in ("Polygon", "MultiPolygon", "Point"):
        return _collection([{"geometry": value}]), "/features/0/geometry", False
    if kind == "Feature":
        whole = _names_a_zone(value)
        return (value, "", True) if whole else (_collection([value]), "/features/0", False)
    if kind == "FeatureCollection":
        features = value.get("features") or []
        whole = any(isinstance(one, dict) and _names_a_zone(one) for one in features)
        return (value, "", True) if whole else (_collection(features), "", False)
    if _is_layer(value) or (isinstance(value, list) and value and all(_is_layer(one) for one in value)):
        listed = value if isinstance(value, list) else [value]
        place = "/features/0/geometry" if isinstance(value, list) else "/features/0/geometry/0"
        return {"features": [{**_UNSAID, "geometry": listed}]}, place, False
    if isinstance(value, dict) and "geometry" in value and not any(name in value for name in _FEATURES):
        return {"features": [value]}, "/features/0", True
    return value, "", True


def _collection(features: Iterable[Any]) -> dict[str, Any]:
    """Features that say nothing of a zone, with words for what they do not say."""
    told = []
    for one in features:
        stated = one.get("properties") if isinstance(one, dict) else None
        own = stated if isinstance(stated, dict) else {}
        limits = {name: own[name] for name in own if "imit" in name or "eference" in name or name in _EXTENT}
        geometry = one.get("geometry") if isinstance(one, dict) else one
        told.append({"type": "Feature", "properties": {**_UNSAID, **limits}, "geometry": geometry})
    return {"type": "FeatureCollection", "features": told}


#: What the properties of a bare feature may say of its layer.
_EXTENT = ("uomDimensions", "uom", "unit", "radius", "radius_m", "circle")


def _names_a_zone(feature: Mapping[str, Any]) -> bool:
    stated = feature.get("properties")
    return isinstance(stated, dict) and "restriction" in stated


def _is_layer(value: Any) -> bool:
    return isinstance(value, dict) and "horizontalProjection" in value


def _without(prefix: str, pointer: str) -> str:
    return pointer[len(prefix) :] if prefix and pointer.startswith(prefix) else pointer
