"""``/api/v1/lookup``: what applies at a place, for anyone, from memory."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from apiflask import APIBlueprint
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from geofences.engine.model import Band, Datum, Height, Period, Unit
from geofences.lookup import rules, service
from geofences.lookup.model import Question, ZoneAnswer
from geofences.zones.service import authority_statement, band_statement
from portal.kit.clock import now
from portal.kit.i18n import utc
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow
from portal.kit.problems import Problem

blueprint = APIBlueprint("lookup_api", __name__, url_prefix="/api/v1", tag="Look-up")

Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
HeightM = Annotated[float | None, Field(ge=-1_000, le=100_000, allow_inf_nan=False)]
_NO_STORE = {"Cache-Control": "no-store"}


class When(BaseModel):
    """The moment or period, and the height, that are asked about."""

    model_config = ConfigDict(extra="forbid")
    at: AwareDatetime | None = Field(None, description="RFC 3339 with offset; without it: now")
    until: AwareDatetime | None = Field(None, description="End of the period; without it: the moment `at`")
    height_m: HeightM = Field(None, description="Metres in `datum`; without it: any height")
    datum: Datum = Field(Datum.AGL, description="Datum of `height_m`")


class LookupQuery(When):
    """One position."""

    lat: Latitude
    lon: Longitude


class LookupMany(When):
    """Many positions at one time and height."""

    points: list[tuple[Longitude, Latitude]] = Field(min_length=1, max_length=10_000)


class LookupAnswer(BaseModel):
    """What applies; `unknown` outside the coverage, and unknown never means free."""

    status: Literal["prohibited", "authorisation_required", "unknown", "conditional", "clear"]
    zones: list[dict[str, Any]]
    lat: float
    lon: float
    at: str
    until: str | None
    height_m: float | None
    datum: Datum
    outside_coverage: bool
    as_of: str
    zones_version: int


class LookupResult(BaseModel):
    """What applies at one of many points."""

    status: str
    zones: list[str]


class LookupAnswers(BaseModel):
    """What applies at each point, in the order asked."""

    results: list[LookupResult]
    at: str
    until: str | None
    height_m: float | None
    datum: Datum
    as_of: str
    zones_version: int


@blueprint.get("/lookup")
@blueprint.input(LookupQuery, location="query", arg_name="query")
@blueprint.output(LookupAnswer)
@allow(Permission.PUBLIC, api=True)
def lookup(query: LookupQuery) -> Any:
    """Zones at a position, with whom to ask; without `height_m` at any height."""
    moment = now()
    period, band = _asked(query, moment)
    found = service.answer(question=Question(query.lon, query.lat, period, band), moment=moment)
    body = {
        "status": found.status.value,
        "zones": [_zone(one) for one in found.zones],
        "lat": query.lat,
        "lon": query.lon,
        "outside_coverage": found.outside_coverage,
        "as_of": utc(found.as_of),
        "zones_version": found.zones_version,
    }
    return body | _echo(query, period), 200, _NO_STORE


@blueprint.post("/lookup")
@blueprint.input(LookupMany, arg_name="data")
@blueprint.output(LookupAnswers)
@allow(Permission.PUBLIC, api=True)
def lookup_many(data: LookupMany) -> Any:
    """The status and the zones' identifiers at up to 10,000 positions `[lon, lat]`, in order."""
    moment = now()
    period, band = _asked(data, moment)
    found, held = service.answer_many(points=data.points, period=period, band=band, moment=moment)
    results = [
        {"status": one.status.value, "zones": [zone.identifier for zone in one.zones]} for one in found
    ]
    body = {
        "results": results,
        "as_of": utc(held.confirmed_at),
        "zones_version": held.snapshot.number,
    }
    return body | _echo(data, period), 200, _NO_STORE


def _asked(when: When, moment: datetime) -> tuple[Period, Band | None]:
    period = rules.period_of(when.at or moment, when.until)
    if isinstance(period, Fault):
        raise Problem("problem.invalid", 422, [period])
    if when.height_m is None:
        return period, None
    height = Height(when.height_m, Unit.METRES, when.datum)
    return period, Band(height, height)


def _echo(when: When, period: Period) -> dict[str, Any]:
    return {
        "at": utc(period.start),
        "until": None if when.until is None else utc(period.end),
        "height_m": when.height_m,
        "datum": when.datum,
    }


def _zone(found: ZoneAnswer) -> dict[str, Any]:
    zone = found.zone
    authorities = [authority_statement(one) for one in zone.authorities]
    return {
        "identifier": zone.identifier,
        "country": zone.country,
        "name": zone.name,
        "restriction": zone.restriction.value,
        "status": found.status.value,
        "reasons": list(zone.reasons),
        "heights": [band_statement(band) for band in found.bands],
        "height_overlap": found.heights.value,
        "message": zone.message,
        "conditions": list(zone.conditions),
        "authority": authorities[0] if authorities else None,
        "authorities": authorities,
        "command": zone.command,
        "intervals": [{"start": utc(span.start), "end": utc(span.end)} for span in found.intervals],
        "permanent": not found.intervals,
        "pre_approval": None if found.pre_approval is None else found.pre_approval.identifier,
        "exercise": zone.exercise,
    }
