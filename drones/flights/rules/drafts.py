"""A plan file's draft with what a person states beside it: what they state always wins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from drones.flights.formats.heights import stated
from drones.flights.model.plans import (
    CorridorShape,
    DraftVolume,
    Frame,
    PlanDraft,
    Shape,
    VolumeInput,
)
from geofences.engine.model import Datum, Height, Unit
from portal.kit.model import Fault

GROUND = Height(0.0, Unit.METRES, Datum.AGL)
DEFAULT_LENGTH = timedelta(minutes=30)
DEFAULT_DELAY = timedelta(hours=1)


@dataclass(frozen=True)
class Stated:
    """What a person states; ``None`` where the file is to decide. Heights are in metres."""

    width_m: float
    floor_m: float | None = None
    ceiling_m: float | None = None
    datum: Datum | None = None
    start: datetime | None = None
    end: datetime | None = None


def volumes_of(
    draft: PlanDraft, given: Stated, *, now: datetime
) -> tuple[tuple[VolumeInput, ...], list[Fault]]:
    """The draft's volumes, and the faults of what was stated; what is stated counts for all of them.

    Without times the flight begins in an hour and lasts half an hour, or longer where its way takes
    longer at the speed that the file states; a stated start moves all volumes alike. Without a floor
    it begins on the ground. A datum alone says what the file's own numbers are measured from, where
    the file does not say it; it never contradicts the file.
    """
    first = min((one.start for one in draft.volumes if one.start), default=None)
    made, faults = [], []
    for at, volume in enumerate(draft.volumes):
        floor, ceiling, wrong = _band(draft, volume, given, f"/volumes/{at}/datum")
        faults += wrong
        start = _start(volume, given, first, now)
        shapes = tuple(swept(shape, given.width_m) for shape in volume.shapes)
        made.append(VolumeInput(shapes, floor, ceiling, start, given.end or _end(volume, given, start)))
    return tuple(made), faults


def swept(shape: Shape, width_m: float) -> Shape:
    """The shape with that width where it is a path without one."""
    if isinstance(shape, CorridorShape) and shape.width_m is None:
        return replace(shape, width_m=width_m)
    return shape


def _start(volume: DraftVolume, given: Stated, first: datetime | None, now: datetime) -> datetime:
    if given.start is None:
        return volume.start or first or now + DEFAULT_DELAY
    later = volume.start - first if volume.start and first else timedelta()
    return given.start + later


def _end(volume: DraftVolume, given: Stated, start: datetime) -> datetime:
    if volume.start and volume.end and volume.end > volume.start:
        return volume.end if given.start is None else start + (volume.end - volume.start)
    if volume.end and given.start is None and (volume.end > start or volume.start):
        return volume.end  # before its own start it is refused by name
    return start + max(DEFAULT_LENGTH, volume.length or DEFAULT_LENGTH)


def _band(
    draft: PlanDraft, volume: DraftVolume, given: Stated, at: str
) -> tuple[Height | None, Height | None, list[Fault]]:
    floor, ceiling = _understood(draft, volume, given)
    known = given.datum or (ceiling.datum if ceiling else Datum.AGL)
    faults: list[Fault] = []
    if given.ceiling_m is not None:
        ceiling = Height(given.ceiling_m, Unit.METRES, known)
    elif ceiling is not None and ceiling.datum is not known:
        # The file says something else: a name alone does not turn its numbers into others.
        facts: dict[str, str | int | float] = {"datum": ceiling.datum.value}
        faults.append(Fault(at, "flights.error.datum_contradicts", facts))
    if given.floor_m is not None:
        floor = Height(given.floor_m, Unit.METRES, known)
    elif floor is None or (ceiling is not None and floor.datum is not ceiling.datum):
        floor = GROUND
    return floor, ceiling, faults


def _understood(draft: PlanDraft, volume: DraftVolume, given: Stated) -> tuple[Height | None, Height | None]:
    """The file's band, or that of its bare numbers once their datum is stated."""
    if volume.ceiling is not None or given.datum is None:
        return volume.floor, volume.ceiling
    # Numbers above home may be taken for heights above the ground, never for altitudes.
    bare = volume.frame is Frame.UNSTATED or (volume.frame is Frame.HOME and given.datum is Datum.AGL)
    if not bare:
        return None, None
    levels = [level for number in volume.parts for level in draft.source.parts[number].levels]
    return stated(levels, given.datum, draft.source.home)
