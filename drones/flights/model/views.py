"""A flight plan as other rooms and its owner see it: frozen, whole, without rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shapely.geometry.base import BaseGeometry

from drones.flights.model.findings import Assessment
from drones.flights.model.plans import PlanInput
from drones.flights.model.states import LastWord, Role, Standing, State
from geofences.engine.model import FlightVolume, Period


@dataclass(frozen=True)
class Entry:
    """One line of a plan's timeline; never an officer's name, only the role and the command."""

    at: datetime
    kind: str
    role: Role
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Changes:
    """What a command would have otherwise; ``None`` where it leaves the plan as it is.

    ``ceiling_m`` metres in the datum of each volume's own ceiling; ``start`` and ``end`` aware;
    ``area`` a (Multi)Polygon in lon, lat.
    """

    ceiling_m: float | None = None
    start: datetime | None = None
    end: datetime | None = None
    area: BaseGeometry | None = None

    @property
    def some(self) -> bool:
        """True when anything is changed."""
        return self != Changes()


@dataclass(frozen=True)
class Proposal:
    """A command's counter-proposal: the volumes it would consent to, and its words to the owner."""

    command: str
    at: datetime
    changes: Changes
    volumes: tuple[FlightVolume, ...]
    text: str = ""


@dataclass(frozen=True)
class Undoable:
    """All that taking a decision back restores, and the notices that then never leave."""

    word: LastWord
    volumes: tuple[FlightVolume, ...]
    conditions: tuple[int, ...]
    proposal: Proposal | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class FlightView:
    """A flight plan whole. ``typed`` is what was typed into the form, if that is how it came.

    ``volumes`` are empty while a draft has faults. ``conditions`` are codes of
    ``permits.model.Condition``; ``permit`` is the code of the permit, once issued; the owner sees
    it when it has left (``permit_at``). ``proposal`` waits for the owner's word. ``series`` groups
    flights filed by one request, ``own_reference`` is what the owner calls the flight.
    """

    id: str
    reference: str
    standing: Standing
    person_id: str
    operator_id: str | None
    plan: PlanInput
    typed: Mapping[str, str] | None
    volumes: tuple[FlightVolume, ...]
    assessment: Assessment | None
    conditions: tuple[int, ...]
    permit: str | None
    created_at: datetime
    changed_at: datetime
    proposal: Proposal | None = None
    undoable: Undoable | None = None
    series: str | None = None
    series_number: int | None = None
    own_reference: str = ""

    def permit_at(self, now: datetime) -> str | None:
        """The permit's code once it has left: not while the decision behind it can be undone."""
        held = self.undoable is not None and now < self.undoable.word.until
        return None if held else self.permit

    @property
    def state(self) -> State:
        """Where the plan stands."""
        return self.standing.state

    @property
    def version(self) -> int:
        """Grows with every move and change."""
        return self.standing.version

    @property
    def window(self) -> Period | None:
        """From the first start to the last end; ``None`` while the plan has no volumes."""
        if not self.volumes:
            return None
        return Period(
            min(volume.period.start for volume in self.volumes),
            max(volume.period.end for volume in self.volumes),
        )


@dataclass(frozen=True)
class Rival:
    """Another flight that overlaps in area, height and time, as officers see it."""

    flight_id: str
    reference: str
    state: State
    submitted_at: datetime
    overlap: Period


@dataclass(frozen=True)
class CaseView:
    """A flight plan as an officer decides on it: timeline, rivals, and whether it still could fly."""

    flight: FlightView
    timeline: tuple[Entry, ...]
    rivals: tuple[Rival, ...]
