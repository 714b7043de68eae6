"""Flight plans over JSON: the public check, and an owner's whole story."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from apiflask import APIBlueprint
from flask import request
from pydantic import BaseModel, Field, WithJsonSchema

from drones.flights import service
from drones.flights.formats import answers, documents
from drones.flights.model import FlightView, InputReading, Mode, Reason, Refusal
from portal.kit import idempotency
from portal.kit.clock import now
from portal.kit.limits import PUBLIC_RATE, limiter
from portal.kit.model import Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem
from portal.kit.settings import settings

blueprint = APIBlueprint("flights_api", __name__, url_prefix="/api/v1", tag="Flights")

Json = dict[str, Any]
#: What idempotency keys of new plans belong to.
ROUTE = "POST /flights"
_HEIGHT = {
    "type": "object",
    "required": ["value", "datum"],
    "properties": {
        "value": {"type": "number", "description": "Metres"},
        "datum": {"type": "string", "enum": ["AGL", "AMSL", "WGS84"]},
    },
}
_TIME = {"type": "string", "format": "date-time", "description": "RFC 3339, with its offset"}
_VOLUME = {
    "type": "object",
    "required": ["geometry", "floor", "ceiling", "start", "end"],
    "properties": {
        "geometry": {
            "type": "object",
            "description": "GeoJSON: Polygon, MultiPolygon, LineString with width_m, Point with radius_m",
        },
        "floor": _HEIGHT,
        "ceiling": _HEIGHT,
        "start": _TIME,
        "end": _TIME,
        "move_to": {
            "type": "array",
            "items": {"type": "number"},
            "description": "[longitude, latitude]: where the middle of the area is to be moved",
        },
    },
}


def _stated(schema: Json) -> Any:
    """Anything, documented as ``schema``: the room's own readers name every fault by its pointer."""
    return Annotated[Any, WithJsonSchema(schema)]


class PlanBody(BaseModel):
    """A flight plan; what is left out of a draft may be added later."""

    volumes: _stated({"type": "array", "maxItems": documents.MOST_VOLUMES, "items": _VOLUME}) = None  # type: ignore[valid-type]
    aircraft: _stated({"type": "string", "description": "Id of one's aircraft"}) = None  # type: ignore[valid-type]
    pilot: _stated({"type": "string", "description": "Id of one's remote pilot"}) = None  # type: ignore[valid-type]
    purpose: _stated({"type": "string", "enum": [one.value for one in Reason]}) = None  # type: ignore[valid-type]
    mode: _stated({"type": "string", "enum": [one.value for one in Mode]}) = None  # type: ignore[valid-type]
    contact: _stated({"type": "string", "description": "Telephone on the day"}) = None  # type: ignore[valid-type]
    notes: _stated({"type": "string"}) = None  # type: ignore[valid-type]


class CheckOut(BaseModel):
    """An assessment against published zones alone."""

    outcome: str = Field(description="clear, conditional, referred or refused")
    status: str
    findings: list[Json]
    alternatives: list[Json]
    commands: list[str]
    zones_version: int
    left_out: int


class FlightOut(BaseModel):
    """A flight plan, where it stands, what was found, what happened."""

    id: str
    reference: str
    status: str
    version: int
    aircraft: str
    pilot: str
    purpose: str | None
    mode: str | None
    volumes: list[Json]
    contact: str
    notes: str
    operational_volumes: list[Json]
    outcome: str | None
    findings: list[Json]
    alternatives: list[Json]
    zones_version: int | None
    commands: list[str]
    consents: list[str]
    conditions: list[int]
    timeline: list[Json]
    permit: Json | None
    submitted_at: str | None
    created_at: str
    changed_at: str


class FlightsOut(BaseModel):
    """One's flight plans, the latest changed first."""

    flights: list[FlightOut]


@blueprint.post("/flights/check")
@blueprint.input(PlanBody, arg_name="body")
@blueprint.output(CheckOut)
@limiter.limit(PUBLIC_RATE)
@allow(Permission.PUBLIC, api=True)
def check(body: PlanBody) -> Any:
    """Assess a plan against published zones; stores nothing, knows nothing of other flights."""
    result = service.check(reading=documents.read_plan(_given(body)), now=now())
    if result.assessment is None:
        raise Problem("flights.problem.incomplete", 422, result.faults)
    return answers.write_assessment(result.assessment)


@blueprint.post("/flights")
@blueprint.input(PlanBody, arg_name="body")
@blueprint.output(FlightOut, status_code=201)
@allow(Permission.FLIGHTS_OWN, api=True)
def create(body: PlanBody) -> Any:
    """A new draft; ``Idempotency-Key`` is required, the same key and body give the first answer."""
    key, person, moment = request.headers.get("Idempotency-Key", ""), identity().id, now()
    body_read = request.get_data()
    before = idempotency.replay(person_id=person, route=ROUTE, key=key, body=body_read)
    if before is not None:
        return before.answer, before.status
    plan = _sound(documents.read_plan(_given(body))).plan
    made = _told(service.draft(person_id=person, plan=plan, typed=None, now=moment))
    idempotency.remember(
        person_id=person, route=ROUTE, key=key, body=body_read, answer=made, status=201, now=moment
    )
    return made, 201, {"Location": f"/api/v1/flights/{made['id']}", "ETag": _tag(made)}


@blueprint.get("/flights")
@blueprint.output(FlightsOut)
@allow(Permission.FLIGHTS_OWN, api=True)
def flights() -> Any:
    """One's flight plans, the latest changed first."""
    return {"flights": [_told(one) for one in service.own_flights(person_id=identity().id)]}


@blueprint.get("/flights/<flight_id>")
@blueprint.output(FlightOut)
@allow(Permission.FLIGHTS_OWN, api=True)
def flight(flight_id: str) -> Any:
    """One of one's flight plans."""
    return _answer(service.own_flight(flight_id=flight_id, person_id=identity().id))


@blueprint.patch("/flights/<flight_id>")
@blueprint.input(PlanBody, arg_name="body")
@blueprint.output(FlightOut)
@allow(Permission.FLIGHTS_OWN, api=True)
def amend(flight_id: str, body: PlanBody) -> Any:
    """Change members of a draft, or of a plan that a rule refused; the others stay."""
    person = identity().id
    before = service.own_flight(flight_id=flight_id, person_id=person)
    stated = {**documents.write_plan(before.plan), **_given(body)}
    changed = service.amend(
        flight_id=flight_id,
        person_id=person,
        plan=_sound(documents.read_plan(stated)).plan,
        typed=None,
        now=now(),
        expected_version=_expected() or before.version,
    )
    return _answer(changed)


@blueprint.post("/flights/<flight_id>/submit")
@blueprint.output(FlightOut)
@allow(Permission.FLIGHTS_OWN, api=True)
def submit(flight_id: str) -> Any:
    """Submit a plan: refused, referred or approved at once; faults leave it a draft (422)."""
    done = service.submit(
        flight_id=flight_id, person_id=identity().id, now=now(), expected_version=_expected()
    )
    if done.faults:
        raise Problem("flights.problem.incomplete", 422, done.faults)
    return _answer(done.refusal or done.flight)


@blueprint.post("/flights/<flight_id>/withdraw")
@blueprint.output(FlightOut)
@allow(Permission.FLIGHTS_OWN, api=True)
def withdraw(flight_id: str) -> Any:
    """The owner no longer wants to fly."""
    return _moved(service.withdraw, flight_id)


@blueprint.post("/flights/<flight_id>/activate")
@blueprint.output(FlightOut)
@allow(Permission.FLIGHTS_OWN, api=True)
def activate(flight_id: str) -> Any:
    """The pilot is ready: confirmed, unless something now speaks against it (409)."""
    return _moved(service.activate, flight_id)


@blueprint.post("/flights/<flight_id>/end")
@blueprint.output(FlightOut)
@allow(Permission.FLIGHTS_OWN, api=True)
def end(flight_id: str) -> Any:
    """The pilot has landed."""
    return _moved(service.end, flight_id)


def _moved(move: Callable[..., FlightView | Refusal], flight_id: str) -> Any:
    who = identity().id
    return _answer(move(flight_id=flight_id, person_id=who, now=now(), expected_version=_expected()))


def _answer(found: FlightView | Refusal) -> Any:
    if isinstance(found, Refusal):
        raise Problem(found.code, 409, (), **found.facts)
    told = _told(found)
    return told, 200, {"ETag": _tag(told)}


def _told(found: FlightView) -> Json:
    timeline = service.timeline(flight_id=found.id, person_id=found.person_id)
    return answers.write_flight(found, timeline, address=settings().base_url)


def _tag(told: Json) -> str:
    return f'"{told["version"]}"'


def _given(body: PlanBody) -> Json:
    return body.model_dump(exclude_unset=True)


def _sound(reading: InputReading) -> InputReading:
    """The reading, or a 422 problem: what cannot be read is not kept in part."""
    if reading.faults:
        raise Problem("flights.problem.incomplete", 422, reading.faults)
    return reading


def _expected() -> int | None:
    """The version that ``If-Match`` names, quoted or bare; ``None`` without one."""
    text = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if text in {"", "*"}:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Problem("flights.problem.version_unreadable", 400)
    return int(text)
