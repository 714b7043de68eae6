"""What an owner states: shapes, volumes, a whole plan; and what was read of a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from drones.flights.model.uspace import UspaceInput
from geofences.engine.model import Datum, Height
from portal.kit.model import Fault

Point = tuple[float, float]
"""Longitude, latitude in degrees, WGS 84."""


class Mode(StrEnum):
    """Within or beyond the pilot's sight ((EU) 2021/664, Annex IV, 2)."""

    VLOS = "VLOS"
    BVLOS = "BVLOS"


class Reason(StrEnum):
    """What a flight is for; words live in the catalogues as ``flights.purpose.<value>``."""

    LEISURE = "leisure"
    PHOTO = "photo"
    SURVEY = "survey"
    INSPECTION = "inspection"
    AGRICULTURE = "agriculture"
    DELIVERY = "delivery"
    HEALTH = "health"
    RESCUE = "rescue"
    RESEARCH = "research"
    TRAINING = "training"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Position:
    """A place in degrees, WGS 84."""

    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class CircleShape:
    """A circle around a place; the radius is in metres."""

    centre: Position
    radius_m: float


@dataclass(frozen=True, slots=True)
class CorridorShape:
    """A path flown, swept to a full width in metres; ``None``: the plan's own width counts.

    ``stray_m`` is how far the flight may leave the line of the points to each side before the width
    counts: in the curves of a spline, or where points of a long recording were left out.
    """

    points: tuple[Point, ...]
    width_m: float | None = None
    stray_m: float = 0.0


@dataclass(frozen=True, slots=True)
class PolygonShape:
    """One or more polygons, each a tuple of closed rings: the outer first, then its holes."""

    polygons: tuple[tuple[tuple[Point, ...], ...], ...]


Shape = CircleShape | CorridorShape | PolygonShape


class Frame(StrEnum):
    """What the heights of a plan file are measured from; words are ``flights.frame.<value>``."""

    HOME = "home"
    AMSL = "amsl"
    WGS84 = "wgs84"
    TERRAIN = "terrain"
    #: Laid on the ground: the file draws a place and says no height.
    GROUND = "ground"
    #: Numbers without a word on what they are measured from.
    UNSTATED = "unstated"
    MIXED = "mixed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Level:
    """A height as a file states it: metres over what its frame says."""

    metres: float
    frame: Frame


@dataclass(frozen=True, slots=True)
class Home:
    """Where a mission starts, and the height of that place where the file states it."""

    place: Position | None = None
    height_m: float | None = None
    datum: Datum = Datum.AMSL


@dataclass(frozen=True)
class PlanPart:
    """One thing that a plan file flies; where it holds several, a person may choose among them.

    ``floor_stated`` says that the lowest level is a floor and not only the lowest waypoint;
    ``recorded`` that the times are those of a flight that was flown, not of one that is meant.
    """

    shapes: tuple[Shape, ...]
    levels: tuple[Level, ...] = ()
    name: str = ""
    chosen: bool = True
    floor_stated: bool = False
    start: datetime | None = None
    end: datetime | None = None
    recorded: bool = False
    #: How long the recorded flight took, where its times no longer count.
    lasted: timedelta | None = None
    speed_m_s: float | None = None


@dataclass(frozen=True)
class PlanFile:
    """All that a codec reads of a plan file, before anything is chosen or concluded.

    Notes are things a person should know, such as parts ignored; questions are faults whose
    pointers name the field of the plan that the person has to fill.
    """

    format: str
    parts: tuple[PlanPart, ...]
    home: Home = Home()
    notes: tuple[Fault, ...] = ()
    questions: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class DraftVolume:
    """Chosen parts of a plan file that make one volume: those of one band and one window.

    ``parts`` are their numbers in the file, from 0. ``floor`` and ``ceiling`` are ``None`` where the
    file does not say in which datum its heights are, or mixes several; ``span`` is the lowest and the
    greatest number that it states, whatever they are measured from. ``length`` is how long the flight
    takes where the file lets it be reckoned: a suggestion, never a window.
    """

    parts: tuple[int, ...]
    shapes: tuple[Shape, ...]
    frame: Frame
    floor: Height | None = None
    ceiling: Height | None = None
    start: datetime | None = None
    end: datetime | None = None
    recorded: bool = False
    span: tuple[float, float] | None = None
    length: timedelta | None = None


@dataclass(frozen=True)
class PlanDraft:
    """What the chosen parts of a plan file come to: volumes, and the band around all of them.

    ``frame`` is what was understood of the heights. ``floor`` and ``ceiling`` are ``None`` where
    the file does not say in which datum its heights are, or mixes several: ``questions`` then
    names the field to fill, each with the number of its volume. ``apart`` says that each part was
    to be a volume of its own, ``most`` how many volumes there may be.
    """

    format: str
    shapes: tuple[Shape, ...]
    frame: Frame
    floor: Height | None = None
    ceiling: Height | None = None
    notes: tuple[Fault, ...] = ()
    questions: tuple[Fault, ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    volumes: tuple[DraftVolume, ...] = ()
    picked: tuple[int, ...] = (0,)
    apart: bool = False
    most: int = 1
    source: PlanFile = PlanFile("", ())


@dataclass(frozen=True)
class PlanReading:
    """A plan file read: a draft, or the faults for which there is none."""

    draft: PlanDraft | None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class VolumeInput:
    """One volume as it was stated; ``None`` where it was missing or unreadable.

    ``move_to`` is where the centre of all shapes is to be moved, if anywhere.
    """

    shapes: tuple[Shape, ...] = ()
    floor: Height | None = None
    ceiling: Height | None = None
    start: datetime | None = None
    end: datetime | None = None
    move_to: Position | None = None


@dataclass(frozen=True)
class PlanInput:
    """A whole plan as it was stated, complete or not."""

    volumes: tuple[VolumeInput, ...] = ()
    aircraft: str = ""
    pilot: str = ""
    purpose: Reason | None = None
    mode: Mode | None = None
    contact: str = ""
    notes: str = ""
    uspace: UspaceInput | None = None


@dataclass(frozen=True)
class InputReading:
    """A plan read from a form or a document, with every fault that reading met."""

    plan: PlanInput
    faults: tuple[Fault, ...] = ()
