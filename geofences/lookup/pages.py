"""``/lookup``: may I fly here? A form and its answer in plain words; no account, no JavaScript needed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from shapely.geometry import mapping

from geofences.lookup import rules, service
from geofences.lookup.forms import LookupForm
from geofences.lookup.model import Answer, Question
from portal.kit.clock import now
from portal.kit.edge import Page
from portal.kit.model import Fault
from portal.kit.permissions import Permission, allow

blueprint = Blueprint("lookup", __name__)
#: Outlines drawn on the answer's map; the words list every zone.
_MOST_DRAWN = 50
_VERTICES_DRAWN = 5_000


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
    """What the map shows: the zones of the answer, the small ones in full."""
    found = [] if answer is None else answer.zones[:_MOST_DRAWN]
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": mapping(volume.area),
                "properties": {
                    "kind": "zone",
                    "status": one.status.value,
                    "label": one.zone.name or one.zone.identifier,
                },
            }
            for one in found
            for volume in one.zone.volumes
            if _is_drawable(volume.area)
        ],
    }


def _is_drawable(area: Any) -> bool:
    return len(getattr(area, "geoms", [area])) <= _MOST_DRAWN and _vertices(area) <= _VERTICES_DRAWN


def _vertices(area: Any) -> int:
    return sum(len(part.exterior.coords) for part in getattr(area, "geoms", [area]))
