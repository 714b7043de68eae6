"""Offers to hand over an aircraft, made and received."""

from __future__ import annotations

from flask_babel import gettext as _

from drones.registry import service
from drones.registry.pages.own import Answer, blueprint, done, own_operator, register_first
from portal.kit.clock import now
from portal.kit.edge import Page, SeeOther
from portal.kit.model import Permission
from portal.kit.permissions import allow, identity


@blueprint.get("/transfers")
@allow(Permission.REGISTRY_OWN)
def transfers() -> Answer:
    """Offers made and received."""
    mine = service.operator_of(person_id=identity().id)
    if mine is None:
        return register_first()
    return Page(
        "registry/transfers.html",
        received=service.transfers_to(operator_id=mine.id),
        made=service.transfers_from(operator_id=mine.id),
    )


@blueprint.post("/transfers/<transfer_id>/accept")
@allow(Permission.REGISTRY_OWN)
def accept_transfer(transfer_id: str) -> SeeOther:
    """Agree to take an aircraft over."""
    made = service.accept_transfer(operator_id=own_operator().id, transfer_id=transfer_id, now=now())
    faults = made if isinstance(made, tuple) else ()
    return done(faults, _("The aircraft is yours in the register."), "registry.transfers")


@blueprint.post("/transfers/<transfer_id>/decline")
@allow(Permission.REGISTRY_OWN)
def decline_transfer(transfer_id: str) -> SeeOther:
    """Leave an aircraft to who offered it."""
    faults = service.decline_transfer(operator_id=own_operator().id, transfer_id=transfer_id, now=now())
    return done(faults, _("You declined the offer."), "registry.transfers")


@blueprint.post("/transfers/<transfer_id>/cancel")
@allow(Permission.REGISTRY_OWN)
def cancel_transfer(transfer_id: str) -> SeeOther:
    """Take one's offer back."""
    faults = service.cancel_transfer(operator_id=own_operator().id, transfer_id=transfer_id, now=now())
    return done(faults, _("The offer is taken back."), "registry.transfers")
