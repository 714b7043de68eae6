"""The ground as a deployment knows it, read once at the start: settings and files into a relief."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from geofences.engine.grids import HeightGrid
from geofences.engine.model import TerrainBounds
from geofences.engine.relief import Relief
from portal.kit.settings import Settings, SettingsError

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
    rasterio = import_module("rasterio")
    try:
        with rasterio.open(path, driver="GTiff") as file:
            if file.crs is None or file.crs.to_epsg() != 4326:
                raise ValueError("raster_place")
            place = file.transform
            if place.b or place.d or place.a <= 0 or place.e >= 0:
                raise ValueError("raster_place")
            if file.width * file.height > MOST_POSTS:
                raise ValueError("raster_size")
            stated = file.read(1, masked=True).astype(np.float32)
            posts = np.ma.filled(stated * file.scales[0] + file.offsets[0], np.nan)
    except rasterio.errors.RasterioError as fault:
        raise ValueError("raster_unreadable") from fault
    return HeightGrid.from_posts(
        posts[::-1],
        west=place.c + place.a / 2,
        south=place.f + place.e * (posts.shape[0] - 0.5),
        step_lon=place.a,
        step_lat=-place.e,
        name=path.name,
    )
