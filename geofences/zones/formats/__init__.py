"""Codecs of zone files, pure: bytes in, zones and faults out; zones in, bytes out.

>>> read(b'{"features": []}').format
'ed269'
"""

from __future__ import annotations

from geofences.zones.formats.assumed import NOTHING, Assumed
from geofences.zones.formats.document import MAX_BYTES, EndOfReadingError, Notes, Place
from geofences.zones.formats.ed269 import is_ed269, read_ed269, write_ed269
from geofences.zones.formats.ed318 import is_ed318, is_piece, read_ed318, write_ed318
from geofences.zones.formats.geojson import is_bare, is_geojson, read_geojson, refuse_bare, write_geojson
from geofences.zones.formats.json_text import parse
from geofences.zones.formats.kml import is_xml, read_kml, read_kmz, write_kml, write_kmz
from geofences.zones.formats.openair import is_openair, read_openair
from geofences.zones.formats.reading import Reading, conclude
from portal.kit.model import Fault

__all__ = [
    "Assumed",
    "Reading",
    "read",
    "write_ed269",
    "write_ed318",
    "write_geojson",
    "write_kml",
    "write_kmz",
]

_ZIP = b"PK\x03\x04"


def read(data: bytes, *, name: str = "", assumed: Assumed = NOTHING) -> Reading:
    """Read a file of zones, recognised by its content; ``name`` only helps to name it in a fault.

    ``assumed`` is what the importer says where a file of airspace, which is none of zones, says
    nothing. Returns every sound zone and every fault, each with a JSON pointer or a line. Never
    raises for what a file holds.
    """
    notes = Notes()
    try:
        return _read(data, notes, assumed)
    except EndOfReadingError as end:
        notes.errors.insert(0, Fault("/", end.code, {"limit": end.limit}))
        notes.error_count += 1
        return Reading((), tuple(notes.errors), (), "", notes.error_count - len(notes.errors))


def _read(data: bytes, notes: Notes, assumed: Assumed) -> Reading:
    if len(data) > MAX_BYTES:
        notes.error("", "file_too_large", size=len(data), limit=MAX_BYTES)
        return conclude(notes, [], "")
    if data.startswith(_ZIP):
        return read_kmz(data, notes, assumed)
    if is_xml(data):
        return read_kml(data, notes, assumed)
    if is_openair(data):
        return read_openair(data, notes, assumed)
    root = parse(data, notes)
    return conclude(notes, [], "") if root is None else _read_json(root, assumed)


def _read_json(root: Place, assumed: Assumed) -> Reading:
    if is_ed269(root):
        return read_ed269(root)
    if is_geojson(root):
        return read_ed318(root) if is_ed318(root) else read_geojson(root, assumed)
    if is_bare(root):
        return refuse_bare(root)
    root.error("piece_of_ed318" if is_piece(root) else "format_unknown")
    return conclude(root.notes, [], "")
