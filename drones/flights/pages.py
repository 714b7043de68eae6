"""The owner's pages: list, form with the verdict, where a plan stands, its moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _

from drones.flights import service
from drones.flights.formats.texts import write_typed
from drones.flights.forms import PlanForm
from drones.flights.model import FlightView, Move, PlanDraft, Refusal, State, Suggestion
from drones.flights.rules import moves
from drones.permits import service as permits
from drones.registry import service as registry
from portal.kit.clock import now
from portal.kit.edge import Download, Page, SeeOther
from portal.kit.i18n import locale, say
from portal.kit.model import Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem

blueprint = Blueprint("flights", __name__)

Answer = Page | SeeOther
EDITABLE = frozenset({State.DRAFT, State.REFUSED})
#: Until it is decided, a plan's page says what the verdict asks for; afterwards only what it meets.
UNDECIDED = EDITABLE | {State.REFERRED, State.INFO_REQUESTED, State.PROPOSED}


@blueprint.get("/flights")
@allow(Permission.FLIGHTS_OWN)
def index() -> Page:
    """One's flight plans, the latest changed first."""
    flights = service.own_flights(person_id=identity().id)
    operator = registry.operator_of(person_id=identity().id)
    return Page("flights/index.html", flights=flights, operator=operator)


@blueprint.route("/flights/new", methods=["GET", "POST"])
@allow(Permission.FLIGHTS_OWN)
def new() -> Answer:
    """File a plan: check it, keep it as a draft, or submit it."""
    form = _form()
    moment = now()
    if not form.is_submitted():
        return _page(form.fill_defaults(moment, _last_contact()), None)
    draft = form.read_file()
    if form.errors or _asks_only_to_check(draft):
        return _checked(form, None, draft, moment)
    reading = service.read_form(typed=form.typed())
    flight = service.draft(person_id=identity().id, plan=reading.plan, typed=form.typed(), now=moment)
    return _go_on(form, flight, moment)


@blueprint.route("/flights/<flight_id>/edit", methods=["GET", "POST"])
@allow(Permission.FLIGHTS_OWN)
def edit(flight_id: str) -> Answer:
    """Change a draft, or a plan that a rule refused."""
    flight = service.own_flight(flight_id=flight_id, person_id=identity().id)
    texts = flight.typed or write_typed(flight.plan, service.zone())
    if flight.state not in EDITABLE or texts is None:
        flash(_("This plan cannot be changed here any more."), "warning")
        return SeeOther(url_for("flights.show", flight_id=flight_id))
    form = _form()
    if not form.is_submitted():
        return _page(_taken(_form(texts), flight), flight)
    moment = now()
    draft = form.read_file()
    if form.errors or _asks_only_to_check(draft):
        return _checked(form, flight, draft, moment)
    reading = service.read_form(typed=form.typed())
    changed = service.amend(
        flight_id=flight_id, person_id=identity().id, plan=reading.plan, typed=form.typed(), now=moment
    )
    if isinstance(changed, Refusal):
        return _refused(changed, flight_id)
    return _go_on(form, changed, moment)


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
    return Page(
        "flights/show.html",
        flight=flight,
        checked=checked,
        assessment=assessment,
        timeline=service.timeline(flight_id=flight_id, person_id=person),
        features=service.drawn(volumes=volumes, assessment=assessment, now=now()),
        volumes=volumes,
        **_named(flight),
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
    """The permit on one page of paper."""
    flight, code = _permitted(flight_id)
    name = f"{flight.reference}.pdf"
    return Download(permits.pdf(permit_id=code, locale=locale()), "application/pdf", name)


@blueprint.post("/flights/<flight_id>/submit")
@allow(Permission.FLIGHTS_OWN)
def submit(flight_id: str) -> Answer:
    """Submit a draft as it stands."""
    flight = service.own_flight(flight_id=flight_id, person_id=identity().id)
    texts = flight.typed or write_typed(flight.plan, service.zone()) or {}
    return _submit(_form(texts), flight, now())


@blueprint.post("/flights/<flight_id>/withdraw")
@allow(Permission.FLIGHTS_OWN)
def withdraw(flight_id: str) -> Answer:
    """The owner no longer wants to fly."""
    return _moved(service.withdraw, flight_id, _("The plan is withdrawn."))


@blueprint.post("/flights/<flight_id>/activate")
@allow(Permission.FLIGHTS_OWN)
def activate(flight_id: str) -> Answer:
    """The pilot is ready to take off."""
    return _moved(service.activate, flight_id, _("Confirmed: you may take off."))


@blueprint.post("/flights/<flight_id>/end")
@allow(Permission.FLIGHTS_OWN)
def end(flight_id: str) -> Answer:
    """The pilot has landed."""
    return _moved(service.end, flight_id, _("The flight is over."))


def _moved(move: Callable[..., FlightView | Refusal], flight_id: str, words: str) -> Answer:
    found = move(flight_id=flight_id, person_id=identity().id, now=now())
    if isinstance(found, Refusal):
        return _refused(found, flight_id)
    flash(words, "success")
    return SeeOther(url_for("flights.show", flight_id=flight_id))


def _permitted(flight_id: str) -> tuple[FlightView, str]:
    flight = service.own_flight(flight_id=flight_id, person_id=identity().id)
    if flight.permit is None:
        raise Problem("flights.problem.no_permit", 404)
    return flight, flight.permit


def _refused(refusal: Refusal, flight_id: str) -> SeeOther:
    flash(say(refusal.code, **refusal.facts), "error")
    return SeeOther(url_for("flights.show", flight_id=flight_id))


def _form(texts: Any = None) -> PlanForm:
    operator = registry.operator_of(person_id=identity().id)
    # Without ``None`` a posted form would fill itself from the request.
    form = PlanForm() if texts is None else PlanForm(None).fill(texts)
    if operator is None:
        return form.offer((), ())
    pilots = [file.pilot for file in registry.pilots_of(operator_id=operator.id)]
    return form.offer(registry.aircraft_of(operator_id=operator.id), pilots)


def _asks_only_to_check(draft: PlanDraft | None) -> bool:
    """A file is shown as it was read before anything is done with it."""
    return draft is not None or request.form.get("action") not in {"save", "submit"}


def _go_on(form: PlanForm, flight: FlightView, moment: datetime) -> Answer:
    if request.form.get("action") == "submit":
        return _submit(form, flight, moment)
    flash(_("The draft is kept."), "success")
    return SeeOther(url_for("flights.show", flight_id=flight.id))


def _submit(form: PlanForm, flight: FlightView, moment: datetime) -> Answer:
    done = service.submit(flight_id=flight.id, person_id=identity().id, now=moment)
    if done.refusal is not None:
        return _refused(done.refusal, flight.id)
    if done.faults:
        form.show_faults(done.faults)
        known = None if request.endpoint == "flights.new" else flight
        return _page(form, known, 422)
    if done.flight is not None and done.flight.state is State.REFUSED:
        flash(_("The plan was refused by rule: read why, and what would pass."), "warning")
    else:
        flash(
            _("The plan is submitted. Its reference is %(reference)s.", reference=flight.reference), "success"
        )
    return SeeOther(url_for("flights.show", flight_id=flight.id))


def _checked(form: PlanForm, flight: FlightView | None, draft: PlanDraft | None, moment: datetime) -> Page:
    """The verdict on what is typed, nothing stored; a chosen alternative is taken over first."""
    if form.errors:
        return _page(form, flight, 422)
    result = service.check(reading=service.read_form(typed=form.typed()), now=moment)
    chosen = request.form.get("take", "")
    ways = result.assessment.alternatives if result.assessment else ()
    if chosen in _numbers(ways):
        form.take(ways[int(chosen)])
        result = service.check(reading=service.read_form(typed=form.typed()), now=moment)
    if draft is None:
        form.show_faults(result.faults)
    status = 422 if form.errors else 200
    return _page(form, flight, status, draft=draft, checked=None if result.faults else result)


def _numbers(ways: Sequence[Suggestion]) -> set[str]:
    return {str(number) for number in range(len(ways))}


def _taken(form: PlanForm, flight: FlightView) -> PlanForm:
    """The form with the alternative that was chosen on the plan's own page, if one was."""
    chosen = request.args.get("take", "")
    ways = flight.assessment.alternatives if flight.assessment else ()
    if chosen in _numbers(ways):
        form.take(ways[int(chosen)])
    return form


def _page(form: PlanForm, flight: FlightView | None, status: int = 200, **context: Any) -> Page:
    checked = context.get("checked")
    operator = registry.operator_of(person_id=identity().id)
    shown = (
        service.drawn(volumes=checked.volumes, assessment=checked.assessment, now=now()) if checked else None
    )
    return Page(
        "flights/edit.html", status, form=form, flight=flight, operator=operator, features=shown, **context
    )


def _last_contact() -> str:
    flights = service.own_flights(person_id=identity().id)
    return next((flight.plan.contact for flight in flights if flight.plan.contact), "")


def _named(flight: FlightView) -> dict[str, Any]:
    """The aircraft and the pilot of a plan, as far as they are the operator's own."""
    operator_id = flight.operator_id
    if operator_id is None:
        return {"aircraft": None, "pilot": None}
    aircraft = registry.aircraft_of(operator_id=operator_id)
    pilots = [file.pilot for file in registry.pilots_of(operator_id=operator_id)]
    return {
        "aircraft": next((one for one in aircraft if one.id == flight.plan.aircraft), None),
        "pilot": next((one for one in pilots if one.id == flight.plan.pilot), None),
    }
