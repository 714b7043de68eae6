"""From the altitude frames of a mission to a band with its datum, or to a question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor

from drones.flights.formats.qgc_items import Flown
from geofences.engine.model import Datum, Height, Unit
from portal.kit.model import Fault

_AT = "/mission/items"
_HOME = "/mission/plannedHomePosition/2"


@dataclass(frozen=True)
class Suggestion:
    """What was understood of a file's heights."""

    frame: str
    floor: Height | None = None
    ceiling: Height | None = None
    notes: tuple[Fault, ...] = ()


def suggest(flown: Iterable[Flown], home_height_m: float | None) -> Suggestion:
    """The band that the mission needs, in the one datum its heights allow.

    Heights above home are heights above the ground only at home, whose own height must be
    stated; heights above home and above the terrain then go together. Heights above the sea
    go with no other. Where the file mixes them or does not say, nothing is suggested.
    """
    heights = [height for part in flown for height in part.heights]
    frames = {frame for _, frame in heights}
    values = [value for value, _ in heights]
    if not frames:
        return Suggestion("none", notes=(Fault(_AT, "flights.note.no_heights"),))
    if frames == {"amsl"}:
        lowest = min(values) if home_height_m is None else min(*values, home_height_m)
        return _band("amsl", Datum.AMSL, lowest, max(values))
    if "amsl" in frames:
        return Suggestion("mixed", notes=(Fault(_AT, "flights.note.mixed_frames"),))
    if frames == {"terrain"}:
        return _band("terrain", Datum.AGL, min(*values, 0.0), max(values))
    if home_height_m is None:
        return Suggestion("home", notes=(Fault(_HOME, "flights.note.home_without_height"),))
    note = Fault(_HOME, "flights.note.above_home", {"home_m": round(home_height_m)})
    return _band("home", Datum.AGL, min(*values, 0.0), max(values), note)


def _band(frame: str, datum: Datum, lowest: float, highest: float, *notes: Fault) -> Suggestion:
    return Suggestion(
        frame,
        Height(float(floor(lowest)), Unit.METRES, datum),
        Height(float(ceil(highest)), Unit.METRES, datum),
        notes,
    )
