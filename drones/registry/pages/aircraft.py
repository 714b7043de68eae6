"""One's aircraft: list, add, change, photo."""

from __future__ import annotations

from flask import flash, url_for
from flask_babel import gettext as _

from drones.registry import service
from drones.registry.forms import AircraftForm, NumberForm, PhotoForm, StateForm
from drones.registry.model import AircraftState, AircraftView
from drones.registry.pages.own import Answer, blueprint, done, own_operator, register_first
from drones.registry.rules.aircraft import MOVES
from portal.kit.clock import now
from portal.kit.edge import Download, Page, SeeOther
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow, identity


@blueprint.get("/aircraft")
@allow(Permission.REGISTRY_OWN)
def aircraft() -> Answer:
    """One's aircraft, and the offers that wait for an answer."""
    mine = service.operator_of(person_id=identity().id)
    if mine is None:
        return register_first()
    return Page(
        "registry/aircraft.html",
        operator=mine,
        aircraft=service.aircraft_of(operator_id=mine.id),
        offers=service.transfers_to(operator_id=mine.id),
    )


@blueprint.route("/aircraft/new", methods=["GET", "POST"])
@allow(Permission.REGISTRY_OWN)
def aircraft_new() -> Answer:
    """Add an aircraft."""
    mine = service.operator_of(person_id=identity().id)
    if mine is None:
        return register_first()
    form = AircraftForm()
    if not form.is_submitted():
        return Page("registry/aircraft_new.html", form=form)
    if form.validate():
        made = service.add_aircraft(operator_id=mine.id, draft=form.draft(), photo=form.picture, now=now())
        if isinstance(made, AircraftView):
            flash(_("%(label)s is in the register.", label=made.label), "success")
            return SeeOther(url_for("registry.aircraft"))
        form.show(made)
        form.ask_photo_again()
    return Page("registry/aircraft_new.html", 422, form=form)


@blueprint.get("/aircraft/<aircraft_id>")
@allow(Permission.REGISTRY_OWN)
def one_aircraft(aircraft_id: str) -> Page:
    """One aircraft and what can be done with it."""
    return _aircraft_page(aircraft_id)


@blueprint.post("/aircraft/<aircraft_id>/state")
@allow(Permission.REGISTRY_OWN)
def change_state(aircraft_id: str) -> Answer:
    """Lost, stolen, found again, withdrawn."""
    shown = service.own_aircraft(operator_id=own_operator().id, aircraft_id=aircraft_id)
    form = StateForm().limit(MOVES[shown.state])
    if not form.validate():
        return _aircraft_page(aircraft_id, 422, state_form=form)
    faults = service.change_aircraft_state(
        operator_id=own_operator().id,
        aircraft_id=aircraft_id,
        state=AircraftState(form.state.data),
        now=now(),
    )
    return done(faults, _("The register says so now."), "registry.one_aircraft", aircraft_id=aircraft_id)


@blueprint.post("/aircraft/<aircraft_id>/transfer")
@allow(Permission.REGISTRY_OWN)
def offer_transfer(aircraft_id: str) -> Answer:
    """Offer an aircraft to another operator."""
    form = NumberForm()
    made = service.offer_transfer(
        operator_id=own_operator().id, aircraft_id=aircraft_id, number=form.typed(), now=now()
    )
    if isinstance(made, tuple):
        form.validate()
        form.show(made, "number")
        return _aircraft_page(aircraft_id, 422, number_form=form)
    return done((), _("The offer waits for the other operator's answer."), "registry.transfers")


@blueprint.post("/aircraft/<aircraft_id>/photo")
@allow(Permission.REGISTRY_OWN)
def keep_photo(aircraft_id: str) -> Answer:
    """Put a photo in place of the one before."""
    form = PhotoForm()
    if form.validate() and form.picture is None:
        form.show([Fault("photo", "registry.photo.empty")])
    if form.picture is None:
        return _aircraft_page(aircraft_id, 422, photo_form=form)
    service.keep_photo(operator_id=own_operator().id, aircraft_id=aircraft_id, photo=form.picture)
    return done((), _("The photo is kept."), "registry.one_aircraft", aircraft_id=aircraft_id)


@blueprint.get("/aircraft/<aircraft_id>/photo")
@allow(Permission.REGISTRY_OWN)
def photo(aircraft_id: str) -> Download:
    """The photo of one's own aircraft."""
    service.own_aircraft(operator_id=own_operator().id, aircraft_id=aircraft_id)
    kept = service.photo(aircraft_id=aircraft_id)
    return Download(kept.content, kept.mimetype, "aircraft.jpg", inline=True)


def _aircraft_page(
    aircraft_id: str,
    status: int = 200,
    *,
    state_form: StateForm | None = None,
    number_form: NumberForm | None = None,
    photo_form: PhotoForm | None = None,
) -> Page:
    mine = own_operator()
    shown = service.own_aircraft(operator_id=mine.id, aircraft_id=aircraft_id)
    return Page(
        "registry/one_aircraft.html",
        status,
        aircraft=shown,
        has_photo=aircraft_id in service.aircraft_with_photo(operator_id=mine.id),
        movable=bool(MOVES[shown.state]),
        state_form=state_form or StateForm(None).limit(MOVES[shown.state]),
        number_form=number_form or NumberForm(None),
        photo_form=photo_form or PhotoForm(None),
    )
