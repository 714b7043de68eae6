"""KMZ: a ZIP with one KML inside, opened under limits and never unpacked to a disc."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from geofences.zones.formats.assumed import NOTHING, Assumed
from geofences.zones.formats.document import MAX_BYTES, Notes
from geofences.zones.formats.kml.reading import FORMAT, read_kml
from geofences.zones.formats.reading import Reading, conclude

MAX_ENTRIES = 20
MAX_UNPACKED = 10 * 1024 * 1024
MAX_RATIO = 100
#: A small entry may shrink a lot without being a bomb.
_SMALL = 64 * 1024
_ENCRYPTED = 0x1


def read_kmz(data: bytes, notes: Notes, assumed: Assumed = NOTHING) -> Reading:
    """The zones of the archive's KML: ``doc.kml``, or the only entry that ends with ``.kml``.

    Refused by name: more than 2 MB, more than 20 entries, more than 10 MB unpacked (counted while
    unpacking, whatever the header says), a ratio over 100, a path that leads out, a password.
    """
    text = _opened(data, notes)
    return conclude(notes, [], FORMAT) if text is None else read_kml(text, notes, assumed)


def _opened(data: bytes, notes: Notes) -> bytes | None:
    if len(data) > MAX_BYTES:
        notes.error("", "file_too_large", size=len(data), limit=MAX_BYTES)
        return None
    try:
        with ZipFile(BytesIO(data)) as archive:
            entry = _chosen(archive.infolist(), notes)
            return None if entry is None else _unpacked(archive, entry, notes)
    except (BadZipFile, LargeZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
        notes.error("", "not_zip")
    except RuntimeError:  # a password, says zipfile
        notes.error("", "zip_encrypted")
    return None


def _chosen(entries: list[ZipInfo], notes: Notes) -> ZipInfo | None:
    if len(entries) > MAX_ENTRIES:
        notes.error("", "zip_too_many_entries", count=len(entries), limit=MAX_ENTRIES)
        return None
    before = notes.error_count
    for entry in entries:
        _examine(entry, notes)
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        notes.error("", "zip_too_large", limit=MAX_UNPACKED)
    if notes.error_count > before:
        return None
    found = [entry for entry in entries if entry.filename.lower().endswith(".kml")]
    main = [entry for entry in found if entry.filename.lower() == "doc.kml"] or found
    if len(main) != 1:
        notes.error("", "zip_without_kml" if not main else "zip_several_kml", count=len(main))
        return None
    return main[0]


def _examine(entry: ZipInfo, notes: Notes) -> None:
    path = entry.filename.replace("\\", "/")
    if path.startswith("/") or ":" in path or ".." in path.split("/"):
        notes.error("", "zip_path", text=path[:60].encode("ascii", "replace").decode())
    if entry.flag_bits & _ENCRYPTED:
        notes.error("", "zip_encrypted")
    if entry.file_size > max(_SMALL, MAX_RATIO * max(entry.compress_size, 1)):
        notes.error("", "zip_ratio", limit=MAX_RATIO)


def _unpacked(archive: ZipFile, entry: ZipInfo, notes: Notes) -> bytes | None:
    with archive.open(entry) as file:
        text = file.read(MAX_UNPACKED + 1)
    if len(text) > MAX_UNPACKED:
        notes.error("", "zip_too_large", limit=MAX_UNPACKED)
        return None
    return text
