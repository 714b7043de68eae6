"""Other flights near some volumes, by the database's spatial index, with time and height."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from math import inf
from typing import Any

import sqlalchemy as sa

from drones.flights.model import State
from drones.flights.store.volumes import COLUMNS, read_volumes
from drones.flights.tables import Flight, Volume
from geofences.engine.model import Datum, FlightVolume, Period
from portal.kit.database import Bounds, UtcDateTime, db, meets_period, touches_box
from portal.kit.lines import Answer
from portal.kit.statements import among, ask


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
    return ask_near(searches, states=states, apart_from=apart_from)()


def ask_near(
    searches: Iterable[Search], *, states: Collection[State], apart_from: str = ""
) -> Callable[[], list[Occupant]]:
    """The same, asked now and waited for when called."""
    asked = [_found(search, states, apart_from) for search in searches]

    def found() -> list[Occupant]:
        rows = {row.id: row for answer in asked for row in answer}
        return _occupants([rows[key] for key in sorted(rows)])

    return found


def _found(search: Search, states: Collection[State], apart_from: str) -> Answer:
    lowest, highest = search.lowest_m, search.highest_m
    query = _query(
        db.engine.dialect.name,
        None if lowest is None else (*lowest,),
        None if highest is None else (*highest,),
    )
    values: dict[str, Any] = dict(zip(("west", "south", "east", "north"), search.bounds, strict=True))
    values |= {f"lowest_{datum}": metres for datum, metres in (lowest or {}).items()}
    values |= {f"highest_{datum}": metres for datum, metres in (highest or {}).items()}
    values |= {"start": search.period.start, "end": search.period.end}
    return ask(query, **values, states=[state.value for state in states], apart_from=apart_from)


@cache
def _query(
    _dialect: str, lowest: tuple[Datum, ...] | None, highest: tuple[Datum, ...] | None
) -> sa.Select[Any]:
    """Made once for each database and the datums of the search: every plan that is weighed asks it."""
    start, end = (sa.bindparam(name, type_=UtcDateTime) for name in ("start", "end"))
    query = (
        sa.select(*COLUMNS, Flight.reference, Flight.state, Flight.submitted_at)
        .join(Flight, Flight.id == Volume.flight_id)
        .where(touches_box(Volume.area, None))
        .where(meets_period(Volume.starts_at, Volume.ends_at, start, end))
        .where(among(Flight.state, "states"))
        .where(Flight.id != sa.bindparam("apart_from"))
    )
    if lowest is not None:
        query = query.where(Volume.ceiling_m >= _by_datum(Volume.ceiling_datum, "lowest", lowest, -inf))
    if highest is not None:
        query = query.where(Volume.floor_m <= _by_datum(Volume.floor_datum, "highest", highest, inf))
    return query


def _by_datum(column: Any, name: str, datums: tuple[Datum, ...], unknown: float) -> sa.Case[float]:
    known = {datum.value: sa.bindparam(f"{name}_{datum}", type_=sa.Double) for datum in datums}
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
