"""``/lookup``: may I fly here? A form and its answer in plain words; no account, no JavaScript needed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from geofences.lookup import rules, service
from geofences.lookup.forms import LookupForm
from geofences.lookup.model import Answer, Question
from geofences.zones import service as zones
from portal.kit.clock import now
from portal.kit.edge import Page
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow

blueprint = Blueprint("lookup", __name__)


@blueprint.get("/lookup")
@allow(Permission.PUBLIC)
def index() -> Page:
    """The form; with a place in the address, its answer too."""
    form = LookupForm(request.args)
    if not any(request.args.get(name) for name in ("lat", "lon")):
        return Page("lookup/index.html", form=form, answer=None, features=_features(None))
    if not form.validate():
        return Page("lookup/index.html", 422, form=form, answer=None, features=_features(None))
    moment = now()
    period = form.period(moment)
    if isinstance(period, Fault):
        form.show([Fault("/date", period.code, period.facts)])
        return Page("lookup/index.html", 422, form=form, answer=None, features=_features(None))
    question = Question(*form.position(), period, form.band())
    answer = service.answer(question=question, moment=moment)
    return Page(
        "lookup/index.html",
        form=form,
        question=question,
        answer=answer,
        features=_features(answer),
        open_start=rules.open_start,
        open_end=rules.open_end,
        headers={"Cache-Control": "no-store"},
    )


def _features(answer: Answer | None) -> dict[str, Any]:
    """What the map shows: the zones of the answer, or before any question all that are published."""
    if answer is not None:
        return zones.outlines(one.zone for one in answer.zones)
    return zones.outlines(zones.catalogue(moment=now()).zones)
