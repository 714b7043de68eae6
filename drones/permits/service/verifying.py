"""Verify what somebody shows, find a flight's permit, and sign the list of those out of force."""

from __future__ import annotations

from datetime import datetime, timedelta

from drones.permits.formats import content as format_
from drones.permits.formats import revocations as list_format
from drones.permits.formats import text
from drones.permits.formats.keyring import Keyring
from drones.permits.model import Permit, ReadCode, Reading, RevocationList, State, Verification
from drones.permits.rules import now_valid
from drones.permits.service.doubts import in_doubt, judged
from drones.permits.service.keys import keys, listing_key
from drones.permits.store import permits as store

#: A permit stays on the list this long after its end, for readers whose clock is behind.
_LINGER = timedelta(days=1)


def verify(*, code: str, now: datetime) -> Verification:
    """Judge what was scanned, pasted or typed: a permit's text, its address, or its eight characters.

    Whatever cannot be read is not genuine; there is no other kind of failure than a key file that cannot
    be trusted (503 Problem).
    """
    shown = text.typed(code)
    ring = keys()
    reading, record = _by_code(shown, ring) if text.is_code(shown) else _by_text(shown, ring)
    found = judged(reading, record, now)
    reason = record.revoked_reason if record is not None and found is State.REVOKED else ""
    volumes = now_valid(reading.content, now) if reading.content and found is State.VALID else ()
    return Verification(found, now, reading.content, reason, volumes)


def by_id(*, permit_id: str) -> Permit | None:
    """The permit of an eight-character code."""
    return store.by_id(permit_id)


def of_flight(*, flight_id: str) -> Permit | None:
    """The newest permit of a flight, whatever became of it."""
    return next(iter(store.of_flight(flight_id)), None)


def revocations(*, now: datetime) -> bytes:
    """The signed list (COSE_Sign1) of permits that are revoked or suspended before their end."""
    rows = store.out_of_force(now - _LINGER)
    revoked = {code for code, gone in rows if gone}
    suspended = {code for code, gone in rows if not gone}
    suspended |= set(store.codes_of(in_doubt(now), now - _LINGER)) - revoked
    found = RevocationList(
        now.replace(microsecond=0),
        frozenset(map(text.number, revoked)),
        frozenset(map(text.number, suspended)),
    )
    return list_format.sign(found, listing_key())


def _by_code(code: str, ring: Keyring) -> tuple[Reading, Permit | None]:
    record = store.by_id(code)
    if record is None:
        return Reading(ReadCode.NOT_GENUINE), None
    return format_.read(record.signed, ring.public), record


def _by_text(shown: str, ring: Keyring) -> tuple[Reading, Permit | None]:
    data = text.decode(shown)
    if data is None:
        return Reading(ReadCode.NOT_GENUINE), None
    reading = format_.read(data, ring.public)
    if reading.content is None:
        return reading, None
    record = store.by_id(reading.content.code)
    # The same number with other bytes would be a second permit that the register never issued.
    return reading, record if record is not None and record.signed == data else None
