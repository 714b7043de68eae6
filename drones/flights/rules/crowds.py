"""Which of many flights have others beside them: by boxes, times and heights, so never one too few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians

import numpy as np
import shapely

#: A degree of latitude is at least this long, metres.
DEGREE_M = 110_500.0
#: Flights compared at once with all others: what the memory holds when all lie in one place.
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Slot:
    """The box of a volume (degrees), its time (seconds) and its heights (metres in ``floor``, ``ceiling``).

    ``datum`` is that of both heights, empty where they have different ones.
    """

    flight_id: str
    bounds: tuple[float, float, float, float]
    start_s: float
    end_s: float
    floor_m: float = 0.0
    ceiling_m: float = 0.0
    datum: str = ""


def beside(
    mine: Sequence[Slot],
    others: Sequence[Slot],
    *,
    lateral_m: float,
    vertical_m: float,
    time_s: float,
) -> frozenset[str]:
    """Flights of ``mine`` of which a volume may be closer than the separation to one of another flight.

    Boxes and heights of one datum alone are compared: it may name a flight that the engine clears,
    never the other way round.
    """
    if not mine or not others:
        return frozenset()
    tree = shapely.STRtree(_boxes(others, 0.0))
    wide, theirs = _boxes(mine, lateral_m), _columns(others)
    found: set[str] = set()
    for first in range(0, len(mine), AT_ONCE):
        part = mine[first : first + AT_ONCE]
        near, far = tree.query(wide[first : first + AT_ONCE])
        close = _close(_columns(part), theirs, near, far, vertical_m, time_s)
        found.update(_named(part, others, near[close], far[close]))
    return frozenset(found)


def _named(mine: Sequence[Slot], others: Sequence[Slot], near: np.ndarray, far: np.ndarray) -> Iterator[str]:
    names = np.array([one.flight_id for one in mine])[near]
    apart = names != np.array([one.flight_id for one in others])[far]
    yield from (str(name) for name in np.unique(names[apart]))


def _boxes(slots: Sequence[Slot], room_m: float) -> np.ndarray:
    west, south, east, north = np.array([one.bounds for one in slots]).T
    up = room_m / DEGREE_M
    # The narrowest degree of longitude of them all: towards more.
    highest = min(89.0, float(np.max(np.abs([south, north]))) + up)
    aside = up / cos(radians(highest))
    boxes: np.ndarray = shapely.box(west - aside, south - up, east + aside, north + up)
    return boxes


def _columns(slots: Sequence[Slot]) -> dict[str, np.ndarray]:
    return {
        "start": np.array([one.start_s for one in slots]),
        "end": np.array([one.end_s for one in slots]),
        "floor": np.array([one.floor_m for one in slots]),
        "ceiling": np.array([one.ceiling_m for one in slots]),
        "datum": np.array([one.datum for one in slots]),
    }


def _close(
    mine: dict[str, np.ndarray],
    others: dict[str, np.ndarray],
    near: np.ndarray,
    far: np.ndarray,
    vertical_m: float,
    time_s: float,
) -> np.ndarray:
    """Of pairs whose boxes meet, those that are not certainly apart in time or in height."""
    together = (mine["start"][near] < others["end"][far] + time_s) & (
        others["start"][far] < mine["end"][near] + time_s
    )
    same = (mine["datum"][near] == others["datum"][far]) & (mine["datum"][near] != "")
    apart = (mine["floor"][near] >= others["ceiling"][far] + vertical_m) | (
        others["floor"][far] >= mine["ceiling"][near] + vertical_m
    )
    close: np.ndarray = together & ~(same & apart & (vertical_m > 0))
    return close
