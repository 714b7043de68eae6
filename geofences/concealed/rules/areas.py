"""Areas against areas, exactly, within bounds: two hostile combs would otherwise take all memory."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import STRtree
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from geofences.engine.crossings import TooComplexError, box_pairs

#: Pairs of edges whose boxes overlap beyond which nothing is cut.
PAIR_LIMIT = 200_000
#: What is narrower than this (degrees; about 0.1 mm) is the rounding of a seam, not a gap: no flight's
#: volume fits into it.
SEAM = 1e-9


class TooIntricateError(Exception):
    """Cutting would exceed the bounds, or the areas cannot be cut soundly."""


def rest(area: BaseGeometry, others: Sequence[BaseGeometry]) -> BaseGeometry | None:
    """What of ``area`` no other holds; ``None`` when they hold all of it.

    One that holds it alone is told by the exact predicate; several together are joined first.
    Raises ``TooIntricateError``.
    """
    if any(shapely.covers(other, area) for other in others):
        return None
    if not others:
        return area
    _require_cheap([area, *others])
    try:
        left = shapely.difference(area, shapely.union_all(list(others)))
        return None if shapely.buffer(left, -SEAM).is_empty else left
    except GEOSException as error:
        raise TooIntricateError from error


def common(area: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    """What two areas share, were it a point of their borders. Raises ``TooIntricateError``."""
    _require_cheap([area, other])
    try:
        return shapely.intersection(area, other)
    except GEOSException as error:
        raise TooIntricateError from error


def holds_area(others: Sequence[BaseGeometry], part: BaseGeometry) -> bool:
    """Whether the others together hold ``part``, which may be a line or a point."""
    if part.is_empty or any(shapely.covers(other, part) for other in others):
        return True
    if not others:
        return False
    _require_cheap([part, *others])
    try:
        return bool(shapely.covers(shapely.union_all(list(others)), part))
    except GEOSException as error:
        raise TooIntricateError from error


def _require_cheap(areas: Sequence[BaseGeometry]) -> None:
    lines = np.concatenate([_edges(area) for area in areas])
    try:
        box_pairs(STRtree(lines), lines, PAIR_LIMIT)
    except TooComplexError as error:
        raise TooIntricateError from error


def _edges(area: BaseGeometry) -> np.ndarray:
    parts = shapely.get_parts(area)
    lines = np.array([one for one in parts if one.geom_type == "LineString"], dtype=object)
    rings = shapely.get_rings([one for one in parts if one.geom_type == "Polygon"])
    coordinates, owner = shapely.get_coordinates(np.concatenate([rings, lines]), return_index=True)
    joined = owner[:-1] == owner[1:]
    return np.asarray(
        shapely.linestrings(np.stack([coordinates[:-1][joined], coordinates[1:][joined]], axis=1))
    )
