"""Operational volumes: rows to values and back, always read afresh and many at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

import sqlalchemy as sa

from drones.flights.tables import Volume
from geofences.engine.model import Band, Datum, FlightVolume, Height, Period, Unit
from portal.kit.database import db, from_db_all, to_db
from portal.kit.statements import among, ask

_VOLUME = cast(sa.Table, Volume.__table__)
#: Columns, not objects: what a session read before a lock must not be what it sees after it.
COLUMNS: tuple[sa.Column[Any], ...] = tuple(_VOLUME.c)
_DROP = sa.delete(_VOLUME).where(_VOLUME.c.flight_id == sa.bindparam("flight"))
_ADD = sa.insert(_VOLUME).inline()


def volumes_of(flight_ids: Sequence[str]) -> dict[str, tuple[FlightVolume, ...]]:
    """The operational volumes of each plan, in order."""
    if not flight_ids:
        return {}
    return read_volumes(ask(_of(db.engine.dialect.name), flights=[*flight_ids]).all())


@cache
def _of(_dialect: str) -> sa.Select[Any]:
    query = sa.select(*COLUMNS).where(among(_VOLUME.c.flight_id, "flights"))
    return query.order_by(_VOLUME.c.flight_id, _VOLUME.c.number, _VOLUME.c.id)


def read_volumes(rows: Sequence[Any]) -> dict[str, tuple[FlightVolume, ...]]:
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
    ask(_DROP, flight=flight_id)
    for number, one in enumerate(volumes):
        ask(_ADD, **_row(flight_id, number, one))


def _row(flight_id: str, number: int, volume: FlightVolume) -> dict[str, Any]:
    floor, ceiling = volume.band.floor, volume.band.ceiling
    assert floor is not None
    assert ceiling is not None
    return {
        "flight_id": flight_id,
        "number": number,
        "area": to_db(volume.area),
        "floor_m": floor.metres,
        "floor_datum": floor.datum.value,
        "ceiling_m": ceiling.metres,
        "ceiling_datum": ceiling.datum.value,
        "starts_at": volume.period.start,
        "ends_at": volume.period.end,
    }
