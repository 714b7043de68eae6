"""What a command decides on plans that are referred to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from drones.flights.formats.documents import write_time
from drones.flights.model import (
    WAITING,
    CaseView,
    Changes,
    FlightView,
    Move,
    Moved,
    Refusal,
    Role,
    Standing,
    State,
)
from drones.flights.rules import moves, outcomes, trims
from drones.flights.service import assessing, moving
from drones.flights.service.own import require_version
from drones.flights.store import flights as store
from drones.flights.store import waits
from geofences.engine.model import FlightVolume
from portal.kit.problems import Problem
from portal.kit.settings import settings
from portal.notices import service as notices

LONGEST_TEXT = 2_000
Volumes = tuple[FlightVolume, ...]
_NO_CHANGES = Changes()


def referred(*, command: str | None) -> list[FlightView]:
    """Plans that wait for a command's consent, the earliest submitted first; ``None``: for any."""
    return [
        flight
        for flight in store.in_states(WAITING, command=command)
        if command is None or command in set(flight.standing.commands) - set(flight.standing.consents)
    ]


def flight(*, flight_id: str) -> FlightView:
    """Any plan, for those who may read all; a 404 problem when there is none."""
    return known(store.by_id(flight_id))


def in_states(*, states: frozenset[State]) -> list[FlightView]:
    """All plans in some states, the earliest submitted first."""
    return store.in_states(states)


def case(*, flight_id: str) -> CaseView:
    """A plan with its timeline and its rivals, for an officer."""
    found = known(store.by_id(flight_id))
    return CaseView(found, store.timeline(flight_id), assessing.rivals_of(found))


def approve(
    *,
    flight_id: str,
    command: str,
    conditions: tuple[int, ...] = (),
    ceiling_m: float | None = None,
    changes: Changes = _NO_CHANGES,
    remark: str = "",
    signatures: int = 1,
    now: datetime,
    expected_version: int | None = None,
) -> FlightView | Refusal:
    """A command consents, under conditions; the last consent approves and issues the permit.

    ``signatures`` is how many persons of the command signed just this: where the zones demand two, as
    they are under the locks, one is refused with ``moves.SECOND_SIGNATURE`` and nothing else against it.

    ``changes`` only take away: a lower ceiling (``ceiling_m`` says the same), a shorter window, a
    smaller area; ``remark`` is the command's words to the owner. Everything is weighed again under
    the locks: what is now prohibited or taken, or what the registry now speaks against, is refused.
    It can be undone within ``moving.GRACE``; permit and notice leave then.
    """
    seen = known(store.by_id(flight_id))
    weight = weigh_again(seen, now, expected_version)
    held = weight.flight
    demanded = {"commands": weight.commands, "twice": weight.twice}
    moved = moves.approve(held.standing, command=command, signatures=signatures, **demanded)
    if isinstance(moved, Refusal) and moved.code != moves.SECOND_SIGNATURE:
        return moved
    if weight.refusal is not None:
        return weight.refusal
    if ceiling_m is not None:
        changes = replace(changes, ceiling_m=ceiling_m)
    volumes = trims.trimmed(held.volumes, changes)
    if isinstance(volumes, Refusal):
        return volumes
    if isinstance(moved, Refusal):
        return moved
    facts: dict[str, Any] = {"command": command, "conditions": list(conditions), **told(changes)}
    if again := _asked_anew(held.standing, moved.standing):
        facts["asked"] = again
    if remark:
        facts["text"] = remark[:LONGEST_TEXT]
    joined = tuple(sorted({*held.conditions, *conditions}))
    after = replace(held, conditions=joined, volumes=volumes)
    return moving.write(
        after, moved, role=Role.COMMAND, now=now, facts=facts, volumes=changes.some, before=held
    )


def _asked_anew(before: Standing, after: Standing) -> list[str]:
    """Commands that the plan waits for as it did not before: the zones have changed meanwhile."""
    waited = set(before.commands) - set(before.consents)
    return sorted(set(after.commands) - set(after.consents) - waited)


def told(changes: Changes) -> dict[str, Any]:
    """The changes as facts of the timeline."""
    facts: dict[str, Any] = {}
    if changes.ceiling_m is not None:
        facts["ceiling_m"] = changes.ceiling_m
    if changes.start is not None:
        facts["start"] = write_time(changes.start)
    if changes.end is not None:
        facts["end"] = write_time(changes.end)
    if changes.area is not None:
        facts["area"] = True
    return facts


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
    held = hold(flight_id, expected_version)
    moved = moves.deny(held.standing, command=command)
    if isinstance(moved, Refusal):
        return moved
    facts = {"command": command, "code": code, "text": text[:LONGEST_TEXT]}
    return moving.write(held, moved, role=Role.COMMAND, now=now, facts=facts, before=held)


def undo(
    *, flight_id: str, command: str, now: datetime, expected_version: int | None = None
) -> FlightView | Refusal:
    """A command takes its newest decision back within ``moving.GRACE``: consent, approval, denial,
    question or proposal. The plan stands where it stood; its permit is revoked and no notice leaves."""
    held = hold(flight_id, expected_version)
    undoable = held.undoable
    word = None if undoable is None else undoable.word
    moved = moves.undo(held.standing, word, command=command, now=now)
    if isinstance(moved, Refusal) or undoable is None:
        return moved if isinstance(moved, Refusal) else moves.not_from_here(held.standing, Move.UNDO)
    for message_id in undoable.notices:
        notices.cancel(message_id=message_id)
    waits.remove(flight_id=flight_id, command=command, since=undoable.word.until - moving.GRACE)
    restored = replace(
        held, volumes=undoable.volumes, conditions=undoable.conditions, proposal=undoable.proposal
    )
    facts = {"command": command, "state": moved.standing.state.value}
    return moving.write(restored, moved, role=Role.COMMAND, now=now, facts=facts, volumes=True)


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
    held = hold(flight_id, expected_version)
    facts = {"command": command, "code": code, "text": text[:LONGEST_TEXT]}
    return _write(held, moves.suspend(held.standing), now, facts)


def reinstate(
    *, flight_id: str, command: str, now: datetime, expected_version: int | None = None
) -> FlightView | Refusal:
    """A command lets a suspended plan fly again, if zones, rivals and registry still allow it."""
    seen = known(store.by_id(flight_id))
    if seen.state is not State.SUSPENDED:
        return moves.not_from_here(seen.standing, Move.REINSTATE)
    weight = weigh_again(seen, now, expected_version)
    if weight.refusal is not None:
        return weight.refusal
    held = weight.flight
    moved = moves.reinstate(held.standing, command=command, commands=weight.commands, twice=weight.twice)
    return _write(held, moved, now, {"command": command})


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
    held = hold(flight_id, expected_version)
    facts = {"command": command, "code": code, "text": text[:LONGEST_TEXT]}
    return _write(held, moves.rescind(held.standing), now, facts)


def _write(
    held: FlightView, moved: Moved | Refusal, now: datetime, facts: Mapping[str, Any]
) -> FlightView | Refusal:
    if isinstance(moved, Refusal):
        return moved
    return moving.write(held, moved, role=Role.COMMAND, now=now, facts=facts)


@dataclass(frozen=True)
class Weight:
    """A plan held under the locks: what speaks against letting it fly, who must consent, who twice."""

    flight: FlightView
    refusal: Refusal | None
    commands: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()


def weigh_again(
    seen: FlightView, now: datetime, expected_version: int | None, volumes: Volumes | None = None
) -> Weight:
    """The plan weighed under the locks; with ``volumes`` as it would be with those."""
    meant = volumes or seen.volumes
    if not meant or seen.window is None:
        return Weight(seen, moves.not_from_here(seen.standing))
    snapshot, unfit = assessing.hold(
        meant,
        operator_id=seen.operator_id or "",
        aircraft=seen.plan.aircraft,
        pilot=seen.plan.pilot,
        now=now,
    )
    held = hold(seen.id, expected_version or seen.version)
    if unfit:
        return Weight(held, Refusal(unfit[0].code, unfit[0].facts))
    meant = volumes or held.volumes
    submitted = held.standing.submitted_at or held.created_at
    weighed = assessing.weigh(meant, flight_id=held.id, submitted_at=submitted, snapshot=snapshot)
    code = outcomes.hinders_consent(weighed.verdict, weighed.rivals)
    against = None if code is None else Refusal(code, {})
    alone = outcomes.rule(
        weighed.verdict, (), submitted_at=submitted, default_command=settings().default_command
    )
    twice = outcomes.signing_twice(weighed.verdict, settings().default_command)
    return Weight(held, _too_late(meant, now) or against, alone.commands, twice)


def _too_late(volumes: Volumes, now: datetime) -> Refusal | None:
    over = now >= max(volume.period.end for volume in volumes)
    return Refusal("flights.refusal.time_is_over", {}) if over else None


def hold(flight_id: str, expected_version: int | None) -> FlightView:
    """The plan, held until the transaction ends; a 412 problem when it has changed."""
    found = known(store.by_id(flight_id, hold=True))
    require_version(found, expected_version)
    return found


def known(found: FlightView | None) -> FlightView:
    """The plan, or a 404 problem."""
    if found is None:
        raise Problem("flights.problem.unknown", 404)
    return found
