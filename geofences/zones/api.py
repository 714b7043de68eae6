"""``/api/v1/zones``: the published zones, one by one, by area and moment, and as files."""

from __future__ import annotations

from typing import Any, Literal

from apiflask import APIBlueprint
from flask import Response, make_response, request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from shapely.geometry import mapping

from geofences.engine.model import Zone
from geofences.zones import service
from geofences.zones.formats.geojson import write_properties
from geofences.zones.formats.statements import band_statement
from geofences.zones.model import Key
from portal.kit.clock import now
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow
from portal.kit.problems import Problem

blueprint = APIBlueprint("zones_api", __name__, url_prefix="/api/v1", tag="Zones")


class ZonesQuery(BaseModel):
    """Which zones are asked for."""

    model_config = ConfigDict(extra="forbid")
    bbox: str | None = Field(
        None, description="west,south,east,north in degrees: zones whose box meets it", max_length=200
    )
    at: AwareDatetime | None = Field(None, description="Only zones that apply at this moment (RFC 3339)")
    cursor: str | None = Field(None, description="`next` of the page before", max_length=100)


class ZoneList(BaseModel):
    """A page of zones in order of country and identifier."""

    zones: list[dict[str, Any]]
    next: str | None
    zones_version: int


@blueprint.get("/zones")
@blueprint.input(ZonesQuery, location="query", arg_name="query")
@blueprint.output(ZoneList)
@allow(Permission.PUBLIC, api=True)
def zones(query: ZonesQuery) -> Any:
    """Published zones, without their outlines; `next` leads to the following page."""
    catalogue = service.catalogue(moment=now())
    if _is_known(catalogue.etag):
        return _not_modified(catalogue.etag)
    found = catalogue.select(bounds=_bounds(query.bbox), at=query.at, after=_after(query.cursor))
    page = found[: service.PAGE_SIZE]
    following = "/".join(page[-1].key) if len(found) > len(page) else None
    body = {"zones": [_summary(zone) for zone in page], "next": following, "zones_version": catalogue.number}
    return body, 200, _headers(catalogue.etag)


@blueprint.get("/zones/<country>/<path:identifier>")
@allow(Permission.PUBLIC, api=True)
def zone(country: str, identifier: str) -> Any:
    """One published zone with the outline of each of its layers."""
    catalogue = service.catalogue(moment=now())
    found = catalogue.snapshot.zone((country, identifier))
    if found is None:
        raise Problem("zones.not_published", 404)
    if _is_known(catalogue.etag):
        return _not_modified(catalogue.etag)
    layers = [
        {"geometry": mapping(volume.area), "heights": band_statement(volume.band)} for volume in found.volumes
    ]
    body = _summary(found) | {"layers": layers, "zones_version": catalogue.number}
    return body, 200, _headers(catalogue.etag)


def _file(format_: str, mimetype: str) -> Response:
    return _sent(service.catalogue(moment=now()).file(format_=format_), mimetype)


def _sent(file: service.Published, mimetype: str) -> Response:
    """The file in the coding that the client prefers, or 304 when it has just that."""
    packed = request.accept_encodings.best_match(["gzip", "identity"]) == "gzip"
    body, etag = file.coded(packed)
    if _is_known(etag):
        response = _not_modified(etag)
    else:
        response = make_response(body)
        response.mimetype = mimetype
        response.headers.update(_headers(etag))
        if packed:
            response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


@blueprint.get("/zones.geojson")
@allow(Permission.PUBLIC, api=True)
def geojson() -> Response:
    """All published zones as GeoJSON, one feature for each layer."""
    return _file("geojson", "application/geo+json")


@blueprint.get("/zones.ed269.json")
@allow(Permission.PUBLIC, api=True)
def ed269() -> Response:
    """All published zones as ED-269."""
    return _file("ed269", "application/json")


@blueprint.get("/zones.ed318.json")
@allow(Permission.PUBLIC, api=True)
def ed318() -> Response:
    """All published zones as ED-318."""
    return _file("ed318", "application/geo+json")


@blueprint.get("/zones.kml")
@allow(Permission.PUBLIC, api=True)
def kml() -> Response:
    """All published zones as KML, for maps."""
    return _file("kml", "application/vnd.google-earth.kml+xml")


class FeedQuery(BaseModel):
    """Which page of the feed."""

    model_config = ConfigDict(extra="forbid")
    lang: Literal["fr", "en"] = Field("fr", description="Language of the texts")
    before: str | None = Field(None, description="From the link `next` of the page before", max_length=60)


@blueprint.get("/zones/changes.atom")
@blueprint.input(FeedQuery, location="query", arg_name="query")
@allow(Permission.PUBLIC, api=True)
def changes(query: FeedQuery) -> Response:
    """What was published, superseded and withdrawn, newest first, as Atom (RFC 4287)."""
    page = service.catalogue(moment=now()).feed(language=query.lang, before=query.before)
    return _sent(page, "application/atom+xml")


def _summary(zone: Zone) -> dict[str, Any]:
    heights = [band_statement(volume.band) for volume in zone.volumes]
    stated = {"heights": heights, "exercise": zone.exercise, "command": zone.command}
    return write_properties(zone) | stated | {"two_signatures": zone.two_signatures}


def _is_known(etag: str) -> bool:
    return request.if_none_match.contains_weak(etag)


def _headers(etag: str) -> dict[str, str]:
    # Asked again each time: a zone published meanwhile must not be hidden by a copy kept on the way.
    return {"ETag": f'"{etag}"', "Cache-Control": "public, no-cache"}


def _not_modified(etag: str) -> Response:
    response = make_response(b"", 304)
    response.headers.update(_headers(etag))
    return response


def _bounds(text: str | None) -> service.Bounds | None:
    if text is None:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise _bad_box() from None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise _bad_box()
    return (west, south, east, north)


def _bad_box() -> Problem:
    return Problem("problem.invalid", 422, [Fault("/bbox", "zones.error.bad_box")])


def _after(cursor: str | None) -> Key | None:
    if not cursor:
        return None
    country, slash, identifier = cursor.partition("/")
    if not (slash and identifier and len(country) == 3):
        raise Problem("problem.invalid", 422, [Fault("/cursor", "problem.cursor")])
    return (country, identifier)
