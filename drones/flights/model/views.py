"""A flight plan as other rooms and its owner see it: frozen, whole, without rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from drones.flights.model.findings import Assessment
from drones.flights.model.plans import PlanInput
from drones.flights.model.states import Role, Standing, State
from geofences.engine.model import FlightVolume, Period


@dataclass(frozen=True)
class Entry:
    """One line of a plan's timeline; never an officer's name, only the role and the command."""

    at: datetime
    kind: str
    role: Role
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class FlightView:
    """A flight plan whole. ``typed`` is what was typed into the form, if that is how it came.

    ``volumes`` are empty while a draft has faults. ``conditions`` are codes of
    ``permits.model.Condition``; ``permit`` is the code of the permit, once issued.
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
