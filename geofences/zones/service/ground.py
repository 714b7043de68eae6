"""The ground as a deployment knows it, read once at the start: settings and files into a relief."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from geofences.engine.grids import HeightGrid
from geofences.engine.model import TerrainBounds
from geofences.engine.relief import Relief
from portal.kit.settings import ROOT, Settings, SettingsError

#: Posts in one GeoTIFF: as many as four square degrees at one second of arc.
MOST_POSTS = 52_000_000
_GRIDS = "PORTAL_TERRAIN_GRIDS"
_WORDS = {
    "hgt_name": "its name must say where it lies, as N14W012.hgt",
    "hgt_size": "must be a square of two-byte heights",
    "grid_too_small": "must have two rows and two columns",
    "grid_place": "lies outside -180…180, -90…90 degrees",
    "grid_without_heights": "has no height",
    "raster_place": "must be in longitude, latitude (EPSG:4326), north up",
    "raster_size": "has too many posts: cut it into tiles",
    "raster_missing": "needs the extra `terrain` (rasterio)",
}


def read_relief(given: Settings) -> Relief:
    """All that the settings know of the ground; ``SettingsError`` names the setting and the file."""
    default = TerrainBounds(*given.terrain)
    geoid = (default.geoid_low, default.geoid_high)
    regions = [
        (area, TerrainBounds(*ground, *(stated or geoid))) for area, ground, stated in given.terrain_regions
    ]
    grids = [_grid(path) for path in given.terrain_grids]
    try:
        return Relief.of(default, regions, grids, doubt_m=given.terrain_doubt_m)
    except ValueError as fault:
        code, index = fault.args
        if code != "beyond_default":
            raise
        if index < len(regions):
            raise SettingsError(
                f"PORTAL_TERRAIN_REGIONS: region {index + 1} exceeds the bounds of PORTAL_TERRAIN"
            ) from None
        grid = grids[index - len(regions)]
        raise SettingsError(f"{_GRIDS}: {grid.name} exceeds the bounds of PORTAL_TERRAIN") from None


def _grid(path: Path) -> HeightGrid:
    try:
        if path.suffix.lower() == ".hgt":
            return HeightGrid.from_hgt(path.name, path.read_bytes())
        return _raster(path)
    except (OSError, ValueError) as fault:
        words = _WORDS.get(str(fault), "cannot be read")
        raise SettingsError(f"{_GRIDS}: {path.name} {words}") from fault


def _raster(path: Path) -> HeightGrid:
    """A GeoTIFF's first band; each pixel's value counts as a post at its centre."""
    if find_spec("rasterio") is None:  # an optional extra: looked for only where a file asks for it
        raise ValueError("raster_missing")
    with TemporaryDirectory() as folder:
        out = Path(folder) / "posts.npz"
        # In a process of its own: rasterio and SpatiaLite bring two PROJs, which do not bear each other.
        command = [sys.executable, "-m", "portal.kit.rasters", str(path.resolve()), str(out), str(MOST_POSTS)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode or not out.exists():
            raise ValueError(done.stdout.strip() or "raster_unreadable")
        with np.load(out) as found:
            posts, (west, north, step_lon, step_lat) = found["posts"], found["place"].tolist()
    return HeightGrid.from_posts(
        posts[::-1],
        west=west + step_lon / 2,
        south=north + step_lat * (posts.shape[0] - 0.5),
        step_lon=step_lon,
        step_lat=-step_lat,
        name=path.name,
    )
