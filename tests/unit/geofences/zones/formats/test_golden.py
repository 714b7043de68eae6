"""What is written, and what OpenAir is read as, stays what it was, to the byte."""

from dataclasses import replace

from shapely import box

from geofences.engine.model import Zone
from geofences.zones.formats import Assumed, read, write_ed269, write_geojson
from geofences.zones.formats.canonical import write_zone
from tests.unit.geofences.zones.formats.cast import CAST, DESK, GOLDEN, ISSUED, UNDRAWN


def test_ed269_is_written_as_it_was() -> None:
    text = write_ed269(CAST, issued=ISSUED, title="Portail", description="d", publisher=DESK)
    assert text == (GOLDEN / "zones.ed269.json").read_bytes()


def test_geojson_is_written_as_it_was() -> None:
    assert write_geojson(UNDRAWN) == (GOLDEN / "zones.geojson").read_bytes()


def test_geojson_reads_back_as_the_same_zones() -> None:
    found = read((GOLDEN / "zones.geojson").read_bytes())
    assert (found.errors, found.zones) == ((), UNDRAWN)


def test_openair_is_read_as_it_was() -> None:
    found = read((GOLDEN / "airspace.txt").read_bytes(), assumed=Assumed("MLI"))
    told = [write_zone(_plain(zone)) for zone in found.zones]
    told += [f"{fault.pointer}: {fault.code}" for fault in (*found.errors, *found.warnings)]
    assert told == (GOLDEN / "airspace.read.txt").read_text().splitlines()


def _plain(zone: Zone) -> Zone:
    """The zone with a box around each circle, whose drawing may differ in its last digit."""
    layers = (
        one if one.circle is None else replace(one, area=box(*(round(side, 3) for side in one.area.bounds)))
        for one in zone.volumes
    )
    return replace(zone, volumes=tuple(layers))
