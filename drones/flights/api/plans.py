"""Plans over JSON: the public check, drafts, changes, submission."""

from __future__ import annotations

from typing import Any

from flask import request

from drones.flights import service
from drones.flights.api.shapes import (
    CheckOut,
    FlightOut,
    FlightsOut,
    FlightsQuery,
    Json,
    PlanBody,
    answer,
    blueprint,
    expected,
    tag,
    tell,
)
from drones.flights.formats import answers, documents
from drones.flights.formats.members import unknown_members
from drones.flights.model import FlightView, InputReading
from portal.kit import idempotency
from portal.kit.clock import now
from portal.kit.limits import PUBLIC_RATE, limiter
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem

#: What idempotency keys of new plans belong to.
ROUTE = "POST /flights"


@blueprint.post("/flights/check")
@blueprint.input(PlanBody, arg_name="body")
@blueprint.output(CheckOut)
@limiter.limit(PUBLIC_RATE)
@allow(Permission.PUBLIC, api=True)
def check(body: PlanBody) -> Any:
    """Assess a plan against published zones; stores nothing, knows nothing of other flights."""
    result = service.check(reading=_read(_given(body)), now=now())
    if result.assessment is None:
        raise Problem("flights.problem.incomplete", 422, result.faults)
    share = None if result.share is None else round(result.share, 3)
    return {**answers.write_assessment(result.assessment), "permit_share": share}


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
        return before.answer, before.status, _found_at(before.answer)
    plan = _sound(_read(_given(body))).plan
    _require(service.wrong_values(plan=plan, now=moment))
    made = _new(service.draft(person_id=person, plan=plan, typed=None, now=moment))
    idempotency.remember(
        person_id=person, route=ROUTE, key=key, body=body_read, answer=made, status=201, now=moment
    )
    return made, 201, _found_at(made)


@blueprint.get("/flights")
@blueprint.input(FlightsQuery, location="query", arg_name="query")
@blueprint.output(FlightsOut)
@allow(Permission.FLIGHTS_OWN, api=True)
def flights(query: FlightsQuery) -> Any:
    """One's flight plans, the latest changed first: ``status`` chooses, ``cursor`` is ``next`` of a page."""
    states, person = None if query.status is None else frozenset({query.status}), identity().id
    if query.cursor is not None and not service.owns(flight_id=query.cursor, person_id=person):
        raise Problem("problem.invalid", 422, [Fault("/cursor", "problem.cursor")])
    found = service.own_flights(person_id=person, states=states, most=query.limit + 1, after=query.cursor)
    page = found[: query.limit]
    lines = service.timelines(flights=page)
    cursor = page[-1].id if len(found) > len(page) else None
    return {"flights": [tell(one, lines[one.id]) for one in page], "next": cursor}


@blueprint.get("/flights/<flight_id>")
@blueprint.output(FlightOut)
@allow(Permission.FLIGHTS_OWN, api=True)
def flight(flight_id: str) -> Any:
    """One of one's flight plans."""
    return answer(service.own_flight(flight_id=flight_id, person_id=identity().id))


@blueprint.patch("/flights/<flight_id>")
@blueprint.input(PlanBody, arg_name="body")
@blueprint.output(FlightOut)
@allow(Permission.FLIGHTS_OWN, api=True)
def amend(flight_id: str, body: PlanBody) -> Any:
    """Change members of a draft, or of a plan that a rule refused; the others stay."""
    person, given, moment = identity().id, _given(body), now()
    before = service.own_flight(flight_id=flight_id, person_id=person)
    _require(unknown_members(given))
    plan = _sound(documents.read_plan({**documents.write_plan(before.plan), **given})).plan
    if "volumes" in given:
        _require(service.wrong_values(plan=plan, now=moment))
    changed = service.amend(
        flight_id=flight_id,
        person_id=person,
        plan=plan,
        typed=None,
        now=moment,
        expected_version=expected() or before.version,
    )
    return answer(changed)


@blueprint.post("/flights/<flight_id>/submit")
@blueprint.output(FlightOut)
@allow(Permission.FLIGHTS_OWN, api=True)
def submit(flight_id: str) -> Any:
    """Submit a plan: refused, referred or approved at once; faults leave it a draft (422).

    With an ``Idempotency-Key`` a repeated request gets the first one's answer.
    """
    key, person, moment = request.headers.get("Idempotency-Key"), identity().id, now()
    named: Json = {"person_id": person, "route": f"{ROUTE}/{flight_id}/submit", "key": key}
    named["body"] = request.get_data()
    before = None if key is None else idempotency.replay(**named)
    if before is not None:
        return before.answer, before.status, {"ETag": tag(before.answer)}
    done = service.submit(flight_id=flight_id, person_id=person, now=moment, expected_version=expected())
    if done.faults:
        raise Problem("flights.problem.incomplete", 422, done.faults)
    told = answer(done.refusal or done.flight)
    if key is not None:
        idempotency.remember(**named, answer=told[0], status=200, now=moment)
    return told


def _found_at(made: Json) -> dict[str, str]:
    return {"Location": f"/api/v1/flights/{made['id']}", "ETag": tag(made)}


def _new(made: FlightView) -> Json:
    return tell(made, service.timelines(flights=[made]).get(made.id, ()))


def _given(body: PlanBody) -> Json:
    return body.model_dump(exclude_unset=True)


def _read(given: Json) -> InputReading:
    """The plan; members that are not known are faults like any other."""
    reading = documents.read_plan(given)
    return InputReading(reading.plan, (*unknown_members(given), *reading.faults))


def _require(faults: tuple[Fault, ...]) -> None:
    if faults:
        raise Problem("flights.problem.incomplete", 422, faults)


def _sound(reading: InputReading) -> InputReading:
    """The reading, or a 422 problem: what cannot be read is not kept in part."""
    _require(reading.faults)
    return reading
