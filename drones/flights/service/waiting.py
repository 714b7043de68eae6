"""All that waits, as a command's desk needs it: in few questions, however many flights there are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

import shapely

from drones.flights.model import FlightView
from drones.flights.model.waiting import Crowd, Owing, Record
from drones.flights.rules import crowds, moves
from drones.flights.rules.crowds import Slot
from drones.flights.store import waiting as store
from geofences.engine.model import FlightVolume
from portal.kit.database import Bounds
from portal.kit.settings import settings


def waiting_stamp(*, command: str | None) -> str:
    """A text that is another one whenever a waiting plan of the command, or any flight's story, changed."""
    found = store.stamps(command)
    lines = [f"{flight_id} {version} {changed_at.timestamp()}" for flight_id, version, changed_at in found]
    return "\n".join((str(store.newest_line()), *lines))


def owing(*, now: datetime, within: timedelta) -> list[Owing]:
    """Plans that wait and expire within this time, the earliest start first."""
    before = now + within + timedelta(minutes=settings().expiry_minutes)
    return store.owing(before)


def expires_at(*, submitted_at: datetime, start: datetime) -> datetime:
    """When a plan expires that nobody decides."""
    before = timedelta(minutes=settings().expiry_minutes)
    return moves.expiry(submitted_at=submitted_at, start=start, before=before)


def records(*, operator_ids: Collection[str], since: datetime) -> dict[str, Record]:
    """What happened to operators' flights since a moment; one of whom nothing is known is absent."""
    return store.records(operator_ids, since) if operator_ids else {}


def crowd(*, flights: Sequence[FlightView]) -> Crowd:
    """Which of these waiting flights may come too close to one that may fly, or to another of them.

    By boxes, so rather one too many; the case itself says exactly.
    """
    mine = [slot for flight in flights for slot in _slots(flight)]
    if not mine:
        return Crowd()
    lateral_m, vertical_m, time_s = settings().separation
    apart = {"lateral_m": lateral_m, "vertical_m": vertical_m, "time_s": time_s}
    held = store.held_places(_around(mine, lateral_m), *_window(flights, time_s))
    return Crowd(held=crowds.beside(mine, held, **apart), asked=crowds.beside(mine, mine, **apart))


def _slots(flight: FlightView) -> Iterator[Slot]:
    for volume in flight.volumes:
        floor, ceiling = volume.band.floor, volume.band.ceiling
        same = floor is not None and ceiling is not None and floor.datum is ceiling.datum
        yield Slot(
            flight.id,
            _bounds(volume),
            volume.period.start.timestamp(),
            volume.period.end.timestamp(),
            floor.metres if floor and same else 0.0,
            ceiling.metres if ceiling and same else 0.0,
            ceiling.datum.value if ceiling and same else "",
        )


def _bounds(volume: FlightVolume) -> Bounds:
    west, south, east, north = shapely.bounds(volume.area)
    return float(west), float(south), float(east), float(north)


def _around(slots: Sequence[Slot], lateral_m: float) -> Bounds:
    # A degree of longitude is half as long at 60 degrees; the boxes are compared exactly afterwards.
    room = 2 * lateral_m / crowds.DEGREE_M
    west, south, east, north = zip(*(one.bounds for one in slots), strict=True)
    return min(west) - room, min(south) - room, max(east) + room, max(north) + room


def _window(flights: Sequence[FlightView], time_s: float) -> tuple[datetime, datetime]:
    windows = [flight.window for flight in flights if flight.window is not None]
    wait = timedelta(seconds=time_s)
    return min(one.start for one in windows) - wait, max(one.end for one in windows) + wait
