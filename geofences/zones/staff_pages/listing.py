"""What waits to be done with the register, and files that are imported into it."""

from __future__ import annotations

import re

from flask import flash, request, url_for

from geofences.engine.model import Restriction
from geofences.zones import service
from geofences.zones.formats import Assumed
from geofences.zones.forms import ImportForm, PublishForm, UploadForm
from geofences.zones.model import ImportReport, State
from geofences.zones.staff_pages.blueprint import blueprint
from portal.kit.clock import now
from portal.kit.edge import Page, SeeOther
from portal.kit.i18n import say
from portal.kit.model import Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem


@blueprint.get("/zones/edit")
@allow(Permission.ZONES_READ_DRAFTS)
def index() -> Page:
    """The drafts that wait, and the way to import a file."""
    return _index(UploadForm(), _publish_form())


@blueprint.post("/zones/edit/import")
@allow(Permission.ZONES_EDIT)
def upload() -> Page | SeeOther:
    """Keep the file and show what it would do."""
    form = UploadForm()
    if not form.validate():
        return _index(form, _publish_form(), 422)
    file = form.file.data
    id_ = service.keep_upload(data=file.read(), name=file.filename or "", author=identity().id, now=now())
    said = {name: form[name].data or None for name in ("command", "country", "restriction")}
    return SeeOther(url_for("zones_staff.report", id_=id_, **said))


@blueprint.get("/zones/edit/import/<id_>")
@allow(Permission.ZONES_EDIT)
def report(id_: str) -> Page:
    """What importing the file would do, with every fault and its place; nothing is written."""
    name, found = _import(id_, dry_run=True)
    return Page("zones/report.html", form=ImportForm(), name=name, report=found, command=_command())


@blueprint.post("/zones/edit/import/<id_>")
@allow(Permission.ZONES_EDIT)
def import_(id_: str) -> Page | SeeOther:
    """Import the file's zones as drafts."""
    form = ImportForm()
    name, found = _import(id_, dry_run=False, accept_partial=bool(form.accept_partial.data))
    if not found.done:
        return Page("zones/report.html", 422, form=form, name=name, report=found, command=_command())
    service.drop_upload(id_=id_)
    flash(
        say(
            "zones.import_done",
            added=len(found.added),
            changed=len(found.changed),
            unchanged=len(found.unchanged),
        )
    )
    return SeeOther(url_for("zones_staff.index"))


def _import(id_: str, *, dry_run: bool, accept_partial: bool = False) -> tuple[str, ImportReport]:
    name, data = service.upload(id_=id_, author=identity().id)
    found = service.import_file(
        data=data,
        name=name,
        actor=identity().id,
        dry_run=dry_run,
        accept_partial=accept_partial,
        command=_command(),
        assumed=_assumed(),
        now=now(),
    )
    return name, found


def _command() -> str:
    return request.args.get("command", "")[:20]


def _assumed() -> Assumed:
    """What its author said where a file of airspace states nothing."""
    country, restriction = request.args.get("country", ""), request.args.get("restriction", "")
    stated = Restriction(restriction) if restriction in set(Restriction) else None
    return Assumed(country if re.fullmatch("[A-Z]{3}", country) else "", stated)


@blueprint.post("/zones/edit/publish")
@allow(Permission.ZONES_PUBLISH)
def publish() -> Page | SeeOther:
    """Let the chosen drafts take effect; nobody publishes their own."""
    form = _publish_form()
    if not form.validate():
        return _index(UploadForm(), form, 422)
    chosen = list(form.versions.data or ())
    try:
        number = service.publish(version_ids=chosen, actor=identity().id, now=now())
    except Problem as problem:
        form.show(problem.faults, otherwise="versions")
        return _index(UploadForm(), form, problem.status)
    flash(say("zones.published_with_number", count=len(chosen), number=number))
    return SeeOther(url_for("zones_staff.index"))


def _publish_form() -> PublishForm:
    form = PublishForm()
    form.versions.choices = [
        (one.id, f"{one.zone.country} {one.zone.identifier} – {one.zone.name}") for one in service.drafts()
    ]
    return form


def _index(upload_form: UploadForm, publish_form: PublishForm, status: int = 200) -> Page:
    drafts = service.drafts()
    flagged, withdrawals = service.waiting()
    return Page(
        "zones/edit.html",
        status,
        upload=upload_form,
        publish=publish_form,
        drafts=[one for one in drafts if one.returned_by is None],
        returned=[one for one in drafts if one.returned_by is not None],
        flagged=flagged,
        withdrawals=withdrawals,
        approvals=[one for one in service.open_approvals() if one.state is State.DRAFT],
        features=service.outlines(one.zone for one in drafts),
        me=identity().id,
    )
