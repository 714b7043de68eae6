"""``/zones/edit``: the staff's face of the register; import, publish by another person, withdraw."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _

from geofences.zones import service
from geofences.zones.forms import ImportForm, PublishForm, UploadForm, WithdrawForm
from geofences.zones.model import ImportReport
from portal.kit.clock import now
from portal.kit.edge import Page, SeeOther
from portal.kit.i18n import say
from portal.kit.model import Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem

blueprint = Blueprint("zones_staff", __name__)


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
    return SeeOther(url_for("zones_staff.report", id_=id_, command=form.command.data or None))


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
        now=now(),
    )
    return name, found


def _command() -> str:
    return request.args.get("command", "")[:20]


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


@blueprint.get("/zones/edit/<country>/<path:identifier>")
@allow(Permission.ZONES_READ_DRAFTS)
def history(country: str, identifier: str) -> Page:
    """All versions of one zone, and the way to withdraw it."""
    return _history(country, identifier, WithdrawForm())


@blueprint.post("/zones/edit/<country>/<path:identifier>")
@allow(Permission.ZONES_PUBLISH)
def withdraw(country: str, identifier: str) -> Page | SeeOther:
    """End a published zone."""
    form = WithdrawForm()
    if not form.validate():
        return _history(country, identifier, form, 422)
    service.withdraw(keys=[(country, identifier)], actor=identity().id, now=now())
    flash(_("The zone was withdrawn. It no longer applies."))
    return SeeOther(url_for("zones_staff.history", country=country, identifier=identifier))


def _history(country: str, identifier: str, form: WithdrawForm, status: int = 200) -> Page:
    versions = service.history(key=(country, identifier))
    if not versions:
        raise Problem("problem.http_404", 404)
    return Page(
        "zones/history.html",
        status,
        versions=versions,
        zone=versions[0].zone,
        form=form,
        features=service.outlines([versions[0].zone]),
    )


def _publish_form() -> PublishForm:
    form = PublishForm()
    form.versions.choices = [
        (one.id, f"{one.zone.country} {one.zone.identifier} – {one.zone.name}") for one in service.drafts()
    ]
    return form


def _index(upload_form: UploadForm, publish_form: PublishForm, status: int = 200) -> Page:
    drafts = service.drafts()
    return Page(
        "zones/edit.html",
        status,
        upload=upload_form,
        publish=publish_form,
        drafts=drafts,
        features=service.outlines(one.zone for one in drafts),
        me=identity().id,
    )
