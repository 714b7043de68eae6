"""Outlines of OpenAir: points, geodesic arcs and circles, each position with the line it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import acos, ceil, radians

import numpy as np

from geofences.engine.geodesy import WGS84
from geofences.engine.model import Circle
from geofences.zones.formats.areas import MAX_RADIUS_M, MAX_RING
from geofences.zones.formats.document import Notes, Place, clip, decimal
from geofences.zones.formats.openair.lines import Block, Line
from geofences.zones.formats.openair.positions import Position, read_position

NAUTICAL_MILE_M = 1_852.0
#: How far a chord of an arc may lie from the arc, in metres.
SAG_M = 0.25
#: Radii of an arc's two ends that differ by more are told; by a tenth and a kilometre, refused.
_RADII_M = 200.0


@dataclass(slots=True)
class Outline:
    """A ring under construction, or a circle.

    The centre and the direction are kept until changed, and begin anew with each airspace: an arc
    around the centre of the zone before would be a guess.
    """

    notes: Notes
    points: list[Position] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    circle: Circle | None = None
    centre: Position | None = None
    clockwise: bool = True

    def add(self, points: list[Position], line: int) -> None:
        """Add positions in order; one that repeats the last is no position, a spike is cut off and told.

        A spike goes out and back on the same line, so that it encloses nothing. One that begins where
        the ring was closed already is an error: something else was to be drawn there.
        """
        for point in points:
            if self.points and self.points[-1] == point:
                continue
            if len(self.points) > 1 and self.points[-2] == point:
                if len(self.points) > 4 and self.points[0] == point:
                    self.notes.error(f"line {self.lines[-1]}", "drawn_after_closing")
                    return
                self.notes.warning(f"line {line}", "spike_dropped")
                self.points.pop()
                self.lines.pop()
                continue
            self.points.append(point)
            self.lines.append(line)


def read_outline(block: Block, notes: Notes) -> Outline | None:
    """The outline that the block draws; ``None``, with errors, when any of its lines is not sound."""
    outline, before = Outline(notes), notes.error_count
    for line in block.each(*_COMMANDS):
        _COMMANDS[line.command](line, line.place(notes), outline)
        if len(outline.points) > MAX_RING:
            line.place(notes).error("ring_too_long", length=len(outline.points), limit=MAX_RING)
            break
    if notes.error_count > before:
        return None
    first = block.lines[0].place(notes)
    if outline.circle is not None and outline.points:
        first.error("circle_and_outline")
        return None
    if outline.circle is None and len(outline.points) < 2:
        first.error("ring_too_short" if outline.points else "geometry_missing", least=4)
        return None
    return outline


def _variable(line: Line, place: Place, outline: Outline) -> None:
    name, equals, value = (part.strip() for part in line.content.partition("="))
    if name.upper() == "X" and equals:
        outline.centre = read_position(value, place)
    elif name.upper() == "D" and value in ("+", "-"):
        outline.clockwise = value == "+"
    elif name.upper() not in ("W", "Z", "T"):  # widths and zooms of drawing programs
        place.error("unknown_variable", text=clip(line.content))


def _point(line: Line, place: Place, outline: Outline) -> None:
    position = read_position(line.content, place)
    if position is not None:
        outline.add([position], line.number)


def _circle(line: Line, place: Place, outline: Outline) -> None:
    radius = _radius(line.content, place)
    if outline.centre is None:
        place.error("centre_missing")
    elif outline.circle is not None:
        place.error("command_twice", text="DC")
    elif radius is not None:
        outline.circle = Circle(*outline.centre, radius)


def _arc_by_angles(line: Line, place: Place, outline: Outline) -> None:
    parts = line.content.split(",")
    if len(parts) != 3:
        place.error("not_an_arc", text=clip(line.content))
        return
    radius, start, end = _radius(parts[0], place), _number(parts[1], place), _number(parts[2], place)
    if outline.centre is None:
        place.error("centre_missing")
    elif radius is not None and start is not None and end is not None:
        outline.add(_arc(outline, (start, end), (radius, radius)), line.number)


def _arc_by_ends(line: Line, place: Place, outline: Outline) -> None:
    parts = line.content.split(",")
    if len(parts) != 2:
        place.error("not_an_arc", text=clip(line.content))
        return
    start, end = read_position(parts[0], place), read_position(parts[1], place)
    if outline.centre is None:
        place.error("centre_missing")
    elif start is not None and end is not None:
        _between(outline, start, end, line, place)


def _between(outline: Outline, start: Position, end: Position, line: Line, place: Place) -> None:
    """An arc from one position to another: both are kept, the radius passes from one to the other."""
    assert outline.centre is not None
    measured = [WGS84.inv(*outline.centre, *point) for point in (start, end)]
    azimuths, radii = tuple(one[0] for one in measured), tuple(one[2] for one in measured)
    apart, larger = abs(radii[0] - radii[1]), max(radii)
    facts = {"start": round(radii[0]), "end": round(radii[1])}
    if not 0 < larger <= MAX_RADIUS_M or min(radii) == 0 or apart > max(1_000.0, 0.1 * larger):
        place.error("arc_radii_differ", **facts)
        return
    if apart > _RADII_M:
        place.warn("arc_radii_differ", **facts)
    arc = _arc(outline, (azimuths[0], azimuths[1]), (radii[0], radii[1]))
    outline.add([start, *arc[1:-1], end], line.number)


def _arc(outline: Outline, azimuths: tuple[float, float], radii: tuple[float, float]) -> list[Position]:
    """Positions on a geodesic arc, so close that no chord lies more than 0.25 m from it.

    From one azimuth to the other in the outline's direction; equal azimuths are the whole circle.
    """
    assert outline.centre is not None
    turn = (azimuths[1] - azimuths[0]) % 360.0 if outline.clockwise else (azimuths[0] - azimuths[1]) % 360.0
    turn = turn or 360.0
    step = 2 * acos(1 - min(SAG_M / max(radii), 1.0))
    count = max(2, ceil(radians(turn) / step) + 1)
    outline.notes.draw(count)
    swept = np.linspace(0.0, turn if outline.clockwise else -turn, count)
    distances = np.linspace(radii[0], radii[1], count)
    lons, lats = (np.full(count, value) for value in outline.centre)
    found_lons, found_lats, _ = WGS84.fwd(lons, lats, azimuths[0] + swept, distances)
    return [(float(lon), float(lat)) for lon, lat in zip(found_lons, found_lats, strict=True)]


def _radius(text: str, place: Place) -> float | None:
    """Nautical miles as metres."""
    miles = _number(text, place)
    if miles is None:
        return None
    metres = miles * NAUTICAL_MILE_M
    if not 0 < metres <= MAX_RADIUS_M:
        place.error("radius_out_of_range", radius=round(metres), limit=MAX_RADIUS_M)
        return None
    return metres


def _number(text: str, place: Place) -> float | None:
    try:
        value = decimal(text)
    except ValueError:
        value = float("nan")
    if not abs(value) < 1e6:
        place.error("not_a_number", text=clip(text.strip()))
        return None
    return value


_COMMANDS = {
    "V": _variable,
    "DP": _point,
    "DC": _circle,
    "DA": _arc_by_angles,
    "DB": _arc_by_ends,
}
