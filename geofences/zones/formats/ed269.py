"""ED-269 files: three wrappers read tolerantly, one written strictly."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote

from geofences.engine.model import Authority, Datum, Zone, ZoneVolume
from geofences.zones.formats.areas import (
    circle_area,
    in_metres,
    is_sound,
    polygons,
    read_band,
    read_circle,
    read_polygon,
    write_band,
    write_rings,
)
from geofences.zones.formats.document import Place, clip
from geofences.zones.formats.identifiers import short_identifiers
from geofences.zones.formats.lengths import REMARK, address, cut
from geofences.zones.formats.own import message_of
from geofences.zones.formats.properties import read_properties, write_authority
from geofences.zones.formats.reading import Found, Reading, compose, conclude
from geofences.zones.formats.times import write_applicability

FORMAT = "ed269"
DATUMS = (Datum.AGL, Datum.AMSL)
#: The lists in which real files hold their zones; the last one is a draft older than the standard.
WRAPPERS = ("features", "UASZoneList", "uas_zones")
_ZONE = (
    "identifier", "country", "name", "type", "restriction", "restrictionConditions", "reason",
    "otherReasonInfo", "message", "applicability", "zoneAuthority", "geometry",
)  # fmt: skip
_LAYER = (
    "uomDimensions", "lowerLimit", "lowerVerticalReference", "upperLimit", "upperVerticalReference",
    "horizontalProjection",
)  # fmt: skip
_SHORT = ("name", "service", "contactName", "phone")


def is_ed269(root: Place) -> bool:
    """True for an object that holds a list of zones in one of ED-269's own wrappers."""
    if not root.is_object or root.member("type").value == "FeatureCollection":
        return False
    return any(isinstance(root.member(name).value, list) for name in WRAPPERS)


def read_ed269(root: Place) -> Reading:
    """Every zone of the file that is sound, and the faults of the others (ED-269 ``UASZoneVersion``)."""
    name = next(name for name in WRAPPERS if isinstance(root.member(name).value, list))
    found = [zone for item in root.member(name).items() if (zone := _zone(item)) is not None]
    if root.member(name).value == []:
        root.member(name).warn("no_zones")
    return conclude(root.notes, found, FORMAT)


def _zone(place: Place) -> Found | None:
    if not place.is_object:
        place.error("not_an_object")
        return None
    place.keep_only(*_ZONE, "extendedProperties")
    properties, volumes = read_properties(place), _volumes(place.member("geometry"))
    if properties is None or volumes is None:
        return None
    return compose(place, properties, volumes)


def _volumes(place: Place) -> tuple[ZoneVolume, ...] | None:
    if place.absent:
        place.error("geometry_missing")
        return None
    layers = [_layer(item) for item in place.listed()]
    if any(layer is None for layer in layers):
        return None
    return tuple(layer for layer in layers if layer is not None)


def _layer(place: Place) -> ZoneVolume | None:
    if not place.is_object:
        place.error("not_an_object")
        return None
    place.keep_only(*_LAYER)
    band = read_band(place, DATUMS)
    projection = place.member("horizontalProjection")
    kind = projection.member("type").value
    projection.keep_only("type", "coordinates", "center", "radius")
    if kind == "Circle":
        if not in_metres(projection):
            return None
        stated = read_circle(projection.member("center"), projection.member("radius"))
        area = None if stated is None else circle_area(stated, projection)
        return None if area is None or band is None else ZoneVolume(area, band, stated)
    if kind == "Polygon":
        rings = projection.member("coordinates")
        polygon = read_polygon(rings)
        if polygon is None or not is_sound(polygon, rings) or band is None:
            return None
        return ZoneVolume(polygon, band)
    if projection.absent:
        projection.error("geometry_missing")
    else:
        projection.member("type").error("unknown_word", text=clip(str(kind)), allowed="Circle, Polygon")
    return None


def write_ed269(
    zones: Iterable[Zone],
    *,
    issued: datetime,
    title: str,
    description: str,
    publisher: Authority,
    pages: str = "",
) -> bytes:
    """An ED-269 file of the zones: strict names, lengths and whole limits; UTF-8 without a BOM.

    What ED-269 cannot say is written wider, never narrower. ``publisher`` (with an address,
    e-mail or phone) stands in where a zone names no authority that can be reached. ``pages`` is
    the address under which each zone has its page: a message that is cut names it. Nothing is
    hidden in ``extendedProperties``: the field's own Python reader fails on any.
    """
    ordered = sorted(zones, key=lambda zone: zone.key)
    names = short_identifiers(ordered)
    document = {
        "title": title,
        "description": description,
        "features": [_written(zone, names[zone.key], issued, publisher, pages) for zone in ordered],
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _written(
    zone: Zone, identifier: str, issued: datetime, publisher: Authority, pages: str
) -> dict[str, object]:
    whole = pages and f"{pages}/{zone.country}/{quote(zone.identifier)}"
    reachable = [one for one in zone.authorities if one.site_url or one.email or one.phone]
    written: dict[str, object] = {
        "identifier": identifier,
        "country": zone.country,
        "name": cut(zone.name),
        "type": "COMMON",
        "restriction": zone.restriction.value,
        "restrictionConditions": list(zone.conditions),
        "reason": _reasons(zone),
        "otherReasonInfo": cut(zone.other_reason, REMARK),
        "message": cut(message_of(zone), more=whole),
        "applicability": write_applicability(zone.applicability, issued.year),
        "zoneAuthority": [_authority(one) for one in reachable or [publisher]],
        "geometry": [layer for volume in zone.volumes for layer in _layers(volume)],
    }
    return {name: value for name, value in written.items() if value not in ("", [], None)}


def _authority(authority: Authority) -> dict[str, object]:
    """Its members within their lengths."""
    written = write_authority(authority)
    texts = {name: cut(str(written[name])) for name in _SHORT if name in written}
    return written | texts | ({"siteURL": address(authority.site_url)} if authority.site_url else {})


def _reasons(zone: Zone) -> list[str]:
    """ED-318's DAR, which ED-269 has not, is written as OTHER."""
    return list(dict.fromkeys("OTHER" if reason == "DAR" else reason for reason in zone.reasons))[:9]


def _layers(volume: ZoneVolume) -> list[dict[str, object]]:
    band = write_band(volume.band)
    if volume.circle is not None:
        circle = volume.circle
        centre = [circle.lon, circle.lat]
        return [
            {**band, "horizontalProjection": {"type": "Circle", "center": centre, "radius": circle.radius_m}}
        ]
    return [
        {**band, "horizontalProjection": {"type": "Polygon", "coordinates": write_rings(polygon)}}
        for polygon in polygons(volume.area)
    ]
