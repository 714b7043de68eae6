"""``/api/v1/liaison/requests``: the queue and the two answers, for officers' programs."""

from __future__ import annotations

from typing import Any, Literal

from apiflask import APIBlueprint
from flask import request
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_jsonable_python

from drones.flights.model import WAITING, State
from drones.liaison import service
from drones.liaison.formats import write_request
from drones.liaison.model import Approval, Denial, Refused, Sort
from drones.liaison.rules.decisions import LONGEST_REMARK, OFFERED
from drones.permits.model import Condition
from portal.kit.clock import now
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem

blueprint = APIBlueprint("liaison_api", __name__, url_prefix="/api/v1", tag="Liaison")

_STATUS = {"version": 412, "state": 409, "officer": 403, "command": 403}
_NAMES = [code.name.lower() for code in OFFERED]


class RequestsQuery(BaseModel):
    """Which requests are asked for, and in which order."""

    model_config = ConfigDict(extra="forbid")
    status: Literal["referred", "info_requested", "proposed"] | None = Field(
        None, description="Only requests that stand there; without it, all that wait"
    )
    sort: Sort = Field(Sort.URGENCY, description="`urgency`: least time left first")


class RequestList(BaseModel):
    """The requests that wait for the reader's command."""

    requests: list[dict[str, Any]]
    as_of: str


class ApprovalBody(BaseModel):
    """Consent, with conditions."""

    model_config = ConfigDict(extra="forbid")
    conditions: list[str] = Field([], max_length=20, description="Any of: " + ", ".join(_NAMES))
    ceiling_m: int | None = Field(None, description="A lower ceiling, in the datum of the flight's own")
    remark: str = Field("", max_length=LONGEST_REMARK)


class DenialBody(BaseModel):
    """No, with the reason."""

    model_config = ConfigDict(extra="forbid")
    reason: Denial
    text: str = Field("", max_length=LONGEST_REMARK, description="A plain sentence for the owner")


@blueprint.get("/liaison/requests")
@blueprint.input(RequestsQuery, location="query", arg_name="query")
@blueprint.output(RequestList)
@allow(Permission.LIAISON_READ, api=True)
def requests(query: RequestsQuery) -> Any:
    """The queue of the key's command; every request has the `version` that a decision names."""
    states = {State(query.status)} if query.status else WAITING
    found = service.requests(reader=identity(), sort=query.sort)
    listed = [write_request(one) for one in found if one.flight.state in states]
    return {"requests": listed, "as_of": now().isoformat()}


@blueprint.post("/liaison/requests/<flight_id>/approve")
@blueprint.input(ApprovalBody, arg_name="body")
@allow(Permission.LIAISON_DECIDE, api=True)
def approve(flight_id: str, body: ApprovalBody) -> Any:
    """Consent for the key's command; `If-Match` names the version that was read (412 when stale)."""
    faults = service.approve(
        flight_id=flight_id,
        officer=identity(),
        approval=Approval(_codes(body.conditions), body.ceiling_m, body.remark.strip()),
        expected_version=_version(),
        now=now(),
    )
    return _answer(flight_id, faults)


@blueprint.post("/liaison/requests/<flight_id>/deny")
@blueprint.input(DenialBody, arg_name="body")
@allow(Permission.LIAISON_DECIDE, api=True)
def deny(flight_id: str, body: DenialBody) -> Any:
    """No from the key's command; `If-Match` names the version that was read (412 when stale)."""
    faults = service.deny(
        flight_id=flight_id,
        officer=identity(),
        refused=Refused(body.reason, body.text.strip()),
        expected_version=_version(),
        now=now(),
    )
    return _answer(flight_id, faults)


def _codes(names: list[str]) -> tuple[int, ...]:
    unknown = [place for place, name in enumerate(names) if name not in _NAMES]
    if unknown:
        faults = [Fault(f"/conditions/{place}", "liaison.error.condition") for place in unknown]
        raise Problem("problem.invalid", 422, faults)
    return tuple(sorted({int(Condition[name.upper()]) for name in names}))


def _version() -> int:
    """The version in ``If-Match``, quoted or bare; 428 without one, since a blind decision is none."""
    text = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Problem("liaison.problem.version_missing", 428)
    return int(text)


def _answer(flight_id: str, faults: tuple[Fault, ...]) -> Any:
    if faults:
        first = faults[0]
        whole = first.pointer in _STATUS
        code = first.code if whole else "problem.invalid"
        told = () if whole else [Fault(f"/{fault.pointer}", fault.code, fault.facts) for fault in faults]
        raise Problem(code, _STATUS.get(first.pointer, 422), told, **(first.facts if whole else {}))
    made = to_jsonable_python(write_request(service.request_of(flight_id=flight_id, reader=identity())))
    return made, 200, {"ETag": f'"{made["version"]}"'}
