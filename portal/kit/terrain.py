"""What a deployment says of its ground: bounds everywhere, bounds by region, files of heights."""

from __future__ import annotations

import json
from math import isfinite
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

ROOT = Path(__file__).resolve().parents[2]
#: Lowest and highest ground above the sea, lowest and highest geoid above the ellipsoid, metres.
Bounds = tuple[float, float, float, float]
#: An area in longitude, latitude with lowest and highest ground, and geoid where it is stated.
Region = tuple[BaseGeometry, tuple[float, float], tuple[float, float] | None]
GRID_FILES = (".hgt", ".tif", ".tiff")


def bounds(text: str) -> Bounds:
    """Four numbers separated by commas. Raises ``ValueError`` with words for people."""
    numbers = [float(part) for part in text.split(",")]
    if len(numbers) != 4 or not all(isfinite(number) for number in numbers):
        raise ValueError("must be 4 numbers separated by commas")
    low, high, geoid_low, geoid_high = numbers
    if low > high or geoid_low > geoid_high:
        raise ValueError("must give the lowest before the highest")
    return low, high, geoid_low, geoid_high


def regions(text: str) -> tuple[Region, ...]:
    """The regions of a JSON file (``""``: none), each ``{area, ground: [low, high], geoid?: [low, high]}``.

    ``area`` is WKT or a GeoJSON geometry. Raises ``ValueError`` naming the file and the entry.
    """
    if not text:
        return ()
    file = (ROOT / text).resolve()
    try:
        stated = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as fault:
        raise ValueError(f"must be the path of a JSON file; {file.name} cannot be read") from fault
    if not isinstance(stated, list) or not stated:
        raise ValueError(f"must be a JSON list of regions; {file.name} is none")
    return tuple(_region(one, f"{file.name}, region {number}") for number, one in enumerate(stated, 1))


def files(text: str) -> tuple[Path, ...]:
    """Files of heights, separated by commas; a folder means all ``.hgt`` and ``.tif`` files in it.

    Raises ``ValueError`` naming what is not there.
    """
    found: list[Path] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        path = (ROOT / part).resolve()
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        here = [one for one in inside if one.suffix.lower() in GRID_FILES and one.is_file()]
        if not here:
            raise ValueError(f"must name .hgt or .tif files, or folders with some; {part} is none")
        found += here
    return tuple(found)


def _region(stated: Any, place: str) -> Region:
    try:
        area = shapely.from_wkt(stated["area"]) if isinstance(stated["area"], str) else shape(stated["area"])
        ground, geoid = _pair(stated["ground"]), stated.get("geoid")
        found = area, ground, None if geoid is None else _pair(geoid)
    except (KeyError, TypeError, ValueError, AttributeError, ShapelyError) as fault:
        raise ValueError(f"must give area, ground and perhaps geoid: {place}") from fault
    if area.geom_type not in {"Polygon", "MultiPolygon"} or area.is_empty or not area.is_valid:
        raise ValueError(f"must have a valid polygon in longitude, latitude as area: {place}")
    return found


def _pair(stated: Any) -> tuple[float, float]:
    low, high = (float(one) for one in stated)
    if not (isfinite(low) and isfinite(high) and low <= high):
        raise ValueError("pair")
    return low, high
