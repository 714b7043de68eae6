"""Single places of a file: what they are among paths and areas, and what they are alone."""

from __future__ import annotations

from collections.abc import Sequence

from drones.flights.formats.drafts import named
from drones.flights.model.plans import CorridorShape, Level, PlanPart, Point
from portal.kit.model import Fault

#: Beyond this many a chooser offers only the path through all of them.
_MOST_OFFERED = 50

Place = tuple[Point, tuple[Level, ...], str]
"""Position, levels, name."""


def parts_of(
    drawn: Sequence[PlanPart], places: Sequence[Place], at: str = ""
) -> tuple[tuple[PlanPart, ...], tuple[Fault, ...]]:
    """All parts, those of single places behind the others.

    Beside paths and areas places are landmarks: offered, not chosen, and told. Alone, one is the
    place to fly at; several are taken as waypoints, a path in their order.
    """
    singles = tuple(
        PlanPart((CorridorShape((point,)),), levels, named(name), chosen=not drawn and len(places) == 1)
        for point, levels, name in places
    )
    if drawn or len(places) < 2:
        left = drawn and places
        note = Fault(at, "flights.note.places_left_out", {"count": len(places)})
        return (*drawn, *singles[:_MOST_OFFERED]), (note,) if left else ()
    path = CorridorShape(tuple(point for point, _, _ in places))
    levels = tuple(dict.fromkeys(level for _, stated, _ in places for level in stated))
    note = Fault(at, "flights.note.places_as_path", {"count": len(places)})
    offered = singles if len(singles) <= _MOST_OFFERED else ()
    return (PlanPart((path,), levels), *offered), (note,)
