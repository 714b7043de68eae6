"""``/api/v1/liaison/requests``: the queue and the two answers, for officers' programs."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Literal, NoReturn

from apiflask import APIBlueprint
from flask import Response, request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic_core import to_jsonable_python

from drones.flights.model import Mode, Reason
from drones.liaison import service
from drones.liaison.formats import write_claim, write_request, write_signature
from drones.liaison.model import Approval, Denial, Refused, Request, Sort
from drones.liaison.rules.decisions import LONGEST_REMARK, OFFERED
from drones.liaison.rules.lines import LONGEST_TEXT, Held, Mark, Within
from drones.permits.model import Condition
from portal.kit.clock import now
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem

blueprint = APIBlueprint("liaison_api", __name__, url_prefix="/api/v1", tag="Liaison")

_STATUS = {"version": 412, "state": 409, "officer": 403, "command": 403, "signature": 403}
_NAMES = [code.name.lower() for code in OFFERED]


class RequestsQuery(BaseModel):
    """Which requests are asked for, and in which order."""

    model_config = ConfigDict(extra="forbid")
    status: Literal["referred", "info_requested", "proposed"] | None = Field(
        None, description="Only requests that stand there; without it, all that wait"
    )
    sort: Sort = Field(
        Sort.URGENCY, description="`urgency`: least time left first; `risk`: by hours left, then by risk"
    )
    mode: Mode | None = None
    purpose: Reason | None = None
    held: Held | None = Field(None, description="By whom of the command it is held")
    mark: Mark | None = Field(None, description="What it is marked with")
    within: Within | None = Field(None, description="How soon it begins")
    command: str | None = Field(None, max_length=LONGEST_TEXT, description="A command that is asked too")
    place: str | None = Field(
        None, max_length=LONGEST_TEXT, description="Part of the name of the nearest town"
    )
    text: str | None = Field(None, max_length=LONGEST_TEXT, description="Part of the reference")
    start_from: AwareDatetime | None = Field(None, description="Begins then or later")
    start_to: AwareDatetime | None = Field(None, description="Begins then or sooner")

    def wanted(self) -> dict[str, str]:
        """What the queue is to be narrowed to."""
        names = {"status": "state", "start_from": "from", "start_to": "to"}
        said = self.model_dump(mode="json", exclude={"sort"}, exclude_none=True)
        return {names.get(name, name): str(value) for name, value in said.items()}


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

    def approval(self) -> Approval:
        """What is granted; a 422 problem names conditions that there are not."""
        return Approval(_codes(self.conditions), self.ceiling_m, self.remark.strip())


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
    """The queue of the key's command; every request has the `version` that a decision names.

    With `If-None-Match` a 304 while nothing changed.
    """
    reader, moment = identity(), now()
    tag = _tag(query)
    if request.if_none_match.contains_weak(tag):
        same = Response(status=304)
        same.headers["ETag"] = f'W/"{tag}"'
        return same
    listed = [
        {
            **write_request(line.request),
            "claim": write_claim(line.claim, reader=reader),
            "risk": {"points": line.risk.points, "reasons": line.risk.reasons, "facts": line.risk.facts},
            "escalated_at": line.escalated_at,
        }
        for line in service.queue(reader=reader, sort=query.sort, now=moment, wanted=query.wanted()).lines
    ]
    return {"requests": listed, "as_of": moment.isoformat()}, 200, {"ETag": f'W/"{tag}"'}


def _tag(query: RequestsQuery) -> str:
    """Another one whenever the list would be; weak, for ``as_of`` alone makes none."""
    told = service.queue_stamp(reader=identity(), now=now()), query.model_dump_json()
    return sha256(repr(told).encode()).hexdigest()[:32]


@blueprint.post("/liaison/requests/<flight_id>/approve")
@blueprint.input(ApprovalBody, arg_name="body")
@allow(Permission.LIAISON_DECIDE, api=True)
def approve(flight_id: str, body: ApprovalBody) -> Any:
    """Consent for the key's command; `If-Match` names the version that was read (412 when stale).

    Where a zone demands two signatures, this is the first: the request then shows it as `signature` and
    still waits. A key cannot show anew whose it is, so the second is given on the page alone (403,
    `liaison.refusal.reauthentication`).
    """
    faults = service.approve(
        flight_id=flight_id,
        officer=identity(),
        approval=body.approval(),
        expected_version=version(),
        now=now(),
    )
    return answer(flight_id, faults)


@blueprint.post("/liaison/requests/<flight_id>/deny")
@blueprint.input(DenialBody, arg_name="body")
@allow(Permission.LIAISON_DECIDE, api=True)
def deny(flight_id: str, body: DenialBody) -> Any:
    """No from the key's command; `If-Match` names the version that was read (412 when stale)."""
    faults = service.deny(
        flight_id=flight_id,
        officer=identity(),
        refused=Refused(body.reason, body.text.strip()),
        expected_version=version(),
        now=now(),
    )
    return answer(flight_id, faults)


def _codes(names: list[str]) -> tuple[int, ...]:
    unknown = [place for place, name in enumerate(names) if name not in _NAMES]
    if unknown:
        faults = [Fault(f"/conditions/{place}", "liaison.error.condition") for place in unknown]
        raise Problem("problem.invalid", 422, faults)
    return tuple(sorted({int(Condition[name.upper()]) for name in names}))


def version(*, optional: bool = False) -> int:
    """The version in ``If-Match``, quoted or bare; 428 without one, since a blind decision is none.

    Where it is ``optional``, 0 stands for its absence.
    """
    text = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if optional and text in {"", "*"}:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Problem("liaison.problem.version_missing", 428)
    return int(text)


def answer(flight_id: str, faults: tuple[Fault, ...]) -> Any:
    """The request as it now is with its version as ``ETag``, or what stood in the way.

    A 412 says what happened since the version that was read.
    """
    if faults:
        first = faults[0]
        whole = first.pointer in _STATUS
        if first.pointer == "version":
            stale(flight_id, first)
        code = first.code if whole else "problem.invalid"
        told = () if whole else [Fault(f"/{fault.pointer}", fault.code, fault.facts) for fault in faults]
        raise Problem(code, _STATUS.get(first.pointer, 422), told, **(first.facts if whole else {}))
    return tell(service.request_of(flight_id=flight_id, reader=identity()))


def stale(flight_id: str, fault: Fault) -> NoReturn:
    """Raise the 412 problem: somebody else holds the case, or the plan changed, and how."""
    changed = service.changes(flight_id=flight_id, reader=identity(), read=version(optional=True) or 0)
    raise Problem(fault.code, 412, changed, **fault.facts)


def tell(found: Request) -> Any:
    """A request with who holds it, its version as ``ETag``."""
    reader, flight_id = identity(), found.flight.id
    claim = service.claim_of(flight_id=flight_id, reader=reader, now=now())
    signed = service.open_signatures(reader=reader, flight_ids=[flight_id]).get(flight_id)
    told = {"claim": write_claim(claim, reader=reader), "signature": write_signature(signed)}
    made = to_jsonable_python({**write_request(found), **told})
    return made, 200, {"ETag": f'"{made["version"]}"'}
