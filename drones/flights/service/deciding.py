"""What a command decides on plans that are referred to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from drones.flights.model import (
    WAITING,
    CaseView,
    FlightView,
    Move,
    Moved,
    Refusal,
    Role,
    State,
)
from drones.flights.rules import moves
from drones.flights.rules.trims import lowered
from drones.flights.service import assessing, moving
from drones.flights.service.own import hindrance, require_version
from drones.flights.store import flights as store
from portal.kit.problems import Problem

LONGEST_TEXT = 2_000


def referred(*, command: str | None) -> list[FlightView]:
    """Plans that wait for a command's consent, the earliest submitted first; ``None``: for any."""
    return [
        flight
        for flight in store.in_states(WAITING)
        if command is None or command in set(flight.standing.commands) - set(flight.standing.consents)
    ]


def flight(*, flight_id: str) -> FlightView:
    """Any plan, for those who may read all; a 404 problem when there is none."""
    return _known(store.by_id(flight_id))


def in_states(*, states: frozenset[State]) -> list[FlightView]:
    """All plans in some states, the earliest submitted first."""
    return store.in_states(states)


def case(*, flight_id: str) -> CaseView:
    """A plan with its timeline and its rivals, for an officer."""
    found = _known(store.by_id(flight_id))
    return CaseView(found, store.timeline(flight_id), assessing.rivals_of(found))


def approve(
    *,
    flight_id: str,
    command: str,
    conditions: tuple[int, ...] = (),
    ceiling_m: float | None = None,
    remark: str = "",
    now: datetime,
    expected_version: int | None = None,
) -> FlightView | Refusal:
    """A command consents, under conditions; the last consent approves and issues the permit.

    ``ceiling_m`` lowers the ceilings, each in its own datum; ``remark`` is the command's words to
    the owner. Everything is weighed again under the locks: what is now prohibited or taken, or what the
    registry now speaks against, is refused.
    """
    seen = _known(store.by_id(flight_id))
    held, refusal = _weigh_again(seen, now, expected_version)
    moved = moves.approve(held.standing, command=command)
    if isinstance(moved, Refusal):
        return moved
    if refusal is not None:
        return refusal
    try:
        volumes = held.volumes if ceiling_m is None else lowered(held.volumes, ceiling_m)
    except ValueError:
        return Refusal("flights.refusal.ceiling_below_floor", {})
    facts: dict[str, Any] = {"command": command, "conditions": list(conditions)}
    if ceiling_m is not None:
        facts["ceiling_m"] = ceiling_m
    if remark:
        facts["text"] = remark[:LONGEST_TEXT]
    joined = tuple(sorted({*held.conditions, *conditions}))
    after = replace(held, conditions=joined, volumes=volumes)
    return moving.write(after, moved, role=Role.COMMAND, now=now, facts=facts, volumes=True)


def deny(
    *,
    flight_id: str,
    command: str,
    code: str,
    text: str = "",
    now: datetime,
    expected_version: int | None = None,
) -> FlightView | Refusal:
    """A command denies: ``code`` is the reason's dotted code, ``text`` its words to the owner."""
    held = _held(flight_id, expected_version)
    moved = moves.deny(held.standing, command=command)
    if isinstance(moved, Refusal):
        return moved
    facts = {"command": command, "code": code, "text": text[:LONGEST_TEXT]}
    return moving.write(held, moved, role=Role.COMMAND, now=now, facts=facts)


def suspend(
    *,
    flight_id: str,
    command: str,
    code: str,
    text: str = "",
    now: datetime,
    expected_version: int | None = None,
) -> FlightView | Refusal:
    """A command stops a plan that may fly; its permit says so at once."""
    held = _held(flight_id, expected_version)
    facts = {"command": command, "code": code, "text": text[:LONGEST_TEXT]}
    return _write(held, moves.suspend(held.standing), now, facts)


def reinstate(
    *, flight_id: str, command: str, now: datetime, expected_version: int | None = None
) -> FlightView | Refusal:
    """A command lets a suspended plan fly again, if zones, rivals and registry still allow it."""
    seen = _known(store.by_id(flight_id))
    if seen.state is not State.SUSPENDED:
        return moves.not_from_here(seen.standing, Move.REINSTATE)
    held, refusal = _weigh_again(seen, now, expected_version)
    return refusal or _write(held, moves.reinstate(held.standing), now, {"command": command})


def rescind(
    *,
    flight_id: str,
    command: str,
    code: str,
    text: str = "",
    now: datetime,
    expected_version: int | None = None,
) -> FlightView | Refusal:
    """A command takes a suspended plan's consent back for good; its permit is revoked."""
    held = _held(flight_id, expected_version)
    facts = {"command": command, "code": code, "text": text[:LONGEST_TEXT]}
    return _write(held, moves.rescind(held.standing), now, facts)


def _write(
    held: FlightView, moved: Moved | Refusal, now: datetime, facts: Mapping[str, Any]
) -> FlightView | Refusal:
    if isinstance(moved, Refusal):
        return moved
    return moving.write(held, moved, role=Role.COMMAND, now=now, facts=facts)


def _weigh_again(
    seen: FlightView, now: datetime, expected_version: int | None
) -> tuple[FlightView, Refusal | None]:
    """The plan held under the locks, and what now speaks against letting it fly."""
    if not seen.volumes or seen.window is None:
        return seen, moves.not_from_here(seen.standing)
    snapshot, unfit = assessing.hold(
        seen.volumes,
        operator_id=seen.operator_id or "",
        aircraft=seen.plan.aircraft,
        pilot=seen.plan.pilot,
        now=now,
    )
    held = _held(seen.id, expected_version or seen.version)
    if unfit:
        return held, Refusal(unfit[0].code, unfit[0].facts)
    return held, _too_late(held, now) or hindrance(held, snapshot)


def _too_late(held: FlightView, now: datetime) -> Refusal | None:
    over = held.window is not None and now >= held.window.end
    return Refusal("flights.refusal.time_is_over", {}) if over else None


def _held(flight_id: str, expected_version: int | None) -> FlightView:
    found = _known(store.by_id(flight_id, hold=True))
    require_version(found, expected_version)
    return found


def _known(found: FlightView | None) -> FlightView:
    if found is None:
        raise Problem("flights.problem.unknown", 404)
    return found
