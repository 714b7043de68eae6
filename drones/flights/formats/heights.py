"""From the altitude frames of a plan file to a band with its datum, or to a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from drones.flights.model.plans import Frame, Home, Level
from geofences.engine.model import Datum, Height, Unit
from portal.kit.model import Fact, Fault

#: The fields of the plan that a question names.
CEILING = "/volumes/0/ceiling"
DATUM = "/volumes/0/datum"

#: Heights that differ from home's by less are no proof that the ground is not flat.
_FLAT_M = 1.0
_FRAMES = {Datum.AMSL: Frame.AMSL, Datum.WGS84: Frame.WGS84}
_DATUMS = {Frame.AMSL: Datum.AMSL, Frame.WGS84: Datum.WGS84}


@dataclass(frozen=True)
class Suggestion:
    """What was understood of a file's heights."""

    frame: Frame
    floor: Height | None = None
    ceiling: Height | None = None
    notes: tuple[Fault, ...] = ()
    questions: tuple[Fault, ...] = ()


def suggest(levels: Sequence[Level], home: Home, *, floor_stated: bool = False) -> Suggestion:
    """The band that the levels need, in the one datum they allow, or what has to be asked.

    Heights above home become heights above the ground, or above the sea where others are, only
    through home's own stated height; heights above home and above the terrain go together.
    Where the file mixes what cannot be compared, or does not say, nothing is suggested.
    ``floor_stated``: the lowest level is a floor; else the flight begins on the ground.
    """
    frames = {level.frame for level in levels} - {Frame.GROUND}
    if not frames:
        frame = Frame.GROUND if levels else Frame.NONE
        return Suggestion(frame, questions=(Fault(CEILING, "flights.ask.no_heights"),))
    levels = [level for level in levels if level.frame is not Frame.GROUND]
    if frames == {Frame.UNSTATED}:
        return Suggestion(Frame.UNSTATED, questions=(Fault(DATUM, "flights.ask.datum", _span(levels)),))
    if frames == {Frame.TERRAIN}:
        return _band(Frame.TERRAIN, Datum.AGL, levels, floor_stated)
    if Frame.HOME in frames:
        return _from_home(frames, levels, home, floor_stated)
    return _absolute(frames, levels, home, floor_stated)


def upside_down(limits: Sequence[Level], pointer: str) -> list[Fault]:
    """A fault where the second of two limits, measured from the same, lies below the first."""
    if len(limits) != 2 or limits[0].frame is not limits[1].frame or limits[0].metres <= limits[1].metres:
        return []
    facts: dict[str, Fact] = {"floor_m": f"{limits[0].metres:g}", "ceiling_m": f"{limits[1].metres:g}"}
    return [Fault(pointer, "flights.error.heights_upside_down", facts)]


def stated(levels: Sequence[Level], datum: Datum, home: Home) -> tuple[Height, Height]:
    """The band of numbers whose datum a person names; it begins on the ground, or at home."""
    values = [level.metres for level in levels]
    start = _starts(home, datum)
    if datum is Datum.AGL or not start:
        return _height(0, Datum.AGL), _height(ceil(max(values)), datum)
    return _height(floor(min(*values, *start)), datum), _height(ceil(max(*values, *start)), datum)


def _from_home(frames: set[Frame], levels: Sequence[Level], home: Home, floor_stated: bool) -> Suggestion:
    if home.height_m is None:
        code = "mixed_frames" if len(frames) > 1 else "home_without_height"
        frame = Frame.MIXED if len(frames) > 1 else Frame.HOME
        return Suggestion(frame, questions=(Fault(CEILING, f"flights.ask.{code}", _span(levels)),))
    facts: dict[str, Fact] = {"home_m": round(home.height_m)}
    if frames <= {Frame.HOME, Frame.TERRAIN} and _above_home(levels):
        note = Fault("", "flights.note.above_home", facts)
        return _band(Frame.HOME, Datum.AGL, levels, floor_stated, note)
    absolute = _FRAMES[home.datum]
    if not frames <= {Frame.HOME, absolute}:
        return _mixed(levels)
    raised = [
        Level(level.metres + home.height_m, absolute) if level.frame is Frame.HOME else level
        for level in levels
    ]
    frame = Frame.HOME if frames == {Frame.HOME} else Frame.MIXED
    notes = (Fault("", f"flights.note.home_added_{home.datum.lower()}", facts),)
    return _band(frame, home.datum, [*raised, Level(home.height_m, absolute)], floor_stated, *notes)


def _above_home(levels: Sequence[Level]) -> bool:
    """False where the aircraft goes below home: the ground is then lower there, not flat."""
    return all(level.metres >= -_FLAT_M for level in levels if level.frame is Frame.HOME)


def _absolute(frames: set[Frame], levels: Sequence[Level], home: Home, floor_stated: bool) -> Suggestion:
    if len(frames) != 1:
        return _mixed(levels)
    frame = next(iter(frames))
    datum = _DATUMS[frame]
    start = _starts(home, datum)
    if start and max(level.metres for level in levels) <= start[0]:
        facts: dict[str, Fact] = {"home_m": round(start[0]), **_span(levels)}
        return Suggestion(frame, questions=(Fault(CEILING, "flights.ask.below_home", facts),))
    if not start and not floor_stated:
        # The climb from the ground belongs to the flight, and the file does not say how high it lies.
        top = _height(ceil(max(level.metres for level in levels)), datum)
        return Suggestion(frame, _height(0, Datum.AGL), top)
    return _band(frame, datum, [*levels, *(Level(metres, frame) for metres in start)], floor_stated=True)


def _mixed(levels: Sequence[Level]) -> Suggestion:
    return Suggestion(Frame.MIXED, questions=(Fault(CEILING, "flights.ask.mixed_frames", _span(levels)),))


def _band(
    frame: Frame, datum: Datum, levels: Sequence[Level], floor_stated: bool, *notes: Fault
) -> Suggestion:
    values = [level.metres for level in levels]
    lowest = min(values) if floor_stated or datum is not Datum.AGL else min(*values, 0.0)
    if datum is Datum.AGL and frame is Frame.HOME:
        lowest = max(lowest, 0.0)  # a little below home is the ground
    below = floor(lowest)
    # A path at one height is still as high as its aircraft.
    above = max(ceil(max(values)), below + 1)
    return Suggestion(frame, _height(below, datum), _height(above, datum), notes)


def _starts(home: Home, datum: Datum) -> tuple[float, ...]:
    return (home.height_m,) if home.height_m is not None and home.datum is datum else ()


def _span(levels: Sequence[Level]) -> dict[str, Fact]:
    values = [level.metres for level in levels]
    return {"lowest_m": f"{min(values):g}", "highest_m": f"{max(values):g}"}


def _height(metres: float, datum: Datum) -> Height:
    return Height(float(metres), Unit.METRES, datum)
