"""What all pages of a plan share: their blueprint, and how an answer is given."""

from __future__ import annotations

from flask import Blueprint, flash, url_for

from drones.flights.model import Refusal, State
from portal.kit.edge import Page, SeeOther
from portal.kit.i18n import say

blueprint = Blueprint("flights", __name__)

Answer = Page | SeeOther
EDITABLE = frozenset({State.DRAFT, State.REFUSED})


def refused(refusal: Refusal, flight_id: str) -> SeeOther:
    """Back to the plan's page, with the reason why nothing happened."""
    flash(say(refusal.code, **refusal.facts), "error")
    return SeeOther(url_for("flights.show", flight_id=flight_id))
