"""Plans by the reference that people say and write, for rooms that hear or read it."""

from __future__ import annotations

from drones.flights.model import FlightView
from drones.flights.store import flights as store
from drones.flights.store import references


def own_by_reference(*, reference: str, person_id: str) -> FlightView | None:
    """The person's plan with this reference; ``None`` does not tell whether it is somebody else's."""
    found = references.id_of(reference, person_id=person_id)
    return None if found is None else store.by_id(found)
