"""The officer's pages: the queue, a case, the two answers."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext as _

from drones.liaison import case_pages, queue_pages, service
from drones.liaison.forms import ApproveForm, DenyForm
from portal.kit.edge import Page, SeeOther
from portal.kit.model import Permission
from portal.kit.permissions import allow, identity

blueprint = Blueprint("liaison", __name__)


@blueprint.get("/liaison")
@allow(Permission.LIAISON_READ)
def index() -> Page:
    """The queue of the reader's command."""
    return queue_pages.shown()


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
    return case_pages.settled(
        flight_id,
        "approve",
        form,
        lambda: _approved(flight_id),
        service.approve,
        lambda: {"approval": form.approval(), **case_pages.reauthenticated()},
    )


def _approved(flight_id: str) -> str:
    signed = service.open_signatures(reader=identity(), flight_ids=[flight_id])
    once = _("Signed once. A second person of your command must sign the same, one of you a commander.")
    return str(once if signed else _("The flight is approved for your command."))


@blueprint.post("/liaison/<flight_id>/deny")
@allow(Permission.LIAISON_DECIDE)
def deny(flight_id: str) -> Page | SeeOther:
    """No, with the reason."""
    form = DenyForm()
    done = _("The flight is denied. The owner reads your reason.")
    return case_pages.settled(
        flight_id, "deny", form, done, service.deny, lambda: {"refused": form.refused()}
    )
