"""Is it known? The flights near a place at a time, told to checkpoints and officers, each question noted."""

from __future__ import annotations

from datetime import datetime, timedelta

from shapely import Point
from shapely.geometry.base import BaseGeometry

from drones.desk.model import KnownAnswer, KnownFlight, Near, Reach, Sighting
from drones.desk.rules import known as rules
from drones.flights import service as flights
from drones.flights.model import HOLDING, Position
from drones.flights.service.places import read_position
from drones.registry import service as registry
from drones.registry.model import Photo
from geofences.engine.geodesy import GeodesyError, circle
from geofences.lookup import service as lookup
from geofences.lookup.model import Place
from portal.audit import service as audit
from portal.kit.model import Fault
from portal.kit.problems import Problem
from portal.kit.settings import settings

#: Questions of one person, by page and by program together.
LIMIT = "30 per minute"


def read_place(*, typed: str) -> Position | tuple[Place, ...] | Fault:
    """The position that was typed, or the places that a name may mean, or what is wrong."""
    found = read_position(typed, "place")
    if isinstance(found, Fault) and sum(map(str.isalpha, typed)) > 1:
        places = lookup.places(name=typed)
        if places:
            return places
    return found


def ask(*, sighting: Sighting, now: datetime) -> KnownAnswer:
    """The flights near a sighting; the question stands in the ledger before anything is shown.

    The ledger holds the place to a tenth of a degree (about 11 km), never more closely. Raises a 422
    problem for a place near a pole or the antimeridian, where no circle can be drawn.
    """
    metres, seconds = settings().known
    reach = Reach(metres, timedelta(seconds=seconds))
    area = _circle(sighting, metres)
    late = timedelta(minutes=settings().overrun_minutes)
    states = rules.STATES if sighting.at < now else HOLDING
    views = flights.near_areas(areas=[area], states=states, now=sighting.at - reach.tolerance - late)
    found = rules.near(views, sighting, reach, area, now)
    told = rules.told(one.flight.state for one in found)
    place = f"{sighting.lat:.1f}/{sighting.lon:.1f}"
    facts: dict[str, str | int] = {
        "at": sighting.at.isoformat(timespec="minutes"),
        "place": place,
        "found": len(found),
    }
    audit.security_event("desk.known_asked", subject=told.value, facts=facts)
    return KnownAnswer(
        sighting=sighting,
        told=told,
        flights=tuple(_told(one, now) for one in found),
        reach=reach,
        outside_coverage=_is_outside(sighting),
        as_of=now,
    )


def photo_of(*, flight_id: str) -> Photo:
    """The photo of the aircraft of a flight that may be near somebody now; a 404 for any other."""
    flight = flights.flight(flight_id=flight_id)
    if flight.state not in rules.STATES:
        raise Problem("registry.photo.unknown", 404)
    return registry.photo(aircraft_id=flight.plan.aircraft)


def _circle(sighting: Sighting, metres: float) -> BaseGeometry:
    try:
        return circle(sighting.lon, sighting.lat, metres)
    except GeodesyError as error:
        raise Problem("problem.invalid", 422, [Fault("place", f"flights.geodesy.{error.code}")]) from error


def _told(near: Near, now: datetime) -> KnownFlight:
    flight = near.flight
    aircraft = registry.aircraft(aircraft_id=flight.plan.aircraft)
    operator = None if flight.operator_id is None else registry.operator(operator_id=flight.operator_id)
    with_photo = registry.aircraft_with_photo(operator_id=flight.operator_id or "")
    return KnownFlight(
        near=near,
        aircraft=aircraft,
        has_photo=aircraft is not None and aircraft.id in with_photo,
        operator_number="" if operator is None else operator.number,
        permit=flight.permit_at(now),
    )


def _is_outside(sighting: Sighting) -> bool:
    coverage = settings().coverage
    return coverage is not None and not coverage.intersects(Point(sighting.lon, sighting.lat))
