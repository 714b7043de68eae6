"""Holding a case, asking its owner, stopping a flight: officers' programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from apiflask import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field

from drones.liaison import service
from drones.liaison.api import ApprovalBody, DenialBody, answer, stale, tell, version
from drones.liaison.model import Refused
from drones.liaison.rules.decisions import LONGEST_REMARK
from portal.kit.clock import now
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem, say_fault

blueprint = APIBlueprint("liaison_queue_api", __name__, url_prefix="/api/v1", tag="Liaison queue")


class QuestionBody(BaseModel):
    """What the owner is asked."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1, max_length=LONGEST_REMARK)


class CaseBody(BaseModel):
    """A case, and its version that was read."""

    model_config = ConfigDict(extra="forbid")
    id: str = Field(min_length=1, max_length=40)
    version: int = Field(ge=1, le=999_999_999)


class BatchBody(BaseModel):
    """Several cases, and one answer to all of them."""

    model_config = ConfigDict(extra="forbid")
    cases: list[CaseBody] = Field(min_length=1, max_length=service.MOST_TOGETHER)
    approve: ApprovalBody | None = None
    deny: DenialBody | None = None


@blueprint.post("/liaison/requests/batch")
@blueprint.input(BatchBody, arg_name="body")
@allow(Permission.LIAISON_DECIDE, api=True)
def batch(body: BatchBody) -> Any:
    """Approve or deny several cases, each checked again on its own and at once final or not.

    The answer names what became of each: `done`, or the `code` and sentence of what stood in the way.
    """
    if (body.approve is None) == (body.deny is None):
        raise Problem("problem.invalid", 422, [Fault("/approve", "liaison.error.one_answer")])
    cases = [service.Chosen(one.id, one.version) for one in body.cases]
    if body.approve is not None:
        found = service.approve_many(cases=cases, officer=identity(), approval=body.approve.approval())
    else:
        assert body.deny is not None
        refused = Refused(body.deny.reason, body.deny.text.strip())
        found = service.deny_many(cases=cases, officer=identity(), refused=refused)
    return {"results": [_result(one) for one in found]}


def _result(one: service.Answered) -> dict[str, Any]:
    made: dict[str, Any] = {"id": one.flight_id, "done": one.done}
    if one.done:
        return {**made, "version": one.version, "signed_once": one.signed}
    return {**made, "code": one.faults[0].code, "message": say_fault(one.faults[0])}


@blueprint.post("/liaison/requests/<flight_id>/claim")
@allow(Permission.LIAISON_DECIDE, api=True)
def claim(flight_id: str) -> Any:
    """Hold the case, or go on holding it; 412 when a colleague does, or when `If-Match` is stale."""
    return _held(service.claim, flight_id)


@blueprint.post("/liaison/requests/<flight_id>/release")
@allow(Permission.LIAISON_DECIDE, api=True)
def release(flight_id: str) -> Any:
    """Let the case go; 412 when a colleague holds it, or when `If-Match` is stale."""
    return _held(service.release, flight_id)


@blueprint.post("/liaison/requests/<flight_id>/ask")
@blueprint.input(QuestionBody, arg_name="body")
@allow(Permission.LIAISON_DECIDE, api=True)
def ask(flight_id: str, body: QuestionBody) -> Any:
    """Ask the owner; `If-Match` names the version that was read (412 when stale)."""
    text = body.text.strip()
    return _decided(lambda: answer(flight_id, service.ask(text=text, **_about(flight_id))), flight_id)


@blueprint.post("/flights/<flight_id>/suspend")
@blueprint.input(DenialBody, arg_name="body")
@allow(Permission.LIAISON_DECIDE, api=True)
def suspend(flight_id: str, body: DenialBody) -> Any:
    """Stop a flight that may fly, at once; `If-Match` names the version that was read."""
    return _stopped(flight_id, service.suspend, refused=Refused(body.reason, body.text.strip()))


@blueprint.post("/flights/<flight_id>/reinstate")
@allow(Permission.LIAISON_DECIDE, api=True)
def reinstate(flight_id: str) -> Any:
    """Let a suspended flight fly again if everything still allows it (409 if not)."""
    return _stopped(flight_id, service.reinstate)


@blueprint.post("/flights/<flight_id>/rescind")
@blueprint.input(DenialBody, arg_name="body")
@allow(Permission.LIAISON_DECIDE, api=True)
def rescind(flight_id: str, body: DenialBody) -> Any:
    """Take a suspended flight's consent back for good; `If-Match` names the version that was read."""
    return _stopped(flight_id, service.rescind, refused=Refused(body.reason, body.text.strip()))


def _held(hold: Callable[..., tuple[Fault, ...]], flight_id: str) -> Any:
    read = version(optional=True) or None
    return answer(flight_id, hold(flight_id=flight_id, officer=identity(), expected_version=read, now=now()))


def _stopped(flight_id: str, stop: Callable[..., tuple[Fault, ...]], **said: Refused) -> Any:
    def decide() -> Any:
        faults = stop(**_about(flight_id), **said)
        if faults:
            return answer(flight_id, faults)
        return tell(service.stopped_request(flight_id=flight_id, officer=identity()))

    return _decided(decide, flight_id)


def _about(flight_id: str) -> dict[str, Any]:
    return {"flight_id": flight_id, "officer": identity(), "expected_version": version(), "now": now()}


def _decided(decide: Callable[[], Any], flight_id: str) -> Any:
    """Decide; a plan that changed between the look and the lock says what changed as well."""
    try:
        return decide()
    except Problem as problem:
        if problem.status != 412 or problem.faults:
            raise
        stale(flight_id, Fault("version", "liaison.refusal.stale"))
