"""Frozen values of the liaison desk: requests in the queue, a case, what an officer decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shapely.geometry.base import BaseGeometry

from drones.flights.model import CaseView, FlightView
from drones.flights.model.records import Record
from drones.liaison.rules.places import Whereabouts
from drones.registry.model import AircraftView, OperatorFile, PilotFile
from geofences.concealed.model import Met, Version
from geofences.engine.model import Zone


class Denial(StrEnum):
    """Why a command says no; the owner reads ``liaison.denial.<code>`` and the officer's sentence."""

    SECURITY = "security"
    PLACE = "place"
    TIME = "time"
    HEIGHT = "height"
    PEOPLE = "people"
    OTHER_FLIGHTS = "other_flights"
    INCOMPLETE = "incomplete"
    OTHER = "other"


class Decided(StrEnum):
    """What an officer decided."""

    APPROVED = "approved"
    DENIED = "denied"


class Sort(StrEnum):
    """How the queue can be sorted."""

    #: Little time left before much, and then the most risk first.
    RISK = "risk"
    #: Least time left to the start first, then who has waited longest.
    URGENCY = "urgency"
    #: Who has waited longest first.
    SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True)
class Approval:
    """What an officer grants: codes of ``permits.model.Condition``, a lower ceiling, a remark.

    ``ceiling_m`` is in metres in the datum of the flight's own ceiling; ``None``: as asked. So with a
    window that starts later or ends sooner; ``without`` are codes of :class:`Cut`.
    """

    conditions: tuple[int, ...] = ()
    ceiling_m: float | None = None
    remark: str = ""
    start: datetime | None = None
    end: datetime | None = None
    without: tuple[str, ...] = ()

    @property
    def trim(self) -> Offer:
        """What it takes away."""
        return Offer(self.ceiling_m, self.start, self.end, self.without)


class Ended(StrEnum):
    """What became of a signature that no longer waits for a second one."""

    #: A second person signed the same: the command consented.
    COMPLETED = "completed"
    #: Its signer or a commander took it back.
    WITHDRAWN = "withdrawn"
    #: Somebody signed otherwise instead.
    REPLACED = "replaced"
    #: The command consented and no second signature was demanded any more.
    UNNEEDED = "unneeded"
    #: The consent that it was part of was taken back.
    UNDONE = "undone"
    #: Its signer has left the command: told so, never written.
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Signature:
    """A person's signature under exactly these terms of a consent, on one version of the plan.

    ``initials`` are what colleagues read; ``commander`` is whether the signer is one.
    """

    id: str
    flight_id: str
    command: str
    officer_id: str
    initials: str
    commander: bool
    at: datetime
    version: int
    terms: Approval
    ended: Ended | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """What an officer answers when it is no: the coded reason, a plain sentence, what would pass."""

    reason: Denial
    text: str = ""
    passes: str = ""


@dataclass(frozen=True)
class Cut:
    """What can be left out of a flight's area (lon, lat): a published zone, or a square of the grid.

    ``name`` is the zone's; ``number`` that of the square on the officer's map.
    """

    code: str
    area: BaseGeometry
    name: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """What a command would consent to instead; ``None`` and empty leave what was asked.

    ``ceiling_m`` as in :class:`Approval`; ``without`` are codes of :class:`Cut`; ``suggestion`` is
    the place of one of the assessment's alternatives, which then stands for all of it.
    """

    ceiling_m: float | None = None
    start: datetime | None = None
    end: datetime | None = None
    without: tuple[str, ...] = ()
    text: str = ""
    suggestion: int | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a flight needs consent: the finding's code, and the zone and its reasons if it is one."""

    code: str
    identifier: str = ""
    name: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Request:
    """A line of the queue."""

    flight: FlightView
    where: Whereabouts | None
    causes: tuple[Cause, ...]
    aircraft: AircraftView | None = None


@dataclass(frozen=True)
class Decision:
    """A decision as the command keeps it; what it said to the owner stands in the flight's timeline.

    ``undone_at``: it was taken back then, within the time of grace.
    """

    flight_id: str
    command: str
    officer_id: str
    decided: Decided
    at: datetime
    conditions: tuple[int, ...] = ()
    ceiling_m: float | None = None
    reason: str = ""
    text: str = ""
    passes: str = ""
    undone_at: datetime | None = None


@dataclass(frozen=True)
class Case:
    """All that an officer needs on one screen.

    ``zones`` are the published zones that are met, ``others`` the flights that overlap in area,
    height and time, ``decisions`` what commands already decided. ``concealed`` are the concealed zones
    of the reader's own command that are met: for the reader's eyes, never for the owner's.
    """

    request: Request
    file: CaseView
    operator: OperatorFile | None = None
    pilot: PilotFile | None = None
    zones: tuple[Zone, ...] = ()
    others: tuple[FlightView, ...] = ()
    decisions: tuple[Decision, ...] = ()
    concealed: tuple[Met, ...] = ()
    cuts: tuple[Cut, ...] = ()
    signatures: tuple[Signature, ...] = ()
    #: Commands that must sign twice as the published zones now are.
    signing_twice: tuple[str, ...] = ()
    operator_record: Record = field(default_factory=Record)
    pilot_record: Record = field(default_factory=Record)


@dataclass(frozen=True)
class Task:
    """A flight that a command is to look at, because it meets a version of a concealed zone."""

    id: str
    flight_id: str
    version_id: str
    command: str
    made_at: datetime
    acknowledged_at: datetime | None = None


@dataclass(frozen=True)
class ToLookAt:
    """A task with its flight, where that is, and the version of the concealed zone that it meets."""

    task: Task
    flight: FlightView
    where: Whereabouts | None
    version: Version


@dataclass(frozen=True)
class Saved:
    """A filter of the queue that somebody keeps; ``wanted`` as :func:`.rules.lines.understood` gives it."""

    id: str
    name: str
    wanted: Mapping[str, str]
    is_default: bool = False
