"""``/liaison/concealed``: flights that officers are to look at because they meet a concealed zone."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from drones.liaison import service
from portal.kit.clock import now
from portal.kit.edge import Page, SeeOther
from portal.kit.model import Permission
from portal.kit.permissions import allow, identity

blueprint = Blueprint("liaison_concealed", __name__)


@blueprint.get("/liaison/concealed")
@allow(Permission.CONCEALED_READ)
def index() -> Page:
    """The flights that nobody has looked at yet."""
    reader = identity()
    can_answer = reader.command is not None
    return Page(
        "liaison/concealed.html", found=service.to_look_at(reader=reader), can_answer=can_answer, now=now()
    )


@blueprint.post("/liaison/concealed/<task_id>")
@allow(Permission.LIAISON_DECIDE)
def acknowledge(task_id: str) -> SeeOther:
    """Somebody has looked at the flight."""
    service.acknowledge(task_id=task_id, officer=identity(), now=now())
    flash(_("The flight is marked as looked at."))
    return SeeOther(url_for("liaison_concealed.index"))
