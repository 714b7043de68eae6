"""Permits for programs: the check, the public keys, the signed list of those out of force."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import date, datetime
from typing import Any

from apiflask import APIBlueprint
from pydantic import BaseModel

from drones.permits import service
from drones.permits.model import PermitContent, PermitVolume, State, Verification, whole_area
from geofences.engine.model import Datum
from portal.kit.clock import now
from portal.kit.edge import Download
from portal.kit.limits import PUBLIC_RATE, limiter
from portal.kit.model import Permission
from portal.kit.permissions import allow

blueprint = APIBlueprint("permits_api", __name__, url_prefix="/api/v1", tag="Permits")

_FOR_A_MINUTE = {"Cache-Control": "public, max-age=60"}


class HeightOut(BaseModel):
    """Metres in a datum."""

    value: int
    datum: Datum


class VolumeOut(BaseModel):
    """Where, how high and when; `valid_now` tells whether it may be flown at `as_of`."""

    geometry: dict[str, Any]
    floor: HeightOut
    ceiling: HeightOut
    start: datetime
    end: datetime
    valid_now: bool


class PermitOut(BaseModel):
    """What a genuine permit says: `geometry`, `start` and `end` are those of all its volumes together.

    `floor` and `ceiling` are null where the volumes differ in them: each volume states its own.
    """

    code: str
    operator_number: str
    serial_tail: str
    geometry: dict[str, Any]
    floor: HeightOut | None
    ceiling: HeightOut | None
    start: datetime
    end: datetime
    volumes: list[VolumeOut]
    conditions: list[int]
    exercise: bool


class VerificationOut(BaseModel):
    """The verdict; only `valid` allows a flight."""

    state: State
    valid: bool
    as_of: datetime
    reason: str | None
    permit: PermitOut | None


class KeyOut(BaseModel):
    """A public key as JSON Web Key (RFC 8037); `kid` is the key id in hexadecimal."""

    kid: str
    kty: str = "OKP"
    crv: str = "Ed25519"
    alg: str = "EdDSA"
    x: str
    exercise: bool
    created: datetime


class KeysOut(BaseModel):
    """Every key whose permits are genuine."""

    keys: list[KeyOut]
    as_of: datetime


class ProofOut(BaseModel):
    """Entry `number` of the ledger in the tree of its first `size` entries; hashes in hexadecimal."""

    number: int
    leaf: str
    size: int
    path: list[str]
    root: str
    day: date


@blueprint.get("/permits/keys")
@blueprint.output(KeysOut)
@blueprint.doc(summary="The public keys that permits are signed with")
@allow(Permission.PUBLIC, api=True)
def public_keys() -> tuple[KeysOut, int, dict[str, str]]:
    """Each key verifies; the newest one signs."""
    found = [
        KeyOut(
            kid=entry.id,
            x=urlsafe_b64encode(entry.public.raw).decode().rstrip("="),
            exercise=entry.public.exercise,
            created=entry.created,
        )
        for entry in service.keys().entries
    ]
    return KeysOut(keys=found, as_of=now()), 200, _FOR_A_MINUTE


@blueprint.get("/permits/revocations")
@blueprint.doc(summary="The signed list of permits revoked or suspended before their end (COSE_Sign1)")
@limiter.limit(PUBLIC_RATE)
@allow(Permission.PUBLIC, api=True)
def revocations() -> Download:
    """CBOR map {0: 2, 1: seconds since 1970, 2: revoked, 3: suspended}; five bytes a permit, sorted."""
    signed = service.revocations(now=now())
    return Download(signed, 'application/cose; cose-type="cose-sign1"', headers=_FOR_A_MINUTE)


@blueprint.get("/permits/<code>/proof")
@blueprint.output(ProofOut)
@blueprint.doc(summary="That a permit stands in the ledger: its audit path to a published root (RFC 6962)")
@limiter.limit(PUBLIC_RATE)
@allow(Permission.PUBLIC, api=True)
def proof(code: str) -> ProofOut:
    """By the eight-character code; 404 until the root after the permit's issue is published."""
    found = service.proof(code=code)
    return ProofOut(
        number=found.number,
        leaf=found.leaf.hex(),
        size=found.size,
        path=[one.hex() for one in found.path],
        root=found.root.hex(),
        day=found.day,
    )


@blueprint.get("/permits/<code>")
@blueprint.output(VerificationOut)
@blueprint.doc(summary="Whether a permit is valid now: its text, its address or its eight-character code")
@limiter.limit(PUBLIC_RATE)
@allow(Permission.PUBLIC, api=True)
def verify(code: str) -> VerificationOut:
    """The same verdict as the page behind the square's address."""
    return _verification(service.verify(code=code, now=now()))


def _verification(found: Verification) -> VerificationOut:
    return VerificationOut(
        state=found.state,
        valid=found.state is State.VALID,
        as_of=found.as_of,
        reason=found.reason or None,
        permit=None if found.content is None else _permit(found.content, found.now_valid),
    )


def _permit(content: PermitContent, now_valid: tuple[int, ...]) -> PermitOut:
    volumes = [_volume(volume, place in now_valid) for place, volume in enumerate(content.volumes)]
    first, *others = volumes
    return PermitOut(
        code=content.code,
        operator_number=content.operator_number,
        serial_tail=content.serial_tail,
        geometry=dict(whole_area(content.volumes).__geo_interface__) if others else first.geometry,
        floor=first.floor if all(one.floor == first.floor for one in others) else None,
        ceiling=first.ceiling if all(one.ceiling == first.ceiling for one in others) else None,
        start=content.start,
        end=content.end,
        volumes=volumes,
        conditions=list(content.conditions),
        exercise=content.exercise,
    )


def _volume(volume: PermitVolume, valid_now: bool) -> VolumeOut:
    return VolumeOut(
        geometry=dict(volume.area.polygon.__geo_interface__),
        floor=HeightOut(value=volume.floor_m, datum=volume.floor_datum),
        ceiling=HeightOut(value=volume.ceiling_m, datum=volume.ceiling_datum),
        start=volume.start,
        end=volume.end,
        valid_now=valid_now,
    )
