"""``/concealed``: concealed zones, for officers and commanders of their command and for auditors."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from geofences.concealed import service
from geofences.concealed.formats import drawing
from geofences.concealed.forms import WithdrawForm, ZoneForm
from geofences.concealed.model import Setting, Version
from geofences.concealed.rules.setting import is_over
from portal.audit import service as audit
from portal.kit.clock import now
from portal.kit.edge import Page, SeeOther
from portal.kit.model import Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem

blueprint = Blueprint("concealed", __name__)


@blueprint.get("/concealed")
@allow(Permission.CONCEALED_READ)
def index() -> Page:
    """The concealed zones of the reader's command, with what their cover lacks."""
    command, moment = identity().command, now()
    found = service.standing(command=command)
    gaps = {
        one.id: () if is_over(one.zone, moment) else service.gaps_of(version=one, now=moment) for one in found
    }
    return Page(
        "concealed/index.html",
        versions=found,
        closed=service.closed(command=command),
        gaps=gaps,
        features=drawing.features(
            [one.zone for one in found],
            [gap for each in gaps.values() for gap in each],
            bare=_("Without cover"),
        ),
        is_over=is_over,
        now=moment,
    )


@blueprint.get("/concealed/new")
@allow(Permission.CONCEALED_SET)
def new() -> Page:
    """An empty form."""
    return _form(ZoneForm(formdata=None))


@blueprint.post("/concealed/new")
@allow(Permission.CONCEALED_SET)
def create() -> Page | SeeOther:
    """Set a concealed zone, if all of it is covered."""
    return _set(ZoneForm())


@blueprint.get("/concealed/<version_id>")
@allow(Permission.CONCEALED_READ)
def version(version_id: str) -> Page:
    """One version: where, how high, when, its words, its cover, the other versions."""
    return _version(version_id, WithdrawForm(formdata=None))


@blueprint.post("/concealed/<version_id>")
@allow(Permission.CONCEALED_SET)
def withdraw(version_id: str) -> Page | SeeOther:
    """End a concealed zone."""
    form = WithdrawForm()
    if not form.validate():
        return _version(version_id, form, 422)
    who = identity()
    service.withdraw(version_id=version_id, command=who.command, actor=who.id, now=now())
    flash(_("The concealed zone was withdrawn."))
    return SeeOther(url_for("concealed.index"))


@blueprint.get("/concealed/<version_id>/change")
@allow(Permission.CONCEALED_SET)
def edit(version_id: str) -> Page:
    """The form filled with a zone that is set."""
    found = _changeable(version_id)
    form = ZoneForm(formdata=None)
    form.fill(service.typed_of(version=found))
    return _form(form, replaces=found)


@blueprint.post("/concealed/<version_id>/change")
@allow(Permission.CONCEALED_SET)
def change(version_id: str) -> Page | SeeOther:
    """Set a new version of a concealed zone, if all of it is covered."""
    return _set(ZoneForm(), replaces=_changeable(version_id))


def _set(form: ZoneForm, replaces: Version | None = None) -> Page | SeeOther:
    who, moment = identity(), now()
    texts = dict(form.texts())
    if replaces is not None:
        texts["identifier"] = replaces.zone.identifier
    valid = form.validate()
    reading = service.read_form(typed=texts, command=who.command or "")
    form.show(reading.faults)
    if not valid or reading.zone is None:
        return _form(form, 422, replaces=replaces)
    done = service.set_zone(
        zone=reading.zone,
        command=who.command,
        actor=who.id,
        now=moment,
        replaces=replaces.id if replaces else None,
    )
    if done.version is None:
        form.show(done.faults)
        return _form(form, 422, replaces=replaces, done=done, moment=moment)
    flash(_("The concealed zone is set. Flights that it meets are listed for your officers."))
    return SeeOther(url_for("concealed.version", version_id=done.version.id))


def _form(
    form: ZoneForm,
    status: int = 200,
    *,
    replaces: Version | None = None,
    done: Setting | None = None,
    moment: datetime | None = None,
) -> Page:
    gaps = done.gaps if done else ()
    return Page(
        "concealed/form.html",
        status,
        form=form,
        replaces=replaces,
        gaps=gaps,
        middle=drawing.middle,
        features=drawing.features([], gaps, bare=_("Without cover")),
        now=moment,
    )


def _version(version_id: str, form: WithdrawForm, status: int = 200) -> Page:
    moment = now()
    found = service.version(version_id=version_id, command=identity().command)
    # Who has looked at it stays known: this is what the portal keeps most closely.
    if status == 200:
        audit.security_event("concealed.viewed", subject=found.id)
    counts = found.is_set and not is_over(found.zone, moment)
    gaps = service.gaps_of(version=found, now=moment) if counts else ()
    return Page(
        "concealed/zone.html",
        status,
        version=found,
        history=service.history(version=found),
        gaps=gaps,
        counts=counts,
        middle=drawing.middle,
        features=drawing.features([found.zone], gaps, bare=_("Without cover")),
        form=form,
        now=moment,
    )


def _changeable(version_id: str) -> Version:
    found = service.version(version_id=version_id, command=identity().command)
    if not found.is_set:
        raise Problem("concealed.problem.not_set", 409)
    return found
