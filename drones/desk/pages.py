"""``/known``: is a drone that was seen known? For checkpoints and officers, on any phone."""

from __future__ import annotations

from flask import Blueprint, request

from drones.desk import service
from drones.desk.forms import KnownForm
from drones.desk.model import Sighting
from drones.flights.service.places import write_position
from geofences.lookup.model import Place
from portal.kit.clock import now
from portal.kit.edge import Download, Page
from portal.kit.limits import limiter
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem

blueprint = Blueprint("desk", __name__)

#: What was asked and answered stays out of caches and of search engines.
_PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
_TEMPLATE = "desk/known.html"


def _asks_nothing() -> bool:
    return "place" not in request.args


@blueprint.get("/known")
@limiter.shared_limit(service.LIMIT, scope="known", key_func=lambda: identity().id, exempt_when=_asks_nothing)
@allow(Permission.KNOWN_ASK)
def known() -> Page:
    """The form; with a place in the address, its answer first."""
    form = KnownForm(request.args)
    if _asks_nothing():
        return Page(_TEMPLATE, form=form, headers=_PRIVATE)
    if not form.validate():
        return Page(_TEMPLATE, 422, form=form, headers=_PRIVATE)
    found = service.read_place(typed=form.place.data or "")
    if isinstance(found, Fault):
        form.show([found])
        return Page(_TEMPLATE, 422, form=form, headers=_PRIVATE)
    if isinstance(found, tuple) and len(found) > 1:
        return Page(_TEMPLATE, form=form, places=found, write=write_position, headers=_PRIVATE)
    place = found[0] if isinstance(found, tuple) else found
    name = place.name if isinstance(place, Place) else ""
    return _answer(form, Sighting(place.lon, place.lat, form.at(now()), name))


def _answer(form: KnownForm, sighting: Sighting) -> Page:
    try:
        answer = service.ask(sighting=sighting, now=now())
    except Problem as problem:
        form.show(problem.faults)
        return Page(_TEMPLATE, 422, form=form, headers=_PRIVATE)
    return Page(_TEMPLATE, form=form, answer=answer, headers=_PRIVATE)


@blueprint.get("/known/<flight_id>/photo")
@allow(Permission.KNOWN_ASK)
def photo(flight_id: str) -> Download:
    """The photo of the aircraft of a flight that was told."""
    kept = service.photo_of(flight_id=flight_id)
    return Download(kept.content, kept.mimetype, "aircraft.jpg", inline=True, headers=_PRIVATE)
