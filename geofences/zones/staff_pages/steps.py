"""The steps with one version: publish, send back, drop, move its end, withdraw by two persons."""

from __future__ import annotations

from flask import flash, url_for
from flask_babel import gettext as _

from geofences.zones import service
from geofences.zones.forms import EndForm, RemarkForm, SureForm
from geofences.zones.model import Version
from geofences.zones.staff_pages.blueprint import blueprint
from geofences.zones.staff_pages.shown import STALE, said, stale, taken, to_version
from geofences.zones.staff_pages.versions import version_page
from portal.accounts import rules as roles
from portal.kit.clock import now
from portal.kit.edge import Page, SeeOther
from portal.kit.i18n import say
from portal.kit.model import Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem

Answer = Page | SeeOther


@blueprint.post("/zones/edit/version/<id_>/publish")
@allow(Permission.ZONES_PUBLISH)
def publish_version(id_: str) -> Answer:
    """Let one draft take effect; nobody publishes their own, nor what they have not seen."""
    seen = service.version(id_=id_)
    try:
        number = service.publish(version_ids=[id_], actor=identity().id, now=now())
    except Problem as problem:
        if STALE & {fault.code for fault in problem.faults}:
            return stale(seen, said(problem.faults))
        return version_page(id_, problem.status, faults=said(problem.faults))
    flash(say("zones.published_with_number", count=1, number=number), "success")
    return to_version(id_)


@blueprint.post("/zones/edit/version/<id_>/return")
@allow(Permission.ZONES_PUBLISH)
def send_back(id_: str) -> Answer:
    """Give a draft back to its author with a remark."""
    form = RemarkForm()
    if not form.validate():
        return version_page(id_, 422, remark=form)
    fault = service.send_back(id_=id_, remark=str(form.remark.data), actor=identity().id, now=now())
    return taken(fault, _("The draft was sent back to its author."), to_version(id_))


@blueprint.post("/zones/edit/version/<id_>/drop")
@allow(Permission.ZONES_EDIT)
def drop(id_: str) -> Answer:
    """Give up a draft."""
    key = service.version(id_=id_).zone.key
    fault = service.drop_draft(
        id_=id_, actor=identity().id, publisher=roles.may(identity(), Permission.ZONES_PUBLISH), now=now()
    )
    place = SeeOther(url_for("zones_staff.history", country=key[0], identifier=key[1]))
    return taken(fault, _("The draft was given up."), place)


@blueprint.post("/zones/edit/version/<id_>/end")
@allow(Permission.ZONES_EDIT)
def move_end(id_: str) -> Answer:
    """Prolong a zone, or end it early: a draft that another person publishes."""
    form = EndForm()
    end = form.read()
    if end is None:
        return version_page(id_, 422, end=form)
    try:
        done = service.move_end(id_=id_, end=end, actor=identity().id, now=now())
    except Problem as problem:
        if problem.status != 412:
            raise
        return stale(service.version(id_=id_))
    if not isinstance(done, str):
        form.show(done, otherwise="end_time")
        return version_page(id_, 422, end=form)
    flash(_("The new end is a draft now. Another person publishes it."), "success")
    return to_version(done)


@blueprint.post("/zones/edit/version/<id_>/withdrawal")
@allow(Permission.ZONES_EDIT)
def propose_withdrawal(id_: str) -> Answer:
    """Propose that a zone no longer applies; another person confirms it."""
    form = RemarkForm()
    if not form.validate():
        return version_page(id_, 422, remark=form)
    fault = service.propose_withdrawal(id_=id_, remark=str(form.remark.data), actor=identity().id, now=now())
    words = _("The withdrawal is proposed. The zone applies until another person has confirmed it.")
    return taken(fault, words, to_version(id_))


@blueprint.post("/zones/edit/version/<id_>/withdrawal/keep")
@allow(Permission.ZONES_EDIT)
def keep(id_: str) -> Answer:
    """Turn down a proposed withdrawal, or take one's own back."""
    try:
        service.keep_published(id_=id_, actor=identity().id)
    except Problem as problem:
        if problem.status != 412:
            raise
        return stale(service.version(id_=id_))
    flash(_("The zone stays as it is."), "success")
    return to_version(id_)


@blueprint.post("/zones/edit/version/<id_>/withdraw")
@allow(Permission.ZONES_PUBLISH)
def withdraw(id_: str) -> Answer:
    """End a published zone that another person proposed to end, or one's own emergency zone."""
    found, form = service.version(id_=id_), SureForm()
    if not form.validate():
        return version_page(id_, 422, sure=form)
    standing = service.standing(key=found.zone.key).published
    if standing is None or standing.id != id_:
        return stale(found)
    return _withdrawn(found)


def _withdrawn(found: Version) -> Answer:
    try:
        service.withdraw(keys=[found.zone.key], actor=identity().id, now=now())
    except Problem as problem:
        return version_page(found.id, problem.status, faults=said(problem.faults))
    flash(_("The zone was withdrawn. It no longer applies."), "success")
    return to_version(found.id)
