"""Other flights near some volumes, by the database's spatial index, with time and height."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Any

import sqlalchemy as sa

from drones.flights.model import State
from drones.flights.store.volumes import COLUMNS, read_volumes
from drones.flights.tables import Flight, Volume
from geofences.engine.model import Datum, FlightVolume, Period
from portal.kit.database import Bounds, db, meets_period, touches_box


@dataclass(frozen=True)
class Occupant:
    """A flight that may be in the way, with its volumes that are near: who decides is the engine."""

    flight_id: str
    reference: str
    state: State
    submitted_at: datetime
    volumes: tuple[FlightVolume, ...]


@dataclass(frozen=True)
class Search:
    """Where, when and how high to look for others; without heights, at any height.

    ``lowest_m`` and ``highest_m`` say for each datum between which heights a volume stated in it
    could matter. They must err towards more: the engine decides, this only finds.
    """

    bounds: Bounds
    period: Period
    lowest_m: Mapping[Datum, float] | None = None
    highest_m: Mapping[Datum, float] | None = None


def near(searches: Iterable[Search], *, states: Collection[State], apart_from: str = "") -> list[Occupant]:
    """Flights in some states with the volumes of theirs that one of ``searches`` found."""
    rows: dict[int, sa.Row[Any]] = {}
    for search in searches:
        rows.update((row.id, row) for row in db.session.execute(_query(search, states, apart_from)))
    return _occupants([rows[key] for key in sorted(rows)])


def _query(search: Search, states: Collection[State], apart_from: str) -> sa.Select[Any]:
    query = (
        sa.select(*COLUMNS, Flight.reference, Flight.state, Flight.submitted_at)
        .join(Flight, Flight.id == Volume.flight_id)
        .where(touches_box(Volume.area, search.bounds))
        .where(meets_period(Volume.starts_at, Volume.ends_at, search.period.start, search.period.end))
        .where(Flight.state.in_([*states]), Flight.id != apart_from)
    )
    if search.lowest_m is not None:
        query = query.where(Volume.ceiling_m >= _by_datum(Volume.ceiling_datum, search.lowest_m, -inf))
    if search.highest_m is not None:
        query = query.where(Volume.floor_m <= _by_datum(Volume.floor_datum, search.highest_m, inf))
    return query


def _by_datum(column: Any, metres: Mapping[Datum, float], unknown: float) -> sa.Case[float]:
    known = {datum.value: sa.literal(value, sa.Double) for datum, value in metres.items()}
    return sa.case(known, value=column, else_=sa.literal(unknown, sa.Double))


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


def _occupants(rows: list[sa.Row[Any]]) -> list[Occupant]:
    volumes = read_volumes(rows)
    about = {row.flight_id: row for row in rows}
    return [
        Occupant(flight_id, row.reference, State(row.state), row.submitted_at, volumes[flight_id])
        for flight_id, row in sorted(about.items())
    ]
