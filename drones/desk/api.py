"""``/api/v1/known``: is a drone that was seen known? For checkpoints' and officers' programs."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from apiflask import APIBlueprint
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from drones.desk import service
from drones.desk.model import KnownAnswer, KnownFlight, Sighting, Told
from drones.flights.model import State
from drones.registry.model import AircraftView
from geofences.engine.model import Datum, Height
from portal.kit.clock import now
from portal.kit.i18n import utc
from portal.kit.limits import limiter
from portal.kit.model import Permission
from portal.kit.permissions import allow, identity
from portal.kit.settings import settings

blueprint = APIBlueprint("desk_api", __name__, url_prefix="/api/v1", tag="Is it known?")

_NO_STORE = {"Cache-Control": "no-store"}


class KnownQuery(BaseModel):
    """Where and when a drone was seen."""

    model_config = ConfigDict(extra="forbid")
    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
    at: AwareDatetime | None = Field(None, description="RFC 3339 with offset; without it: now")


class HeightOut(BaseModel):
    """Metres in a datum."""

    value: float
    datum: Datum


class AircraftOut(BaseModel):
    """What the aircraft looks like; `serial_tail` are the last characters on it."""

    label: str
    maker: str
    model: str
    cls: str = Field(serialization_alias="class")
    mtom_g: int
    serial_tail: str
    photo: str | None = Field(description="Address of a photo, for who is signed in")


class KnownFlightOut(BaseModel):
    """A flight near the place: `distance_m` from its area, 0 inside; `direction` one of eight winds."""

    id: str
    reference: str
    state: State
    distance_m: int
    direction: str | None
    start: str
    end: str
    floor: HeightOut | None
    ceiling: HeightOut | None
    aircraft: AircraftOut | None
    operator_number: str
    permit: str | None


class KnownOut(BaseModel):
    """`not_known` tells only that no flight is known there then: never what the drone is."""

    status: Literal["known", "known_suspended", "not_known"]
    known: bool
    flights: list[KnownFlightOut]
    lat: float
    lon: float
    at: str
    radius_m: float
    tolerance_s: float
    outside_coverage: bool
    liaison_phone: str
    as_of: str


@blueprint.get("/known")
@blueprint.input(KnownQuery, location="query", arg_name="query")
@blueprint.output(KnownOut)
@blueprint.doc(summary="Which approved, active or suspended flights are near a place at a time")
@limiter.shared_limit(service.LIMIT, scope="known", key_func=lambda: identity().id)
@allow(Permission.KNOWN_ASK, api=True)
def known(query: KnownQuery) -> Any:
    """The same answer as the page `/known`; every question stands in the ledger."""
    moment = now()
    sighting = Sighting(query.lon, query.lat, query.at or moment)
    return _answer(service.ask(sighting=sighting, now=moment)), 200, _NO_STORE


def _answer(answer: KnownAnswer) -> KnownOut:
    return KnownOut(
        status=answer.told.value,
        known=answer.told is not Told.NOT_KNOWN,
        flights=[_flight(one) for one in answer.flights],
        lat=answer.sighting.lat,
        lon=answer.sighting.lon,
        at=utc(answer.sighting.at),
        radius_m=answer.reach.radius_m,
        tolerance_s=answer.reach.tolerance.total_seconds(),
        outside_coverage=answer.outside_coverage,
        liaison_phone=settings().liaison_phone,
        as_of=utc(answer.as_of),
    )


def _flight(known: KnownFlight) -> KnownFlightOut:
    near, flight = known.near, known.near.flight
    photo = f"/known/{flight.id}/photo" if known.has_photo else None
    return KnownFlightOut(
        id=flight.id,
        reference=flight.reference,
        state=flight.state,
        distance_m=round(near.distance_m),
        direction=near.direction or None,
        start=utc(near.volume.period.start),
        end=utc(near.volume.period.end),
        floor=_height(near.volume.band.floor),
        ceiling=_height(near.volume.band.ceiling),
        aircraft=None if known.aircraft is None else _aircraft(known.aircraft, photo),
        operator_number=known.operator_number,
        permit=known.permit,
    )


def _height(height: Height | None) -> HeightOut | None:
    return None if height is None else HeightOut(value=height.metres, datum=height.datum)


def _aircraft(aircraft: AircraftView, photo: str | None) -> AircraftOut:
    return AircraftOut(
        label=aircraft.label,
        maker=aircraft.maker,
        model=aircraft.model,
        cls=aircraft.cls.value,
        mtom_g=aircraft.mtom_g,
        serial_tail=aircraft.serial[-4:],
        photo=photo,
    )
