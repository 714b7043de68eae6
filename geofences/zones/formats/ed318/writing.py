"""Writing ED-318, as its schemas have it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime

from shapely.geometry import mapping

from geofences.engine.model import Authority, Band, Purpose, Restriction, Unit, Zone, ZoneVolume
from geofences.zones.formats.ed318.texts import write_said
from geofences.zones.formats.identifiers import short_identifiers
from geofences.zones.formats.lengths import address, cut
from geofences.zones.formats.own import OWN, message_of, write_own, write_stand_ins
from geofences.zones.formats.properties import write_duration
from geofences.zones.formats.times import write_limited, write_moment

_TYPES = {Restriction.REQ_AUTHORISATION: "REQ_AUTHORIZATION"}
#: Reasons that ED-269 has and ED-318 has not: written as OTHER, with the word itself beside it.
_FOREIGN = "FOREIGN_TERRITORY"
_MOST_REASONS = 9
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def write_ed318(
    zones: Iterable[Zone], *, issued: datetime, title: str, publisher: Authority, language: str = "fr"
) -> bytes:
    """An ED-318 collection: one feature a zone, one geometry a layer; UTF-8 without a BOM.

    ``publisher`` stands in where a zone names no authority, and is the collection's provider.
    ``language`` is what the register's texts are written in. A long text stands in several pieces.
    """
    ordered = sorted(zones, key=lambda zone: zone.key)
    names = short_identifiers(ordered)
    document = {
        "type": "FeatureCollection",
        "name": cut(title),
        "metadata": _stated(
            issued=write_moment(issued), provider=write_said(publisher.name or title, language)
        ),
        "features": [_feature(zone, names[zone.key], publisher, language) for zone in ordered],
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _feature(zone: Zone, identifier: str, publisher: Authority, language: str) -> dict[str, object]:
    layers = [_layer(volume) for volume in zone.volumes]
    whole = layers[0] if len(layers) == 1 else {"type": "GeometryCollection", "geometries": layers}
    return {
        "type": "Feature",
        "properties": _properties(zone, identifier, publisher, language),
        "geometry": whole,
    }


def _properties(zone: Zone, identifier: str, publisher: Authority, language: str) -> dict[str, object]:
    own = (
        write_own(zone)
        | write_stand_ins(zone)
        | _stated(identifier=zone.identifier if identifier != zone.identifier else "")
    )
    return _stated(
        identifier=identifier,
        country=zone.country,
        name=write_said(zone.name, language),
        type=_TYPES.get(zone.restriction, zone.restriction.value),
        variant="COMMON",
        restrictionConditions="\n".join(zone.conditions),
        reason=_reasons(zone),
        otherReasonInfo=write_said(_other_reason(zone), language),
        message=write_said(message_of(zone), language),
        zoneAuthority=[_authority(one, zone, language) for one in zone.authorities or (publisher,)],
        limitedApplicability=write_limited(zone.applicability),
        extendedProperties={OWN: own} if own else {},
    )


def _stated(**members: object) -> dict[str, object]:
    return {name: value for name, value in members.items() if value not in ("", [], {}, None, False)}


def _reasons(zone: Zone) -> list[str]:
    words = ["OTHER" if reason == _FOREIGN else reason for reason in zone.reasons]
    return list(dict.fromkeys(words))[:_MOST_REASONS]


def _other_reason(zone: Zone) -> str:
    return zone.other_reason or (_FOREIGN if _FOREIGN in zone.reasons else "")


def _authority(authority: Authority, zone: Zone, language: str) -> dict[str, object]:
    asked = zone.restriction is Restriction.REQ_AUTHORISATION
    purpose = authority.purpose or (Purpose.AUTHORIZATION if asked else Purpose.INFORMATION)
    return _stated(
        name=write_said(authority.name, language),
        service=write_said(authority.service, language),
        contactName=write_said(authority.contact_name, language),
        siteURL=address(authority.site_url),
        email=authority.email if EMAIL.fullmatch(authority.email) else "",
        phone=cut(authority.phone),
        purpose=purpose.value,
        intervalBefore=write_duration(authority.interval_before) if authority.interval_before else "",
    )


def _layer(volume: ZoneVolume) -> dict[str, object]:
    layer = write_layer(volume.band)
    if volume.circle is None:
        return {**mapping(volume.area), "layer": layer}
    circle = volume.circle
    extent = {"subType": "Circle", "radius": circle.radius_m}
    return {"type": "Point", "coordinates": [circle.lon, circle.lat], "extent": extent, "layer": layer}


def write_layer(band: Band) -> dict[str, object]:
    """ED-318 ``layer``: the stated unit, or metres when the limits are stated in two; no limit is absent."""
    stated = [limit for limit in (band.floor, band.ceiling) if limit is not None]
    feet = bool(stated) and all(limit.unit is Unit.FEET for limit in stated)
    written: dict[str, object] = {}
    for side, limit in (("upper", band.ceiling), ("lower", band.floor)):
        if limit is not None:
            metric = limit.value if limit.unit is Unit.METRES else limit.metres
            written[side] = limit.value if feet else metric
            written[f"{side}Reference"] = limit.datum.value
    return {**written, "uom": "ft" if feet else "m"}
