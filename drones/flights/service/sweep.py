"""What the clock and changed facts do to plans: expire, lapse, end, suspend."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic

import shapely

from drones.flights.model import (
    HOLDING,
    WAITING,
    AlertKind,
    FlightView,
    Move,
    Moved,
    Refusal,
    Role,
    State,
)
from drones.flights.model.sweeps import Box, Cause, Progress, Sweep
from drones.flights.rules import moves, outcomes
from drones.flights.rules.boxes import joined
from drones.flights.service import alerting, assessing, escalating, moving
from drones.flights.service.suspending import suspend_all
from drones.flights.store import flights as store
from drones.flights.store import sweeps
from drones.registry.model import AircraftUnusable, OperatorExpired, OperatorSuspended, PilotLapsed
from geofences.engine.snapshot import Snapshot
from geofences.zones import service as zones
from geofences.zones.model import ZonesPublished, ZonesWithdrawn
from portal.audit import service as audit
from portal.kit import locks
from portal.kit.clock import now as read_clock
from portal.kit.database import unit_of_work
from portal.kit.settings import settings

#: Plans moved in one round of the worker; the next round comes within a second.
MOST_A_ROUND = 500
#: More flights than this are not dealt with in the transaction that touches them: it would last too long.
MOST_AT_ONCE = 2_000
#: Flights in one transaction of the worker, and for how long a round goes on with them.
BATCH, ROUND_SECONDS = 500, 2.0


def tick(now: datetime) -> None:
    """One round of the clock: what waited past its start expires, what held past its end is over."""
    # In the order of their ids, as whoever publishes holds them: otherwise both could wait for each other.
    for flight_id in sorted({*_due(now)}):
        flight = store.by_id(flight_id, hold=True)
        if flight is None or flight.window is None:
            continue
        moved = _over(flight, now)
        if isinstance(moved, Moved):
            moving.write(flight, moved, role=Role.SYSTEM, now=now)
            if moved.move is Move.EXPIRE:
                escalating.tell_expired(flight, now)


def _due(now: datetime) -> list[str]:
    """Flights that overrun wait for their end without taking the places of what became due behind them."""
    soon = now + timedelta(minutes=settings().expiry_minutes)
    ended_by = now - timedelta(minutes=settings().overrun_minutes)
    ending = store.overrun(ended_by, holding=HOLDING, most=MOST_A_ROUND)
    return [*ending, *store.due(now, soon, waiting=WAITING, holding=HOLDING, most=MOST_A_ROUND)]


def _over(flight: FlightView, now: datetime) -> Moved | Refusal | None:
    window, standing = flight.window, flight.standing
    assert window is not None
    if standing.state in WAITING:
        before = timedelta(minutes=settings().expiry_minutes)
        return moves.expire(standing, start=window.start, before=before, now=now)
    if now < window.end:
        return None
    if State.ACTIVE in {standing.state, standing.resumes}:
        return _overrun(flight, window.end, now)
    return moves.lapse(standing, end=window.end, now=now)


def _overrun(flight: FlightView, end: datetime, now: datetime) -> Moved | Refusal | None:
    """Still in the air after its end: its pilot and commands are warned, a while later it ends by itself."""
    if now >= end + timedelta(minutes=settings().overrun_minutes):
        return moves.end(flight.standing)
    alerting.raise_alert(flight_id=flight.id, kind=AlertKind.OVERRUN, facts={}, now=now)
    return None


def on_zones_published(event: ZonesPublished) -> None:
    """Plans that may fly and meet what was published are weighed again."""
    now = read_clock()
    snapshot = _snapshot(now)
    boxes = None if event.pre_approvals else _boxes(snapshot, event.keys)
    _follow(Sweep(Cause.ZONES, now, number=event.number, boxes=boxes), now, snapshot)


def on_zones_withdrawn(event: ZonesWithdrawn) -> None:
    """A zone less allows more; a pre-approval less may take away what let a plan fly."""
    if event.pre_approvals:
        now = read_clock()
        _follow(Sweep(Cause.ZONES, now, number=event.number, boxes=None), now, _snapshot(now))


def on_aircraft_unusable(event: AircraftUnusable) -> None:
    """Nothing flies an aircraft that is lost, stolen, withdrawn or handed over."""
    _follow_registry(Cause.AIRCRAFT, event.aircraft_id)


def on_operator_suspended(event: OperatorSuspended) -> None:
    """Nothing flies for a suspended operator."""
    _follow_registry(Cause.OPERATOR, event.operator_id)


def on_operator_expired(event: OperatorExpired) -> None:
    """Nothing flies for an operator whose registration ran out."""
    _follow_registry(Cause.OPERATOR_EXPIRED, event.operator_id)


def on_pilot_lapsed(event: PilotLapsed) -> None:
    """Nobody flies whose competence ran out."""
    _follow_registry(Cause.PILOT, event.pilot_id)


def in_doubt(now: datetime, flight_id: str | None = None) -> list[str]:
    """Ids of flights (or of the one) that a change touches and the sweep has still to reach.

    Their permits are not valid meanwhile. Usually there is no such sweep, and this is one short query.
    """
    return sweeps.unreached(sweeps.unfinished(), now, flight_id=flight_id)


def carry_on(now: datetime) -> Progress:
    """The worker's part: go on with the sweeps that are open, batch by batch, each a transaction.

    A batch and how far it went are written together: a worker that falls goes on where the last one
    ended. Never call it inside a transaction.
    """
    end, done = monotonic() + ROUND_SECONDS, Progress()
    while monotonic() < end:
        with unit_of_work():
            batch = _batch(now)
        if batch is None:
            break
        done = Progress(
            done.weighed + batch.weighed, done.suspended + batch.suspended, done.finished + batch.finished
        )
    return done


def _batch(now: datetime) -> Progress | None:
    """The next flights of the oldest sweep; ``None`` when none is open."""
    # Zones first: whoever publishes waits for this batch, or this batch sees what was published.
    cached = assessing.snapshot_now(now)
    locks.register_shared()
    sweep = next(iter(sweeps.unfinished(hold=True)), None)
    if sweep is None:
        return None
    ids = sweeps.next_of(sweep, now, most=BATCH)
    suspended = _deal(sweep, ids, now, zones.snapshot_in_lock(cached=cached))
    if len(ids) == BATCH:
        sweeps.advance(sweep, ids[-1])
        return Progress(len(ids), suspended)
    sweeps.finish(sweep, now)
    audit.note("flights.sweep_finished", subject=sweep.id, facts={"cause": sweep.cause.value})
    return Progress(len(ids), suspended, 1)


def _follow_registry(cause: Cause, whose: str) -> None:
    now = read_clock()
    _follow(Sweep(cause, now, whose=whose), now, None)


def _follow(sweep: Sweep, now: datetime, snapshot: Snapshot | None) -> None:
    """Deal with all that a change touches in its own transaction; very many are left to the worker."""
    ids = sweeps.touched(sweep, now, most=MOST_AT_ONCE + 1)
    if len(ids) <= MOST_AT_ONCE:
        _deal(sweep, ids, now, snapshot)
    else:
        sweeps.add(sweep)


def _deal(sweep: Sweep, flight_ids: Sequence[str], now: datetime, snapshot: Snapshot | None) -> int:
    """Suspend those of the flights that are no longer allowed; gives how many."""
    if not flight_ids:
        return 0
    held = [one for one in store.by_ids(flight_ids) if one.volumes and one.state in sweeps.FLYABLE]
    if sweep.cause is not Cause.ZONES:
        return suspend_all([(flight, sweep.facts) for flight in held], now=now)
    assert snapshot is not None
    lost = ((flight, _lost(flight, snapshot)) for flight in held)
    return suspend_all(
        [(flight, {**sweep.facts, "zones": names}) for flight, names in lost if names is not None], now=now
    )


def _lost(flight: FlightView, snapshot: Snapshot) -> list[str] | None:
    """Names of the zones that take away what allowed a plan; ``None``: it may still fly."""
    verdict = assessing.verdict_of(snapshot, flight.volumes)
    gone = outcomes.no_longer_allowed(
        verdict, consented=flight.standing.consents, default_command=settings().default_command
    )
    if not gone:
        return None
    worst = [one.zone for one in verdict.findings if one.zone and one.status is verdict.status]
    return [zone.name or zone.identifier for zone in worst[:5]]


def _snapshot(now: datetime) -> Snapshot:
    """The zones as they are inside the publication's own transaction."""
    return zones.snapshot_in_lock(cached=assessing.snapshot_now(now))


def _boxes(snapshot: Snapshot, keys: Sequence[tuple[str, str]]) -> tuple[Box, ...]:
    found = (snapshot.zone(key) for key in keys)
    areas = [volume.area for zone in found if zone is not None for volume in zone.volumes]
    bounds = shapely.bounds(areas).tolist() if areas else []
    return joined((west, south, east, north) for west, south, east, north in bounds)
