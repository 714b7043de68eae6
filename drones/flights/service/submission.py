"""Checking a plan, which stores nothing, and submitting it, which decides at once what rules can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from drones.flights.formats.typed import read_typed
from drones.flights.model import (
    Assessment,
    FlightView,
    InputReading,
    Move,
    Moved,
    Outcome,
    Refusal,
    Role,
)
from drones.flights.rules import moves, plans, uspace
from drones.flights.rules.plans import Checked
from drones.flights.service import assessing, moving
from drones.flights.service.own import held_as, own_flight
from drones.registry import service as registry
from geofences.engine.model import FlightVolume
from portal.kit.model import Fault
from portal.kit.settings import settings


@dataclass(frozen=True)
class CheckResult:
    """Faults, or the assessment of the volumes that the plan states.

    ``printed`` is what a permit can state of them and ``share`` how much of the asked area that is;
    ``unprintable`` says why it can state nothing.
    """

    faults: tuple[Fault, ...]
    volumes: tuple[FlightVolume, ...] = ()
    assessment: Assessment | None = None
    printed: tuple[FlightVolume, ...] = ()
    share: float | None = None
    unprintable: Fault | None = None


@dataclass(frozen=True)
class Submitted:
    """The plan as it now stands; with faults or a refusal nothing has happened to it."""

    flight: FlightView
    faults: tuple[Fault, ...] = ()
    refusal: Refusal | None = None


def zone() -> ZoneInfo:
    """The time zone in which people type and read times."""
    return ZoneInfo(settings().time_zone)


def read_form(*, typed: Mapping[str, str]) -> InputReading:
    """The plan that was typed into the form, with times in the portal's zone."""
    return read_typed(typed, zone())


def check(*, reading: InputReading, now: datetime) -> CheckResult:
    """The plan against published zones alone; stores nothing, tells nothing of other flights."""
    checked = read_and_checked(reading, now=now, whole=False)
    if checked.faults:
        return CheckResult(checked.faults)
    snapshot = assessing.snapshot_now(now)
    told = assessing.weigh_publicly(checked.volumes, snapshot=snapshot, now=now)
    return CheckResult((), checked.volumes, told, checked.printed, checked.share, checked.unprintable)


def submit(
    *, flight_id: str, person_id: str, now: datetime, expected_version: int | None = None
) -> Submitted:
    """Submit a plan: refused, referred or approved at once; faults leave it as it was."""
    seen = own_flight(flight_id=flight_id, person_id=person_id)
    if not moves.allows(seen.standing, Move.REFER):
        return Submitted(seen, refusal=moves.not_from_here(seen.standing))
    checked = read_and_checked(reading_of(flight=seen), now=now, whole=True)
    if checked.faults:
        return Submitted(seen, checked.faults)
    filing = assessing.hold_filing(seen, checked.volumes, now=now)
    snapshot, crew = filing.snapshot, filing.crew
    flight = held_as(seen, filing.flight, expected_version)
    if crew.faults or crew.operator is None:
        return Submitted(flight, crew.faults)
    if crew.aircraft is not None and (wrong := uspace.serial_faults(flight.plan, crew.aircraft.serial)):
        return Submitted(flight, wrong)
    weighed = assessing.weigh(
        checked.volumes, flight_id=flight_id, submitted_at=now, snapshot=snapshot, near=filing.near
    )
    told = assessing.tell(checked.volumes, weighed, flight_id=flight_id, snapshot=snapshot, now=now)
    ruling = weighed.ruling
    moved = moves.submit(flight.standing, ruling.outcome, commands=ruling.commands, now=now)
    if isinstance(moved, Refusal):
        return Submitted(flight, refusal=moved)
    fresh = replace(flight, volumes=checked.printed, assessment=told, operator_id=crew.operator.id)
    return Submitted(write_submitted(fresh, moved, ruling.outcome, now, crew))


def write_submitted(
    flight: FlightView, moved: Moved, outcome: Outcome, now: datetime, crew: registry.Crew | None = None
) -> FlightView:
    """Write down what a submission came to, by a crew that is held; gives the plan as it now is."""
    facts: dict[str, Any] = {} if outcome is Outcome.APPROVED else {"commands": list(moved.standing.commands)}
    role = Role.SYSTEM if outcome is not Outcome.REFERRED else Role.OWNER
    moving.note(flight, "submitted")
    return moving.write(flight, moved, role=role, now=now, facts=facts, volumes=True, crew=crew)


def read_and_checked(reading: InputReading, *, now: datetime, whole: bool) -> Checked:
    """The volumes of a plan that was read, or what reading and rules have against it."""
    checked = plans.check(reading.plan, now=now, uncertainty=assessing.uncertainty(), whole=whole)
    faults = (
        plans.merge(reading.faults, checked.faults)
        or assessing.out_of_reach(checked.volumes)
        or assessing.upside_down(checked.volumes)
    )
    return Checked((), faults) if faults else checked


def reading_of(*, flight: FlightView) -> InputReading:
    """What was typed, read again; a plan of the programming interface was read when it came."""
    return InputReading(flight.plan) if flight.typed is None else read_form(typed=flight.typed)
