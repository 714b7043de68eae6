"""Files of measured ground, as a deployment supplies them, become what the engine knows of it."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import Point, box

from geofences.engine.model import TerrainBounds
from geofences.zones.service import ground
from portal.kit.settings import SettingsError, from_environment
from tests.conftest import environment

PLAIN = from_environment(environment("sqlite:////tmp/x.db", Path("/tmp")))  # ground 0-1000, geoid 0-60
HERE = Point(-11.5, 14.5)


def read(*files: Path, **more: object):
    return ground.read_relief(dataclasses.replace(PLAIN, terrain_grids=files, terrain_doubt_m=10.0, **more))


def hgt(path: Path, heights: np.ndarray) -> Path:
    path.write_bytes(np.asarray(heights, dtype=">i2").tobytes())
    return path


#: Written in a process of its own, for rasterio and SpatiaLite do not bear each other in one.
WRITE = """
import sys, json, numpy as np, rasterio
path, posts, more = sys.argv[1:]
heights = np.load(posts)
rows, columns = heights.shape
profile = {"crs": "EPSG:4326", "transform": rasterio.Affine(1 / columns, 0, -12, 0, -1 / rows, 15),
           "nodata": None} | json.loads(more)
with rasterio.open(path, "w", driver="GTiff", height=rows, width=columns, count=1,
                   dtype=heights.dtype, **profile) as file:
    file.write(heights, 1)
"""


def geotiff(path: Path, heights: np.ndarray, **more: object) -> Path:
    if find_spec("rasterio") is None:
        pytest.skip("rasterio is not here")
    posts = path.with_suffix(".npy")
    np.save(posts, heights)
    command = [sys.executable, "-c", WRITE, str(path), str(posts), json.dumps(more)]
    subprocess.run(command, check=True, capture_output=True)
    return path


def test_an_hgt_file_tightens_the_ground_where_it_holds_all(tmp_path: Path) -> None:
    known = read(hgt(tmp_path / "N14W012.hgt", np.full((1_201, 1_201), 200)))
    assert known.under(HERE) == TerrainBounds(190, 210, 0, 60)
    assert known.under(box(-11.1, 14.5, -10.9, 14.6)) == TerrainBounds(0, 1_000, 0, 60)


def test_the_first_row_of_a_file_is_its_north(tmp_path: Path) -> None:
    heights = np.tile(np.linspace(900, 0, 1_201)[:, None], (1, 1_201))
    known = read(hgt(tmp_path / "N14W012.hgt", heights))
    assert known.under(Point(-11.5, 14.9)).ground_low > 790
    assert known.under(Point(-11.5, 14.1)).ground_high < 110


def test_a_geotiff_tightens_as_an_hgt_file_does(tmp_path: Path) -> None:
    slope = np.tile(np.linspace(900, 0, 500)[:, None], (1, 400)).astype(np.float32)
    known = read(geotiff(tmp_path / "kayes.tif", slope))
    assert 780 < known.under(Point(-11.5, 14.9)).ground_low < 810
    assert 90 < known.under(Point(-11.5, 14.1)).ground_high < 115
    assert known.under(Point(-10.5, 14.1)) == TerrainBounds(0, 1_000, 0, 60)


def test_the_outer_half_of_a_geotiffs_outer_pixels_is_not_held(tmp_path: Path) -> None:
    known = read(geotiff(tmp_path / "kayes.tif", np.full((10, 10), 200, dtype=np.int16)))
    assert known.under(Point(-11.96, 14.5)) == TerrainBounds(0, 1_000, 0, 60)
    assert known.under(Point(-11.94, 14.5)) == TerrainBounds(190, 210, 0, 60)


def test_missing_pixels_never_tighten(tmp_path: Path) -> None:
    heights = np.full((100, 100), 200, dtype=np.float32)
    heights[40:60, 40:60] = -32_768
    for name, nodata in (("a.tif", -32_768), ("b.tif", None)):
        known = read(geotiff(tmp_path / name, heights, nodata=nodata))
        assert known.under(HERE) == TerrainBounds(0, 1_000, 0, 60)
        assert known.under(Point(-11.8, 14.2)) == TerrainBounds(190, 210, 0, 60)
    zero = np.full((100, 100), 200, dtype=np.int16)
    zero[40:60, 40:60] = 0
    assert read(geotiff(tmp_path / "c.tif", zero, nodata=0)).under(HERE).ground_high == 1_000


@pytest.mark.parametrize("crs", ["EPSG:32629", None])
def test_a_geotiff_in_other_coordinates_stops_the_start(tmp_path: Path, crs: str | None) -> None:
    with pytest.raises(SettingsError, match=r"PORTAL_TERRAIN_GRIDS: kayes\.tif must be in longitude"):
        read(geotiff(tmp_path / "kayes.tif", np.full((10, 10), 200, dtype=np.int16), crs=crs))


def test_a_file_that_is_no_geotiff_stops_the_start(tmp_path: Path) -> None:
    if find_spec("rasterio") is None:
        pytest.skip("rasterio is not here")
    (tmp_path / "kayes.tif").write_bytes(b"II*\0 nothing")
    with pytest.raises(SettingsError, match=r"PORTAL_TERRAIN_GRIDS: kayes\.tif cannot be read"):
        read(tmp_path / "kayes.tif")


def test_a_geotiff_without_the_extra_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ground, "find_spec", lambda name: None)
    (tmp_path / "kayes.tif").touch()
    with pytest.raises(SettingsError, match=r"kayes\.tif needs the extra"):
        read(tmp_path / "kayes.tif")


@pytest.mark.parametrize(
    ("name", "heights", "words"),
    [
        ("ground.hgt", np.full((5, 5), 1), "its name"),
        ("N14W012.hgt", np.full((5, 4), 1), "must be a square"),
        ("N14W012.hgt", np.full((5, 5), -32_768), "has no height"),
        ("N14W012.hgt", np.full((5, 5), 1_500), "exceeds the bounds of PORTAL_TERRAIN"),
    ],
)
def test_a_bad_hgt_file_stops_the_start_and_is_named(
    tmp_path: Path, name: str, heights: np.ndarray, words: str
) -> None:
    with pytest.raises(SettingsError, match=f"PORTAL_TERRAIN_GRIDS: {name} {words}"):
        read(hgt(tmp_path / name, heights))


def test_regions_take_the_geoid_of_everywhere_where_they_state_none() -> None:
    region = (box(-12, 14, -11, 15), (100.0, 200.0), None)
    assert read(terrain_regions=(region,)).under(HERE) == TerrainBounds(100, 200, 0, 60)


def test_a_region_beyond_the_bounds_of_everywhere_stops_the_start() -> None:
    regions = (
        (box(-12, 14, -11, 15), (100.0, 200.0), None),
        (box(-12, 14, -11, 15), (100.0, 1_200.0), None),
    )
    with pytest.raises(SettingsError, match="PORTAL_TERRAIN_REGIONS: region 2 exceeds"):
        read(terrain_regions=regions)
