"""The registry over JSON: one's operator, aircraft and pilots; and the public question."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from apiflask import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field

from drones.registry import service
from drones.registry.model import (
    AircraftClass,
    AircraftDraft,
    AircraftState,
    AircraftView,
    Competence,
    Contact,
    OperatorFile,
    OperatorKind,
    OperatorState,
    OperatorView,
    PilotDraft,
    PilotView,
    Standing,
)
from drones.registry.rules import numbers
from drones.registry.rules.contacts import contact_faults
from portal.kit.clock import now
from portal.kit.limits import PUBLIC_RATE, limiter
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem

blueprint = APIBlueprint("registry_api", __name__, url_prefix="/api/v1", tag="Registry")


class _In(BaseModel):
    """What comes in: nothing that is not asked for."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class StandingOut(BaseModel):
    """All that the public may learn of a number."""

    number: str
    status: Standing


class OperatorIn(_In):
    """Who registers."""

    kind: OperatorKind
    name: str
    email: str
    phone: str = ""
    address: str = ""


class OperatorOut(BaseModel):
    """One's own operator."""

    id: str
    number: str
    state: OperatorState
    kind: OperatorKind
    name: str
    email: str
    phone: str
    address: str
    valid_until: datetime | None
    reason: str


class RegisteredOut(OperatorOut):
    """The answer to a registration, the only one with the number's secret part."""

    number_with_secret: str


class AircraftIn(_In):
    """An aircraft to add."""

    maker: str
    model: str
    cls: AircraftClass = Field(alias="class")
    mtom_g: int = Field(le=1_000_000_000, ge=-1_000_000_000, strict=True)
    serial: str
    label: str = ""


class AircraftOut(BaseModel):
    """An aircraft in the register."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    id: str
    label: str
    maker: str
    model: str
    cls: AircraftClass = Field(alias="class")
    mtom_g: int
    serial: str
    state: AircraftState


class PilotIn(_In):
    """A remote pilot to add."""

    name: str
    competence: Competence
    certificate: str
    expires_on: date


class PilotOut(BaseModel):
    """A remote pilot in the register."""

    id: str
    name: str
    competence: Competence
    certificate: str
    expires_on: date


@blueprint.get("/registry/<number>")
@blueprint.output(StandingOut)
@limiter.limit(PUBLIC_RATE)
@allow(Permission.PUBLIC, api=True)
def standing(number: str) -> dict[str, Any]:
    """Valid or not, and nothing else. Never send the secret part: it is refused unread."""
    if numbers.may_hold_secret(number):
        raise Problem("registry.number.secret_given", 400)
    return {
        "number": numbers.showable(number),
        "status": service.standing(number=number, now=now()),
    }


@blueprint.get("/operators/me")
@blueprint.output(OperatorOut)
@allow(Permission.REGISTRY_OWN, api=True)
def my_operator() -> dict[str, Any]:
    """One's own operator."""
    return _operator(service.operator_file(operator_id=_mine(unknown=404).id))


@blueprint.post("/operators/me")
@blueprint.input(OperatorIn, arg_name="data")
@blueprint.output(RegisteredOut, status_code=201)
@allow(Permission.REGISTRY_OWN, api=True)
def register_operator(data: OperatorIn) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Register as an operator. ``number_with_secret`` is in this answer and never again."""
    contact = Contact(data.kind, data.name, data.email, data.phone, data.address)
    faults = contact_faults(contact)
    if faults:
        raise _refused(faults)
    made, number = service.register_operator(person_id=identity().id, contact=contact, now=now())
    answer = _operator(service.operator_file(operator_id=made.id)) | {"number_with_secret": number}
    return answer, 201, {"Cache-Control": "no-store"}


@blueprint.get("/aircraft")
@blueprint.output(list[AircraftOut])  # type: ignore[arg-type]
@allow(Permission.REGISTRY_OWN, api=True)
def list_aircraft() -> list[dict[str, Any]]:
    """One's aircraft, in every state."""
    return [_aircraft(one) for one in service.aircraft_of(operator_id=_mine().id)]


@blueprint.post("/aircraft")
@blueprint.input(AircraftIn, arg_name="data")
@blueprint.output(AircraftOut, status_code=201)
@allow(Permission.REGISTRY_OWN, api=True)
def add_aircraft(data: AircraftIn) -> tuple[dict[str, Any], int]:
    """Add an aircraft."""
    draft = AircraftDraft(data.maker, data.model, data.cls, data.mtom_g, data.serial, data.label)
    made = service.add_aircraft(operator_id=_mine().id, draft=draft, now=now())
    if not isinstance(made, AircraftView):
        raise _refused(made)
    return _aircraft(made), 201


@blueprint.get("/pilots")
@blueprint.output(list[PilotOut])  # type: ignore[arg-type]
@allow(Permission.REGISTRY_OWN, api=True)
def list_pilots() -> list[dict[str, Any]]:
    """One's remote pilots."""
    files = service.pilots_of(operator_id=_mine().id)
    return [_pilot(file.pilot, file.certificate) for file in files]


@blueprint.post("/pilots")
@blueprint.input(PilotIn, arg_name="data")
@blueprint.output(PilotOut, status_code=201)
@allow(Permission.REGISTRY_OWN, api=True)
def add_pilot(data: PilotIn) -> tuple[dict[str, Any], int]:
    """Add a remote pilot."""
    draft = PilotDraft(data.name, data.competence, data.certificate, data.expires_on)
    made = service.add_pilot(operator_id=_mine().id, draft=draft, now=now())
    if not isinstance(made, PilotView):
        raise _refused(made)
    return _pilot(made, data.certificate), 201


def _mine(unknown: int = 409) -> OperatorView:
    mine = service.operator_of(person_id=identity().id)
    if mine is None:
        raise Problem("registry.operator.none", unknown)
    return mine


def _refused(faults: tuple[Fault, ...]) -> Problem:
    return Problem("problem.invalid", 422, [replace(fault, pointer=f"/{fault.pointer}") for fault in faults])


def _operator(file: OperatorFile) -> dict[str, Any]:
    one = file.operator
    return {
        "id": one.id,
        "number": one.number,
        "state": one.state,
        "kind": one.kind,
        "name": one.name,
        "email": file.email,
        "phone": file.phone,
        "address": file.address,
        "valid_until": one.valid_until,
        "reason": file.reason,
    }


def _aircraft(one: AircraftView) -> dict[str, Any]:
    return {
        "id": one.id,
        "label": one.label,
        "maker": one.maker,
        "model": one.model,
        "class": one.cls,
        "mtom_g": one.mtom_g,
        "serial": one.serial,
        "state": one.state,
    }


def _pilot(one: PilotView, certificate: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "competence": one.competence,
        "certificate": certificate,
        "expires_on": one.expires_on,
    }
