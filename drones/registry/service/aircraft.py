"""Aircraft: adding, changing state, photos."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from drones.registry.model import (
    AircraftDraft,
    AircraftState,
    AircraftUnusable,
    AircraftView,
    Photo,
    TransferState,
)
from drones.registry.rules.aircraft import aircraft_faults, move_fault
from drones.registry.store import aircraft as store
from drones.registry.store import transfers
from drones.registry.store.rows import Hold
from portal.audit import service as audit
from portal.kit import events, locks
from portal.kit.model import Fault
from portal.kit.problems import Problem


def aircraft_of(*, operator_id: str) -> list[AircraftView]:
    """The operator's aircraft in every state, in the order in which they were added."""
    return store.of_operator(operator_id)


def aircraft(*, aircraft_id: str) -> AircraftView | None:
    """The aircraft with this id, whoever's it is."""
    return store.by_id(aircraft_id)


def many_aircraft(*, aircraft_ids: Collection[str]) -> dict[str, AircraftView]:
    """The aircraft with these ids, whoever's they are, by id; one that is not known is absent."""
    return {one.id: one for one in store.by_ids(aircraft_ids)} if aircraft_ids else {}


def own_aircraft(*, operator_id: str, aircraft_id: str) -> AircraftView:
    """The operator's own aircraft; a 404 for any other."""
    return _found(store.own(operator_id, aircraft_id))


def add_aircraft(
    *, operator_id: str, draft: AircraftDraft, now: datetime, photo: Photo | None = None
) -> AircraftView | tuple[Fault, ...]:
    """A new active aircraft, or everything that speaks against it.

    A serial that another entry holds is a fault that does not say whose it is.
    """
    faults = aircraft_faults(draft)
    if faults:
        return faults
    made = store.add(operator_id=operator_id, draft=draft, now=now)
    if made is None:
        return (Fault("serial", "registry.serial.taken"),)
    if photo is not None:
        store.keep_photo(made.id, photo)
    audit.note("registry.aircraft_added", subject=made.id, facts={"operator_id": operator_id})
    return made


def change_aircraft_state(
    *, operator_id: str, aircraft_id: str, state: AircraftState, now: datetime
) -> tuple[Fault, ...]:
    """Lost, stolen, found again or withdrawn for good; an open offer of it is taken back."""
    locks.register_shared()
    before = _found(store.own(operator_id, aircraft_id, Hold.ALONE))
    fault = move_fault(before.state, state)
    if fault is not None:
        return (fault,)
    store.set_state(aircraft_id, state)
    audit.note(
        f"registry.aircraft_{state.value}", subject=aircraft_id, facts={"state_before": before.state.value}
    )
    offer = transfers.open_of(aircraft_id, Hold.ALONE)
    if offer is not None:
        transfers.close(offer.id, TransferState.CANCELLED, now)
        audit.note("registry.transfer_cancelled", subject=offer.id, facts={"aircraft_id": aircraft_id})
    if before.state is AircraftState.ACTIVE:
        events.announce(AircraftUnusable(aircraft_id))
    return ()


def keep_photo(*, operator_id: str, aircraft_id: str, photo: Photo) -> None:
    """Keep a photo of the operator's own aircraft, in place of the one before."""
    _found(store.own(operator_id, aircraft_id))
    store.keep_photo(aircraft_id, photo)
    audit.note("registry.photo_kept", subject=aircraft_id)


def photo(*, aircraft_id: str) -> Photo:
    """The photo of an aircraft; a 404 when it has none."""
    kept = store.photo(aircraft_id)
    if kept is None:
        raise Problem("registry.photo.unknown", 404)
    return kept


def aircraft_with_photo(*, operator_id: str) -> frozenset[str]:
    """Ids of the operator's aircraft that have a photo."""
    return store.with_photo(operator_id)


def _found(aircraft: AircraftView | None) -> AircraftView:
    if aircraft is None:
        raise Problem("registry.aircraft.unknown", 404)
    return aircraft
