"""Values of concealed zones: versions and their cover, gaps in it, what a flight meets, events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shapely.geometry.base import BaseGeometry

from geofences.engine.model import Band, Period, Zone
from portal.kit.model import Event, Fault


class State(StrEnum):
    """Where a version stands; a concealed zone has at most one that is set."""

    SET = "set"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Lack(StrEnum):
    """Why a place and time of a concealed zone lacks cover; words: ``concealed.lack.<value>``."""

    #: Nothing published there refers to this command, or prohibits.
    OPEN = "open"
    #: A pre-approval of this command would let a flight pass without an officer.
    PRE_APPROVED = "pre_approved"
    #: The published areas there are too intricate to be compared within bounds: taken as no cover.
    TOO_COMPLEX = "too_complex"


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of a concealed zone without cover: where (lon, lat), how high, when.

    ``periods`` are the first ones; ``left_out`` counts the others. ``names`` are the published
    pre-approvals concerned.
    """

    lack: Lack
    area: BaseGeometry
    band: Band
    periods: tuple[Period, ...]
    left_out: int = 0
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """What was last found about a version's cover; ``lost_at`` is ``None`` while it has it."""

    checked_at: datetime
    lost_at: datetime | None = None
    #: From when on something lacks; may lie ahead.
    lacks_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a concealed zone. ``zone.key`` is (command, identifier)."""

    id: str
    number: int
    state: State
    zone: Zone
    author_id: str
    created_at: datetime
    cover: Cover
    ended_by: str | None = None
    ended_at: datetime | None = None

    @property
    def command(self) -> str:
        """The command whose officers know of it."""
        return self.zone.command

    @property
    def is_set(self) -> bool:
        """True for the version that counts."""
        return self.state is State.SET


@dataclass(frozen=True, slots=True)
class Reading:
    """A concealed zone read from what was typed, or every fault of it by field."""

    zone: Zone | None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """The outcome of setting: the new version, or why there is none."""

    version: Version | None = None
    faults: tuple[Fault, ...] = ()
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Met:
    """A concealed zone that a flight meets in area, height and time."""

    version: Version
    intervals: tuple[Period, ...] = ()
    #: False where only different height references keep the two from being told apart.
    certain: bool = True


@dataclass(frozen=True)
class ConcealedZoneSet(Event):
    """A version of a concealed zone took effect; carries its id alone."""

    version_id: str
