"""What the clock and changed facts do to plans: expire, lapse, end, suspend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import shapely

from drones.flights.model import (
    HOLDING,
    WAITING,
    AlertKind,
    FlightView,
    Moved,
    Refusal,
    Role,
    State,
)
from drones.flights.rules import moves, outcomes
from drones.flights.service import alerting, assessing, moving
from drones.flights.store import flights as store
from drones.flights.store import occupants
from drones.registry.model import AircraftUnusable, OperatorExpired, OperatorSuspended, PilotLapsed
from geofences.engine.snapshot import Snapshot
from geofences.engine.verdicts import assess
from geofences.zones import service as zones
from geofences.zones.model import ZonesPublished, ZonesWithdrawn
from portal.kit.clock import now as read_clock
from portal.kit.settings import settings

#: Plans moved in one round of the worker; the next round comes within a second.
MOST_A_ROUND = 500
#: What may fly and can therefore be suspended.
FLYABLE = frozenset({State.APPROVED, State.ACTIVE})


def tick(now: datetime) -> None:
    """One round of the clock: what waited past its start expires, what held past its end is over."""
    for flight_id in _due(now):
        flight = store.by_id(flight_id, hold=True)
        if flight is None or flight.window is None:
            continue
        moved = _over(flight, now)
        if isinstance(moved, Moved):
            moving.write(flight, moved, role=Role.SYSTEM, now=now)


def _due(now: datetime) -> list[str]:
    soon = now + timedelta(minutes=settings().expiry_minutes)
    return store.due(now, soon, waiting=WAITING, holding=HOLDING, most=MOST_A_ROUND)


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
    """Plans that may fly and meet what was published are weighed again, in the same transaction."""
    now = read_clock()
    snapshot = _snapshot(now)
    found: set[str] = set()
    for key in event.keys:
        zone = snapshot.zone(key)
        areas = [] if zone is None else [volume.area for volume in zone.volumes]
        for area in areas:
            west, south, east, north = (float(edge) for edge in shapely.bounds(area))
            found.update(occupants.touched((west, south, east, north), states=FLYABLE, now=now))
    if event.pre_approvals:  # one that was replaced may have been wider before
        found.update(store.relying_on(FLYABLE, now))
    _weigh_again(sorted(found), snapshot, now)


def on_zones_withdrawn(event: ZonesWithdrawn) -> None:
    """A zone less allows more; a pre-approval less may take away what let a plan fly."""
    if event.pre_approvals:
        now = read_clock()
        _weigh_again(store.relying_on(FLYABLE, now), _snapshot(now), now)


def on_aircraft_unusable(event: AircraftUnusable) -> None:
    """Nothing flies an aircraft that is lost, stolen, withdrawn or handed over."""
    now = read_clock()
    ids = store.relying_on(FLYABLE, now, aircraft=event.aircraft_id)
    _suspend(ids, {"code": "flights.cause.aircraft"}, now)


def on_operator_suspended(event: OperatorSuspended) -> None:
    """Nothing flies for a suspended operator."""
    now = read_clock()
    ids = store.relying_on(FLYABLE, now, operator=event.operator_id)
    _suspend(ids, {"code": "flights.cause.operator"}, now)


def on_operator_expired(event: OperatorExpired) -> None:
    """Nothing flies for an operator whose registration ran out."""
    now = read_clock()
    ids = store.relying_on(FLYABLE, now, operator=event.operator_id)
    _suspend(ids, {"code": "flights.cause.operator_expired"}, now)


def on_pilot_lapsed(event: PilotLapsed) -> None:
    """Nobody flies whose competence ran out."""
    now = read_clock()
    ids = store.relying_on(FLYABLE, now, pilot=event.pilot_id)
    _suspend(ids, {"code": "flights.cause.pilot"}, now)


def _snapshot(now: datetime) -> Snapshot:
    """The zones as they are inside the publication's own transaction."""
    return zones.snapshot_in_lock(cached=assessing.snapshot_now(now))


def _weigh_again(flight_ids: Iterable[str], snapshot: Snapshot, now: datetime) -> None:
    for flight_id in flight_ids:
        flight = store.by_id(flight_id, hold=True)
        if flight is None or not flight.volumes or flight.state not in FLYABLE:
            continue
        verdict = assess(snapshot, flight.volumes)
        gone = outcomes.no_longer_allowed(
            verdict, consented=flight.standing.consents, default_command=settings().default_command
        )
        if gone:
            worst = [one.zone for one in verdict.findings if one.zone and one.status is verdict.status]
            named = [zone.name or zone.identifier for zone in worst[:5]]
            _suspend([flight_id], {"code": "flights.cause.zones", "zones": named}, now)


def _suspend(flight_ids: Iterable[str], facts: Mapping[str, Any], now: datetime) -> None:
    for flight_id in flight_ids:
        flight = store.by_id(flight_id, hold=True)
        moved = None if flight is None else moves.suspend(flight.standing)
        if flight is not None and isinstance(moved, Moved):
            moving.write(flight, moved, role=Role.SYSTEM, now=now, facts=facts)
