"""The shapes of the interface to flight plans, and how a plan is told."""

from __future__ import annotations

from typing import Annotated, Any

from apiflask import APIBlueprint
from flask import request
from pydantic import BaseModel, ConfigDict, Field, RootModel, WithJsonSchema

from drones.flights import service
from drones.flights.formats import answers, documents, fixes
from drones.flights.model import (
    Category,
    Connectivity,
    Entry,
    FlightKind,
    FlightView,
    Identification,
    Mode,
    Reason,
    Refusal,
    State,
)
from portal.kit.clock import now
from portal.kit.permissions import identity
from portal.kit.problems import Problem
from portal.kit.settings import settings

blueprint = APIBlueprint("flights_api", __name__, url_prefix="/api/v1", tag="Flights")

Json = dict[str, Any]
_HEIGHT = {
    "type": "object",
    "required": ["value", "datum"],
    "additionalProperties": False,
    "properties": {
        "value": {"type": "number", "description": "Metres"},
        "datum": {"type": "string", "enum": ["AGL", "AMSL", "WGS84"]},
    },
}
_TIME = {"type": "string", "format": "date-time", "description": "RFC 3339, with its offset"}
_VOLUME = {
    "type": "object",
    "required": ["geometry", "floor", "ceiling", "start", "end"],
    "additionalProperties": False,
    "properties": {
        "geometry": {
            "type": "object",
            "description": "GeoJSON: Polygon, MultiPolygon, LineString with width_m, Point with radius_m",
        },
        "floor": _HEIGHT,
        "ceiling": _HEIGHT,
        "start": _TIME,
        "end": _TIME,
        "move_to": {
            "type": "array",
            "items": {"type": "number"},
            "description": "[longitude, latitude]: where the middle of the area is to be moved",
        },
    },
}


_POSITION = {
    "type": "object",
    "required": ["time", "lat", "lon"],
    "properties": {
        "time": _TIME,
        "lat": {"type": "number", "minimum": -90, "maximum": 90},
        "lon": {"type": "number", "minimum": -180, "maximum": 180},
        "height": _HEIGHT,
        "accuracy_m": {"type": "number", "minimum": 0},
        "accuracy_v_m": {"type": "number", "minimum": 0},
        "status": {"type": "string", "enum": ["undeclared", "ground", "airborne", "emergency"]},
    },
}
_STATE = {
    "type": "object",
    "description": "ASTM F3411 RIDAircraftState; also in `states`, `current_state` or one of `flights`",
    "required": ["timestamp", "position"],
    "properties": {
        "timestamp": {"description": "RFC 3339, alone or as `value`"},
        "operational_status": {"type": "string"},
        "position": {"type": "object", "required": ["lat", "lng"]},
        "height": {"type": "object"},
    },
}
_POSITIONS = {
    "oneOf": [
        {
            "type": "object",
            "required": ["positions"],
            "properties": {"positions": {"type": "array", "maxItems": fixes.MOST_FIXES, "items": _POSITION}},
        },
        _POSITION,
        _STATE,
        {"type": "array", "maxItems": fixes.MOST_FIXES, "items": {"oneOf": [_POSITION, _STATE]}},
    ]
}


_USPACE = {
    "type": ["object", "null"],
    "description": "Annex IV of (EU) 2021/664, where the plan asks for a U-space authorisation",
    "additionalProperties": False,
    "properties": {
        "kind": {"type": "string", "enum": [one.value for one in FlightKind]},
        "category": {"type": "string", "enum": [one.value for one in Category]},
        "identification": {"type": "array", "items": {"enum": [one.value for one in Identification]}},
        "connectivity": {"type": "array", "items": {"enum": [one.value for one in Connectivity]}},
        "endurance_min": {"type": ["integer", "null"]},
        "emergency": {
            "type": "string",
            "description": "Procedure on loss of the command link, or its address",
        },
        "certificate": {"type": "string"},
        "mark": {"type": "string"},
    },
}


def stated(schema: Json) -> Any:
    """Anything, documented as ``schema``: the room's own readers name every fault by its pointer."""
    return Annotated[Any, WithJsonSchema(schema)]


class PlanBody(BaseModel):
    """A flight plan; what is left out of a draft may be added later."""

    model_config = ConfigDict(extra="forbid")

    volumes: stated({"type": "array", "maxItems": documents.MOST_VOLUMES, "items": _VOLUME}) = None  # type: ignore[valid-type]
    aircraft: stated({"type": "string", "description": "Id of one's aircraft"}) = None  # type: ignore[valid-type]
    pilot: stated({"type": "string", "description": "Id of one's remote pilot"}) = None  # type: ignore[valid-type]
    purpose: stated({"type": "string", "enum": [one.value for one in Reason]}) = None  # type: ignore[valid-type]
    mode: stated({"type": "string", "enum": [one.value for one in Mode]}) = None  # type: ignore[valid-type]
    contact: stated({"type": "string", "description": "Telephone on the day"}) = None  # type: ignore[valid-type]
    notes: stated({"type": "string"}) = None  # type: ignore[valid-type]
    uspace: stated(_USPACE) = None  # type: ignore[valid-type]


class CheckOut(BaseModel):
    """An assessment against published zones alone."""

    outcome: str = Field(description="clear, conditional, referred or refused")
    status: str
    findings: list[Json]
    alternatives: list[Json]
    commands: list[str]
    zones_version: int
    left_out: int
    permit_share: float | None = Field(
        None, description="The part of the asked area that a permit can state; null when it can state nothing"
    )


class FlightOut(BaseModel):
    """A flight plan, where it stands, what was found, what happened."""

    id: str
    reference: str
    status: str
    version: int
    aircraft: str
    pilot: str
    purpose: str | None
    mode: str | None
    volumes: list[Json]
    contact: str
    notes: str
    uspace: Json | None
    operational_volumes: list[Json]
    outcome: str | None
    findings: list[Json]
    alternatives: list[Json]
    zones_version: int | None
    commands: list[str]
    consents: list[str]
    conditions: list[int]
    timeline: list[Json]
    permit: Json | None
    acts_next: str = Field(description="owner, command or nobody")
    acts_next_since: str
    acts_next_commands: list[str]
    proposal: Json | None = Field(description="What a command would consent to: accept or decline it")
    series: str | None = Field(None, description="What flights filed by one request have in common")
    own_reference: str = ""
    submitted_at: str | None
    created_at: str
    changed_at: str


class FlightsOut(BaseModel):
    """One's flight plans, the latest changed first."""

    flights: list[FlightOut]
    next: str | None = Field(default=None, description="The cursor of the next page, if there is one")


class FlightsQuery(BaseModel):
    """Which of one's plans, and from where on."""

    model_config = ConfigDict(extra="forbid")

    status: State | None = None
    limit: int = Field(default=100, ge=1, le=200)
    cursor: str | None = Field(default=None, max_length=20)


class WordsBody(BaseModel):
    """Words to the command."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=2_000)


class DeclineBody(BaseModel):
    """Why a proposal is declined, if one cares to say."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(default="", max_length=2_000)


class WaitOut(BaseModel):
    """How long a command usually takes; null where there were too few answers to say."""

    command: str
    answers: int
    median_s: int | None
    ninetieth_s: int | None


class WaitsOut(BaseModel):
    """The usual waiting times of the last 30 days, by command."""

    waits: list[WaitOut]


class PositionsBody(RootModel[Any]):
    """One position, ``{positions: [...]}``, a list, or ASTM F3411 network Remote ID JSON."""

    root: stated(_POSITIONS)  # type: ignore[valid-type]


class PositionsTaken(BaseModel):
    """How the flight keeps to its plan, what was found of each position, and what is alerted on."""

    conformance: str | None = Field(description="nominal, nonconforming or contingent (ASTM F3548)")
    track: Json | None
    positions: list[Json]
    alerts: list[Json]


class PositionsQuery(BaseModel):
    """From after which moment on."""

    model_config = ConfigDict(extra="forbid")

    after: str | None = Field(default=None, max_length=40)


class PositionsOut(BaseModel):
    """A page of the record; ``next`` is the ``after`` of the next one."""

    track: Json | None
    positions: list[Json]
    next: str | None = None


def answer(found: FlightView | Refusal) -> Any:
    """The plan with its version as ``ETag``, or a 409 problem with the refusal's reason."""
    if isinstance(found, Refusal):
        raise Problem(found.code, 409, (), **found.facts)
    told = tell(found, service.timelines(flights=[found]).get(found.id, ()))
    return told, 200, {"ETag": tag(told)}


def tell(found: FlightView, timeline: tuple[Entry, ...]) -> Json:
    """The plan as the interface says it."""
    return answers.write_flight(found, timeline, address=settings().base_url, now=now())


def tag(told: Json) -> str:
    """The entity tag of a plan that was told."""
    return f'"{told["version"]}"'


def expected() -> int | None:
    """The version that ``If-Match`` names, quoted or bare; ``None`` without one."""
    text = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if text in {"", "*"}:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Problem("flights.problem.version_unreadable", 400)
    return int(text)


def require_key() -> str:
    """The person of the API key in use; a 403 problem for a browser's session."""
    who = identity()
    if who.scopes is None:
        raise Problem("problem.http_403", 403)
    return who.id
