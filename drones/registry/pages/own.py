"""What the owner's pages share: their blueprint, one's own operator, the way back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from drones.registry import service
from drones.registry.model import OperatorView
from portal.kit.edge import Page, SeeOther
from portal.kit.model import Fault
from portal.kit.permissions import identity
from portal.kit.problems import Problem, say_fault

blueprint = Blueprint("registry", __name__)
Answer = Page | SeeOther


def own_operator() -> OperatorView:
    """One's own operator, or a 404: there is nothing of theirs here yet."""
    mine = service.operator_of(person_id=identity().id)
    if mine is None:
        raise Problem("registry.operator.unknown", 404)
    return mine


def register_first() -> SeeOther:
    """To the registration, with a word why."""
    flash(_("Register as an operator first."), "warning")
    return SeeOther(url_for("registry.operator"))


def done(faults: tuple[Fault, ...], said: str, endpoint: str, **values: Any) -> SeeOther:
    """Back to a page that says what was done, or what stood against it."""
    for fault in faults:
        flash(say_fault(fault), "error")
    if not faults:
        flash(said, "success")
    return SeeOther(url_for(endpoint, **values))
