"""The officer's pages: the queue, a case, the two answers."""

from __future__ import annotations

from flask import Blueprint, request
from flask_babel import gettext as _

from drones.liaison import case_pages, service
from drones.liaison.forms import ApproveForm, DenyForm
from drones.liaison.model import Sort
from geofences.zones import service as zones
from portal.kit.clock import now
from portal.kit.edge import Page, SeeOther
from portal.kit.model import Permission
from portal.kit.permissions import allow, identity

blueprint = Blueprint("liaison", __name__)


@blueprint.get("/liaison")
@allow(Permission.LIAISON_READ)
def index() -> Page:
    """The queue of the reader's command."""
    asked = request.args.get("sort", "")
    sort = Sort(asked) if asked in set(Sort) else Sort.URGENCY
    found = service.requests(reader=identity(), sort=sort)
    moment = now()
    return Page(
        "liaison/index.html",
        requests=found,
        sort=sort,
        sorts=tuple(Sort),
        attention=service.attention(reader=identity(), now=moment),
        flagged=sorted(zones.flagged_keys()),
        now=moment,
    )


@blueprint.get("/liaison/<flight_id>")
@allow(Permission.LIAISON_READ)
def case(flight_id: str) -> Page:
    """One flight, with everything that a decision needs."""
    return case_pages.shown(flight_id)


@blueprint.post("/liaison/<flight_id>/approve")
@allow(Permission.LIAISON_DECIDE)
def approve(flight_id: str) -> Page | SeeOther:
    """Consent, with conditions."""
    form = ApproveForm()
    done = _("The flight is approved for your command.")
    return case_pages.settled(
        flight_id, "approve", form, done, service.approve, lambda: {"approval": form.approval()}
    )


@blueprint.post("/liaison/<flight_id>/deny")
@allow(Permission.LIAISON_DECIDE)
def deny(flight_id: str) -> Page | SeeOther:
    """No, with the reason."""
    form = DenyForm()
    done = _("The flight is denied. The owner reads your reason.")
    return case_pages.settled(
        flight_id, "deny", form, done, service.deny, lambda: {"refused": form.refused()}
    )
