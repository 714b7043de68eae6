"""``/zones``: the published zones, as a list and one by one, for anyone."""

from __future__ import annotations

from flask import Blueprint, request

from geofences.zones import service
from geofences.zones.model import Key
from portal.accounts import rules as roles
from portal.accounts.model import Decision
from portal.kit.clock import now
from portal.kit.edge import Page
from portal.kit.model import Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem

blueprint = Blueprint("zones", __name__)


@blueprint.get("/zones")
@allow(Permission.PUBLIC)
def index() -> Page:
    """A page of the published zones, in order of country and identifier."""
    catalogue = service.catalogue(moment=now())
    found = catalogue.select(after=_after(request.args.get("after")))
    page = found[: service.PAGE_SIZE]
    following = "/".join(page[-1].key) if len(found) > len(page) else None
    return Page(
        "zones/index.html",
        zones=page,
        total=len(catalogue.zones),
        number=catalogue.number,
        following=following,
        features=service.outlines(page),
        flagged=_flagged(),
    )


@blueprint.get("/zones/<country>/<path:identifier>")
@allow(Permission.PUBLIC)
def zone(country: str, identifier: str) -> Page:
    """One published zone: what it asks, where, when, how high, and of whom."""
    catalogue = service.catalogue(moment=now())
    found = catalogue.snapshot.zone((country, identifier))
    if found is None:
        raise Problem("zones.not_published", 404)
    return Page(
        "zones/zone.html",
        zone=found,
        number=catalogue.number,
        features=service.outlines([found]),
        flagged=_flagged(),
    )


def _flagged() -> frozenset[Key]:
    """Emergency zones that nobody has confirmed yet, for the staff alone."""
    staff = roles.decide(identity(), Permission.ZONES_READ_DRAFTS) is Decision.ALLOWED
    return service.flagged_keys() if staff else frozenset()


def _after(text: str | None) -> Key | None:
    country, _, identifier = (text or "").partition("/")
    return (country, identifier) if identifier else None
