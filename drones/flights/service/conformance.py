"""Positions of flights in the air: taken in, judged against the plan, alerted on, kept for the record."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import shapely

from drones.flights.formats.fixes import FixReading
from drones.flights.model import Refusal, Role, State
from drones.flights.model.alerts import AlertKind
from drones.flights.model.tracks import (
    KEPT,
    Conformance,
    Fix,
    Judged,
    LiveFlight,
    Tolerance,
    TrackView,
)
from drones.flights.rules import conformance as rules
from drones.flights.rules.waiting import LOOKING_BACK
from drones.flights.service import alerting, moving
from drones.flights.service.own import own_flight
from drones.flights.store import alerts, flights, tracks, volumes, waits
from drones.flights.store.tracks import Flying
from geofences.engine.model import FlightVolume
from geofences.zones import service as zones
from portal.audit import service as audit
from portal.kit.model import Fact, Fault
from portal.kit.problems import Problem
from portal.kit.settings import settings

#: Plans whose volumes a process keeps ready; each is some kilobytes.
MOST_REMEMBERED = 2_000
#: Positions of one page of the record.
MOST_LISTED = 1_000
#: An aircraft of which nothing is heard for so long is silent.
SILENCE = timedelta(seconds=60)

_ready: OrderedDict[str, tuple[int, tuple[FlightVolume, ...]]] = OrderedDict()
_KINDS = {
    Conformance.NONCONFORMING: AlertKind.NONCONFORMING,
    Conformance.CONTINGENT: AlertKind.CONTINGENT,
}


@dataclass(frozen=True)
class Taken:
    """What came of positions: each judged, and how the flight now keeps to its plan."""

    track: TrackView | None
    judged: tuple[Judged, ...] = ()
    faults: tuple[Fault, ...] = ()
    refusal: Refusal | None = None


def take_positions(*, flight_id: str, person_id: str, reading: FixReading, now: datetime) -> Taken:
    """Take positions of one's own flight in the air; with a fault in any of them none is taken.

    A flight that leaves its plan alerts its pilot and its commands in the same transaction.
    """
    flying = tracks.flying(flight_id, hold=True)
    if flying is None or flying.person_id != person_id:
        raise Problem("flights.problem.unknown", 404)
    if reading.faults:
        return Taken(flying.track, faults=reading.faults)
    if not _is_in_the_air(flying):
        facts: dict[str, Fact] = {"state": f"status.flight.{flying.state}"}
        return Taken(flying.track, refusal=Refusal("flights.refusal.not_in_the_air", facts))
    followed = rules.follow(
        flying.track,
        reading.fixes,
        _volumes(flight_id, flying.version),
        known=_known(flight_id, flying.track, reading.fixes),
        tolerance=Tolerance(*settings().conformance),
        relief=zones.relief(),
        now=now,
    )
    kept = [one for one in followed.judged if one.found in KEPT]
    tracks.add(flight_id, kept, now)
    tracks.save(flight_id, followed.track, new=flying.track is None)
    _heard_again(flight_id, flying, now)
    for conformance, judged in followed.changes:
        _changed(flight_id, conformance, judged, now)
    return Taken(followed.track, followed.judged)


def track(*, flight_id: str) -> TrackView | None:
    """How a flight keeps to its plan, for officers; ``None`` when nothing was heard of it."""
    flying = tracks.flying(flight_id)
    return None if flying is None else flying.track


def positions(*, flight_id: str, after: datetime | None = None) -> list[Judged]:
    """The record of a flight's positions in order of time, for officers: a page, from after a moment on."""
    return tracks.of_flight(flight_id, after=after, most=MOST_LISTED)


def own_track(*, flight_id: str, person_id: str) -> TrackView | None:
    """How one's own flight keeps to its plan; a 404 problem for somebody else's."""
    own_flight(flight_id=flight_id, person_id=person_id)
    return track(flight_id=flight_id)


def own_positions(*, flight_id: str, person_id: str, after: datetime | None = None) -> list[Judged]:
    """The record of one's own flight; a 404 problem for somebody else's."""
    own_flight(flight_id=flight_id, person_id=person_id)
    return positions(flight_id=flight_id, after=after)


def in_the_air() -> list[LiveFlight]:
    """Flights in the air with their last positions: for officers alone, never for owners or the public.

    Whoever compares these with what is concealed alerts through ``raise_alert(concealed=True)``, by the
    clock and not in an owner's request, so that no answer takes longer for a concealed cause.
    """
    return tracks.in_the_air()


def watch(now: datetime) -> None:
    """One round of the clock: who did not come back in time is contingent, who fell silent is alerted on."""
    late = {*tracks.overdue(now - rules.RECOVERABLE)}
    silent = {*tracks.silent(now - SILENCE, AlertKind.SILENT)}
    # In the order of their ids, as whoever publishes holds them: otherwise both could wait for each other.
    for flight_id in sorted(late | silent):
        flying = tracks.flying(flight_id, hold=True)
        if flying is None or flying.track is None or not _is_in_the_air(flying):
            continue
        grown = rules.grown_contingent(flying.track, now) if flight_id in late else None
        if grown is not None:
            tracks.save(flight_id, grown, new=False)
            _alert(flight_id, AlertKind.CONTINGENT, {}, now)
        if flight_id in silent and now - flying.track.heard_at > SILENCE:
            _alert(flight_id, AlertKind.SILENT, {}, now)


def erase_tracks(now: datetime) -> None:
    """One round of the clock: positions kept long enough are erased; the ledger says how many."""
    waits.forget(now - 2 * LOOKING_BACK)
    gone = tracks.erase(now - timedelta(days=settings().track_days))
    if gone:
        audit.note("flights.tracks_erased", subject="flights", facts={"positions": gone})


def _is_in_the_air(flying: Flying) -> bool:
    return State.ACTIVE in {flying.state, flying.resumes}


def _changed(flight_id: str, conformance: Conformance, judged: Judged, now: datetime) -> None:
    if conformance is Conformance.NOMINAL:
        kinds = frozenset({AlertKind.NONCONFORMING})
        alerting.clear_alerts(flight_id=flight_id, kinds=kinds, now=now)
        flight = flights.by_id(flight_id)
        assert flight is not None
        moving.mark(flight, "nominal", role=Role.SYSTEM, now=now)
        return
    facts: dict[str, Any] = {"status": judged.fix.status.value}
    if judged.outside:
        facts |= {"outside": list(judged.outside), "distance_m": round(judged.distance_m)}
    _alert(flight_id, _KINDS[conformance], facts, now)


def _alert(flight_id: str, kind: AlertKind, facts: dict[str, Any], now: datetime) -> None:
    alerting.raise_alert(flight_id=flight_id, kind=kind, facts=facts, now=now)


def _heard_again(flight_id: str, flying: Flying, now: datetime) -> None:
    if flying.track is not None and now - flying.track.heard_at > SILENCE:
        alerts.clear(flight_id, {AlertKind.SILENT}, now)


def _known(flight_id: str, track: TrackView | None, fixes: tuple[Fix, ...]) -> frozenset[datetime]:
    """Moments that are kept already; nothing is asked where all positions are newer than the last."""
    moments = [fix.at for fix in fixes]
    if track is None or (track.last is not None and track.doubted is None and min(moments) > track.last.at):
        return frozenset()
    return tracks.known(flight_id, moments)


def _volumes(flight_id: str, version: int) -> tuple[FlightVolume, ...]:
    """The plan's volumes, prepared, from this process's memory while the plan's version is the same."""
    before = _ready.get(flight_id)
    if before is not None and before[0] == version:
        _ready.move_to_end(flight_id)
        return before[1]
    found = volumes.volumes_of([flight_id])[flight_id]
    for volume in found:
        shapely.prepare(volume.area)
    _ready[flight_id] = (version, found)
    while len(_ready) > MOST_REMEMBERED:
        _ready.popitem(last=False)
    return found
