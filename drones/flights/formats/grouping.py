"""Which of the chosen parts of a plan file are held by one volume, and what that volume comes to."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil

from drones.flights.formats.heights import suggest
from drones.flights.model.plans import (
    CircleShape,
    CorridorShape,
    DraftVolume,
    PlanFile,
    PlanPart,
    Shape,
)
from drones.permits.model import MOST_VOLUMES
from geofences.engine.geodesy import distance_m
from portal.kit.model import Fault

#: Volumes that a form holds and a permit states.
MOST = MOST_VOLUMES
#: Slower or faster than any aircraft for which a length could be reckoned, metres a second.
_SPEEDS = (0.1, 250.0)
_LONGEST = timedelta(hours=24)

Numbers = tuple[int, ...]


@dataclass(frozen=True)
class Held:
    """The volumes, in the order of the file, with what is to be told and asked of each."""

    volumes: tuple[DraftVolume, ...]
    notes: tuple[Fault, ...]
    questions: tuple[Fault, ...]


def held(plan_file: PlanFile, numbers: Numbers, *, most: int = MOST, apart: bool = False) -> Held:
    """Volumes of these parts: one for each band and window that the file states.

    ``apart`` makes one for each part. Beyond ``most`` those of one window are joined, and when they are
    still too many all parts: a volume then encloses the heights and times of its parts, and a note says so.
    """
    groups, notes = _groups(plan_file, numbers, most, apart)
    made = [_volume(plan_file, group, at) for at, group in enumerate(groups)]
    return Held(
        tuple(volume for volume, _, _ in made),
        (*notes, *(note for _, told, _ in made for note in told)),
        tuple(question for _, _, asked in made for question in asked),
    )


def _groups(
    plan_file: PlanFile, numbers: Numbers, most: int, apart: bool
) -> tuple[list[Numbers], tuple[Fault, ...]]:
    alike = _gathered(numbers, lambda number: _extent(plan_file, number))
    if apart and len(numbers) <= most:
        return [(number,) for number in numbers], ()
    wanted = len(numbers) if apart else len(alike)
    by_window = _gathered(numbers, lambda number: _window(plan_file.parts[number]))
    groups = next(one for one in (alike, by_window, [numbers]) if len(one) <= most or one == [numbers])
    if len(groups) == wanted:
        return groups, ()
    return groups, (Fault("", "flights.note.volumes_joined", {"count": wanted, "limit": most}),)


def _gathered(numbers: Numbers, key: Callable[[int], Hashable]) -> list[Numbers]:
    found: dict[Hashable, list[int]] = {}
    for number in numbers:
        found.setdefault(key(number), []).append(number)
    return [tuple(group) for group in found.values()]


def _extent(plan_file: PlanFile, number: int) -> Hashable:
    """Heights and times of a part; heights that are still to be asked are asked once."""
    part = plan_file.parts[number]
    band = suggest(part.levels, plan_file.home, floor_stated=part.floor_stated)
    heights = (band.frame,) if band.ceiling is None else (band.floor, band.ceiling)
    return heights, _window(part)


def _window(part: PlanPart) -> Hashable:
    return part.start, part.end


def _volume(
    plan_file: PlanFile, numbers: Numbers, at: int
) -> tuple[DraftVolume, tuple[Fault, ...], list[Fault]]:
    parts = [plan_file.parts[number] for number in numbers]
    levels = [level for part in parts for level in part.levels]
    band = suggest(levels, plan_file.home, floor_stated=bool(parts) and all(p.floor_stated for p in parts))
    starts, ends = [part.start for part in parts], [part.end for part in parts]
    values = [level.metres for level in levels]
    volume = DraftVolume(
        parts=numbers,
        shapes=ordered(shape for part in parts for shape in part.shapes),
        frame=band.frame,
        floor=band.floor,
        ceiling=band.ceiling,
        start=min((moment for moment in starts if moment), default=None) if all(starts) else None,
        end=max((moment for moment in ends if moment), default=None) if all(ends) else None,
        recorded=all(part.lasted for part in parts),
        span=(min(values), max(values)) if values else None,
    )
    volume = replace(volume, length=_length(volume, parts))
    asked = [*_widths(parts), *band.questions]
    return volume, band.notes, [replace(one, pointer=_of(one.pointer, at)) for one in asked]


def _of(pointer: str, at: int) -> str:
    return pointer.replace("/volumes/0", f"/volumes/{at}", 1)


def _length(volume: DraftVolume, parts: Sequence[PlanPart]) -> timedelta | None:
    """How long the flight takes: as it was recorded, else its way at the speed that the file states."""
    if volume.start and volume.end and volume.end > volume.start:
        return volume.end - volume.start
    slow, fast = _SPEEDS
    seconds = 0.0
    for part in parts:
        if part.lasted is not None:
            seconds += part.lasted.total_seconds()
            continue
        if part.speed_m_s is None or not slow <= part.speed_m_s <= fast:
            return None
        seconds += sum(_way_m(shape) for shape in part.shapes) / part.speed_m_s
    whole = timedelta(minutes=ceil(seconds / 60))
    return whole if timedelta() < whole <= _LONGEST else None


def _way_m(shape: Shape) -> float:
    """The length of a path; curves and strips beside it are flown within it."""
    if not isinstance(shape, CorridorShape) or shape.width_m is not None or shape.stray_m:
        return 0.0
    return sum(distance_m(one, two) for one, two in zip(shape.points, shape.points[1:], strict=False))


def _widths(parts: Sequence[PlanPart]) -> list[Fault]:
    """What a person must add to a bare path, or to a single place."""
    bare = [
        shape
        for part in parts
        for shape in part.shapes
        if isinstance(shape, CorridorShape) and shape.width_m is None
    ]
    if not bare:
        return []
    if is_place(bare) and sum(len(part.shapes) for part in parts) == 1:
        return [Fault("/volumes/0/geometry/radius_m", "flights.ask.radius")]
    return [Fault("/volumes/0/geometry/width_m", "flights.ask.width")]


def is_place(shapes: Sequence[Shape]) -> bool:
    """True for one path of one point."""
    return len(shapes) == 1 and isinstance(shapes[0], CorridorShape) and len(shapes[0].points) == 1


def ordered(shapes: Iterable[Shape]) -> tuple[Shape, ...]:
    """Paths first, then circles, then areas; the same shape once."""
    kinds = (CorridorShape, CircleShape)
    rank = {kind: number for number, kind in enumerate(kinds)}
    return tuple(sorted(dict.fromkeys(shapes), key=lambda shape: rank.get(type(shape), len(kinds))))
