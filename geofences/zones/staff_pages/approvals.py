"""Pre-approvals: the list, the form, and the steps of two persons with a version."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import shapely
from flask import flash, request, url_for
from flask_babel import gettext as _
from shapely.geometry import mapping

from geofences.engine.model import PreApproval
from geofences.zones import service
from geofences.zones.formats.typed import read_approval, write_approval
from geofences.zones.forms import ApprovalForm, MomentForm, RemarkForm, SureForm
from geofences.zones.model import ApprovalVersion, State
from geofences.zones.rules.hours import applies
from geofences.zones.staff_pages.blueprint import blueprint
from geofences.zones.staff_pages.shown import people, said, taken
from portal.accounts import rules as roles
from portal.kit.clock import now
from portal.kit.edge import Page, SeeOther
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem
from portal.kit.settings import settings

Answer = Page | SeeOther
#: Faults that mean: somebody else was quicker.
_OVERTAKEN = frozenset({"zones.error.no_draft_any_more", "zones.error.published_meanwhile"})
_DAYTIME = {"opens": "clock", "opens_at": "07:00", "closes": "clock", "closes_at": "18:00"}


@blueprint.get("/zones/edit/pre-approvals")
@allow(Permission.ZONES_READ_DRAFTS)
def approvals() -> Page:
    """Every draft and every published pre-approval."""
    found = service.open_approvals()
    return Page("zones/approvals.html", approvals=found, features=_outlines(found), **people())


@blueprint.route("/zones/edit/pre-approvals/new", methods=["GET", "POST"])
@allow(Permission.ZONES_EDIT)
def new_approval() -> Answer:
    """Draft a pre-approval that is not in the register."""
    form = ApprovalForm()
    if not form.is_submitted():
        fresh = {
            "command": identity().command or settings().default_command,
            "exercise": settings().demo,
            "periods": [{**_DAYTIME, "hours_zone": settings().time_zone}],
        }
        return _form_page(ApprovalForm(None, data=fresh), None)
    return _answer(form, None)


@blueprint.route("/zones/edit/pre-approvals/change/<id_>", methods=["GET", "POST"])
@allow(Permission.ZONES_EDIT)
def change_approval(id_: str) -> Answer:
    """A new draft of a pre-approval from one of its versions."""
    base, form = service.approval(id_=id_), ApprovalForm()
    if not form.is_submitted():
        seen = service.seen_of(identifier=base.pre_approval.identifier)
        texts = {**write_approval(base.pre_approval, _local()), "base": id_, "seen": seen}
        return _form_page(ApprovalForm(None, data=texts), base)
    return _answer(form, base)


def _answer(form: ApprovalForm, base: ApprovalVersion | None) -> Answer:
    if request.form.get("action") == "add_periods":
        typed = form.typed()
        kept = [one for one in typed["periods"] if not one.get("drop")]
        # A block that is forgotten must approve nothing: it names no day.
        return _form_page(ApprovalForm(None, data={**typed, "periods": [*kept, {"days": []}]}), base)
    reading = read_approval(form.typed(), None if base is None else base.pre_approval, _local())
    if reading.pre_approval is None:
        form.show_faults(reading.faults)
        return _form_page(form, base, 422)
    if request.form.get("action") == "save":
        return _save(form, base, reading.pre_approval)
    return _form_page(form, base, preview=reading.pre_approval)


def _save(form: ApprovalForm, base: ApprovalVersion | None, one: PreApproval) -> Answer:
    seen = str(form.seen.data or "")
    try:
        done = service.save_approval_draft(pre_approval=one, seen=seen, actor=identity().id, now=now())
    except Problem as problem:
        if problem.status != 412:
            raise
        return _overtaken(form, base, one)
    if not isinstance(done, str):
        form.show_faults([Fault("", fault.code, fault.facts) for fault in done])
        return _form_page(form, base, 422, preview=one)
    flash(_("The draft is kept. Another person publishes it."), "success")
    return _to(done)


def _overtaken(form: ApprovalForm, base: ApprovalVersion | None, one: PreApproval) -> Page:
    """412: something else stands there by now; what was typed is kept and may be sent once more."""
    if base is None:
        form.show_faults([Fault("identifier", "zones.error.identifier_taken")])
        return _form_page(form, None, 412)
    form.seen.data = service.seen_of(identifier=one.identifier)
    newest = service.approval(id_=form.seen.data) if form.seen.data else None
    changed = () if newest is None else service.approval_changes(before=base, after=newest)
    return _form_page(form, base, 412, preview=one, overtaken=service.told(changed))


@blueprint.get("/zones/edit/pre-approvals/version/<id_>")
@allow(Permission.ZONES_READ_DRAFTS)
def approval(id_: str) -> Page:
    """One version of a pre-approval, what it changes, all versions, and the next steps."""
    return _approval_page(id_)


def _approval_page(id_: str, status: int = 200, **forms: Any) -> Page:
    found, asked = service.review_approval(id_=id_), MomentForm(request.args)
    one = found.version.pre_approval
    given = {"remark": RemarkForm(None), "sure": SureForm(None), "faults": (), **forms}
    given["sure"].sure.label.text = _("Yes, flights ask again from now on")
    return Page(
        "zones/approval.html",
        status,
        version=found.version,
        one=one,
        before=found.before,
        differences=service.told(found.differences),
        history=found.history,
        asked=asked,
        answer=applies(one.applicability, one.area, asked.read(now())),
        features=_outlines([found.version]),
        **given,
        **people(),
    )


@blueprint.post("/zones/edit/pre-approvals/version/<id_>/publish")
@allow(Permission.ZONES_PUBLISH)
def publish_approval(id_: str) -> Answer:
    """Let a draft take effect; nobody publishes their own."""
    faults = service.publish_approval(id_=id_, actor=identity().id, now=now())
    if faults:
        stale = any(
            one.code in ("zones.error.no_draft_any_more", "zones.error.published_meanwhile") for one in faults
        )
        return _approval_page(id_, 412 if stale else 409, faults=said(faults))
    flash(_("The pre-approval applies from now on."), "success")
    return _to(id_)


@blueprint.post("/zones/edit/pre-approvals/version/<id_>/return")
@allow(Permission.ZONES_PUBLISH)
def send_back_approval(id_: str) -> Answer:
    """Give a draft back to its author with a remark."""
    form = RemarkForm()
    if not form.validate():
        return _approval_page(id_, 422, remark=form)
    fault = service.send_back_approval(id_=id_, remark=str(form.remark.data), actor=identity().id, now=now())
    return taken(fault, _("The draft was sent back to its author."), _to(id_))


@blueprint.post("/zones/edit/pre-approvals/version/<id_>/drop")
@allow(Permission.ZONES_EDIT)
def drop_approval(id_: str) -> SeeOther:
    """Give up a draft."""
    may = roles.may(identity(), Permission.ZONES_PUBLISH)
    fault = service.drop_approval_draft(id_=id_, actor=identity().id, publisher=may, now=now())
    return taken(fault, _("The draft was given up."), SeeOther(url_for("zones_staff.approvals")))


@blueprint.post("/zones/edit/pre-approvals/version/<id_>/withdraw")
@allow(Permission.ZONES_PUBLISH)
def withdraw_approval(id_: str) -> Answer:
    """End a pre-approval: flights ask again. That tightens, so one person does it."""
    form, found = SureForm(), service.approval(id_=id_)
    if not form.validate():
        return _approval_page(id_, 422, sure=form)
    if found.state is not State.PUBLISHED:
        return _approval_page(id_, 412, faults=[_("This version does not apply any more.")])
    identifiers = [found.pre_approval.identifier]
    service.withdraw(pre_approvals=identifiers, actor=identity().id, now=now())
    flash(_("The pre-approval was withdrawn. Flights ask again."), "success")
    return _to(id_)


def _to(id_: str) -> SeeOther:
    return SeeOther(url_for("zones_staff.approval", id_=id_))


def _local() -> ZoneInfo:
    return ZoneInfo(settings().time_zone)


def _outlines(found: list[ApprovalVersion]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": [_outline(one.pre_approval) for one in found]}


def _outline(one: PreApproval) -> dict[str, Any]:
    properties = {"kind": "zone", "status": "NO_RESTRICTION", "label": one.name or one.identifier}
    area = one.area if shapely.get_num_coordinates(one.area) < 20_000 else shapely.box(*one.area.bounds)
    return {"type": "Feature", "geometry": mapping(area), "properties": properties}


def _form_page(
    form: ApprovalForm,
    base: ApprovalVersion | None,
    status: int = 200,
    *,
    preview: PreApproval | None = None,
    **more: Any,
) -> Page:
    form.offer()
    if preview is not None:
        more["features"] = {"type": "FeatureCollection", "features": [_outline(preview)]}
    more |= people()
    return Page("zones/approval_form.html", status, form=form, base=base, preview=preview, **more)
