"""Operational volumes: rows to values and back, always read afresh and many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from drones.flights.tables import Volume
from geofences.engine.model import Band, Datum, FlightVolume, Height, Period, Unit
from portal.kit.database import db, from_db_all, to_db

#: Columns, not objects: what a session read before a lock must not be what it sees after it.
COLUMNS: tuple[Any, ...] = (
    Volume.id,
    Volume.flight_id,
    Volume.area,
    Volume.floor_m,
    Volume.floor_datum,
    Volume.ceiling_m,
    Volume.ceiling_datum,
    Volume.starts_at,
    Volume.ends_at,
)


def volumes_of(flight_ids: Sequence[str]) -> dict[str, tuple[FlightVolume, ...]]:
    """The operational volumes of each plan, in order."""
    if not flight_ids:
        return {}
    query = (
        sa.select(*COLUMNS)
        .where(Volume.flight_id.in_(flight_ids))
        .order_by(Volume.flight_id, Volume.number, Volume.id)
    )
    return read_volumes(db.session.execute(query).all())


def read_volumes(rows: Sequence[sa.Row[Any]]) -> dict[str, tuple[FlightVolume, ...]]:
    """Rows of ``COLUMNS`` as volumes, by flight, in the order of the rows."""
    found: dict[str, list[FlightVolume]] = {}
    for row, area in zip(rows, from_db_all([row.area for row in rows]), strict=True):
        floor = Height(row.floor_m, Unit.METRES, Datum(row.floor_datum))
        ceiling = Height(row.ceiling_m, Unit.METRES, Datum(row.ceiling_datum))
        volume = FlightVolume(area, Band(floor, ceiling), Period(row.starts_at, row.ends_at))
        found.setdefault(row.flight_id, []).append(volume)
    return {flight_id: tuple(volumes) for flight_id, volumes in found.items()}


def replace(flight_id: str, volumes: Sequence[FlightVolume]) -> None:
    """Write the volumes of a plan in place of those it had."""
    db.session.execute(sa.delete(Volume).where(Volume.flight_id == flight_id))
    db.session.add_all(_row(flight_id, number, one) for number, one in enumerate(volumes))


def _row(flight_id: str, number: int, volume: FlightVolume) -> Volume:
    floor, ceiling = volume.band.floor, volume.band.ceiling
    assert floor is not None
    assert ceiling is not None
    return Volume(
        flight_id=flight_id,
        number=number,
        area=to_db(volume.area),
        floor_m=floor.metres,
        floor_datum=floor.datum,
        ceiling_m=ceiling.metres,
        ceiling_datum=ceiling.datum,
        starts_at=volume.period.start,
        ends_at=volume.period.end,
    )
