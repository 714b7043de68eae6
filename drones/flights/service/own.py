"""What an owner does with a plan apart from submitting it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from drones.flights.model import (
    Entry,
    FlightView,
    Move,
    PlanInput,
    Refusal,
    Role,
    Standing,
    State,
)
from drones.flights.rules import moves, outcomes, waiting
from drones.flights.rules.waiting import Usual
from drones.flights.service import assessing, moving
from drones.flights.store import flights as store
from drones.flights.store import waits
from drones.registry import service as registry
from geofences.engine.snapshot import Snapshot
from portal.kit.database import new_id
from portal.kit.problems import Problem
from portal.kit.settings import settings

#: No letters that are mistaken for digits or for one another when read over the telephone.
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
Typed = Mapping[str, str]


def draft(
    *,
    person_id: str,
    plan: PlanInput,
    typed: Typed | None,
    now: datetime,
    flight_id: str | None = None,
    facts: Mapping[str, str] = MappingProxyType({}),
) -> FlightView:
    """A new draft; it may be as incomplete as it likes. ``facts`` go into its timeline's first line."""
    operator = registry.operator_of(person_id=person_id)
    view = FlightView(
        id=flight_id or new_id(),
        reference=draw_reference(),
        standing=Standing(State.DRAFT),
        person_id=person_id,
        operator_id=operator.id if operator else None,
        plan=plan,
        typed=typed,
        volumes=(),
        assessment=None,
        conditions=(),
        permit=None,
        created_at=now,
        changed_at=now,
    )
    store.add(view)
    store.write_entry(view.id, Entry(now, "drafted", Role.OWNER, dict(facts)))
    moving.note(view, "drafted")
    return view


def amend(
    *,
    flight_id: str,
    person_id: str,
    plan: PlanInput,
    typed: Typed | None,
    now: datetime,
    expected_version: int | None = None,
) -> FlightView | Refusal:
    """Another text for a plan that is a draft or was refused by rule."""
    flight = held(flight_id, person_id, expected_version)
    moved = moves.amend(flight.standing)
    if isinstance(moved, Refusal):
        return moved
    fresh = replace(flight, plan=plan, typed=typed, volumes=(), assessment=None)
    return moving.write(fresh, moved, role=Role.OWNER, now=now, volumes=True)


def own_flights(
    *,
    person_id: str,
    states: frozenset[State] | None = None,
    most: int | None = None,
    after: str | None = None,
) -> list[FlightView]:
    """The person's plans, the latest changed first; of some states, and from after one plan on."""
    return store.of_person(person_id, states=states, most=most, after=after)


def own_flight(*, flight_id: str, person_id: str) -> FlightView:
    """One of the person's plans; a 404 problem when it is not, or is somebody else's."""
    return mine(store.by_id(flight_id), person_id)


def owns(*, flight_id: str, person_id: str) -> bool:
    """Whether there is such a plan of the person's."""
    flight = store.by_id(flight_id)
    return flight is not None and flight.person_id == person_id


def timeline(*, flight_id: str, person_id: str) -> tuple[Entry, ...]:
    """The timeline of one of the person's plans."""
    own_flight(flight_id=flight_id, person_id=person_id)
    return store.timeline(flight_id)


def timelines(*, flights: Iterable[FlightView]) -> dict[str, tuple[Entry, ...]]:
    """The timelines of several plans that the caller may see."""
    return store.timelines([flight.id for flight in flights])


def usual_waits(*, commands: Iterable[str], now: datetime) -> tuple[Usual, ...]:
    """How long each command usually takes to answer: of the last 30 days, all flights alike.

    It counts by command, never by place: nothing about any one zone can be read from it.
    """
    since = now - waiting.LOOKING_BACK
    return tuple(waiting.usual(one, waits.of_command(one, since)) for one in sorted(set(commands)))


def withdraw(
    *, flight_id: str, person_id: str, now: datetime, expected_version: int | None = None
) -> FlightView | Refusal:
    """The owner no longer wants to fly."""
    flight = held(flight_id, person_id, expected_version)
    moved = moves.withdraw(flight.standing)
    return moved if isinstance(moved, Refusal) else moving.write(flight, moved, role=Role.OWNER, now=now)


def end(
    *, flight_id: str, person_id: str, now: datetime, expected_version: int | None = None
) -> FlightView | Refusal:
    """The pilot has landed."""
    flight = held(flight_id, person_id, expected_version)
    moved = moves.end(flight.standing)
    return moved if isinstance(moved, Refusal) else moving.write(flight, moved, role=Role.OWNER, now=now)


def activate(
    *, flight_id: str, person_id: str, now: datetime, expected_version: int | None = None
) -> FlightView | Refusal:
    """The pilot is ready: confirmed, unless zones, rivals or the registry now speak against it."""
    seen = own_flight(flight_id=flight_id, person_id=person_id)
    if seen.window is None:
        return Refusal("flights.refusal.state", {"state": seen.state.value, "move": Move.ACTIVATE.value})
    snapshot, unfit = assessing.hold(
        seen.volumes,
        operator_id=seen.operator_id or "",
        aircraft=seen.plan.aircraft,
        pilot=seen.plan.pilot,
        now=now,
    )
    flight = held(flight_id, person_id, expected_version or seen.version)
    moved = moves.activate(flight.standing, start=seen.window.start, end=seen.window.end, now=now)
    if isinstance(moved, Refusal):
        return moved
    if flight.permit_at(now) is None:
        return Refusal("flights.refusal.permit_not_out", {})
    if unfit:
        return Refusal(unfit[0].code, unfit[0].facts)
    hindered = hindrance(flight, snapshot)
    return hindered or moving.write(flight, moved, role=Role.OWNER, now=now)


def held(flight_id: str, person_id: str, expected_version: int | None) -> FlightView:
    """The person's plan, held until the transaction ends; a 412 problem when it has changed."""
    flight = mine(store.by_id(flight_id, hold=True), person_id)
    require_version(flight, expected_version)
    return flight


def held_as(seen: FlightView, held_now: FlightView | None, expected_version: int | None) -> FlightView:
    """A plan as it is held, which its owner has read before; a 412 problem when it is another one by now."""
    flight = mine(held_now, seen.person_id)
    require_version(flight, expected_version or seen.version)
    return flight


def mine(flight: FlightView | None, person_id: str) -> FlightView:
    """The plan if it is the person's; a 404 problem that does not tell which."""
    if flight is None or flight.person_id != person_id:
        raise Problem("flights.problem.unknown", 404)
    return flight


def require_version(flight: FlightView, expected: int | None) -> None:
    """A 412 problem when somebody changed the plan since it was read."""
    if expected is not None and flight.version != expected:
        raise Problem("flights.problem.changed", 412)


def hindrance(flight: FlightView, snapshot: Snapshot) -> Refusal | None:
    """Why, under the locks, nobody may let this plan fly any more; ``None``: they may."""
    submitted = flight.standing.submitted_at or flight.created_at
    weighed = assessing.weigh(flight.volumes, flight_id=flight.id, submitted_at=submitted, snapshot=snapshot)
    code = outcomes.hinders_consent(weighed.verdict, weighed.rivals)
    # A sweep that has still to reach the plan must not be outrun by its pilot.
    if code is None and outcomes.no_longer_allowed(
        weighed.verdict, consented=flight.standing.consents, default_command=settings().default_command
    ):
        code = "flights.refusal.consent_anew"
    return None if code is None else Refusal(code, {})


def draw_reference() -> str:
    """A reference that no plan has yet."""
    return draw_references(1)[0]


def draw_references(count: int) -> list[str]:
    """So many different references that no plan has yet."""
    found: set[str] = set()
    for _ in range(20):
        drawn = {_drawn() for _ in range(count - len(found))} - found
        found |= drawn - store.references_taken(sorted(drawn))
        if len(found) == count:
            return [*found]
    raise RuntimeError("no free reference")


def _drawn() -> str:
    text = "".join(secrets.choice(_LETTERS) for _ in range(6))
    return f"{text[:3]}-{text[3:]}"
