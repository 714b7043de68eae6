"""Which format a plan file is in, by its content; what is not known is refused by name."""

from __future__ import annotations

from drones.flights.formats import qgc_plan
from drones.flights.formats.json_text import LARGEST_BYTES
from drones.flights.model.plans import PlanReading
from portal.kit.model import Fault

ACCEPTED = ".plan (QGroundControl)"


def read_plan(data: bytes, name: str) -> PlanReading:
    """The draft that the file states; ``name`` is only used to say what it seems to be."""
    if not data.strip():
        return _refused("flights.error.empty_file")
    if len(data) > LARGEST_BYTES:
        return _refused("flights.error.too_large", limit_mb=LARGEST_BYTES // 1_000_000)
    seems = _seems(data, name)
    if seems:
        return _refused("flights.error.format_not_accepted", format=seems, accepted=ACCEPTED)
    return qgc_plan.read(data)


def _seems(data: bytes, name: str) -> str:
    """The name of a known format that is not accepted; empty when it may be a ``.plan``."""
    start = data[:200].lstrip(b"\xef\xbb\xbf \r\n\t")
    for sign, word in ((b"PK\x03\x04", "KMZ / ZIP"), (b"QGC WPL", "QGC WPL"), (b"<", "XML (KML, GPX)")):
        if start.startswith(sign):
            return word
    if start.startswith((b"{", b"[")):
        return ""
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    return "" if suffix in {"plan", "json", "mission", ""} else f".{suffix[:12]}"


def _refused(code: str, **facts: str | int) -> PlanReading:
    return PlanReading(None, (Fault("", code, dict(facts)),))
