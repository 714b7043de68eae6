"""The public question: is this registration number valid?"""

from __future__ import annotations

from drones.registry import service
from drones.registry.forms import NumberForm
from drones.registry.pages.own import blueprint
from portal.kit.clock import now
from portal.kit.edge import Page
from portal.kit.limits import PUBLIC_RATE, limiter
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow


@blueprint.route("/registry/check", methods=["GET", "POST"])
@limiter.limit(PUBLIC_RATE, methods=["POST"])
@allow(Permission.PUBLIC)
def check() -> Page:
    """Is this number valid? Asked by POST, so that no number stands in an address or a log."""
    form = NumberForm()
    if not form.is_submitted():
        return Page("registry/check.html", form=form, standing=None)
    typed = form.typed()
    if not typed.strip():
        form.validate()
        form.show([Fault("number", "registry.number.missing")])
        return Page("registry/check.html", 422, form=form, standing=None)
    fault = service.number_fault(number=typed)
    if fault is not None:
        form.validate()
        form.show([fault])
        return Page("registry/check.html", 422, form=form, standing=None)
    return Page("registry/check.html", form=form, standing=service.standing(number=typed, now=now()))
