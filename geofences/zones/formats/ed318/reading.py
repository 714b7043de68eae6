"""Reading ED-318: one feature a zone, its layers in its geometry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict

from geofences.engine.model import Band, Restriction, ZoneVolume
from geofences.zones.formats.areas import (
    circle_area,
    in_metres,
    is_sound,
    read_circle,
    read_layer,
    read_multipolygon,
    read_polygon,
)
from geofences.zones.formats.document import Place, clip
from geofences.zones.formats.ed318.texts import read_said
from geofences.zones.formats.identifiers import whole_identifier
from geofences.zones.formats.own import as_named, in_named_zone, read_own, unmarked
from geofences.zones.formats.properties import (
    Properties,
    read_authorities,
    read_country,
    read_identifier,
    read_reasons,
)
from geofences.zones.formats.reading import Found, Reading, compose, conclude
from geofences.zones.formats.times import read_limited, write_limited

FORMAT = "ed318"
#: Names that a feature of ED-318 has and none of ED-269's.
_OWN_NAMES = ("variant", "limitedApplicability")
_PROPERTIES = (
    "identifier", "country", "name", "type", "variant", "restrictionConditions", "reason", "otherReasonInfo",
    "message", "zoneAuthority", "limitedApplicability", "extendedProperties",
)  # fmt: skip
#: Members of an authority or of a period: a file of nothing else is a piece of a zone.
_ALONE = {
    "startDateTime", "endDateTime", "schedule", "name", "service", "contactName", "siteURL", "email", "phone",
    "purpose", "intervalBefore",
}  # fmt: skip
_RESTRICTIONS = {
    "PROHIBITED": Restriction.PROHIBITED,
    "REQ_AUTHORIZATION": Restriction.REQ_AUTHORISATION,
    "CONDITIONAL": Restriction.CONDITIONAL,
    "NO_RESTRICTION": Restriction.NO_RESTRICTION,
}


def is_ed318(root: Place) -> bool:
    """True when the features are those of ED-318, which has its own names and layers."""
    return any(
        any(not feature.member("properties").member(name).absent for name in _OWN_NAMES)
        or any(not part.member("layer").absent for part in _parts(feature.member("geometry")))
        for feature in _features(root)
    )


def is_piece(root: Place) -> bool:
    """True for the properties, an authority or a period of a zone that stand alone."""
    names = set(root.value) if isinstance(root.value, dict) else set()
    return "zoneAuthority" in names or (bool(names) and names <= _ALONE)


def read_ed318(root: Place) -> Reading:
    """Every zone of the collection that is sound, and the faults of the others."""
    found = [zone for item in _features(root) if (zone := _zone(item)) is not None]
    return conclude(root.notes, found, FORMAT)


def _features(root: Place) -> Iterable[Place]:
    return [root] if root.member("type").value == "Feature" else root.member("features").items()


def _zone(feature: Place) -> Found | None:
    stated = feature.member("properties")
    if feature.member("type").value != "Feature" or not stated.is_object:
        feature.error("not_a_feature")
        return None
    stated.keep_only(*_PROPERTIES)
    properties, volumes = _properties(stated), _volumes(feature.member("geometry"))
    if properties is None or volumes is None:
        return None
    return compose(feature, properties, volumes)


def _properties(zone: Place) -> Properties | None:
    before = zone.notes.error_count
    restriction, applicability = _restriction(zone.member("type")), read_limited(zone)
    extended = zone.member("extendedProperties")
    own = read_own(extended)
    found = {
        "country": read_country(zone.member("country")),
        "identifier": whole_identifier(read_identifier(zone), zone),
        "name": read_said(zone.member("name")),
        "reasons": read_reasons(zone.member("reason")),
        "other_reason": read_said(zone.member("otherReasonInfo")),
        "message": unmarked(read_said(zone.member("message")), extended),
        "conditions": _conditions(zone.member("restrictionConditions")),
        "authorities": as_named(read_authorities(zone, read_said), extended),
        **asdict(own),
    }
    _variant(zone.member("variant"))
    if restriction is None or applicability is None or zone.notes.error_count > before:
        return None
    stated = zone.member("limitedApplicability").value
    periods = in_named_zone(applicability, extended, write_limited, stated)
    return Properties(restriction=restriction, applicability=periods, **found)


def _restriction(place: Place) -> Restriction | None:
    """``USPACE`` asks for a U-space flight authorisation; ED-269's spelling with S is understood."""
    if isinstance(place.value, str) and place.value in _RESTRICTIONS:
        return _RESTRICTIONS[place.value]
    if place.value == "USPACE":
        place.warn("uspace_asks_authorisation")
        return Restriction.REQ_AUTHORISATION
    if place.value == Restriction.REQ_AUTHORISATION.value:
        place.warn("authorisation_with_s")
        return Restriction.REQ_AUTHORISATION
    if place.absent:
        place.error("restriction_missing")
    else:
        allowed = ", ".join(("USPACE", *_RESTRICTIONS))
        place.error("unknown_word", text=clip(str(place.value)), allowed=allowed)
    return None


def _conditions(place: Place) -> tuple[str, ...]:
    items = place.items() if isinstance(place.value, list) else [place]
    lines = (line.strip() for item in items for line in item.text(10_000).splitlines())
    return tuple(line for line in lines if line)


def _variant(place: Place) -> None:
    if place.absent:
        place.warn("variant_missing")
    elif place.value == "CUSTOMIZED":
        place.warn("customized")
    elif place.value != "COMMON":
        place.error("unknown_word", text=clip(str(place.value)), allowed="COMMON, CUSTOMIZED")


def _volumes(geometry: Place) -> tuple[ZoneVolume, ...] | None:
    if geometry.absent:
        geometry.error("geometry_missing")
        return None
    parts = list(_parts(geometry))
    if not parts:
        geometry.error("geometry_missing")
    volumes = [_volume(part, geometry.member("layer")) for part in parts]
    sound = tuple(volume for volume in volumes if volume is not None)
    return sound if sound and len(sound) == len(volumes) else None


def _parts(geometry: Place) -> Iterator[Place]:
    """The geometry, or those of a GeometryCollection, however nested."""
    if geometry.member("type").value == "GeometryCollection":
        for item in geometry.member("geometries").items():
            yield from _parts(item)
    elif not geometry.absent:
        yield geometry


def _volume(geometry: Place, otherwise: Place) -> ZoneVolume | None:
    """One layer; ``otherwise`` is the collection's own layer, for a part that states none."""
    band = _band(geometry, otherwise)
    kind, coordinates = geometry.member("type").value, geometry.member("coordinates")
    if kind == "Point":
        return _circle(geometry, band)
    if kind not in ("Polygon", "MultiPolygon"):
        allowed = "Polygon, MultiPolygon, Point, GeometryCollection"
        geometry.member("type").error("unknown_word", text=clip(str(kind)), allowed=allowed)
        return None
    area = read_polygon(coordinates) if kind == "Polygon" else read_multipolygon(coordinates)
    if area is None or not is_sound(area, coordinates) or band is None:
        return None
    return ZoneVolume(area, band)


def _band(geometry: Place, otherwise: Place) -> Band | None:
    layer = geometry.member("layer")
    layer = otherwise if layer.absent else layer
    if layer.absent:
        layer.warn("layer_missing")
        return Band()
    if not layer.is_object:
        layer.error("not_an_object")
        return None
    return read_layer(layer)


def _circle(geometry: Place, band: Band | None) -> ZoneVolume | None:
    extent = geometry.member("extent")
    if extent.absent:
        geometry.error("point_without_radius")
        return None
    if extent.member("subType").value != "Circle":
        kind = clip(str(extent.member("subType").value))
        extent.member("subType").error("unknown_word", text=kind, allowed="Circle")
        return None
    extent.keep_only("subType", "radius")
    if not in_metres(extent):
        return None
    stated = read_circle(geometry.member("coordinates"), extent.member("radius"))
    area = None if stated is None else circle_area(stated, geometry)
    return None if area is None or band is None else ZoneVolume(area, band, stated)
