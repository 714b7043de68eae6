"""Writing KML: one placemark a layer, drawn for people, everything stated in ExtendedData."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from io import BytesIO
from xml.etree import ElementTree as Tree
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from shapely import Polygon

from geofences.engine.model import Datum, Height, Restriction, Zone
from geofences.zones.formats.areas import polygons, write_rings
from geofences.zones.formats.geojson import write_layer, write_properties

_SPACE = "http://www.opengis.net/kml/2.2"
_MODES = {Datum.AGL: "relativeToGround", Datum.AMSL: "absolute"}
#: Colours (aabbggrr) of the areas, most severe reddest.
_COLOURS = {
    Restriction.PROHIBITED: "661400c8",
    Restriction.REQ_AUTHORISATION: "660a78f0",
    Restriction.CONDITIONAL: "6614c8f0",
    Restriction.NO_RESTRICTION: "6650b450",
}
#: Characters that XML 1.0 has no way to write.
_UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: A ZIP's moment must be some moment: a fixed one, so that equal zones give equal bytes.
_MOMENT = (2000, 1, 1, 0, 0, 0)


def write_kml(zones: Iterable[Zone], *, title: str) -> bytes:
    """A KML 2.2 document of the zones, in order of identity; reads back as the same zones.

    A ceiling above ground or sea is drawn as a block standing on the ground; the floor, the datum
    and everything else stand in ExtendedData under ED-269's names.
    """
    root = Tree.Element("kml", xmlns=_SPACE)
    document = Tree.SubElement(root, "Document")
    _say(document, "name", title)
    for restriction, colour in _COLOURS.items():
        style = Tree.SubElement(document, "Style", id=restriction.value)
        _say(Tree.SubElement(style, "PolyStyle"), "color", colour)
    for zone in sorted(zones, key=lambda one: one.key):
        for index in range(len(zone.volumes)):
            _placemark(document, zone, index)
    Tree.indent(root, " ")
    return bytes(Tree.tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"


def write_kmz(zones: Iterable[Zone], *, title: str) -> bytes:
    """The same, packed as ``doc.kml`` in a ZIP."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        entry = ZipInfo("doc.kml", _MOMENT)
        entry.compress_type = ZIP_DEFLATED
        archive.writestr(entry, write_kml(zones, title=title))
    return buffer.getvalue()


def _say(parent: Tree.Element, name: str, text: str) -> None:
    Tree.SubElement(parent, name).text = _UNSAYABLE.sub("", text)


def _placemark(document: Tree.Element, zone: Zone, index: int) -> None:
    volume = zone.volumes[index]
    mark = Tree.SubElement(document, "Placemark")
    _say(mark, "name", zone.name or zone.identifier)
    _say(mark, "styleUrl", f"#{zone.restriction.value}")
    stated = write_properties(zone) | write_layer(volume) | {"volumeIndex": index}
    extended = Tree.SubElement(mark, "ExtendedData")
    for name, value in stated.items():
        data = Tree.SubElement(extended, "Data", name=name)
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        _say(data, "value", text)
    parts = polygons(volume.area)
    parent = mark if len(parts) == 1 else Tree.SubElement(mark, "MultiGeometry")
    for part in parts:
        _polygon(parent, part, volume.band.ceiling)


def _polygon(parent: Tree.Element, polygon: Polygon, ceiling: Height | None) -> None:
    element = Tree.SubElement(parent, "Polygon")
    mode = None if ceiling is None or ceiling.metres <= 0 else _MODES.get(ceiling.datum)
    top = "" if mode is None or ceiling is None else f",{ceiling.metres:g}"
    if mode is not None:
        _say(element, "extrude", "1")
        _say(element, "altitudeMode", mode)
    for index, ring in enumerate(write_rings(polygon)):
        boundary = Tree.SubElement(element, "innerBoundaryIs" if index else "outerBoundaryIs")
        text = " ".join(f"{lon!r},{lat!r}{top}" for lon, lat in ring)
        _say(Tree.SubElement(boundary, "LinearRing"), "coordinates", text)
