"""Codecs of zone files, pure: bytes in, zones and faults out; zones in, bytes out.

>>> read(b'{"features": []}').format
'ed269'
"""

from __future__ import annotations

from geofences.zones.formats.document import EndOfReadingError, Notes, Place, parse
from geofences.zones.formats.ed269 import is_ed269, read_ed269, write_ed269
from geofences.zones.formats.ed318 import is_ed318, is_piece, read_ed318, write_ed318
from geofences.zones.formats.geojson import is_geojson, read_geojson, write_geojson
from geofences.zones.formats.reading import Reading, conclude
from portal.kit.model import Fault

__all__ = ["Reading", "read", "write_ed269", "write_ed318", "write_geojson"]


def read(data: bytes, *, name: str = "") -> Reading:
    """Read a file of zones, recognised by its content; ``name`` only helps to name it in a fault.

    Returns every sound zone and every fault, each with a JSON pointer or a line. Never raises for
    what a file holds.
    """
    notes = Notes()
    try:
        return _read(data, notes)
    except EndOfReadingError as end:
        notes.errors.insert(0, Fault("/", end.code, {"limit": end.limit}))
        notes.error_count += 1
        return Reading((), tuple(notes.errors), (), "", notes.error_count - len(notes.errors))


def _read(data: bytes, notes: Notes) -> Reading:
    foreign = _foreign(data)
    if foreign:
        notes.error("", "format_not_read", format=foreign)
        return conclude(notes, [], foreign)
    root = parse(data, notes)
    return conclude(notes, [], "") if root is None else _read_json(root)


def _read_json(root: Place) -> Reading:
    if is_ed269(root):
        return read_ed269(root)
    if is_geojson(root):
        return read_ed318(root) if is_ed318(root) else read_geojson(root)
    root.error("piece_of_ed318" if is_piece(root) else "format_unknown")
    return conclude(root.notes, [], "")


def _foreign(data: bytes) -> str:
    """The name of a known format that is not JSON, or an empty text."""
    head = data[:2_000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"PK\x03\x04"):
        return "KMZ"
    if head.startswith(b"<"):
        return "KML" if b"<kml" in head else "XML"
    openair = any(line.startswith((b"AC ", b"AN ", b"AL ", b"AH ")) for line in head.splitlines())
    return "OpenAir" if openair else ""
