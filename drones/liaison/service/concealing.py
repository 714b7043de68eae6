"""Concealed zones at the desk: flights to look at, what a case shows, words that would tell too much."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from drones.flights import service as flights
from drones.flights.model import HOLDING, LIVE, FlightView, State
from drones.liaison import formats, store
from drones.liaison.model import Task, ToLookAt
from drones.liaison.rules import secrecy
from drones.liaison.rules.places import whereabouts
from geofences.concealed import service as concealed
from geofences.concealed.model import ConcealedZoneSet, Met, Setting, Version
from geofences.engine.model import Band, Zone
from portal.accounts import rules as accounts
from portal.audit import service as audit
from portal.kit.clock import now as read_clock
from portal.kit.model import Fault, Identity, Permission
from portal.kit.problems import Problem
from portal.kit.settings import settings


def conceal(*, zone: Zone, commander: Identity, now: datetime) -> Setting:
    """Set a concealed zone of the commander's command; see ``geofences.concealed.service.set_zone``.

    Its key is (command, identifier); one that stands already is the fault ``identifier_taken``.
    """
    return concealed.set_zone(zone=zone, command=commander.command, actor=commander.id, now=now)


def met(*, flight: FlightView, reader: Identity) -> tuple[Met, ...]:
    """The concealed zones of the reader's command that a flight meets; nothing for whoever may not know.

    An auditor, who belongs to no command, sees those of all.
    """
    if not accounts.may(reader, Permission.CONCEALED_READ):
        return ()
    return concealed.met(volumes=flight.volumes, command=reader.command)


def on_concealed_set(event: ConcealedZoneSet) -> None:
    """Live flights that a new version meets become tasks for its command; their owners learn nothing."""
    version = concealed.version(version_id=event.version_id, command=None)
    _ask(version, flights_met(version, LIVE, read_clock()), read_clock())


def watch_uncovered(now: datetime) -> None:
    """The worker's part: while cover is lacking, a flight may pass without this command: look at it."""
    for version in concealed.uncovered(now=now):
        found = flights_met(version, HOLDING, now)
        _ask(version, (one for one in found if version.command not in one.standing.consents), now)


def flights_met(version: Version, states: frozenset[State], now: datetime) -> list[FlightView]:
    """Flights in some states, not over, that meet a version of a concealed zone."""
    areas = [volume.area for volume in version.zone.volumes]
    near = flights.near_areas(areas=areas, states=states, now=now)
    return [
        flight
        for flight in near
        if any(
            one.version.id == version.id
            for one in concealed.met(volumes=flight.volumes, command=version.command)
        )
    ]


def to_look_at(*, reader: Identity) -> tuple[ToLookAt, ...]:
    """Flights that somebody of the reader's command is to look at; for an auditor, of any command."""
    return tuple(_to_look_at(task) for task in store.open_tasks(reader.command))


def attention(*, reader: Identity, now: datetime) -> tuple[int, int]:
    """For the reader's command: flights to look at, and concealed zones whose cover is lacking."""
    if not accounts.may(reader, Permission.CONCEALED_READ):
        return 0, 0
    mine = [one for one in concealed.uncovered(now=now) if reader.command in (None, one.command)]
    return len(store.open_tasks(reader.command)), len(mine)


def acknowledge(*, task_id: str, officer: Identity, now: datetime) -> Task:
    """Somebody has looked at the flight; a 404 problem for another command's task."""
    found = store.task_of(task_id)
    if found is None or officer.command is None or found.command != officer.command:
        raise Problem("problem.http_404", 404)
    if found.acknowledged_at is None:
        store.acknowledge(task_id, by=officer.id, now=now)
        audit.note("liaison.concealed_acknowledged", subject=found.version_id, facts={"task": task_id})
    return found


def wording_faults(
    *, pointer: str, text: str, officer: Identity, flight: FlightView | None = None
) -> tuple[Fault, ...]:
    """What an officer's words to an owner would give away; to be told before anything is sent.

    Names and identifiers of any concealed zone of the command; where the ``flight`` meets one, also
    its heights and hours, and positions of whatever kind.
    """
    if not text.strip() or officer.command is None:
        return ()
    told = secrecy.gives_away(text, concealed.names(command=officer.command))
    if told:
        return (Fault(pointer, "liaison.error.gives_away", {"names": ", ".join(told)}),)
    code = None if flight is None else _telling(text, flight, met(flight=flight, reader=officer))
    return (Fault(pointer, code),) if code else ()


def _telling(text: str, flight: FlightView, found: tuple[Met, ...]) -> str | None:
    """The code of what a text tells of the concealed zones that a flight meets; ``None``: nothing."""
    if not found:
        return None
    if secrecy.has_position(text):
        return "liaison.error.position_gives_away"
    bands = [volume.band for one in found for volume in one.version.zone.volumes]
    if secrecy.repeats_height(text, _heights(bands), known=_heights(one.band for one in flight.volumes)):
        return "liaison.error.height_gives_away"
    edges = [edge for one in found for interval in one.intervals for edge in (interval.start, interval.end)]
    own = [edge for one in flight.volumes for edge in (one.period.start, one.period.end)]
    zones = (UTC, ZoneInfo(settings().time_zone))
    if secrecy.repeats_time(text, [one for one in edges if one not in own], known=own, zones=zones):
        return "liaison.error.time_gives_away"
    return None


def _heights(bands: Iterable[Band]) -> list[float]:
    return [limit.metres for band in bands for limit in (band.floor, band.ceiling) if limit is not None]


def _ask(version: Version, found: Iterable[FlightView], now: datetime) -> None:
    known = store.tasked(version.id)
    for flight in found:
        if flight.id not in known:
            task_id = store.add_task(
                flight_id=flight.id, version_id=version.id, command=version.command, now=now
            )
            # Under the zone's id: a line under the flight's would stand in the story of the flight.
            audit.note("liaison.concealed_task", subject=version.id, facts={"task": task_id})


def _to_look_at(task: Task) -> ToLookAt:
    flight = flights.flight(flight_id=task.flight_id)
    version = concealed.version(version_id=task.version_id, command=None)
    middle = formats.middle(flight)
    return ToLookAt(task, flight, whereabouts(*middle) if middle else None, version)
