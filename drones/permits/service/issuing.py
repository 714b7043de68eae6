"""Issue a permit, and take its force away for a while or for good."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from drones.permits.formats import content as format_
from drones.permits.model import NUMBER_BITS, SERIAL_TAIL, Permit, PermitContent, PermitVolume, code_of
from drones.permits.rules import Unprintable, printable
from drones.permits.service.keys import signing_key
from drones.permits.store import permits as store
from geofences.engine.model import FlightVolume
from portal.audit.service import note
from portal.kit.problems import Problem
from portal.kit.settings import settings


def issue(
    *,
    flight_id: str,
    operator_number: str,
    serial: str,
    volumes: Sequence[FlightVolume],
    conditions: Iterable[int] = (),
    exercise: bool = False,
    now: datetime,
) -> Permit:
    """Sign and keep a permit. It never allows more than was asked for.

    ``operator_number`` is the public part (16 characters); of ``serial`` only the tail is kept; the one to
    four ``volumes`` are printed as they are when they fit, else inward (see ``rules.printable``: do it before
    the decision, so that what is approved is what is printed). Raises Problem when there is no key (503),
    when an area, a band or a window vanishes (409), or when a value cannot stand on a permit (409).
    """
    key = signing_key()
    content = _content(
        number=_free_number(),
        operator_number=operator_number,
        serial_tail=_tail(serial),
        volumes=_printed(volumes),
        conditions=tuple(sorted(set(map(int, conditions)))),
        exercise=exercise or key.exercise or settings().demo,
    )
    permit = Permit(
        id=content.code,
        flight_id=flight_id,
        content=content,
        signed=format_.sign(content, key),
        key_id=key.id.hex(),
        issued_at=now,
    )
    store.add(permit)
    # Its own subject, so that the ledger keeps this very permit's proof of inclusion.
    facts = {"permit": permit.id, "flight": flight_id, "key": permit.key_id}
    note("permits.issued", subject=permit.id, facts=facts)
    return permit


def suspend(*, flight_id: str, now: datetime) -> tuple[Permit, ...]:
    """Every permit of the flight that is in force verifies as suspended from this commit on."""
    return _change(
        "permits.suspended",
        _in_force(flight_id, lambda permit: permit.suspended_at is None),
        lambda permit: replace(permit, suspended_at=now),
    )


def suspend_all(*, flight_ids: Sequence[str], now: datetime) -> int:
    """The same for the permits of many flights at once; gives how many there were."""
    changed = store.suspend_all(flight_ids, now)
    for permit_id, flight_id in changed:
        note("permits.suspended", subject=flight_id, facts={"permit": permit_id})
    return len(changed)


def reinstate(*, flight_id: str, now: datetime) -> tuple[Permit, ...]:
    """The suspended permits of the flight are in force again; a revoked one never is."""
    del now  # part of the signature of every change; nothing is dated here
    return _change(
        "permits.reinstated",
        _in_force(flight_id, lambda permit: permit.suspended_at is not None),
        lambda permit: replace(permit, suspended_at=None),
    )


def revoke(
    *, reason: str, now: datetime, flight_id: str | None = None, permit_id: str | None = None
) -> tuple[Permit, ...]:
    """Revoke the permits of a flight, or one permit, for good. ``reason`` is a code without blanks.

    Returns those that were not revoked before.
    """
    found = [store.by_id(permit_id)] if permit_id is not None else store.of_flight(flight_id or "")
    chosen = [permit for permit in found if permit is not None and permit.revoked_at is None]
    return _change(
        "permits.revoked",
        chosen,
        lambda permit: replace(permit, revoked_at=now, revoked_reason=reason),
    )


def _in_force(flight_id: str, wanted: Callable[[Permit], bool]) -> list[Permit]:
    return [permit for permit in store.of_flight(flight_id) if permit.revoked_at is None and wanted(permit)]


def _change(action: str, permits: Iterable[Permit], change: Callable[[Permit], Permit]) -> tuple[Permit, ...]:
    changed = tuple(map(change, permits))
    for permit in changed:
        store.keep(permit)
        facts = {"permit": permit.id}
        if permit.revoked_reason:
            facts["reason"] = permit.revoked_reason
        note(action, subject=permit.flight_id, facts=facts)
    return changed


def _free_number() -> int:
    while True:
        number = secrets.randbits(NUMBER_BITS)
        if not store.exists(code_of(number)):
            return number


def _printed(volumes: Sequence[FlightVolume]) -> tuple[PermitVolume, ...]:
    found = printable(volumes)
    if not isinstance(found, Unprintable):
        return found
    if found.code == "area_too_small":
        raise Problem("permits.error.area_too_small", 409)
    raise Problem("permits.error.not_printable", 409, part=found.code)


def _content(**values: object) -> PermitContent:
    try:
        return PermitContent(**values)  # type: ignore[arg-type]
    except ValueError as fault:
        raise Problem("permits.error.not_printable", 409, part=str(fault)) from fault


def _tail(serial: str) -> str:
    """The last characters of a serial number; a privately built aircraft may have any text there."""
    return "".join(mark for mark in serial if "!" <= mark <= "~")[-SERIAL_TAIL:] or "-"
