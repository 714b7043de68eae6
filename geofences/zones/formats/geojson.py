"""GeoJSON zones: one feature a layer, ED-269 names in the properties, and the layouts seen in real feeds."""

from __future__ import annotations

import json
from collections.abc import Iterable

from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geofences.engine.model import Band, Circle, Datum, Height, Unit, Zone, ZoneVolume
from geofences.zones.formats import layouts
from geofences.zones.formats.areas import (
    circle_area,
    in_metres,
    is_sound,
    read_band,
    read_circle,
    read_multipolygon,
    read_polygon,
)
from geofences.zones.formats.assumed import NOTHING, Assumed
from geofences.zones.formats.document import Place, clip
from geofences.zones.formats.own import OWN, message_of, write_own
from geofences.zones.formats.properties import read_properties, write_authority
from geofences.zones.formats.reading import Found, Reading, compose, conclude
from geofences.zones.formats.times import write_periods

FORMAT = "geojson"
DATUMS = tuple(Datum)
_LIMITS = (
    "uomDimensions", "lowerLimit", "lowerVerticalReference", "upperLimit", "upperVerticalReference",
    "unit", "uom", "lowerReference", "upperReference",
)  # fmt: skip
_KNOWN = (
    "identifier", "id", "country", "name", "type", "restriction", "restrictionConditions", "reason",
    "reasons", "otherReasonInfo", "message", "applicability", "zoneAuthority", "geometry",
    "extendedProperties", "authority", "circle", "radius", "radius_m", "volumeIndex", *_LIMITS,
)  # fmt: skip
#: Remarks of the layouts that were seen: they say where a feature came from, not what it asks.
_REMARKS = (
    "sourceGeometryType", "authorityName", "authorityService", "authorityEmail", "authorityPhone",
    "attribution", "sourceUrl", "updated", "metaData", "hidden", "airspacetype", "airspaceclass",
    "lower", "lowerMeters", "upper", "upperMeters",
)  # fmt: skip


def is_geojson(root: Place) -> bool:
    """True for a FeatureCollection or a single Feature."""
    return root.is_object and root.member("type").value in ("FeatureCollection", "Feature")


def read_geojson(root: Place, assumed: Assumed = NOTHING) -> Reading:
    """The zones of a FeatureCollection of (Multi)Polygons, or Points with a radius in metres.

    Understood besides our own layout: the flattened Finnish one, the shortened one of Luxembourg
    (which leaves its country out), the Estonian one (limits in ``properties.geometry``), and
    aeronautical airspace with its own names (see ``layouts``), for which ``assumed`` speaks.
    """
    features = list(_features(root))
    found = [zone for item in features if (zone := read_feature(item, assumed)) is not None]
    if not features:
        root.warn("no_zones")
    return conclude(root.notes, found, FORMAT, layered=True)


def is_bare(root: Place) -> bool:
    """True for a geometry that stands alone, without a feature around it."""
    return root.is_object and not root.member("coordinates").absent


def refuse_bare(root: Place) -> Reading:
    """A geometry alone is no zone; its own faults are told too, for whoever describes the zone next."""
    _area(root)
    root.error("zone_not_described")
    return conclude(root.notes, [], FORMAT)


def _features(root: Place) -> Iterable[Place]:
    return [root] if root.member("type").value == "Feature" else root.member("features").items()


def read_feature(feature: Place, assumed: Assumed = NOTHING) -> Found | None:
    """The zone of one feature, or ``None`` when anything of it is in error."""
    if feature.member("type").value != "Feature" or not feature.member("properties").is_object:
        feature.error("not_a_feature")
        return None
    stated = feature.member("properties")
    if layouts.is_airspace(stated):
        stated.keep_only(*layouts.NAMES)
        stated = Place(
            stated.pointer, layouts.as_zone(stated, feature.member("geometry"), assumed), stated.notes
        )
    else:
        stated.keep_only(*_KNOWN, *_REMARKS)
    properties = read_properties(_adapted(feature, stated), country=_country(stated))
    volume = _volume(feature.member("geometry"), stated)
    if properties is None or volume is None:
        return None
    return compose(feature, properties, (volume,))


def _adapted(feature: Place, stated: Place) -> Place:
    """The properties under ED-269's names: the feature's own id, and an authority that is a name."""
    assert isinstance(stated.value, dict)
    value = dict(stated.value)
    if not {"identifier", "id"} & value.keys() and not feature.member("id").absent:
        value["identifier"] = feature.member("id").value
    if isinstance(value.get("authority"), str) and "zoneAuthority" not in value:
        value["zoneAuthority"] = [{"name": value["authority"]}]
    if value.get("type") in ("Feature", None):
        value["type"] = "COMMON"  # a word of ED-269 that GeoJSON has no need of
    return Place(stated.pointer, value, stated.notes)


def _country(stated: Place) -> str:
    """Luxembourg's reduced layout leaves the country out and names it in its attribution."""
    said = str(stated.member("attribution").value)
    short = not stated.member("lowerReference").absent and not stated.member("reasons").absent
    return "LUX" if short and "Luxembourg" in said else ""


def _volume(geometry: Place, stated: Place) -> ZoneVolume | None:
    layer = stated.member("geometry") if stated.member("geometry").is_object else stated
    before = stated.notes.error_count
    band, circle = read_band(layer, DATUMS), _circle(geometry, stated)
    if stated.notes.error_count > before:
        return None
    area = _area(geometry) if circle is None else circle_area(circle, geometry)
    return None if area is None or band is None else ZoneVolume(area, band, circle)


def _circle(geometry: Place, stated: Place) -> Circle | None:
    """The circle that the feature states; ``None`` when it states none, or one in error (noted)."""
    own = stated.member("circle")
    if own.is_object:
        own.keep_only("center", "radius_m")
        return read_circle(own.member("center"), own.member("radius_m"))
    if geometry.member("type").value != "Point":
        return None
    radius = stated.member("radius_m", "radius")
    if radius.absent:
        geometry.error("point_without_radius")
        return None
    if not in_metres(stated, among="radius"):
        return None
    return read_circle(geometry.member("coordinates"), radius)


def _area(geometry: Place) -> BaseGeometry | None:
    kind, coordinates = geometry.member("type").value, geometry.member("coordinates")
    area: BaseGeometry | None
    if kind == "Polygon":
        area = read_polygon(coordinates)
    elif kind == "MultiPolygon":
        area = read_multipolygon(coordinates)
    elif geometry.absent:
        geometry.error("geometry_missing")
        return None
    else:
        allowed = "Polygon, MultiPolygon, Point"
        geometry.member("type").error("unknown_word", text=clip(str(kind)), allowed=allowed)
        return None
    return area if area is not None and is_sound(area, coordinates) else None


def write_geojson(zones: Iterable[Zone]) -> bytes:
    """A FeatureCollection (RFC 7946), one feature for each layer of each zone, in order of identity."""
    ordered = sorted(zones, key=lambda zone: zone.key)
    features = [_feature(zone, index) for zone in ordered for index in range(len(zone.volumes))]
    document = {"type": "FeatureCollection", "features": features}
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _feature(zone: Zone, index: int) -> dict[str, object]:
    volume = zone.volumes[index]
    return {
        "type": "Feature",
        "id": f"{zone.country}/{zone.identifier}/{index}",
        "properties": write_properties(zone) | write_layer(volume) | {"volumeIndex": index},
        "geometry": mapping(volume.area),
    }


def write_properties(zone: Zone) -> dict[str, object]:
    """Everything of the zone but its layers, under ED-269's names."""
    written: dict[str, object] = {
        "identifier": zone.identifier,
        "country": zone.country,
        "name": zone.name,
        "type": "COMMON",
        "restriction": zone.restriction.value,
        "restrictionConditions": list(zone.conditions),
        "reason": list(zone.reasons),
        "otherReasonInfo": zone.other_reason,
        "message": message_of(zone),
        "applicability": write_periods(zone.applicability),
        "zoneAuthority": [write_authority(one) for one in zone.authorities],
        "extendedProperties": {OWN: own} if (own := write_own(zone)) else "",
    }
    return {name: value for name, value in written.items() if value not in ("", [])}


def write_layer(volume: ZoneVolume) -> dict[str, object]:
    """The limits of a layer, and the circle that it is."""
    written: dict[str, object] = _limits(volume.band)
    if volume.circle is not None:
        centre = [volume.circle.lon, volume.circle.lat]
        written["circle"] = {"center": centre, "radius_m": volume.circle.radius_m}
    return written


def _limits(band: Band) -> dict[str, object]:
    """Both limits in one unit: the stated one, or metres when they are stated in two."""
    stated = [limit for limit in (band.floor, band.ceiling) if limit is not None]
    feet = bool(stated) and all(limit.unit is Unit.FEET for limit in stated)
    written: dict[str, object] = {"uomDimensions": "FT" if feet else "M"} if stated else {}
    for side, limit in (("lower", band.floor), ("upper", band.ceiling)):
        if limit is not None:
            written[f"{side}Limit"] = limit.value if feet else _metres(limit)
            written[f"{side}VerticalReference"] = limit.datum.value
    return written


def _metres(limit: Height) -> float:
    return limit.value if limit.unit is Unit.METRES else limit.metres
