"""What a verification says of a permit at a moment."""

from __future__ import annotations

from datetime import datetime

from drones.permits.model import Permit, PermitContent, ReadCode, Reading, State


def state(reading: Reading, record: Permit | None, now: datetime) -> State:
    """Judge a reading with what the register holds; ``record`` is None when it holds nothing.

    Only :attr:`State.VALID` allows a flight: one of the volumes is open now. Windows are half-open; a
    revocation is told rather than the end of the window, because it says more.
    """
    if reading.code is ReadCode.NOT_GENUINE:
        return State.NOT_GENUINE
    if reading.content is None:
        return State.UNKNOWN_KEY
    if record is None:
        return State.NOT_IN_REGISTER
    return _of_record(record, now)


def _of_record(record: Permit, now: datetime) -> State:
    if record.revoked_at is not None:
        return State.REVOKED
    if now >= record.content.end:
        return State.EXPIRED
    if record.suspended_at is not None:
        return State.SUSPENDED
    return State.VALID if now_valid(record.content, now) else State.NOT_YET


def now_valid(content: PermitContent, now: datetime) -> tuple[int, ...]:
    """The places of the volumes whose window holds ``now``; between two windows there is none."""
    return tuple(place for place, volume in enumerate(content.volumes) if volume.holds_at(now))
