"""Several flights filed by one request: on repeated days, or as the rows of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from drones.flights.model.findings import Assessment
from drones.flights.model.plans import InputReading
from drones.flights.model.states import Refusal
from drones.flights.model.views import FlightView
from geofences.engine.model import FlightVolume
from portal.kit.model import Fault


class SeriesKind(StrEnum):
    """What makes the flights one request: the same flight on several days, or rows filed together."""

    RECURRING = "recurring"
    BATCH = "batch"


@dataclass(frozen=True, slots=True)
class Repeat:
    """On which weekdays (Monday is 0) a flight is repeated, from and until which day, both included."""

    weekdays: frozenset[int]
    first: date
    last: date
    without: frozenset[date] = frozenset()


@dataclass(frozen=True)
class SeriesItem:
    """One flight of a request, as it was stated: an occurrence by its day, a row by its number."""

    number: int
    reading: InputReading
    typed: Mapping[str, str] | None = None
    own_reference: str = ""
    day: date | None = None


@dataclass(frozen=True)
class ItemCheck:
    """What was found of one flight of a request.

    ``volumes`` are as asked for, ``printed`` what would be held. ``clash`` is the number of an
    earlier flight of the same request that it comes too close to.
    """

    item: SeriesItem
    faults: tuple[Fault, ...] = ()
    volumes: tuple[FlightVolume, ...] = ()
    printed: tuple[FlightVolume, ...] = ()
    assessment: Assessment | None = None
    clash: int | None = None

    @property
    def outcome(self) -> str:
        """``fault``, ``clash``, or the assessment's: clear, conditional, referred, refused."""
        if self.faults:
            return "fault"
        if self.clash is not None:
            return "clash"
        return self.assessment.outcome if self.assessment else "fault"

    @property
    def may_be_filed(self) -> bool:
        """True when nothing is wrong with it and no rule refuses it."""
        return self.outcome not in {"fault", "clash", "refused"}


@dataclass(frozen=True)
class LeftOut:
    """An occurrence that was asked for and never filed, and why."""

    day: date
    code: str
    facts: Mapping[str, str | int | float]


@dataclass(frozen=True)
class SeriesView:
    """A series with its flights in their order."""

    id: str
    kind: SeriesKind
    created_at: datetime
    flights: tuple[FlightView, ...]
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class SeriesSubmitted:
    """What became of a request. ``series`` is ``None`` when nothing was filed: ``checks`` say why."""

    checks: tuple[ItemCheck, ...]
    series: SeriesView | None = None


@dataclass(frozen=True)
class Decided:
    """What became of one flight of a series when all were decided together."""

    flight_id: str
    found: FlightView | Refusal
