"""The registrar's pages: who waits, one operator, and what is decided of it."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _

from drones.registry import service
from drones.registry.forms import ReasonForm
from drones.registry.model import OperatorState
from drones.registry.rules.operators import OperatorMove, possible, renewable
from portal.audit import service as audit
from portal.kit.clock import now
from portal.kit.edge import Download, Page, SeeOther
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem

blueprint = Blueprint("registry_staff", __name__)
Answer = Page | SeeOther


@blueprint.get("/registry")
@allow(Permission.REGISTRY_READ)
def index() -> Page:
    """Operators that wait for the registrar; with ``state``, those in that state."""
    chosen = request.args.get("state", "")
    if chosen in set(OperatorState):
        files = service.operators_in(states=[OperatorState(chosen)])
    else:
        chosen, files = "", service.operators_waiting()
    # Who is pending stands in the first list already, together with who asks for renewal.
    states = [state for state in OperatorState if state is not OperatorState.PENDING]
    return Page("registry/staff_index.html", files=files, chosen=chosen, states=states)


@blueprint.get("/registry/<operator_id>")
@allow(Permission.REGISTRY_READ)
def one(operator_id: str) -> Page:
    """One operator, with its contact; the look leaves a line in the ledger."""
    service.operator_file(operator_id=operator_id)
    audit.security_event("registry.operator_viewed", subject=operator_id)
    return _operator_page(operator_id)


@blueprint.get("/registry/<operator_id>/aircraft/<aircraft_id>/photo")
@allow(Permission.REGISTRY_READ)
def photo(operator_id: str, aircraft_id: str) -> Download:
    """The photo of an operator's aircraft."""
    service.own_aircraft(operator_id=operator_id, aircraft_id=aircraft_id)
    kept = service.photo(aircraft_id=aircraft_id)
    return Download(kept.content, kept.mimetype, "aircraft.jpg", inline=True)


@blueprint.post("/registry/<operator_id>/approve")
@allow(Permission.REGISTRY_REVIEW)
def approve(operator_id: str) -> Answer:
    """Approve: the operator may submit flights."""
    faults = service.approve_operator(operator_id=operator_id, actor=identity().id, now=now())
    return _answer(operator_id, faults, _("The operator is approved."))


@blueprint.post("/registry/<operator_id>/refuse")
@allow(Permission.REGISTRY_REVIEW)
def refuse(operator_id: str) -> Answer:
    """Refuse, with a reason the operator reads."""
    form = ReasonForm()
    faults = service.refuse_operator(
        operator_id=operator_id, actor=identity().id, reason=form.reason.data or "", now=now()
    )
    return _answer(operator_id, faults, _("The operator is refused and told why."), form)


@blueprint.post("/registry/<operator_id>/suspend")
@allow(Permission.REGISTRY_REVIEW)
def suspend(operator_id: str) -> Answer:
    """Suspend, with a reason the operator reads."""
    form = ReasonForm()
    faults = service.suspend_operator(
        operator_id=operator_id, actor=identity().id, reason=form.reason.data or "", now=now()
    )
    return _answer(operator_id, faults, _("The operator is suspended and told why."), form)


@blueprint.post("/registry/<operator_id>/reinstate")
@allow(Permission.REGISTRY_REVIEW)
def reinstate(operator_id: str) -> Answer:
    """End a suspension."""
    faults = service.reinstate_operator(operator_id=operator_id, actor=identity().id, now=now())
    return _answer(operator_id, faults, _("The suspension is over."))


@blueprint.post("/registry/<operator_id>/renew")
@allow(Permission.REGISTRY_REVIEW)
def renew(operator_id: str) -> Answer:
    """Renew for a year."""
    faults = service.renew_operator(operator_id=operator_id, actor=identity().id, now=now())
    return _answer(operator_id, faults, _("The registration is renewed."))


def _answer(operator_id: str, faults: tuple[Fault, ...], said: str, form: ReasonForm | None = None) -> Answer:
    if not faults:
        flash(said, "success")
        return SeeOther(url_for("registry_staff.one", operator_id=operator_id))
    if form is None:
        raise Problem(faults[0].code, 409, faults[1:], **faults[0].facts)
    form.validate()
    form.show(faults)
    return _operator_page(operator_id, 422, form)


def _operator_page(operator_id: str, status: int = 200, form: ReasonForm | None = None) -> Page:
    file = service.operator_file(operator_id=operator_id)
    until = file.operator.valid_until
    moves = possible(file.operator.state)
    if until is not None and not renewable(until, now()):
        moves -= {OperatorMove.RENEW}
    return Page(
        "registry/staff_operator.html",
        status,
        file=file,
        aircraft=service.aircraft_of(operator_id=operator_id),
        with_photo=service.aircraft_with_photo(operator_id=operator_id),
        pilots=service.pilots_of(operator_id=operator_id),
        moves={move.value for move in moves},
        form=form or ReasonForm(None),
    )
