"""Where the fuzzing begins: the tests' own files, and small ones that use every part of a format."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from geofences.zones.formats import write_ed269, write_ed318, write_geojson, write_kml, write_kmz
from tests.fuzz.invariants import DESK, ISSUED
from tests.unit.geofences.zones.formats import hostile
from tests.unit.geofences.zones.formats.cast import CAST, GOLDEN

#: The formats that are read; KMZ is KML in its archive.
CODECS = ("ed269", "ed318", "geojson", "kml", "kmz", "openair")
SHARED = Path(__file__).parents[3] / "shared" / "data"
_FOLDERS = {
    "ed269": ("ed269/*.json",),
    "ed318": ("ed318/examples/*.json",),
    "geojson": ("ed269/*.geojson", "airspace/**/*.geojson", "geometry_edge/*.json"),
    "openair": ("openair/**/*.txt",),
}
#: Larger files teach nothing that a small one does not, slowly.
LARGEST = 12_000


def seeds(codec: str) -> Iterator[tuple[str, bytes]]:
    """Named files of one format, small ones only; those of ``../shared`` where that is present."""
    yield from _own(codec)
    for name, data in hostile.corpus():
        if name.startswith(f"{codec}-") and len(data) <= LARGEST // 3:
            yield name, data
    for pattern in _FOLDERS.get(codec, ()):
        for path in sorted(SHARED.glob(pattern)):
            if path.stat().st_size <= LARGEST:
                yield path.name, path.read_bytes()


def _own(codec: str) -> Iterator[tuple[str, bytes]]:
    for number, zone in enumerate(CAST):
        yield f"cast-{number}", _write(codec, zone)
    for path in sorted(GOLDEN.iterdir()):
        if path.stem.startswith(codec) or path.suffixes[-2:] in ([f".{codec}"], [f".{codec}", ".json"]):
            yield path.name, path.read_bytes()
    if codec == "openair":
        yield "airspace.txt", (GOLDEN / "airspace.txt").read_bytes()


def _write(codec: str, zone: object) -> bytes:
    zones = (zone,)
    match codec:
        case "ed269":
            return write_ed269(zones, issued=ISSUED, title="t", description="d", publisher=DESK)  # type: ignore[arg-type]
        case "ed318":
            return write_ed318(zones, issued=ISSUED, title="t", publisher=DESK)  # type: ignore[arg-type]
        case "geojson":
            return write_geojson(zones)  # type: ignore[arg-type]
        case "kml":
            return write_kml(zones, title="t")  # type: ignore[arg-type]
        case "kmz":
            return write_kmz(zones, title="t")  # type: ignore[arg-type]
    return hostile.openair(hostile.drawn(hostile.SQUARE))


def unpacked(data: bytes) -> bytes | None:
    """The first entry of an archive; ``None`` for what is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.read(archive.namelist()[0])[:200_000]
    except Exception:
        return None
