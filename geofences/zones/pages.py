"""``/zones``: the published zones, as a list and one by one, for anyone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, request
from shapely.geometry import mapping

from geofences.engine.model import Zone
from geofences.zones import service
from geofences.zones.model import Key
from portal.kit.clock import now
from portal.kit.edge import Page
from portal.kit.permissions import Permission, allow
from portal.kit.problems import Problem

blueprint = Blueprint("zones", __name__)
#: Positions drawn on one page's map; beyond, the list alone says what there is.
_DRAWN = 30_000


@blueprint.get("/zones")
@allow(Permission.PUBLIC)
def index() -> Page:
    """A page of the published zones, in order of country and identifier."""
    catalogue = service.catalogue(moment=now())
    found = catalogue.select(after=_after(request.args.get("after")))
    page = found[: service.PAGE_SIZE]
    following = "/".join(page[-1].key) if len(found) > len(page) else None
    return Page(
        "zones/index.html",
        zones=page,
        total=len(catalogue.zones),
        number=catalogue.number,
        following=following,
        features=features(page),
    )


@blueprint.get("/zones/<country>/<path:identifier>")
@allow(Permission.PUBLIC)
def zone(country: str, identifier: str) -> Page:
    """One published zone: what it asks, where, when, how high, and of whom."""
    catalogue = service.catalogue(moment=now())
    found = catalogue.snapshot.zone((country, identifier))
    if found is None:
        raise Problem("zones.not_published", 404)
    return Page("zones/zone.html", zone=found, number=catalogue.number, features=features([found]))


def _after(text: str | None) -> Key | None:
    country, _, identifier = (text or "").partition("/")
    return (country, identifier) if identifier else None


def features(zones: Iterable[Zone]) -> dict[str, Any]:
    """The zones' outlines for a page's map, as long as they are not too many to draw."""
    drawn: list[dict[str, Any]] = []
    left = _DRAWN
    for one in zones:
        for volume in one.volumes:
            left -= sum(len(part.exterior.coords) for part in getattr(volume.area, "geoms", [volume.area]))
            if left < 0:
                return {"type": "FeatureCollection", "features": drawn}
            properties = {
                "kind": "zone",
                "status": one.restriction.value,
                "label": one.name or one.identifier,
            }
            drawn.append({"type": "Feature", "geometry": mapping(volume.area), "properties": properties})
    return {"type": "FeatureCollection", "features": drawn}
