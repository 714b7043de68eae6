"""Other flights near some volumes, by the database's spatial index, with time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from drones.flights.model import State
from drones.flights.store.flights import volumes_of
from drones.flights.tables import Flight, Volume
from geofences.engine.model import FlightVolume, Period
from portal.kit.database import Bounds, db, touches_box


@dataclass(frozen=True)
class Occupant:
    """A flight that may be in the way: who decides is the engine."""

    flight_id: str
    reference: str
    state: State
    submitted_at: datetime
    volumes: tuple[FlightVolume, ...]


def near(
    boxes: Iterable[tuple[Bounds, Period]], *, states: Collection[State], apart_from: str = ""
) -> list[Occupant]:
    """Flights in some states of which a volume's box and time meet one of ``boxes``."""
    found: set[str] = set()
    for bounds, period in boxes:
        query = (
            sa.select(Volume.flight_id)
            .join(Flight, Flight.id == Volume.flight_id)
            .where(touches_box(Volume.area, bounds))
            .where(Volume.starts_at < period.end, Volume.ends_at > period.start)
            .where(Flight.state.in_([*states]), Flight.id != apart_from)
        )
        found.update(db.session.scalars(query))
    return _occupants(sorted(found))


def touched(bounds: Bounds, *, states: Collection[State], now: datetime) -> list[str]:
    """Ids of flights in some states, not over yet, of which a volume's box meets ``bounds``."""
    query = (
        sa.select(Flight.id)
        .join(Volume, Volume.flight_id == Flight.id)
        .where(touches_box(Volume.area, bounds), Flight.state.in_([*states]), Flight.ends_at > now)
        .distinct()
        .order_by(Flight.id)
    )
    return list(db.session.scalars(query))


def _occupants(flight_ids: list[str]) -> list[Occupant]:
    if not flight_ids:
        return []
    volumes = volumes_of(flight_ids)
    query = sa.select(Flight.id, Flight.reference, Flight.state, Flight.submitted_at)
    return [
        Occupant(row.id, row.reference, State(row.state), row.submitted_at, volumes[row.id])
        for row in db.session.execute(query.where(Flight.id.in_(flight_ids)).order_by(Flight.id))
    ]
