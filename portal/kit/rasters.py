"""``python -m portal.kit.rasters GEOTIFF OUT``: a raster's first band as numbers, in a process of its own.

The PROJ that rasterio brings is not that of SpatiaLite, and one process that holds both can fall.
"""

from __future__ import annotations

import sys
from importlib import import_module

import numpy as np


def main(path: str, out: str, most_posts: int) -> int:
    """Write ``posts`` (float32, NaN where nothing is stated, first row north) and ``place`` to ``out``.

    ``place`` holds west, north, degrees a column and degrees a row (negative). Without them the exit
    status is 1 and the only line of the output is the code of the fault.
    """
    rasterio = import_module("rasterio")
    try:
        with rasterio.open(path, driver="GTiff") as file:
            place = file.transform
            if file.crs is None or file.crs.to_epsg() != 4326:
                return _refuse("raster_place")
            if place.b or place.d or place.a <= 0 or place.e >= 0:
                return _refuse("raster_place")
            if file.width * file.height > most_posts:
                return _refuse("raster_size")
            stated = file.read(1, masked=True).astype(np.float32)
            posts = np.ma.filled(stated * file.scales[0] + file.offsets[0], np.nan)
    except (rasterio.errors.RasterioError, OSError, ValueError):
        return _refuse("raster_unreadable")
    np.savez(out, posts=posts, place=np.array([place.c, place.f, place.a, place.e]))
    return 0


def _refuse(code: str) -> int:
    print(code)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
