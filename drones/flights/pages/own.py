"""The owner's pages: list, where a plan stands, its moves."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from drones.flights import service
from drones.flights.forms import craft_name
from drones.flights.model import FlightView, Move, State
from drones.flights.pages import life
from drones.flights.pages.room import EDITABLE, Answer, blueprint, pressed
from drones.flights.pages.series import folded
from drones.flights.rules import moves
from drones.permits import service as permits
from drones.registry import service as registry
from portal.kit.clock import now
from portal.kit.edge import Download, Page
from portal.kit.i18n import LANGUAGES, locale, say
from portal.kit.model import Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem

#: Until it is decided, a plan's page says what the verdict asks for; afterwards only what it meets.
UNDECIDED = EDITABLE | {State.REFERRED, State.INFO_REQUESTED, State.PROPOSED}
_WITHDRAWN, _ACTIVE, _ENDED = (frozenset({one}) for one in (State.WITHDRAWN, State.ACTIVE, State.ENDED))


@blueprint.get("/flights")
@allow(Permission.FLIGHTS_OWN)
def index() -> Page:
    """One's flight plans, the latest changed first; those of one request as one entry."""
    flights = service.own_flights(person_id=identity().id)
    operator = registry.operator_of(person_id=identity().id)
    return Page("flights/index.html", entries=folded(flights), operator=operator)


@blueprint.get("/flights/<flight_id>")
@allow(Permission.FLIGHTS_OWN)
def show(flight_id: str) -> Page:
    """Where a plan stands, who acts next, and all that happened."""
    person = identity().id
    flight = service.own_flight(flight_id=flight_id, person_id=person)
    checked = None
    if flight.state is State.DRAFT:
        checked = service.check(reading=service.reading_of(flight=flight), now=now())
    volumes = flight.volumes or (checked.volumes if checked else ())
    assessment = flight.assessment or (checked.assessment if checked else None)
    timeline = service.timeline(flight_id=flight_id, person_id=person)
    return Page(
        "flights/show.html",
        flight=flight,
        checked=checked,
        assessment=assessment,
        timeline=timeline,
        features=service.drawn(volumes=volumes, assessment=assessment, now=now()),
        proposed=_proposed(flight),
        volumes=volumes,
        **_named(flight),
        **life.context(flight, timeline, now()),
        can={move.value: moves.allows(flight.standing, move) for move in Move},
        editable=flight.state in EDITABLE,
        open_=flight.state in UNDECIDED,
    )


@blueprint.get("/flights/<flight_id>/permit")
@allow(Permission.FLIGHTS_OWN)
def permit(flight_id: str) -> Page:
    """The permit of an approved plan."""
    moment = now()
    flight, code = _permitted(flight_id)
    return Page(
        "flights/permit.html",
        flight=flight,
        svg_url=url_for("flights.permit_svg", flight_id=flight_id),
        pdf_url=url_for("flights.permit_pdf", flight_id=flight_id),
        **permits.page_context(permit_id=code, now=moment),
    )


@blueprint.get("/flights/<flight_id>/permit.svg")
@allow(Permission.FLIGHTS_OWN)
def permit_svg(flight_id: str) -> Download:
    """The square that any camera opens as an address."""
    _, code = _permitted(flight_id)
    return Download(permits.qr_svg(permit_id=code), "image/svg+xml", f"{code}.svg", inline=True)


@blueprint.get("/flights/<flight_id>/permit.pdf")
@allow(Permission.FLIGHTS_OWN)
def permit_pdf(flight_id: str) -> Download:
    """The permit on one page of paper: A4 or ``size=pocket``, in the reader's language or ``language``."""
    flight, code = _permitted(flight_id)
    language = request.args.get("language", "")
    chosen = language if language in LANGUAGES else locale()
    made = permits.pdf(permit_id=code, locale=chosen, size=request.args.get("size", "a4"))
    return Download(made, "application/pdf", f"{flight.reference}.pdf")


@blueprint.post("/flights/<flight_id>/withdraw")
@allow(Permission.FLIGHTS_OWN)
def withdraw(flight_id: str) -> Answer:
    """The owner no longer wants to fly."""
    return pressed(service.withdraw, flight_id, _("The plan is withdrawn."), leads_to=_WITHDRAWN)


@blueprint.post("/flights/<flight_id>/activate")
@allow(Permission.FLIGHTS_OWN)
def activate(flight_id: str) -> Answer:
    """The pilot is ready to take off."""
    return pressed(service.activate, flight_id, _("Confirmed: you may take off."), leads_to=_ACTIVE)


@blueprint.post("/flights/<flight_id>/end")
@allow(Permission.FLIGHTS_OWN)
def end(flight_id: str) -> Answer:
    """The pilot has landed."""
    return pressed(service.end, flight_id, _("The flight is over."), leads_to=_ENDED)


def _permitted(flight_id: str) -> tuple[FlightView, str]:
    flight = service.own_flight(flight_id=flight_id, person_id=identity().id)
    code = flight.permit_at(now())
    if code is None:
        raise Problem("flights.problem.no_permit", 404)
    return flight, code


def _proposed(flight: FlightView) -> dict[str, Any] | None:
    """The area that a command proposes, and the zones it meets, where it is another than the plan's."""
    proposal = flight.proposal
    if flight.state is not State.PROPOSED or proposal is None or proposal.changes.area is None:
        return None
    return service.drawn(
        volumes=proposal.volumes,
        assessment=flight.assessment,
        now=now(),
        label=say("flights.map.proposed"),
    )


def _named(flight: FlightView) -> dict[str, Any]:
    """The aircraft and the pilot of a plan, as far as they are the operator's own."""
    operator_id = flight.operator_id
    if operator_id is None:
        return {"aircraft": None, "pilot": None}
    aircraft = registry.aircraft_of(operator_id=operator_id)
    pilots = [file.pilot for file in registry.pilots_of(operator_id=operator_id)]
    return {
        "aircraft": next((craft_name(one) for one in aircraft if one.id == flight.plan.aircraft), None),
        "pilot": next((one for one in pilots if one.id == flight.plan.pilot), None),
    }
