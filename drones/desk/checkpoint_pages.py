"""``/checkpoints``: where permits are shown, and the day's permits around each, made for printing."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _

from drones.desk import service
from drones.desk.forms import CheckpointForm
from drones.flights.model import Position
from drones.flights.service.places import write_position
from portal.kit.clock import now
from portal.kit.edge import Page, SeeOther
from portal.kit.i18n import local
from portal.kit.model import Permission
from portal.kit.permissions import allow, identity

blueprint = Blueprint("checkpoints", __name__, url_prefix="/checkpoints")

#: Where soldiers stand is for those who are signed in.
_PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


def _listed(form: CheckpointForm, status: int = 200) -> Page:
    found = service.checkpoints()
    return Page("desk/checkpoints.html", status, form=form, checkpoints=found, headers=_PRIVATE)


@blueprint.get("")
@allow(Permission.PERMITS_TODAY)
def index() -> Page:
    """Every checkpoint with its list; a commander adds one below."""
    return _listed(CheckpointForm(formdata=None, radius_km=20))


@blueprint.post("")
@allow(Permission.LIAISON_COMMAND)
def make() -> Page | SeeOther:
    """A new checkpoint of the commander's own command."""
    form = CheckpointForm()
    return _kept(form) or _listed(form, 422)


@blueprint.get("/<checkpoint_id>")
@allow(Permission.PERMITS_TODAY)
def permits(checkpoint_id: str) -> Page:
    """The permits of today or of tomorrow around a checkpoint; the reading stands in the ledger."""
    moment = now()
    tomorrow = request.args.get("day") == "tomorrow"
    day = local(moment).date() + timedelta(days=tomorrow)
    found, lines = service.permits_around(checkpoint_id=checkpoint_id, day=day, now=moment)
    return Page(
        "desk/checkpoint.html",
        headers=_PRIVATE,
        checkpoint=found,
        lines=lines,
        as_of=moment,
        day=day,
        tomorrow=tomorrow,
    )


@blueprint.get("/<checkpoint_id>/change")
@allow(Permission.LIAISON_COMMAND)
def change(checkpoint_id: str) -> Page:
    """The form of a checkpoint that stands."""
    one = service.own_checkpoint(checkpoint_id=checkpoint_id, who=identity())
    place = write_position(Position(one.catchment.lon, one.catchment.lat))
    form = CheckpointForm(formdata=None, name=one.name, place=place, radius_km=one.catchment.radius_m // 1000)
    return Page("desk/checkpoint_change.html", form=form, checkpoint=one, headers=_PRIVATE)


@blueprint.post("/<checkpoint_id>/change")
@allow(Permission.LIAISON_COMMAND)
def changed(checkpoint_id: str) -> Page | SeeOther:
    """Keep what was changed."""
    one = service.own_checkpoint(checkpoint_id=checkpoint_id, who=identity())
    form = CheckpointForm()
    page = Page("desk/checkpoint_change.html", 422, form=form, checkpoint=one, headers=_PRIVATE)
    return _kept(form, one.id) or page


@blueprint.post("/<checkpoint_id>/remove")
@allow(Permission.LIAISON_COMMAND)
def remove(checkpoint_id: str) -> SeeOther:
    """Take it away."""
    service.remove_checkpoint(checkpoint_id=checkpoint_id, who=identity())
    flash(_("The checkpoint has been removed."))
    return SeeOther(url_for("checkpoints.index"))


def _kept(form: CheckpointForm, checkpoint_id: str = "") -> SeeOther | None:
    if not form.validate():
        return None
    faults = service.set_checkpoint(
        name=form.name.data or "",
        place=form.place.data or "",
        radius_m=(form.radius_km.data or 0) * 1000,
        who=identity(),
        now=now(),
        checkpoint_id=checkpoint_id,
    )
    if faults:
        form.show(faults)
        return None
    flash(_("The checkpoint is kept."))
    return SeeOther(url_for("checkpoints.index"))
