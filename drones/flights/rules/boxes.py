"""The boxes of many areas, few enough to ask the database for and never less than the areas."""

from __future__ import annotations

from collections.abc import Iterable
from math import floor

Box = tuple[float, float, float, float]
#: More boxes than this are joined with their neighbours, then with all.
MOST = 64


def joined(boxes: Iterable[Box], most: int = MOST) -> tuple[Box, ...]:
    """The same boxes, or fewer that hold them: one a square degree, or one in all."""
    found = tuple(dict.fromkeys(boxes))
    if len(found) <= most:
        return found
    places: dict[tuple[int, int], Box] = {}
    for box in found:
        place = floor((box[0] + box[2]) / 2), floor((box[1] + box[3]) / 2)
        places[place] = _both(places[place], box) if place in places else box
    if len(places) <= most:
        return tuple(places.values())
    whole = found[0]
    for box in found:
        whole = _both(whole, box)
    return (whole,)


def _both(a: Box, b: Box) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
