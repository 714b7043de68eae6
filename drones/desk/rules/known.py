"""Is a drone that was seen known? Which flights are near a sighting, in space and in time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from shapely.geometry.base import BaseGeometry

from drones.desk.model import Near, Reach, Sighting, Told
from drones.flights.model import HOLDING, FlightView, State
from drones.permits.rules import how_far
from geofences.engine.model import FlightVolume

#: Flights that are over are told about for the time at which they were not.
_STOOD_THEN = frozenset({State.ENDED, State.LAPSED})
STATES = HOLDING | _STOOD_THEN


def near(
    flights: Iterable[FlightView], sighting: Sighting, reach: Reach, circle: BaseGeometry, as_of: datetime
) -> tuple[Near, ...]:
    """The flights that are within ``reach`` of a sighting, the nearest first.

    ``circle`` encloses all that lies within ``reach.radius_m``. Heights are not compared: nobody on
    the ground can tell them. A flight in the air is there until it ends, whatever its plan says.
    """
    found = []
    for flight in flights:
        if not _stands(flight, sighting.at):
            continue
        volumes = [one for one in flight.volumes if _is_then(flight, one, sighting, reach, as_of)]
        measured = [_measured(flight, one, sighting) for one in volumes if one.area.intersects(circle)]
        if measured:
            found.append(min(measured, key=lambda one: one.distance_m))
    return tuple(sorted(found, key=lambda one: (one.distance_m, one.flight.id)))


def told(states: Iterable[State]) -> Told:
    """What is said first: suspended only when no flight near may fly."""
    found = set(states)
    if not found:
        return Told.NOT_KNOWN
    return Told.SUSPENDED if found == {State.SUSPENDED} else Told.KNOWN


def _stands(flight: FlightView, at: datetime) -> bool:
    if flight.state in HOLDING:
        return True
    return flight.state in _STOOD_THEN and at < flight.changed_at


def _is_then(
    flight: FlightView, volume: FlightVolume, sighting: Sighting, reach: Reach, as_of: datetime
) -> bool:
    end = volume.period.end
    window = flight.window
    if flight.state is State.ACTIVE and window is not None and end == window.end:
        end = max(end, as_of)
    return volume.period.start - reach.tolerance <= sighting.at <= end + reach.tolerance


def _measured(flight: FlightView, volume: FlightVolume, sighting: Sighting) -> Near:
    return Near(flight, volume, *how_far(sighting.lon, sighting.lat, volume.area))
