"""Plan files of every format, and seeded ways to spoil them."""

from __future__ import annotations

import io
import json
import random
import zipfile

from tests.unit.drones.flights.formats import test_csv_text as tables
from tests.unit.drones.flights.formats import test_gpx as gpx
from tests.unit.drones.flights.formats import test_kml as kml
from tests.unit.drones.flights.formats import test_qgc_plan as qgc
from tests.unit.drones.flights.formats import test_volumes4d as volumes
from tests.unit.drones.flights.formats import test_wpl as wpl
from tests.unit.drones.flights.formats import test_wpml as wpml

OLD = {
    "MAV_AUTOPILOT": 3,
    "items": [{"type": "missionItem", "command": 16, "frame": 3, "coordinate": [14.4, -11.4, 30], "id": 1}],
    "complexItems": [{"type": "survey", "polygon": qgc.RING, "gridAltitude": 50, "id": 2}],
    "plannedHomePosition": {"coordinate": [14.4, -11.4, 0]},
    "version": "1.0",
}
SOUND = {
    "plan": json.dumps(qgc.SOUND).encode(),
    "mission": json.dumps(OLD).encode(),
    "wpl": wpl.wpl(wpl.HOME, wpl.row(1), wpl.row(2, 14.6, command=82), wpl.row(3, command=177)).encode(),
    "kml": kml.kml(kml.mark(kml.polygon()) + kml.mark(kml.line("absolute"))).encode(),
    "kmz": kml.zipped(doc_kml=kml.kml(kml.mark(kml.polygon()))),
    "wpml": wpml.wpml(config=wpml.HOME).encode(),
    "gpx": gpx.gpx(gpx.TRACK + gpx.pt("wpt", 14.4, -11.4)).encode(),
    "litchi": tables.litchi(0, 1).encode(),
    "f3548": json.dumps({"volumes": [volumes.volume(), volumes.volume(120, 200)]}).encode(),
    "geojson": json.dumps({"type": "Feature", "geometry": volumes.LINE, "properties": {}}).encode(),
}
TOKENS = (
    b"NaN", b"1e309", b"-1", b"0", b"null", b"[]", b"{}", b'""', b"999999999999999999999999", b"<", b">",
    b"&", b"\x00",
    b"\xff\xfe", b"\xef\xbb\xbf", b",", b"\t", b"\n", b"91", b"181", b"-181", b"true", b"177", b"82",
    b"36", b"absolute", b"<a>", b"</a>", b"\xf0\x9f\x9b\xa9",
)  # fmt: skip


def spoiled(data: bytes, dice: random.Random) -> bytes:
    """The file with some bytes, numbers or whole pieces changed, moved or doubled."""
    whole = bytearray(data)
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(whole) or 1)
        size = dice.choice((1, 1, 2, 5, 20, 80))
        piece = dice.choice(
            (
                b"",
                dice.choice(TOKENS),
                bytes(dice.randrange(256) for _ in range(2)),
                bytes(whole[at : at + size]) * 2,
            )
        )
        whole[at : at + size] = piece
    return bytes(whole)


def spoiled_inside(data: bytes, dice: random.Random) -> bytes:
    """The same for the document inside an archive, which is zipped again."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = {entry: archive.read(entry) for entry in archive.namelist()}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries.items():
            archive.writestr(name, spoiled(text, dice))
    return held.getvalue()
