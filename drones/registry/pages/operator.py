"""One's registration as an operator."""

from __future__ import annotations

from flask_babel import gettext as _

from drones.registry import service
from drones.registry.forms import OperatorForm
from drones.registry.model import OperatorView
from drones.registry.pages.own import Answer, blueprint, done, own_operator
from drones.registry.rules.operators import renewable
from portal.kit.clock import now
from portal.kit.edge import Page, SeeOther
from portal.kit.model import Permission
from portal.kit.permissions import allow, identity


@blueprint.route("/operator", methods=["GET", "POST"])
@allow(Permission.REGISTRY_OWN)
def operator() -> Answer:
    """Register as an operator; afterwards, where the registration stands."""
    mine = service.operator_of(person_id=identity().id)
    if mine is not None:
        return _standing(mine)
    form = OperatorForm(data={"email": identity().email})
    if not form.is_submitted():
        return Page("registry/operator_new.html", form=form)
    if not form.validate():
        return Page("registry/operator_new.html", 422, form=form)
    made, number = service.register_operator(person_id=identity().id, contact=form.contact(), now=now())
    # The one answer that holds the secret: rendered as a value, kept by nobody on the way.
    return Page("registry/number.html", 201, {"Cache-Control": "no-store"}, operator=made, number=number)


@blueprint.route("/operator/again", methods=["GET", "POST"])
@allow(Permission.REGISTRY_OWN)
def apply_again() -> Answer:
    """A refused operator corrects its details and asks once more."""
    file = service.operator_file(operator_id=own_operator().id)
    form = OperatorForm(
        data={
            "kind": file.operator.kind.value,
            "name": file.operator.name,
            "email": file.email,
            "phone": file.phone,
            "address": file.address,
        }
    )
    if form.is_submitted() and form.validate():
        faults = service.apply_again(operator_id=file.operator.id, contact=form.contact(), now=now())
        return done(faults, _("Your registration waits for the registrar again."), "registry.operator")
    return Page("registry/operator_again.html", 422 if form.is_submitted() else 200, form=form, file=file)


@blueprint.post("/operator/renewal")
@allow(Permission.REGISTRY_OWN)
def ask_renewal() -> SeeOther:
    """Ask the registrar to renew."""
    faults = service.ask_renewal(operator_id=own_operator().id, now=now())
    return done(faults, _("The registrar has your request for renewal."), "registry.operator")


def _standing(mine: OperatorView) -> Page:
    return Page(
        "registry/operator.html",
        file=service.operator_file(operator_id=mine.id),
        renewable=mine.valid_until is not None and renewable(mine.valid_until, now()),
    )
