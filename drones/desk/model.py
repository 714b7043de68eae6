"""Frozen values of the desk: the demonstration's people, and the question whether a drone is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from drones.flights.model import FlightView
from drones.permits.model import Catchment
from drones.registry.model import AircraftView
from geofences.engine.model import FlightVolume


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody of the demonstration: an address, what they are, and their command if they have one."""

    email: str
    role: str
    command: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A demonstration account with what opens it; made at the first start, for this machine alone."""

    email: str
    role: str
    password: str = field(repr=False)
    #: Base 32; empty for people without a second factor.
    totp_secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A place (degrees, WGS 84) and an aware time at which a drone was seen; ``name`` if it was typed so."""

    lon: float
    lat: float
    at: datetime
    name: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """How near a flight must be to be told: metres in space, and in time before and after."""

    radius_m: float
    tolerance: timedelta


class Told(StrEnum):
    """What is said of a sighting; ``not_known`` says nothing about what the drone is or wants."""

    KNOWN = "known"
    SUSPENDED = "known_suspended"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Near:
    """A flight near a sighting: the volume that is nearest, how far its edge is (0 inside) and whither.

    ``direction`` is one of eight winds seen from the sighting, empty inside.
    """

    flight: FlightView
    volume: FlightVolume
    distance_m: float
    direction: str


@dataclass(frozen=True, slots=True)
class KnownFlight:
    """A flight as it is told to who asks: its aircraft, never its people."""

    near: Near
    aircraft: AircraftView | None
    has_photo: bool
    operator_number: str
    permit: str | None


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """The flights near a sighting, the nearest first, and how near that is."""

    sighting: Sighting
    told: Told
    flights: tuple[KnownFlight, ...]
    reach: Reach
    outside_coverage: bool
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A place of a command at which permits are asked for, and how far around it they concern it."""

    id: str
    command: str
    name: str
    catchment: Catchment


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of figures: a day, a code or an identifier, and its number."""

    name: str
    number: float


@dataclass(frozen=True, slots=True)
class Table:
    """Figures of one kind, in order."""

    name: str
    rows: tuple[Row, ...]

    @property
    def most(self) -> float:
        """The largest number, for the length of the bars; 1 when there is none."""
        return max((row.number for row in self.rows), default=0) or 1


class Verb(StrEnum):
    """What a short message can ask."""

    STATUS = "status"
    PERMIT = "permit"
    WITHDRAW = "withdraw"
    YES = "yes"
    NO = "no"
    ANSWER = "answer"
    KNOWN = "known"
    HELP = "help"
    #: Nothing that can be read.
    NONE = "none"


class Act(StrEnum):
    """What changes a flight, and happens only with a one-time word."""

    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    DECLINE = "decline"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Asked:
    """A message as it was understood. ``reference`` is ``ABC-DEF`` or empty; ``rest`` is what follows,
    as it was written but for its blanks; ``locale`` is the command's language, ``fr`` for none."""

    verb: Verb
    reference: str = ""
    rest: str = ""
    locale: str = "fr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a one-time word is good for: one act, on one version of a flight, from one number (a digest)."""

    person_id: str
    flight_id: str
    version: int
    act: Act
    text: str
    phone: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """What is answered: words of the catalogues (``desk.sms.<code>.sms``) and their facts."""

    code: str
    facts: dict[str, str | int] = field(default_factory=dict)
