"""Several hundred hostile files: each gets typed errors, quickly, in bounded memory."""

import random
import resource

import pytest

from geofences.zones.formats import (
    read,
    write_ed269,
    write_ed318,
    write_geojson,
    write_kml,
    write_kmz,
)
from portal.kit.catalogues import merged
from tests.unit.geofences.zones.formats import hostile
from tests.unit.geofences.zones.formats.cast import CAST, DESK, ISSUED

CORPUS = hostile.corpus()
MEGABYTES = 256
WORDS = [{message.id for message in merged(language) if message.id} for language in ("fr", "en")]


def test_the_corpus_is_large_and_its_names_differ() -> None:
    assert len(CORPUS) >= 300
    assert len({name for name, _ in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in CORPUS])
def test_a_hostile_file_gets_typed_errors_in_bounded_memory(data: bytes) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = read(data)
    assert found.errors
    for fault in (*found.errors, *found.warnings):
        assert fault.pointer.startswith(("/", "line "))
        assert all(fault.code in words for words in WORDS), fault.code
        assert all(len(str(fact)) <= 400 for fact in fault.facts.values())
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < MEGABYTES


def _written() -> dict[str, bytes]:
    return {
        "ed269": write_ed269(CAST, issued=ISSUED, title="t", description="d", publisher=DESK),
        "ed318": write_ed318(CAST, issued=ISSUED, title="t", publisher=DESK),
        "geojson": write_geojson(CAST),
        "kml": write_kml(CAST, title="t"),
        "kmz": write_kmz(CAST, title="t"),
        "openair": hostile.openair(hostile.drawn(hostile.SQUARE)) * 3,
    }


@pytest.mark.parametrize("codec", sorted(_written()))
def test_a_file_with_harmed_bytes_never_stops_the_reader(codec: str) -> None:
    whole, dice = _written()[codec], random.Random(codec)
    for _ in range(60):
        harmed = bytearray(whole)
        for _ in range(dice.randint(1, 6)):
            place = dice.randrange(len(harmed))
            match dice.randrange(3):
                case 0:
                    harmed[place] = dice.randrange(256)
                case 1:
                    del harmed[place : place + dice.randint(1, 40)]
                case _:
                    harmed[place:place] = harmed[: dice.randint(1, 40)]
        found = read(bytes(harmed))
        assert found.errors or found.zones or found.warnings
        assert all(zone.volumes[0].area.is_valid for zone in found.zones)


@pytest.mark.parametrize("same", [True, False], ids=["same", "other"])
def test_thousands_of_entries_of_one_identity_are_resolved_at_once(same: bool) -> None:
    entries = ",".join(
        hostile.geojson([hostile.SQUARE], message="" if same else str(number))
        .decode()
        .removeprefix('{"type": "FeatureCollection", "features": [')
        .removesuffix("]}")
        for number in range(2_000)
    )
    found = read(f'{{"type": "FeatureCollection", "features": [{entries}]}}'.encode())
    assert len(found.zones) <= 2_000
