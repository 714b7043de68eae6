"""Writing published zones as files, with a note for whatever a format cannot say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from geofences.engine.model import Authority, Zone
from geofences.zones.formats import write_ed269, write_ed318, write_geojson, write_kml
from geofences.zones.formats.losses import losses
from portal.kit.model import Fault
from portal.kit.problems import Problem
from portal.kit.settings import settings

FORMATS = ("ed269", "ed318", "geojson", "kml")


def export(*, zones: Iterable[Zone], format_: str, now: datetime) -> bytes:
    """The zones as a file; ``Problem`` 400 ``zones.format_unknown`` for a format not written here."""
    if format_ not in _WRITERS:
        raise Problem("zones.format_unknown", 400, format=format_[:20], known=", ".join(FORMATS))
    return _WRITERS[format_](zones, now)


def export_notes(*, zones: Iterable[Zone], format_: str) -> tuple[Fault, ...]:
    """What the file of that format says shorter or wider than the register, zone by zone."""
    return losses(zones, format_)


def _publisher() -> Authority:
    return Authority(name=settings().name, site_url=settings().base_url, phone=settings().liaison_phone)


def _ed269(zones: Iterable[Zone], now: datetime) -> bytes:
    return write_ed269(
        zones,
        issued=now,
        title=settings().name,
        description=settings().base_url,
        publisher=_publisher(),
        pages=f"{settings().base_url.rstrip('/')}/zones",
    )


def _ed318(zones: Iterable[Zone], now: datetime) -> bytes:
    return write_ed318(zones, issued=now, title=settings().name, publisher=_publisher())


_WRITERS: Mapping[str, Callable[[Iterable[Zone], datetime], bytes]] = {
    "ed269": _ed269,
    "ed318": _ed318,
    "geojson": lambda zones, _: write_geojson(zones),
    "kml": lambda zones, _: write_kml(zones, title=settings().name),
}
