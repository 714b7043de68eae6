"""A permit's content as compact CBOR with integer keys, and the signed permit around it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import chain, pairwise
from typing import Any

import cbor2

from drones.permits.formats import cose
from drones.permits.formats.keyring import PublicKey, SigningKey
from drones.permits.model import (
    NUMBER_BITS,
    PermitArea,
    PermitContent,
    PermitVolume,
    ReadCode,
    Reading,
    Vertex,
)
from geofences.engine.model import Datum

#: Key 0 says what kind of payload this is, so that no signed list can pass for a permit.
KIND, PERMIT = 0, 1
NUMBER, OPERATOR, SERIAL, AREA, CEILING, FLOOR, START, SECONDS, CONDITIONS, EXERCISE = range(1, 11)
#: Volumes after the first: a list each, of its start (seconds since the start before it), its length in
#: seconds, its ceiling, its floor, and its rings, of which there are none when the area is the one before.
FURTHER = 11
DATUMS = (Datum.AGL, Datum.AMSL, Datum.WGS84)
GROUND = (0, Datum.AGL)


def sign(content: PermitContent, key: SigningKey) -> bytes:
    """The signed permit. An exercise's key signs exercises only; ``ValueError`` otherwise."""
    if key.exercise and not content.exercise:
        raise ValueError("exercise_key")
    return cose.sign(encode(content), key)


def read(data: bytes, keys: Mapping[bytes, PublicKey]) -> Reading:
    """Read a signed permit; every deviation from the one form in which it is written is refused."""
    opened = cose.open_(data, keys)
    if opened.payload is None or opened.key is None:
        return Reading(opened.code, key_id=opened.key_id)
    content = decode(opened.payload)
    if content is None or (opened.key.exercise and not content.exercise):
        return Reading(ReadCode.UNKNOWN_FORMAT, key_id=opened.key_id)
    return Reading(ReadCode.GENUINE, content, opened.key_id)


def unverified(signed: bytes) -> PermitContent | None:
    """The content of a permit from our own register, without asking for its key."""
    payload = cose.payload(signed)
    return None if payload is None else decode(payload)


def encode(content: PermitContent) -> bytes:
    """The payload: what is as usual (floor on the ground, no conditions, no exercise) is left out."""
    first = content.volumes[0]
    fields: dict[int, Any] = {
        KIND: PERMIT,
        NUMBER: content.number.to_bytes(NUMBER_BITS // 8, "big"),
        OPERATOR: content.operator_number,
        SERIAL: content.serial_tail,
        AREA: [first.area.digits, *_rings_out(first.area, (0, 0))],
        CEILING: [first.ceiling_m, DATUMS.index(first.ceiling_datum)],
        START: int(first.start.timestamp()),
        SECONDS: _seconds_out(first),
    }
    if (first.floor_m, first.floor_datum) != GROUND:
        fields[FLOOR] = [first.floor_m, DATUMS.index(first.floor_datum)]
    if len(content.volumes) > 1:
        fields[FURTHER] = [_further_out(*pair) for pair in pairwise(content.volumes)]
    if content.conditions:
        fields[CONDITIONS] = list(content.conditions)
    if content.exercise:
        fields[EXERCISE] = True
    return cose.encode(fields)


def decode(payload: bytes) -> PermitContent | None:
    """The content of a payload; None unless it encodes to the same bytes."""
    try:
        fields = cbor2.loads(payload)
        _refuse_odd_types([item for item in fields.items() if item != (EXERCISE, True)])
        content = _content(fields)
        return content if encode(content) == payload else None
    except (cbor2.CBORError, ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError):
        return None


def _refuse_odd_types(value: object) -> None:
    """Raise ``TypeError`` for all but whole numbers, texts and bytes in lists: 120.0 is not 120 here."""
    if isinstance(value, (list, tuple)):
        for inner in value:
            _refuse_odd_types(inner)
    elif type(value) not in {int, str, bytes}:
        raise TypeError("odd_type")


def _content(fields: dict[int, Any]) -> PermitContent:
    if fields[KIND] != PERMIT:
        raise ValueError("kind")
    volumes = [_first_in(fields)]
    for further in fields.get(FURTHER, ()):
        volumes.append(_further_in(further, volumes[-1]))
    return PermitContent(
        number=int.from_bytes(fields[NUMBER], "big"),
        operator_number=fields[OPERATOR],
        serial_tail=fields[SERIAL],
        volumes=tuple(volumes),
        conditions=tuple(fields.get(CONDITIONS, ())),
        exercise=EXERCISE in fields,
    )


def _seconds_out(volume: PermitVolume) -> int:
    return int((volume.end - volume.start).total_seconds())


def _further_out(before: PermitVolume, volume: PermitVolume) -> list[Any]:
    same_area = volume.area == before.area
    return [
        int((volume.start - before.start).total_seconds()),
        _seconds_out(volume),
        _height_out(volume.ceiling_m, volume.ceiling_datum),
        _height_out(volume.floor_m, volume.floor_datum),
        *([] if same_area else _rings_out(volume.area, before.area.vertices[-1])),
    ]


def _height_out(metres: int, datum: Datum) -> int:
    """Metres and datum in one number, which takes two bytes less."""
    return metres * len(DATUMS) + DATUMS.index(datum)


def _height_in(number: int) -> tuple[int, Datum]:
    metres, datum = divmod(number, len(DATUMS))
    return metres, DATUMS[datum]


def _first_in(fields: dict[int, Any]) -> PermitVolume:
    ceiling_m, ceiling_datum = fields[CEILING]
    floor_m, floor_datum = fields.get(FLOOR, (0, 0))
    digits, *rings = fields[AREA]
    start = datetime.fromtimestamp(fields[START], UTC)
    return PermitVolume(
        area=PermitArea(digits, _rings_in(rings, (0, 0))),
        ceiling_m=ceiling_m,
        ceiling_datum=DATUMS[ceiling_datum],
        floor_m=floor_m,
        floor_datum=DATUMS[floor_datum],
        start=start,
        end=start + timedelta(seconds=fields[SECONDS]),
    )


def _further_in(found: list[Any], before: PermitVolume) -> PermitVolume:
    step, seconds, ceiling, floor, *rings = found
    area = (
        PermitArea(before.area.digits, _rings_in(rings, before.area.vertices[-1])) if rings else before.area
    )
    ceiling_m, ceiling_datum = _height_in(ceiling)
    floor_m, floor_datum = _height_in(floor)
    start = before.start + timedelta(seconds=step)
    return PermitVolume(
        area=area,
        ceiling_m=ceiling_m,
        ceiling_datum=ceiling_datum,
        floor_m=floor_m,
        floor_datum=floor_datum,
        start=start,
        end=start + timedelta(seconds=seconds),
    )


def _rings_out(area: PermitArea, last: Vertex) -> list[list[int]]:
    """Each ring as a flat list of steps from the vertex before; the first step is from ``last``."""
    rings = []
    for ring in area.rings:
        steps = []
        for vertex in ring:
            steps.append((vertex[0] - last[0], vertex[1] - last[1]))
            last = vertex
        rings.append(list(chain.from_iterable(steps)))
    return rings


def _rings_in(flat_rings: list[Any], last: Vertex) -> tuple[tuple[Vertex, ...], ...]:
    rings: list[tuple[Vertex, ...]] = []
    lon, lat = last
    for flat in flat_rings:
        ring: list[Vertex] = []
        for lon_step, lat_step in zip(flat[::2], flat[1::2], strict=True):
            lon, lat = lon + lon_step, lat + lat_step
            ring.append((lon, lat))
        rings.append(tuple(ring))
    return tuple(rings)
