"""When a zone applies: at a moment, and in its next hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

import shapely
from shapely.geometry.base import BaseGeometry

from geofences.engine.model import Applicability, Period, SolarEvent
from geofences.engine.schedules import expand_any, holds_at

#: How far ahead the next hours are looked for: first near, then far.
_WINDOWS = (timedelta(days=31), timedelta(days=400))
MOST = 6
#: An area wider than this (degrees) asks for the sun at its corners too, as the engine does.
_SOLAR_SPREAD = 0.02
Applicabilities = tuple[Applicability, ...]
Places = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether something applies at a moment, and its hours that end after it (the first few)."""

    at: datetime
    applies: bool
    hours: tuple[Period, ...]
    #: True when it applies without any end; ``hours`` is then empty.
    always: bool = False
    #: True when there are more hours than are shown.
    more: bool = False
    #: How far ahead was looked.
    until: datetime | None = None


def applies(applicability: Applicabilities, area: BaseGeometry, at: datetime) -> Answer:
    """Whether it applies at ``at``, judged as the engine does, and when next."""
    if any(one.start is None and one.end is None and not one.rules for one in applicability):
        return Answer(at, applies=True, hours=(), always=True)
    where = places(applicability, area)
    holds = holds_at(applicability, at, where)
    found: tuple[Period, ...] = ()
    for window in _WINDOWS:
        found = expand_any(applicability, Period(at, at + window), where)
        if len(found) > MOST:
            break
    return Answer(at, holds, found[:MOST], more=len(found) > MOST, until=at + _WINDOWS[-1])


def places(applicability: Applicabilities, area: BaseGeometry) -> Places:
    """Where the sun is observed for an area: its middle, and its corners when it is wide."""
    rules = chain.from_iterable(one.rules for one in applicability)
    if not any(isinstance(bound, SolarEvent) for rule in rules for bound in (rule.start, rule.end)):
        return ()
    west, south, east, north = shapely.bounds(area).tolist()
    middle = ((west + east) / 2, (south + north) / 2)
    if max(east - west, north - south) <= _SOLAR_SPREAD:
        return (middle,)
    return (middle, (west, south), (east, south), (east, north), (west, north))
