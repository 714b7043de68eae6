"""MAVLink mission commands: where each one flies, how wide and how high (common.xml, MAV_CMD).

A command that is not known and names a place is taken as flown; it is never left out in silence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite

from drones.flights.model.plans import CircleShape, Frame, Level, Point, Position, Shape
from portal.kit.model import Fact, Fault

WAYPOINT, RETURN, TAKEOFF, LAND = 16, 20, 22, 21
SPLINE, ARC = 82, 36
JUMP, JUMP_TAG, JUMP_TO_TAG, SET_HOME, SPEED = 177, 600, 601, 179, 178

#: Commands that fly to the position in their parameters 5 and 6.
FLIES = frozenset({16, 17, 18, 19, 21, 22, 23, 24, 31, 34, 35, 36, 81, 82, 84, 85, 94, 192, 252, 4501, 30001})
#: Take-offs and landings, which may leave their place to where the aircraft is.
STAYS = frozenset({21, 22, 84, 85})
#: Places looked at, marked or fenced: nobody flies there because of them.
MARKS = frozenset({80, 188, 189, 190, 191, 195, 197, 201, 204, 205})
FENCES = frozenset({*range(5000, 5005), 5100})
#: Commands that change a height and no place: the parameter that holds it.
CLIMBS = {30: 6, 113: 6, 186: 0}
#: Parameter index of a circle's radius, by command.
RADII = {17: 2, 18: 2, 19: 2, 31: 1, 34: 0, 35: 0}
#: Commands without a place: conditions, speeds, servos, cameras, gimbals, modes.
QUIET = (
    (83, 83), (92, 93), (112, 115), (159, 159), (176, 187), (193, 194), (196, 260), (300, 534),
    (600, 601), (1000, 1002), (2000, 3001), (42000, 43999),
)  # fmt: skip

#: An aircraft enters and leaves its circle outside of it.
LOITER_MARGIN = 1.5
#: Radius for circles whose radius is left to an aircraft that has to circle (the larger of the
#: two common autopilots' defaults), metres.
DEFAULT_RADIUS_M = 80.0
#: MAV_TYPE of aircraft that stand still instead.
HOVERERS = frozenset({2, 3, 4, 13, 14, 15, 29, 35})
CIRCLES = frozenset({17, 18, 19, 31})

#: MAV_FRAME, with the *_INT cousins.
FRAMES = {
    0: Frame.AMSL,
    5: Frame.AMSL,
    3: Frame.HOME,
    6: Frame.HOME,
    10: Frame.TERRAIN,
    11: Frame.TERRAIN,
}
_NO_FRAME = 2


@dataclass(frozen=True)
class Command:
    """One command as any file states it; parameters that are not stated are ``None``.

    ``at`` names it in the file, ``at_lat`` and ``at_lon`` its position; ``number`` is what a jump
    calls it.
    """

    code: int
    frame: int
    params: tuple[float | None, ...]
    at: str
    at_lat: str
    at_lon: str
    number: int | None = None


@dataclass(frozen=True)
class Flown:
    """What one command or scan adds to a mission."""

    path: tuple[Point, ...] = ()
    shapes: tuple[Shape, ...] = ()
    levels: tuple[Level, ...] = ()
    notes: tuple[Fault, ...] = ()
    at: str = ""
    number: int | None = None
    tag: int | None = None
    returns: bool = False
    jump: int | None = None
    jump_tag: int | None = None
    home: Point | None = None
    spline: bool = False
    arc_degrees: float = 0.0
    speed_m_s: float | None = None


Read = tuple[Flown, list[Fault]]


def read_command(command: Command, *, hovers: bool) -> Read:
    """What a command adds, or its faults with their places; ``hovers``: it stands to wait."""
    code = command.code
    if code == RETURN:
        return Flown(at=command.at, number=command.number, returns=True), []
    if code in {JUMP, JUMP_TO_TAG, JUMP_TAG}:
        return _jump(command), []
    if code == SET_HOME:
        return _home(command)
    if code in CLIMBS:
        return _climb(command), []
    if code in FLIES:
        return _fly(command, hovers)
    return _other(command)


def _jump(command: Command) -> Flown:
    target = _whole(command.params[0])
    name = {JUMP: "jump", JUMP_TO_TAG: "jump_tag", JUMP_TAG: "tag"}[command.code]
    wanted = {name: -1 if target is None else target}
    return Flown(at=command.at, number=command.number, **wanted)  # type: ignore[arg-type]


def _home(command: Command) -> Read:
    if command.params[0] == 1 or _is_nowhere(command):
        return _still(command), []
    point, faults = _point(command)
    return Flown(at=command.at, number=command.number, home=point), faults


def _climb(command: Command) -> Flown:
    metres = command.params[CLIMBS[command.code]]
    stated = command.params[1] if command.code == 186 else command.frame
    known = -1 if stated is None else _whole(stated)
    frame = Frame.UNSTATED if known is None else FRAMES.get(known, Frame.UNSTATED)
    levels = () if metres is None else (Level(metres, frame),)
    return Flown(at=command.at, number=command.number, levels=levels)


def _fly(command: Command, hovers: bool) -> Read:
    if command.frame not in FRAMES:
        # Old stations write a take-off without a place in the frame that has none.
        if command.frame == _NO_FRAME and command.code in STAYS and _is_nowhere(command):
            return _still(command, Frame.HOME), []
        facts: dict[str, Fact] = {"frame": command.frame}
        return Flown(), [Fault(f"{command.at}", "flights.error.item_frame", facts)]
    if _is_nowhere(command):
        return _nowhere(command)
    point, faults = _point(command)
    if point is None:
        return Flown(), faults
    shapes, notes = _circle(command, point, hovers)
    return Flown(
        (point,),
        shapes,
        _levels(command),
        notes,
        command.at,
        command.number,
        spline=command.code == SPLINE,
        arc_degrees=(command.params[0] or 0.0) if command.code == ARC else 0.0,
    ), []


def _nowhere(command: Command) -> Read:
    """Position 0, 0 or none: where the aircraft then is; a waypoint must say more than nothing."""
    if command.code not in STAYS:
        if command.params[4] is None:
            return Flown(), [Fault(command.at, "flights.error.item_without_position")]
        note = Fault(command.at, "flights.note.item_where_it_is")
        return Flown((), (), _levels(command), (note,), command.at, command.number), []
    return _still(command), []


def _still(command: Command, frame: Frame | None = None) -> Flown:
    return Flown((), (), _levels(command, frame), (), command.at, command.number)


def _other(command: Command) -> Read:
    still = Flown(at=command.at, number=command.number)
    if command.code == SPEED:
        return replace(still, speed_m_s=command.params[1]), []
    if command.code in FENCES:
        note = Fault(command.at, "flights.note.fence_ignored")
        return Flown(notes=(note,), at=command.at, number=command.number), []
    if command.code in MARKS or any(low <= command.code <= high for low, high in QUIET):
        return still, []
    facts: dict[str, Fact] = {"command": command.code}
    point, faults = _point(command)
    if command.frame not in FRAMES or _is_nowhere(command) or faults or point is None:
        note = Fault(command.at, "flights.note.command_left_out", facts)
        return Flown(notes=(note,), at=command.at, number=command.number), []
    note = Fault(command.at, "flights.note.command_unknown", facts)
    return Flown((point,), (), _levels(command), (note,), command.at, command.number), []


def _circle(command: Command, point: Point, hovers: bool) -> tuple[tuple[Shape, ...], tuple[Fault, ...]]:
    index = RADII.get(command.code)
    if index is None:
        return (), ()
    radius = abs(command.params[index] or 0.0)
    notes: tuple[Fault, ...] = ()
    if command.code == 35:  # an eight: two circles side by side
        radius *= 2
    if not radius and command.code in CIRCLES and not hovers:
        radius = DEFAULT_RADIUS_M
        facts: dict[str, Fact] = {"radius_m": f"{radius:g}"}
        notes = (Fault(command.at, "flights.note.loiter_default", facts),)
    return ((CircleShape(Position(*point), radius * LOITER_MARGIN),) if radius else ()), notes


def _levels(command: Command, frame: Frame | None = None) -> tuple[Level, ...]:
    metres = command.params[6]
    known = frame or FRAMES.get(command.frame)
    return () if metres is None or known is None else (Level(metres, known),)


def _is_nowhere(command: Command) -> bool:
    lat, lon = command.params[4:6]
    return lat in (None, 0) and lon in (None, 0)


def _point(command: Command) -> tuple[Point | None, list[Fault]]:
    lat, lon = command.params[4:6]
    return read_point(lat, lon, command.at_lat, command.at_lon)


def read_point(
    lat: float | None, lon: float | None, at_lat: str, at_lon: str
) -> tuple[Point | None, list[Fault]]:
    """A position as (lon, lat), or the faults of its two numbers."""
    faults = []
    ranges = ((lat, at_lat, 90, "latitude"), (lon, at_lon, 180, "longitude"))
    for degrees, at, limit, name in ranges:
        if degrees is None or not isfinite(degrees):
            faults.append(Fault(at, "flights.error.coordinate_missing", {"at": at}))
        elif abs(degrees) > limit:
            faults.append(Fault(at, f"flights.error.{name}_range", {"value": degrees}))
    return (None, faults) if faults or lat is None or lon is None else ((lon, lat), [])


def _whole(value: float | None) -> int | None:
    return int(value) if value is not None and isfinite(value) and value == int(value) else None
