"""Which format a plan file is in, by its content; what is not known is refused by name."""

from __future__ import annotations

from drones.flights.formats import (
    csv_text,
    geojson_file,
    gpx,
    kml,
    qgc_plan,
    volumes4d,
    wpl,
    wpml,
    yaml_text,
)
from drones.flights.formats.archive import open_kmz
from drones.flights.formats.drafts import refused
from drones.flights.formats.json_text import LARGEST_BYTES, read_json
from drones.flights.formats.plain_text import read_text
from drones.flights.formats.xml_text import is_xml, read_xml
from drones.flights.model.plans import PlanReading
from portal.kit.model import Fault

ACCEPTED = (
    "QGroundControl .plan, .mission, .waypoints; KML, KMZ, DJI WPML; GPX; GeoJSON; Volume4D (JSON, YAML); CSV"
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_JSON = (b"{", b"[")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_plan(data: bytes, name: str) -> PlanReading:
    """The draft that the file states; ``name`` is only used to say what it seems to be."""
    if len(data) > LARGEST_BYTES:
        return refused("flights.error.too_large", limit_mb=LARGEST_BYTES // 1_000_000)
    if not data.strip():
        return refused("flights.error.empty_file")
    if data.startswith(_ZIP):
        return _read_kmz(data)
    data = _utf8(data)
    if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_JSON):
        return _read_json(data)
    if is_xml(data):
        return _read_xml(data)
    return _read_text(data, name)


def _utf8(data: bytes) -> bytes:
    """JSON that some editor saved as UTF-16, in UTF-8; anything else as it is."""
    if not data.startswith(_UTF16):
        return data
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError:
        return data
    return text.encode() if text.lstrip().startswith(("{", "[")) else data


def _read_kmz(data: bytes) -> PlanReading:
    """DJI's waylines, else its template, else ``doc.kml``, else the first KML of the archive."""
    found = open_kmz(data)
    if isinstance(found, PlanReading):
        return found
    wanted = ("waylines.wpml", "template.kml", "doc.kml", ".wpml", ".kml")
    name = next(one for end in wanted for one in found if one.lower().endswith(end))
    reading = _read_xml(found[name])
    if reading.draft is None:
        inside = (Fault(f"{name[:60]} {one.pointer}".strip(), one.code, one.facts) for one in reading.faults)
        return PlanReading(None, tuple(inside))
    return reading


def _read_json(data: bytes) -> PlanReading:
    document, faults = read_json(data)
    if faults:
        return PlanReading(None, faults)
    if isinstance(document, dict):
        if qgc_plan.claims_plan(document) or "fileType" in document:
            return qgc_plan.read(document)
        if qgc_plan.claims_mission(document):
            return qgc_plan.read_old(document)
        if geojson_file.claims(document):
            return geojson_file.read(document)
    if volumes4d.claims(document):
        return volumes4d.read(document)
    return refused("flights.error.not_a_plan", accepted=ACCEPTED)


def _read_yaml(data: bytes) -> PlanReading:
    document, faults = yaml_text.read_yaml(data)
    if faults:
        return PlanReading(None, faults)
    if volumes4d.claims(document):
        return volumes4d.read(document)
    return refused("flights.error.not_a_plan", accepted=ACCEPTED)


def _read_xml(data: bytes) -> PlanReading:
    root, spaces, fault = read_xml(data)
    if root is None or fault is not None:
        return PlanReading(None, (fault or Fault("", "flights.error.empty_file"),))
    if root.name == "gpx":
        return gpx.read(root)
    if root.name in {"kml", "Document", "Folder", "Placemark"}:
        is_wpml = wpml.claims(spaces) and next(root.each("missionConfig", "executeHeightMode"), None)
        return wpml.read(root) if is_wpml else kml.read(root)
    return refused("flights.error.xml_root", root.place, element=root.name[:40], accepted=ACCEPTED)


def _read_text(data: bytes, name: str) -> PlanReading:
    text = read_text(data)
    if text is not None and text.strip():
        if wpl.claims(text):
            return wpl.read(text)
        if yaml_text.claims(text):
            return _read_yaml(data)
        if csv_text.claims(text):
            return csv_text.read(text)
    suffix = name.rsplit(".", 1)[-1].lower()[:12] if "." in name else "?"
    printable = "".join(sign for sign in suffix if sign.isalnum()) or "?"
    return refused("flights.error.format_not_accepted", format=printable, accepted=ACCEPTED)
