"""What all pages of a plan share: their blueprint, and how an answer is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, url_for

from drones.flights import service
from drones.flights.model import FlightView, Refusal, State
from portal.kit.clock import now
from portal.kit.edge import Page, SeeOther
from portal.kit.i18n import say
from portal.kit.permissions import identity
from portal.kit.problems import Problem

blueprint = Blueprint("flights", __name__)

Answer = Page | SeeOther
EDITABLE = frozenset({State.DRAFT, State.REFUSED})


def refused(refusal: Refusal, flight_id: str) -> SeeOther:
    """Back to the plan's page, with the reason why nothing happened."""
    flash(say(refusal.code, **refusal.facts), "error")
    return SeeOther(url_for("flights.show", flight_id=flight_id))


def pressed(
    move: Callable[..., FlightView | Refusal],
    flight_id: str,
    words: str | Callable[[FlightView], str],
    *,
    leads_to: frozenset[State],
    **facts: Any,
) -> SeeOther:
    """A button of the plan's page: the move is made and told in ``words``, or refused with the reason.

    Pressed twice, by one hand or two, the second finds done what it asked for and says nothing; a plan
    that changed in between is shown as it now is.
    """
    person, found = identity().id, None
    try:
        found = move(flight_id=flight_id, person_id=person, now=now(), **facts)
    except Problem as changed:
        if changed.status != 412:
            raise
    page = SeeOther(url_for("flights.show", flight_id=flight_id))
    if isinstance(found, FlightView):
        flash(words if isinstance(words, str) else words(found), "success")
    elif service.own_flight(flight_id=flight_id, person_id=person).state in leads_to:
        pass
    elif found is None:
        flash(say("flights.problem.changed"), "warning")
    else:
        return refused(found, flight_id)
    return page
