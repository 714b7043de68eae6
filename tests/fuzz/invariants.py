"""What must hold for whatever bytes the readers of zones are given."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime

import shapely

from geofences.engine.model import Authority, Zone
from geofences.zones.formats import (
    Assumed,
    Reading,
    read,
    write_ed269,
    write_ed318,
    write_geojson,
    write_kml,
)
from portal.kit.catalogues import merged
from tests.fuzz.agreement import differences, finite

#: Under instrumentation a reader is about ten times slower than it is.
SECONDS = 10.0
ISSUED = datetime(2026, 11, 23, 12, tzinfo=UTC)
DESK = Authority(name="Bureau", phone="+223 20 00 00 00")
WORDS = {message.id for message in merged("fr") if message.id}
#: Files with more are read, and not written back each time.
MOST = 40


def check(data: bytes) -> Reading:
    """Read ``data`` and assert everything that a reader of zones promises; returns the reading."""
    start = time.process_time()
    found = read(data, assumed=Assumed("MLI"))
    spent = time.process_time() - start
    assert spent < SECONDS, f"{spent:.1f} s of the processor"
    _faults(found)
    _zones(found.zones)
    if 0 < len(found.zones) <= MOST:
        _written(found.zones)
    return found


def _faults(found: Reading) -> None:
    for fault in (*found.errors, *found.warnings):
        assert fault.pointer.startswith(("/", "line ")), fault
        assert fault.code in WORDS, fault.code
        assert all(len(str(fact)) <= 400 for fact in fault.facts.values()), fault
    assert found.zones or found.errors or found.warnings, "nothing read and nothing said"


def _zones(zones: Sequence[Zone]) -> None:
    assert len({zone.key for zone in zones}) == len(zones), "one identity twice"
    for zone in zones:
        assert finite(zone), zone.key
        for layer in zone.volumes:
            assert shapely.is_valid(layer.area), zone.key
            assert not shapely.is_empty(layer.area), zone.key
            assert shapely.area(layer.area) > 0, zone.key


def _written(zones: Sequence[Zone]) -> None:
    """Everything written reads back: the same in our own formats, never less in the standards'."""
    _same(zones, write_geojson(zones), "geojson", wider=False)
    _same(zones, write_kml(zones, title="t"), "kml", wider=False)
    ed318 = write_ed318(zones, issued=ISSUED, title="t", publisher=DESK)
    _same(zones, ed318, "ed318", wider=False)
    ed269 = write_ed269(zones, issued=ISSUED, title="t", description="d", publisher=DESK)
    _same(zones, ed269, "ed269", wider=True)


def _same(zones: Sequence[Zone], data: bytes, format_: str, *, wider: bool) -> None:
    again = read(data)
    assert not again.errors, (format_, again.errors[0])
    assert again.format == format_, again.format
    assert len(again.zones) == len(zones), (format_, len(zones), len(again.zones))
    ordered = sorted(zones, key=lambda zone: zone.key)
    for before, after in zip(ordered, again.zones, strict=True):
        assert not (lost := differences(before, after, wider=wider)), (format_, before.key, lost)
        if format_ in ("geojson", "kml"):
            assert _texts(before) == _texts(after), (format_, before.key)
        elif format_ == "ed318":
            assert _squeezed(before.name) == _squeezed(after.name), before.key
            assert _squeezed(before.message) == _squeezed(after.message), before.key


def _squeezed(text: str) -> str:
    """The text without its spaces: a long one stands in pieces."""
    return "".join(text.split())


def _texts(zone: Zone) -> tuple[object, ...]:
    return (
        zone.key,
        zone.name,
        zone.reasons,
        zone.other_reason,
        zone.message,
        zone.conditions,
        zone.authorities,
        zone.source,
        zone.time_zone,
        zone.exercise,
    )
