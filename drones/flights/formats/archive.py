"""KMZ: a ZIP opened under limits and never unpacked to a disc; inside is KML or DJI's WPML."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from drones.flights.formats.drafts import refused
from drones.flights.model.plans import PlanReading

MAX_ENTRIES = 20
MAX_UNPACKED = 10 * 1024 * 1024
MAX_RATIO = 100
#: A small entry may shrink a lot without being a bomb.
_SMALL = 64 * 1024
_ENCRYPTED = 0x1

#: The documents to read, by their path in the archive.
Documents = dict[str, bytes]


def open_kmz(data: bytes) -> Documents | PlanReading:
    """The KML and WPML documents of the archive, in its order, or the refusal.

    Refused by name: more than 20 entries, more than 10 MB unpacked (counted while unpacking,
    whatever the header says), a ratio over 100, a path that leads out, a password.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            wrong = _examine(entries)
            return wrong or _unpacked(archive, entries)
    except RuntimeError as error:  # a password, says zipfile; or a method that is not known
        unknown = isinstance(error, NotImplementedError)
        return refused("flights.error.not_zip" if unknown else "flights.error.zip_encrypted")
    except (BadZipFile, LargeZipFile, zlib.error, EOFError, ValueError, OSError):
        return refused("flights.error.not_zip")


def _examine(entries: list[ZipInfo]) -> PlanReading | None:
    if len(entries) > MAX_ENTRIES:
        return refused("flights.error.zip_too_many", count=len(entries), limit=MAX_ENTRIES)
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        return refused("flights.error.zip_too_large", limit_mb=MAX_UNPACKED // 2**20)
    for entry in entries:
        at = entry.filename[:60].encode("ascii", "replace").decode()
        path = entry.filename.replace("\\", "/")
        if path.startswith("/") or ":" in path or ".." in path.split("/"):
            return refused("flights.error.zip_path", at)
        if entry.flag_bits & _ENCRYPTED:
            return refused("flights.error.zip_encrypted", at)
        if entry.file_size > max(_SMALL, MAX_RATIO * max(entry.compress_size, 1)):
            return refused("flights.error.zip_ratio", at, limit=MAX_RATIO)
    return None


def _unpacked(archive: ZipFile, entries: list[ZipInfo]) -> Documents | PlanReading:
    found: Documents = {}
    left = MAX_UNPACKED
    for entry in entries:
        if not entry.filename.lower().endswith((".kml", ".wpml")):
            continue
        with archive.open(entry) as file:
            text = file.read(left + 1)
        left -= len(text)
        if left < 0:
            return refused("flights.error.zip_too_large", limit_mb=MAX_UNPACKED // 2**20)
        found[entry.filename] = text
    return found or refused("flights.error.zip_without_kml")
