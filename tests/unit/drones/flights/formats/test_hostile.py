"""Whatever a stranger sends: a draft or named faults, never a stumble, and nothing that is no number."""

import json
import random
import zlib
from math import isfinite

import pytest

from drones.flights.formats import carried, geojson
from drones.flights.formats.recognise import read_plan
from tests.unit.drones.flights.formats.mangling import SOUND, spoiled, spoiled_inside

ROUNDS = 150


def check(data, name="a.bin"):
    """What holds for every answer."""
    reading = read_plan(data, name)
    assert (reading.draft is None) == bool(reading.faults)
    assert all(fault.code.startswith(("flights.error.", "flights.area.")) for fault in reading.faults)
    if reading.draft is None:
        return reading
    draft = reading.draft
    text = json.dumps(geojson.write(draft.shapes), allow_nan=False)
    assert draft.shapes
    assert text
    assert all(one is None or isfinite(one.metres) for one in (draft.floor, draft.ceiling))
    # What gives no band asks for it: unknown is never a height.
    asked = {one.pointer for one in draft.questions}
    for at, volume in enumerate(draft.volumes):
        assert volume.ceiling is not None or asked & {f"/volumes/{at}/ceiling", f"/volumes/{at}/datum"}
    again = carried.read(carried.write(draft))
    assert again is None or (again.shapes, again.ceiling) == (draft.shapes, draft.ceiling)
    return reading


@pytest.mark.parametrize("name", SOUND)
def test_the_sound_file_is_read(name):
    assert check(SOUND[name]).draft is not None


@pytest.mark.parametrize("name", SOUND)
def test_a_spoiled_file_is_read_or_refused_by_name(name):
    dice = random.Random(zlib.crc32(name.encode()))
    spoil = spoiled_inside if name == "kmz" else spoiled
    for _ in range(ROUNDS):
        check(spoil(SOUND[name], dice))


@pytest.mark.parametrize("name", SOUND)
def test_a_file_cut_anywhere_is_read_or_refused_by_name(name):
    data = SOUND[name]
    for end in range(1, len(data), max(1, len(data) // 40)):
        check(data[:end])


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 1_000_000,
        b'{"a":' * 100_000,
        b"<a>" * 300_000,
        b"<kml>" + b"<Placemark>" * 100_000,
        b"QGC WPL 110\n" + b"1\t" * 500_000,
        b"lat,lon\n" + b"1,1\n" * 400_000,
        b"lat,lon\n" + b'"' * 1_900_000,
        b"\x00" * 1_000_000,
        b"QGC WPL 110\n" + b"x\n" * 900_000,
        b'{"type":"FeatureCollection","features":[' + b"{}," * 600_000 + b"{}]}",
        b'{"volumes":[' + b'{"volume":{}},' * 100_000 + b"{}]}",
        b"<gpx>" + b'<wpt lat="1" lon="1"/>' * 80_000 + b"</gpx>",
        b'{"type":"LineString","coordinates":[' + b"[1,1]," * 300_000 + b"[1,2]]}",
    ],
    ids=lambda data: data[:24].decode("ascii", "replace"),
)
def test_a_file_that_only_wants_to_be_large_is_refused(data):
    assert check(data).draft is None
