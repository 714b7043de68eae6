"""Positions of a flight in the air, what was found of each, and how the flight keeps to its plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from geofences.engine.model import Height


class Conformance(StrEnum):
    """How a flight keeps to its plan, as ASTM F3548 names it; words are ``flights.conformance.<value>``."""

    NOMINAL = "nominal"
    NONCONFORMING = "nonconforming"
    CONTINGENT = "contingent"


class Status(StrEnum):
    """What the aircraft says of itself (ASTM F3411 ``RIDOperationalStatus``)."""

    UNDECLARED = "undeclared"
    GROUND = "ground"
    AIRBORNE = "airborne"
    EMERGENCY = "emergency"


class Found(StrEnum):
    """What came of one position; words live in the catalogues as ``flights.fix.<value>``."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    #: After a newer one, or older than a minute: kept for the record, moves nothing.
    LATE = "late"
    #: Faster than any such aircraft flies: kept for the record, moves nothing.
    JUMP = "jump"
    #: These are not kept.
    DUPLICATE = "duplicate"
    FUTURE = "future"
    TOO_OLD = "too_old"
    NO_PLACE = "no_place"


KEPT = frozenset({Found.INSIDE, Found.OUTSIDE, Found.LATE, Found.JUMP})


@dataclass(frozen=True, slots=True)
class Level:
    """A height that was reported, and by how much more than its own accuracy it may be wrong."""

    height: Height
    slack_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Fix:
    """One position: WGS 84 degrees, an aware moment, every height that was reported.

    Accuracies are the 95 % bounds in metres; ``None``: not stated.
    """

    at: datetime
    lon: float
    lat: float
    levels: tuple[Level, ...] = ()
    accuracy_m: float | None = None
    accuracy_v_m: float | None = None
    status: Status = Status.UNDECLARED


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a position may lie outside and still conform: metres aside, metres up or down, seconds."""

    lateral_m: float
    vertical_m: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found of a position; ``outside`` names ``area``, ``height``, ``time``."""

    fix: Fix
    found: Found
    outside: tuple[str, ...] = ()
    distance_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Where and when an aircraft was."""

    at: datetime
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class TrackView:
    """How an active flight keeps to its plan, and what was heard of it.

    ``since`` is when its conformance began, ``inside_since`` when it came back inside;
    ``doubted`` is a position that would have been a jump.
    """

    conformance: Conformance
    since: datetime
    heard_at: datetime
    last: Mark | None = None
    inside_since: datetime | None = None
    doubted: Mark | None = None
    fixes: int = 0
    outside: int = 0
    excursions: int = 0


@dataclass(frozen=True, slots=True)
class LiveFlight:
    """A flight in the air as officers' watch sees it: never for anybody else."""

    flight_id: str
    reference: str
    commands: tuple[str, ...]
    track: TrackView
    height: Height | None = None
