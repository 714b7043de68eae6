"""From what a codec read to a draft: which parts count, into which volumes they go, what is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from drones.flights.formats.grouping import MOST, held, is_place, ordered
from drones.flights.formats.heights import suggest
from drones.flights.formats.paths import thinned
from drones.flights.formats.positions import exchanged
from drones.flights.model.plans import (
    CircleShape,
    CorridorShape,
    PlanDraft,
    PlanFile,
    PlanPart,
    PlanReading,
    Point,
    PolygonShape,
    Shape,
)
from portal.kit.model import Fault

#: Parts that a chooser can offer.
MOST_PARTS = 200
#: Positions in one file; the sweep has a limit of its own for what is chosen.
MOST_POINTS = 20_000
MOST_FAULTS = 20
LONGEST_NAME = 60

Picks = Collection[int]


def conclude(plan_file: PlanFile, faults: Iterable[Fault] = (), *, empty: str) -> PlanReading:
    """The draft of the parts that the codec chose, or the faults.

    ``empty`` is the place named when the file flies nowhere.
    """
    found = tuple(faults)[:MOST_FAULTS]
    if found:
        return PlanReading(None, found)
    if not plan_file.parts:
        return refused("flights.error.plan_empty", empty)
    if len(plan_file.parts) > MOST_PARTS:
        return refused("flights.error.too_many_parts", empty, count=len(plan_file.parts), limit=MOST_PARTS)
    points = sum(_points(shape) for part in plan_file.parts for shape in part.shapes)
    if points > MOST_POINTS:
        return refused("flights.error.too_many_points", empty, count=points, limit=MOST_POINTS)
    plan_file = _thinned(_doubted(plan_file))
    chosen = [index for index, part in enumerate(plan_file.parts) if part.chosen]
    return PlanReading(choose(plan_file, chosen or [0]))


def _doubted(plan_file: PlanFile) -> PlanFile:
    """The file with a note where its latitudes and longitudes seem to have changed places."""
    places = (point for part in plan_file.parts for shape in part.shapes for point in _positions(shape))
    if not exchanged(places):
        return plan_file
    return replace(plan_file, notes=(*plan_file.notes, Fault("", "flights.note.exchanged")))


def _positions(shape: Shape) -> Iterable[Point]:
    if isinstance(shape, CorridorShape):
        return shape.points
    if isinstance(shape, CircleShape):
        return ((shape.centre.lon, shape.centre.lat),)
    return (point for rings in shape.polygons for point in rings[0])


def _thinned(plan_file: PlanFile) -> PlanFile:
    """The file with its long recordings thinned, and a note that says by how much they were widened."""
    parts = tuple(replace(part, shapes=tuple(map(_fewer, part.shapes))) for part in plan_file.parts)
    widened = [
        shape.stray_m - before.stray_m
        for part, old in zip(parts, plan_file.parts, strict=True)
        for shape, before in zip(part.shapes, old.shapes, strict=True)
        if isinstance(shape, CorridorShape) and isinstance(before, CorridorShape) and shape is not before
    ]
    if not widened:
        return plan_file
    note = Fault("", "flights.note.path_thinned", {"metres": f"{max(widened):.1f}"})
    return replace(plan_file, parts=parts, notes=(*plan_file.notes, note))


def _fewer(shape: Shape) -> Shape:
    return thinned(shape) if isinstance(shape, CorridorShape) else shape


def choose(plan_file: PlanFile, picks: Picks, *, most: int = MOST, apart: bool = False) -> PlanDraft:
    """The draft of the parts with these numbers, from 0; numbers that are none are left out.

    Parts of one band and one window are held by one volume, up to ``most`` volumes; ``apart`` makes one
    of each part. The draft's own heights and times enclose those of all of them.
    """
    numbers = tuple(index for index in range(len(plan_file.parts)) if index in picks)
    parts = [plan_file.parts[index] for index in numbers]
    levels = [level for part in parts for level in part.levels]
    band = suggest(levels, plan_file.home, floor_stated=bool(parts) and all(p.floor_stated for p in parts))
    made = held(plan_file, numbers, most=most, apart=apart)
    starts, ends = [volume.start for volume in made.volumes], [volume.end for volume in made.volumes]
    return PlanDraft(
        format=plan_file.format,
        shapes=ordered(shape for part in parts for shape in part.shapes),
        frame=band.frame,
        floor=band.floor,
        ceiling=band.ceiling,
        notes=_once((*plan_file.notes, *made.notes)),
        questions=_once((*plan_file.questions, *made.questions), each_place=True),
        start=min((moment for moment in starts if moment), default=None) if all(starts) else None,
        end=max((moment for moment in ends if moment), default=None) if all(ends) else None,
        volumes=made.volumes,
        picked=numbers,
        apart=apart,
        most=most,
        source=plan_file,
    )


def refused(code: str, pointer: str = "", **facts: str | int | float) -> PlanReading:
    """No draft, and one fault."""
    return PlanReading(None, (Fault(pointer, code, dict(facts)),))


def named(text: str) -> str:
    """A stranger's name for a part, as one short line."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME - 1] + "…"


def kind_of(part: PlanPart) -> str:
    """``area``, ``circle``, ``path`` or ``place``: a word of ``flights.part.<kind>``."""
    if any(isinstance(shape, PolygonShape) for shape in part.shapes):
        return "area"
    if all(isinstance(shape, CircleShape) for shape in part.shapes):
        return "circle"
    return "place" if is_place(part.shapes) else "path"


def _points(shape: Shape) -> int:
    if isinstance(shape, CorridorShape):
        return len(shape.points)
    if isinstance(shape, CircleShape):
        return 1
    return sum(len(ring) for rings in shape.polygons for ring in rings)


def _once(notes: Iterable[Fault], *, each_place: bool = False) -> tuple[Fault, ...]:
    """Each kind of note once, the first place it was met; with ``each_place`` once a place."""
    first: dict[tuple[str, str], Fault] = {}
    for note in notes:
        first.setdefault((note.code, note.pointer if each_place else ""), note)
    return tuple(first.values())
