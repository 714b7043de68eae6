"""A plan's life over JSON: what its owner does after submitting it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drones.flights import service
from drones.flights.api.shapes import (
    DeclineBody,
    FlightOut,
    WaitsOut,
    WordsBody,
    answer,
    blueprint,
    expected,
)
from drones.flights.formats import answers
from drones.flights.model import FlightView, Refusal
from portal.kit.clock import now
from portal.kit.model import Permission
from portal.kit.permissions import allow, identity


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


@blueprint.post("/flights/<flight_id>/answer")
@blueprint.input(WordsBody, arg_name="body")
@blueprint.output(FlightOut)
@allow(Permission.FLIGHTS_OWN, api=True)
def answer_question(flight_id: str, body: WordsBody) -> Any:
    """Answer the command's question; the plan waits for the command again."""
    return _moved(service.answer, flight_id, text=body.text)


@blueprint.post("/flights/<flight_id>/accept")
@blueprint.output(FlightOut)
@allow(Permission.FLIGHTS_OWN, api=True)
def accept(flight_id: str) -> Any:
    """Accept the command's proposal: weighed again, then approved."""
    return _moved(service.accept, flight_id)


@blueprint.post("/flights/<flight_id>/decline")
@blueprint.input(DeclineBody, arg_name="body")
@blueprint.output(FlightOut)
@allow(Permission.FLIGHTS_OWN, api=True)
def decline(flight_id: str, body: DeclineBody) -> Any:
    """Decline the command's proposal; the plan waits as it was."""
    return _moved(service.decline, flight_id, text=body.text)


@blueprint.post("/flights/<flight_id>/messages")
@blueprint.input(WordsBody, arg_name="body")
@blueprint.output(FlightOut)
@allow(Permission.FLIGHTS_OWN, api=True)
def message(flight_id: str, body: WordsBody) -> Any:
    """Write to the commands asked; nothing about the plan moves."""
    return answer(service.message(flight_id=flight_id, person_id=identity().id, text=body.text, now=now()))


@blueprint.get("/flights/<flight_id>/waits")
@blueprint.output(WaitsOut)
@allow(Permission.FLIGHTS_OWN, api=True)
def waits(flight_id: str) -> Any:
    """How long the commands asked usually take to answer."""
    flight = service.own_flight(flight_id=flight_id, person_id=identity().id)
    found = service.usual_waits(commands=flight.standing.commands, now=now())
    return {"waits": answers.write_waits(found)}


def _moved(move: Callable[..., FlightView | Refusal], flight_id: str, **words: str) -> Any:
    who = identity().id
    return answer(move(flight_id=flight_id, person_id=who, now=now(), expected_version=expected(), **words))
