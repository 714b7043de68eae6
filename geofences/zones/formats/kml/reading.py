"""Reading KML: each polygon of a placemark becomes a feature under ED-269's names, then a layer."""

from __future__ import annotations

from collections.abc import Iterator

from geofences.zones.formats.assumed import NOTHING, Assumed, country_of, derived_identifier, restriction_of
from geofences.zones.formats.document import Notes, Place, clip, decimal
from geofences.zones.formats.geojson import read_feature
from geofences.zones.formats.json_text import json_value
from geofences.zones.formats.kml.periods import read_period
from geofences.zones.formats.kml.tree import Node, parse_xml
from geofences.zones.formats.reading import Found, Reading, conclude

FORMAT = "kml"
_DRAWN = ("Polygon", "Point", "LineString", "LinearRing", "Model", "Track", "MultiTrack")
_NUMBERS = ("lowerLimit", "upperLimit", "volumeIndex", "radius_m", "radius")
_STRUCTURED = (
    "restrictionConditions",
    "reason",
    "applicability",
    "zoneAuthority",
    "extendedProperties",
    "circle",
)
#: altitudeMode of a wall or block that stands on the ground, and the datum of its altitudes.
_DATUMS = {"relativeToGround": "AGL", "absolute": "AMSL"}
#: The last one stands in our own writing, which leaves out what is unlimited.
_STATED_LIMITS = ("lowerLimit", "upperLimit", "uomDimensions", "unit", "uom", "volumeIndex")


def read_kml(data: bytes, notes: Notes, assumed: Assumed = NOTHING) -> Reading:
    """The zones of the placemarks; every fault has the line of its placemark or polygon.

    A placemark that states no restriction is read as PROHIBITED, one without a country as of
    ``XXX``, one without heights as reaching from the ground to any height: each with a warning.
    """
    root = parse_xml(data, notes)
    if root is None:
        return conclude(notes, [], FORMAT)
    if root.name != "kml":
        notes.error(f"line {root.line}", "xml_not_kml", text=clip(root.name))
        return conclude(notes, [], FORMAT)
    for link in root.each("NetworkLink"):
        notes.error(f"line {link.line}", "network_link")
    for span in _outside_marks(root):
        notes.leave_out(f"line {span.line}", span.name)
    found = [zone for mark in root.each("Placemark") for zone in _zones(mark, notes, assumed)]
    if next(root.each("Placemark"), None) is None:
        notes.warning(f"line {root.line}", "no_zones")
    return conclude(notes, found, FORMAT, layered=True)


def _outside_marks(root: Node) -> Iterator[Node]:
    """Periods of folders and documents: they say when something is shown, not when a zone applies."""
    for node in root.each("TimeSpan", "TimeStamp", "Placemark"):
        if node.name != "Placemark":
            yield node


def _zones(mark: Node, notes: Notes, assumed: Assumed) -> Iterator[Found]:
    place = Place(f"line {mark.line}", {}, notes)
    shapes = _shapes(mark, notes)
    if not shapes:
        place.error("geometry_missing")
        return
    stated = _properties(mark, shapes[0], place, assumed)
    if stated is None:
        return
    before = notes.error_count
    if "volumeIndex" in stated:  # our own writing: the placemark is one layer
        found = [_zone(shapes, stated, notes)]
    else:
        found = [_zone([shape], stated, notes) for shape in shapes]
    if notes.error_count == before:  # a zone is read with all of its layers or not at all
        yield from (zone for zone in found if zone is not None)


def _shapes(mark: Node, notes: Notes) -> list[Node]:
    """The polygons; labels and lines beside them are left out, and alone they are no zone."""
    drawn = list(mark.each(*_DRAWN))
    areas = [node for node in drawn if node.name == "Polygon"]
    for node in drawn:
        if areas and node.name != "Polygon":
            notes.leave_out(f"line {node.line}", node.name)
    return areas or drawn


def _zone(shapes: list[Node], stated: dict[str, object], notes: Notes) -> Found | None:
    """One layer of the zone: one shape, or several polygons that share everything."""
    line = f"line {shapes[0].line}"
    place = Place(line, {}, notes)
    properties = stated | _heights(shapes[0], stated, place)
    parts = [_geometry(shape, Place(f"line {shape.line}", {}, notes), "circle" in stated) for shape in shapes]
    sound = [part for part in parts if part is not None]
    if len(sound) < len(parts):
        return None
    geometry = sound[0]
    if len(sound) > 1:
        geometry = {"type": "MultiPolygon", "coordinates": [part["coordinates"] for part in sound]}
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    return read_feature(Place(line, feature, notes))


def _properties(mark: Node, shape: Node, place: Place, assumed: Assumed) -> dict[str, object] | None:
    """What the placemark states in ExtendedData, and what is put in the place of what it does not."""
    before = place.notes.error_count
    stated = _extended(mark, place)
    name = mark.said("name")
    stated.setdefault("name", "" if name == stated.get("identifier") else name)
    if description := mark.said("description"):
        stated.setdefault("message", description[:10_000])
    if "restriction" not in stated:
        stated["restriction"] = restriction_of(assumed, place).value
    if "country" not in stated:
        stated["country"] = country_of(assumed, place)
    if "identifier" not in stated:
        stated["identifier"] = mark.attributes.get("id") or _identifier(str(stated["name"]), shape)
    stated.setdefault("type", "COMMON")
    _period(mark, stated, place)
    return stated if place.notes.error_count == before else None


def _period(mark: Node, stated: dict[str, object], place: Place) -> None:
    """Hours stated in ExtendedData come before those of ``TimeSpan``; neither is always."""
    if "applicability" not in stated:
        found = read_period(mark, str(stated["country"]), place.notes)
        stated["applicability"] = found or [{"permanent": "YES"}]
        return
    for name in ("TimeSpan", "TimeStamp"):
        if (node := mark.child(name)) is not None:
            place.notes.leave_out(f"line {node.line}", name)


def _extended(mark: Node, place: Place) -> dict[str, object]:
    """``Data`` and ``SimpleData`` by name; lists and objects stand in them as JSON."""
    found: dict[str, object] = {}
    extended = mark.child("ExtendedData")
    for node in extended.each("Data", "SimpleData") if extended is not None else ():
        name = node.attributes.get("name", "")
        text = node.said("value") if node.name == "Data" else node.text
        if not text:
            continue
        if name in found:
            place.error("name_twice", name=clip(name))
        found[name] = _value(name, text, Place(f"line {node.line}", text, place.notes))
    return found


def _value(name: str, text: str, place: Place) -> object:
    if name in _NUMBERS:
        numbers = _tuple(text)
        return numbers[0] if len(numbers) == 1 else text
    if name in _STRUCTURED and text[:1] in "[{":
        try:
            return json_value(text)
        except ValueError:
            place.error("not_json_value", field=name)
    return text


def _identifier(name: str, shape: Node) -> str:
    positions = next((_numbers(node.text) for node in shape.each("coordinates")), [])
    first = positions[0] if positions and len(positions[0]) >= 2 else [0.0, 0.0]
    near = abs(first[0]) <= 180 and abs(first[1]) <= 90
    return derived_identifier(name, "KML", (first[0], first[1]) if near else (0.0, 0.0))


def _heights(shape: Node, stated: dict[str, object], place: Place) -> dict[str, object]:
    """A block that stands on the ground (``extrude``) says its ceiling; nothing else does."""
    if any(name in stated for name in _STATED_LIMITS):
        return {}
    datum = _DATUMS.get(shape.said("altitudeMode"))
    if datum is None or shape.said("extrude") not in ("1", "true"):
        place.warn("layer_missing")
        return {}
    heights = [one[2] for node in shape.each("coordinates") for one in _numbers(node.text) if len(one) > 2]
    if not heights or max(heights) <= 0:
        place.warn("layer_missing")
        return {}
    ground = {"lowerLimit": 0, "lowerVerticalReference": "AGL"}
    return {**ground, "uomDimensions": "M", "upperLimit": max(heights), "upperVerticalReference": datum}


def _geometry(shape: Node, place: Place, circle: bool) -> dict[str, object] | None:
    if shape.name == "Point":
        positions = _coordinates(shape, place)
        return {"type": "Point", "coordinates": positions[0]} if positions else None
    if shape.name != "Polygon":
        place.error("unknown_word", text=clip(shape.name), allowed="Polygon, MultiGeometry, Point")
        return None
    if circle:
        return {"type": "Polygon", "coordinates": []}  # the circle itself is stated beside it
    outer, inner = (
        shape.child("outerBoundaryIs"),
        [one for one in shape.children if one.name == "innerBoundaryIs"],
    )
    rings = [_coordinates(one, place) for one in ([outer] if outer is not None else []) + inner]
    if outer is None or any(ring is None for ring in rings):
        if outer is None:
            place.error("ring_missing")
        return None
    return {"type": "Polygon", "coordinates": rings}


def _coordinates(node: Node, place: Place) -> list[list[float]] | None:
    found = next(node.each("coordinates"), None)
    if found is None or not found.text:
        place.error("ring_missing")
        return None
    positions = _numbers(found.text)
    if not positions or not all(len(position) in (2, 3) for position in positions):
        Place(f"line {found.line}", None, place.notes).error("not_a_position")
        return None
    return positions


def _numbers(text: str) -> list[list[float]]:
    """The tuples of ``coordinates``: lon,lat[,altitude]; one that is not made of finite numbers is empty."""
    return [_tuple(part) for part in text.split()]


def _tuple(part: str) -> list[float]:
    try:
        numbers = [decimal(number) for number in part.split(",")]
    except ValueError:
        return []
    return numbers if all(abs(number) < 1e9 for number in numbers) else []
