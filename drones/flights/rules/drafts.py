"""A plan file's draft with what a person states beside it: what they state always wins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from drones.flights.formats.heights import stated
from drones.flights.model.plans import CorridorShape, Frame, PlanDraft, Shape, VolumeInput
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


def volume_of(draft: PlanDraft, given: Stated, *, now: datetime) -> tuple[VolumeInput, list[Fault]]:
    """One volume of the draft's shapes, and the faults of what was stated.

    Without times the flight begins in an hour and lasts half an hour; without a floor it begins
    on the ground. A datum alone says what the file's own numbers are measured from, where the
    file does not say it; it never contradicts the file.
    """
    floor, ceiling, faults = _band(draft, given)
    start = given.start or draft.start or now + DEFAULT_DELAY
    volume = VolumeInput(
        shapes=tuple(swept(shape, given.width_m) for shape in draft.shapes),
        floor=floor,
        ceiling=ceiling,
        start=start,
        end=given.end or _end(draft, given, start),
    )
    return volume, faults


def swept(shape: Shape, width_m: float) -> Shape:
    """The shape with that width where it is a path without one."""
    if isinstance(shape, CorridorShape) and shape.width_m is None:
        return replace(shape, width_m=width_m)
    return shape


def _end(draft: PlanDraft, given: Stated, start: datetime) -> datetime:
    if draft.start and draft.end and draft.end > draft.start:
        return draft.end if given.start is None else start + (draft.end - draft.start)
    return draft.end if draft.end and given.start is None and draft.end > start else start + DEFAULT_LENGTH


def _band(draft: PlanDraft, given: Stated) -> tuple[Height | None, Height | None, list[Fault]]:
    floor, ceiling = _understood(draft, given)
    known = given.datum or (ceiling.datum if ceiling else Datum.AGL)
    faults: list[Fault] = []
    if given.ceiling_m is not None:
        ceiling = Height(given.ceiling_m, Unit.METRES, known)
    elif ceiling is not None and ceiling.datum is not known:
        # The file says something else: a name alone does not turn its numbers into others.
        facts: dict[str, str | int | float] = {"datum": ceiling.datum.value}
        faults.append(Fault("/volumes/0/datum", "flights.error.datum_contradicts", facts))
    if given.floor_m is not None:
        floor = Height(given.floor_m, Unit.METRES, known)
    elif floor is None or (ceiling is not None and floor.datum is not ceiling.datum):
        floor = GROUND
    return floor, ceiling, faults


def _understood(draft: PlanDraft, given: Stated) -> tuple[Height | None, Height | None]:
    """The file's band, or that of its bare numbers once their datum is stated."""
    if draft.ceiling is not None or given.datum is None:
        return draft.floor, draft.ceiling
    # Numbers above home may be taken for heights above the ground, never for altitudes.
    bare = draft.frame is Frame.UNSTATED or (draft.frame is Frame.HOME and given.datum is Datum.AGL)
    if not bare:
        return None, None
    levels = [level for number in draft.picked for level in draft.source.parts[number].levels]
    return stated(levels, given.datum, draft.source.home)
