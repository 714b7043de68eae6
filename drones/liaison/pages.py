"""The officer's pages: the queue, a case, the two answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _

from drones.liaison import formats, service
from drones.liaison.forms import ApproveForm, DenyForm
from drones.liaison.model import Sort
from drones.liaison.rules.decisions import asked_ceiling
from geofences.zones import service as zones
from portal.kit.clock import now
from portal.kit.edge import Page, SeeOther
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem, say_fault

blueprint = Blueprint("liaison", __name__)

#: Faults of the decision as a whole, by what they are about; all others are a field's.
_STATUS = {"version": 412, "state": 409, "officer": 403, "command": 403}


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
    return _case(flight_id)


@blueprint.post("/liaison/<flight_id>/approve")
@allow(Permission.LIAISON_DECIDE)
def approve(flight_id: str) -> Page | SeeOther:
    """Consent, with conditions."""
    form = ApproveForm()
    if not form.validate():
        return _case(flight_id, 422, approve_form=form)
    faults = _answer(
        service.approve,
        flight_id=flight_id,
        officer=identity(),
        approval=form.approval(),
        expected_version=form.expected_version,
        now=now(),
    )
    if faults:
        form.show([fault for fault in faults if fault.pointer not in _STATUS])
        return _case(flight_id, _status(faults), faults, approve_form=form)
    flash(_("The flight is approved for your command."))
    return SeeOther(url_for("liaison.index"))


@blueprint.post("/liaison/<flight_id>/deny")
@allow(Permission.LIAISON_DECIDE)
def deny(flight_id: str) -> Page | SeeOther:
    """No, with the reason."""
    form = DenyForm()
    if not form.validate():
        return _case(flight_id, 422, deny_form=form)
    faults = _answer(
        service.deny,
        flight_id=flight_id,
        officer=identity(),
        refused=form.refused(),
        expected_version=form.expected_version,
        now=now(),
    )
    if faults:
        form.show([fault for fault in faults if fault.pointer not in _STATUS])
        return _case(flight_id, _status(faults), faults, deny_form=form)
    flash(_("The flight is denied. The owner reads your reason."))
    return SeeOther(url_for("liaison.index"))


def _answer(decide: Callable[..., tuple[Fault, ...]], **facts: Any) -> tuple[Fault, ...]:
    """Decide; a plan that changed between the look and the lock is a fault like any other."""
    try:
        return decide(**facts)
    except Problem as problem:
        if problem.status != 412:
            raise
        return (Fault("version", "liaison.refusal.stale"),)


def _case(
    flight_id: str,
    status: int = 200,
    faults: tuple[Fault, ...] = (),
    approve_form: ApproveForm | None = None,
    deny_form: DenyForm | None = None,
) -> Page:
    """The case as it is now; forms come back as they were filled in, for the version now shown."""
    reader, moment = identity(), now()
    found = service.case(flight_id=flight_id, reader=reader, now=moment)
    if status == 200:
        service.note_view(case=found)
    flight = found.request.flight
    obstacle = service.obstacle(case=found, reader=reader)
    forms = approve_form or ApproveForm(formdata=None), deny_form or DenyForm(formdata=None)
    for form in forms:
        form.version.data = str(flight.version)
    said = [fault for fault in faults if fault.pointer in _STATUS] or ([obstacle] if obstacle else [])
    return Page(
        "liaison/case.html",
        status,
        case=found,
        features=formats.features(found),
        refusals=[say_fault(fault) for fault in said],
        is_open=obstacle is None and reader.command is not None,
        approve_form=forms[0],
        deny_form=forms[1],
        ceiling=asked_ceiling(flight),
        now=moment,
    )


def _status(faults: tuple[Fault, ...]) -> int:
    return next((_STATUS[fault.pointer] for fault in faults if fault.pointer in _STATUS), 422)
