"""Codecs of zone files, pure: bytes in, zones and faults out; zones in, bytes out.

>>> read(b'{"features": []}').format
'ed269'
"""

from __future__ import annotations

from geofences.zones.formats.document import MAX_FAULTS, Notes, Place, TooManyFaultsError, parse
from geofences.zones.formats.ed269 import is_ed269, read_ed269, write_ed269
from geofences.zones.formats.geojson import is_ed318, is_geojson, read_geojson, write_geojson
from geofences.zones.formats.reading import Reading, conclude
from portal.kit.model import Fault

__all__ = ["Reading", "read", "write_ed269", "write_geojson"]


def read(data: bytes, *, name: str = "") -> Reading:
    """Read a file of zones, recognised by its content; ``name`` only helps to name it in a fault.

    Returns every sound zone and every fault, each with a JSON pointer or a line. Never raises for
    what a file holds.
    """
    notes = Notes()
    foreign = _foreign(data)
    if foreign:
        notes.error("", "format_not_read", format=foreign)
        return conclude(notes, [], foreign)
    try:
        root = parse(data, notes)
        return conclude(notes, [], "") if root is None else _read(root)
    except TooManyFaultsError:
        notes.errors.insert(0, Fault("/", "zones.error.too_many_faults", {"limit": MAX_FAULTS}))
        notes.error_count += 1
        return Reading((), tuple(notes.errors), (), "", notes.error_count - len(notes.errors))


def _read(root: Place) -> Reading:
    if is_ed269(root):
        return read_ed269(root)
    if is_geojson(root):
        if not is_ed318(root):
            return read_geojson(root)
        root.error("format_not_read", format="ED-318")
        return conclude(root.notes, [], "ed318")
    root.error("format_unknown")
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
