"""Plans by the reference that people say and write."""

from __future__ import annotations

import sqlalchemy as sa

from drones.flights.tables import Flight
from portal.kit.database import db


def id_of(reference: str, *, person_id: str) -> str | None:
    """The id of a person's plan by its reference; ``None`` when there is none, or it is somebody else's."""
    query = sa.select(Flight.id).where(Flight.reference == reference, Flight.person_id == person_id)
    return db.session.scalar(query)
