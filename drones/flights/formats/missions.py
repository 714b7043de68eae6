"""A mission put together: one path through all that is flown, from home and back to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import cos, radians, sin

from drones.flights.formats.mavlink import Flown
from drones.flights.model.plans import CorridorShape, Home, Level, PlanPart, Point, Shape
from geofences.engine.geodesy import distance_m
from portal.kit.model import Fact, Fault

#: A spline leaves its leg by at most this part of the longest leg beside it, to each side: a cubic
#: whose tangents are as long as two legs strays 4/27 of their sum.
_SPLINE_STRAY = 0.6


@dataclass
class _Track:
    """The path so far, and what comes beside it."""

    home: Point | None
    path: list[Point] = field(default_factory=list)
    #: For each point of the path the item that brought it; ``None`` for home.
    items: list[Flown | None] = field(default_factory=list)
    legs: list[Shape] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    #: Where each number and each tag of the mission flies first; ``None``: no further.
    places: dict[tuple[str, int], Point | None] = field(default_factory=dict)

    def fly(self, point: Point, item: Flown | None) -> None:
        if not self.path or self.path[-1] != point:
            self.path.append(point)
            self.items.append(item)


def assemble(
    flown: Sequence[Flown], home: Home, speed_m_s: float | None = None
) -> tuple[PlanPart | None, list[Fault], list[Fault]]:
    """The mission as one part, its notes and its faults.

    The aircraft starts at home, where home is known; a return to launch flies back to it, else to
    the first place flown. A jump adds the leg back to its target. ``speed_m_s`` is that of the whole
    mission; the slowest speed of all that is stated is the part's.
    """
    start = None if home.place is None else (home.place.lon, home.place.lat)
    # Number 0 is home wherever missions are numbered.
    track = _Track(start, places={("number", 0): start, **_targets(flown)})
    if start is not None and any(item.path or item.shapes for item in flown):
        track.fly(start, None)
    for item in flown:
        _follow(track, item, flown)
    shapes = [*_paths(track), *(shape for item in flown for shape in item.shapes), *track.legs]
    notes = [*track.notes, *(note for item in flown for note in item.notes)]
    levels: tuple[Level, ...] = tuple(dict.fromkeys(level for item in flown for level in item.levels))
    speeds = [one for one in (speed_m_s, *(item.speed_m_s for item in flown)) if one is not None and one > 0]
    part = PlanPart(tuple(shapes), levels, speed_m_s=min(speeds, default=None)) if shapes else None
    return part, notes, track.faults


def _follow(track: _Track, item: Flown, flown: Sequence[Flown]) -> None:
    if item.home is not None:
        track.home = item.home
    if item.returns:
        _return(track, item)
    if item.jump is not None or item.jump_tag is not None:
        _jump(track, item, flown)
    for point in item.path:
        track.fly(point, item)


def _return(track: _Track, item: Flown) -> None:
    if track.home is not None:
        track.fly(track.home, item)
    elif track.path:
        track.notes.append(Fault(item.at, "flights.note.return_without_home"))
        track.fly(track.path[0], item)


def _jump(track: _Track, item: Flown, flown: Sequence[Flown]) -> None:
    """The leg to the jump's target; the path then goes on from there as it stands in the file."""
    wanted = ("number", item.jump) if item.jump is not None else ("tag", item.jump_tag or 0)
    if wanted not in track.places:
        facts: dict[str, Fact] = {"target": wanted[1]}
        track.faults.append(Fault(item.at, "flights.error.jump_target", facts))
        return
    there = track.places[wanted] or track.home
    if there is not None and track.path and track.path[-1] != there:
        track.legs.append(CorridorShape((track.path[-1], there)))


def _targets(flown: Sequence[Flown]) -> dict[tuple[str, int], Point | None]:
    """For each number and tag the first place flown from there on."""
    found: dict[tuple[str, int], Point | None] = {}
    ahead: Point | None = None
    for item in reversed(flown):
        ahead = item.path[0] if item.path else ahead
        if item.number is not None:
            found["number", item.number] = ahead
        if item.tag is not None:
            found["tag", item.tag] = ahead
    return found


def _paths(track: _Track) -> list[Shape]:
    """The path, and beside it the legs that are flown as curves, swept as far as they can stray."""
    if not track.path:
        return []
    shapes: list[Shape] = [CorridorShape(tuple(track.path))]
    for index in range(1, len(track.path)):
        stray = _stray(track, index)
        if stray > 0:
            leg = (track.path[index - 1], track.path[index])
            shapes.append(CorridorShape(leg, stray_m=stray))
    if len(shapes) > 1:
        track.notes.append(Fault("", "flights.note.curves_widened", {"count": len(shapes) - 1}))
    return shapes


def _stray(track: _Track, index: int) -> float:
    """How far the leg that ends at a point of the path can leave its straight line, metres."""
    item = track.items[index]
    beside = track.items[index - 1]
    length = distance_m(track.path[index - 1], track.path[index])
    if item is not None and item.arc_degrees:
        half = radians(min(abs(item.arc_degrees), 359.0)) / 2
        radius = length / (2 * sin(half))
        return radius * (1 - cos(half)) if half <= radians(90) else 2 * radius
    if not any(one is not None and one.spline for one in (item, beside)):
        return 0.0
    near = range(max(1, index - 1), min(len(track.path), index + 2))
    return _SPLINE_STRAY * max(distance_m(track.path[n - 1], track.path[n]) for n in near)
