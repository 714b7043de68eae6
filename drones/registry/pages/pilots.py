"""One's remote pilots."""

from __future__ import annotations

from flask_babel import gettext as _

from drones.registry import service
from drones.registry.forms import PilotForm
from drones.registry.model import PilotView
from drones.registry.pages.own import Answer, blueprint, done, own_operator, register_first
from portal.kit.clock import now
from portal.kit.edge import Page
from portal.kit.model import Permission
from portal.kit.permissions import allow, identity


@blueprint.get("/pilots")
@allow(Permission.REGISTRY_OWN)
def pilots() -> Answer:
    """One's remote pilots."""
    mine = service.operator_of(person_id=identity().id)
    if mine is None:
        return register_first()
    return Page("registry/pilots.html", pilots=service.pilots_of(operator_id=mine.id))


@blueprint.route("/pilots/new", methods=["GET", "POST"])
@allow(Permission.REGISTRY_OWN)
def pilot_new() -> Answer:
    """Add a remote pilot."""
    mine = service.operator_of(person_id=identity().id)
    if mine is None:
        return register_first()
    form = PilotForm(now=now())
    if not form.is_submitted():
        return Page("registry/pilot_new.html", form=form)
    if form.validate():
        made = service.add_pilot(operator_id=mine.id, draft=form.draft(), now=now())
        if isinstance(made, PilotView):
            return done((), _("The remote pilot is in the register."), "registry.pilots")
        form.show(made)
    return Page("registry/pilot_new.html", 422, form=form)


@blueprint.route("/pilots/<pilot_id>", methods=["GET", "POST"])
@allow(Permission.REGISTRY_OWN)
def one_pilot(pilot_id: str) -> Answer:
    """Renew a remote pilot's competence."""
    mine = own_operator()
    file = service.own_pilot(operator_id=mine.id, pilot_id=pilot_id)
    form = PilotForm(
        now=now(),
        data={
            "name": file.pilot.name,
            "competence": file.pilot.competence.value,
            "certificate": file.certificate,
            "expires_on": file.pilot.expires_on,
        },
    )
    if form.is_submitted() and form.validate():
        faults = service.renew_pilot(operator_id=mine.id, pilot_id=pilot_id, draft=form.draft(), now=now())
        return done(faults, _("The competence is renewed."), "registry.pilots")
    return Page("registry/pilot.html", 422 if form.is_submitted() else 200, form=form, pilot=file.pilot)
