"""What a format cannot say is told, zone by zone; long texts are in pieces, or cut with a sign of it."""

import json
from dataclasses import replace

import pytest

from geofences.engine.model import Authority, Band, Datum, Height, Unit, ZoneVolume
from geofences.zones.formats import read, write_ed269, write_ed318
from geofences.zones.formats.lengths import address, cut, pieces
from geofences.zones.formats.losses import losses
from tests.unit.geofences.zones.formats.cast import CAST, CURFEW, DESK, HOSPITAL, ISSUED, OPEN, PARK

LONG = " ".join(["interdit"] * 60)


def codes(zone, format_: str) -> set[str]:
    return {note.code.removeprefix("zones.loss.") for note in losses([zone], format_)}


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        (CURFEW, {"height_rounded", "sun_widened", "not_said"}),
        (HOSPITAL, {"reason_as_other"}),
        (PARK, {"height_unsayable"}),
        (OPEN, set()),
        (replace(OPEN, identifier="PLUS-LONG"), {"identifier_shortened"}),
        (replace(OPEN, message=LONG), {"text_cut"}),
        (replace(OPEN, other_reason="x" * 31), {"text_cut"}),
        (replace(OPEN, authorities=(Authority(name="N"),)), {"authority_out_of_reach"}),
    ],
)
def test_each_thing_that_ed269_cannot_say_is_named(zone, expected: set[str]) -> None:
    assert codes(zone, "ed269") == expected


def test_our_own_formats_lose_nothing() -> None:
    assert losses(CAST, "geojson") == losses(CAST, "kml") == ()


def test_a_long_message_in_ed269_says_that_it_is_cut_and_where_it_stands() -> None:
    zone = replace(OPEN, message=LONG)
    data = write_ed269(
        [zone], issued=ISSUED, title="", description="", publisher=DESK, pages="https://p.test/zones"
    )
    message = json.loads(data)["features"][0]["message"]
    assert len(message) <= 200
    assert message.endswith("… https://p.test/zones/MLI/LIBRE")


def test_a_long_message_in_ed318_stands_in_pieces_and_is_read_as_one() -> None:
    zone = replace(OPEN, message=LONG)
    data = write_ed318([zone], issued=ISSUED, title="t", publisher=DESK)
    said = json.loads(data)["features"][0]["properties"]["message"]
    assert len(said) == 3
    assert all(len(one["text"]) <= 200 for one in said)
    assert read(data).zones[0].message == LONG


def test_pieces_hold_every_word_and_a_word_that_is_too_long_is_broken() -> None:
    assert pieces("un deux trois", 8) == ["un deux", "trois"]
    assert pieces("x" * 10, 4) == ["xxxx", "xxxx", "xx"]
    assert pieces("   ", 4) == []
    assert " ".join(pieces(LONG, 50)) == LONG


def test_a_cut_text_is_never_longer_than_its_limit() -> None:
    assert (cut("court", 9), cut("un deux trois", 9)) == ("court", "un deux…")
    assert cut("un deux trois", 12, "a/b") == "un deux… a/b"
    assert all(len(cut(LONG, limit, "https://p.test/zones/MLI/X")) <= limit for limit in (30, 60, 200))


def test_an_address_is_written_as_the_standard_has_it() -> None:
    assert address("https://a.test/é b?x=1&y=%20") == "https://a.test/%C3%A9%20b?x=1&y=%20"


def test_a_limit_just_under_no_limit_becomes_none_which_is_wider() -> None:
    volume = replace(OPEN.volumes[0], band=Band(None, Height(99_998.9, Unit.METRES, Datum.AGL)))
    zone = replace(OPEN, volumes=(ZoneVolume(volume.area, volume.band),))
    data = write_ed269([zone], issued=ISSUED, title="", description="", publisher=DESK)
    assert read(data).zones[0].volumes[0].band.ceiling is None
