"""Several cases on one page: chosen, shown with what they ask, answered together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _

from drones.liaison import service
from drones.liaison.forms import ApproveForm, DenyForm
from drones.liaison.model import Request
from drones.liaison.service import Answered, Chosen
from portal.kit.clock import now
from portal.kit.edge import Page
from portal.kit.model import Permission
from portal.kit.permissions import allow, identity

blueprint = Blueprint("liaison_batch", __name__)


@blueprint.get("/liaison/batch")
@allow(Permission.LIAISON_DECIDE)
def index() -> Page:
    """Cases to decide on together: those named, those of a series, or those like one."""
    reader = identity()
    for name in ("series", "like"):
        if request.args.get(name):
            flight_id = request.args[name]
            found = service.together(reader=reader, flight_id=flight_id, series=name == "series")
            return _page(found)
    ids = set(request.args.getlist("case")[:500])
    return _page(
        service.chosen(reader=reader, flight_ids=ids), left_out=max(0, len(ids) - service.MOST_TOGETHER)
    )


@blueprint.post("/liaison/batch/approve")
@allow(Permission.LIAISON_DECIDE)
def approve() -> Page:
    """Consent to each of them, under the same conditions."""
    form = ApproveForm()
    return _answered(
        form,
        "approve",
        _("Approved together"),
        lambda cases: service.approve_many(cases=cases, officer=identity(), approval=form.approval()),
    )


@blueprint.post("/liaison/batch/deny")
@allow(Permission.LIAISON_DECIDE)
def deny() -> Page:
    """No to each of them, for the same reason."""
    form = DenyForm()
    return _answered(
        form,
        "deny",
        _("Denied together"),
        lambda cases: service.deny_many(cases=cases, officer=identity(), refused=form.refused()),
    )


@blueprint.post("/liaison/batch/undo")
@allow(Permission.LIAISON_DECIDE)
def undo() -> Page:
    """Take the newest decision on each of them back, within half a minute."""
    found = service.undo_many(cases=_cases(), officer=identity())
    return Page("liaison/batch_done.html", title=_("Undone together"), found=found, undoable=())


def _answered(
    form: Any, name: str, title: str, decide: Callable[[Sequence[Chosen]], tuple[Answered, ...]]
) -> Page:
    cases = _cases()
    if not cases or not form.validate():
        ids = {case.flight_id for case in cases} | set(request.form.getlist("shown"))
        found = service.chosen(reader=identity(), flight_ids=ids)
        picked = {case.flight_id for case in cases}
        return _page(found, 422, nothing=not cases, picked=picked, **{name: form})
    answered = decide(cases)
    undoable = [one for one in answered if one.done and not one.signed]
    return Page("liaison/batch_done.html", title=title, found=answered, undoable=undoable, now=now())


def _page(found: Sequence[Request], status: int = 200, **about: Any) -> Page:
    forms = {"approve": ApproveForm(formdata=None), "deny": DenyForm(formdata=None)}
    forms |= {name: about.pop(name) for name in ("approve", "deny") if name in about}
    shown: dict[str, Any] = {"nothing": False, "left_out": 0, "picked": {one.flight.id for one in found}}
    return Page("liaison/batch.html", status, requests=found, forms=forms, now=now(), **(shown | about))


def _cases() -> list[Chosen]:
    """What was ticked, ``<id>.<version>`` each; what cannot be read is no case."""
    found = []
    for text in dict.fromkeys(request.form.getlist("case")):
        flight_id, _dot, version = text.partition(".")
        if flight_id and version.isascii() and version.isdigit() and len(version) < 10:
            found.append(Chosen(flight_id, int(version)))
    return found[: service.MOST_TOGETHER]
