"""Positions and tracks: written many at a time, since they come every second."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from drones.flights.model import State
from drones.flights.model.tracks import (
    Conformance,
    Fix,
    Found,
    Judged,
    Level,
    LiveFlight,
    Mark,
    TrackView,
)
from drones.flights.tables import Alert, Flight, Track
from drones.flights.tables import Fix as FixRow
from geofences.engine.model import Datum, Height, Unit
from portal.kit.database import db

#: Positions erased in one round of the worker.
MOST_ERASED = 20_000

# Statements of tables and not of mapped classes, made once: they run with every position.
_FLIGHT, _TRACK, _FIX = (cast(sa.Table, one.__table__) for one in (Flight, Track, FixRow))
_SEEN = (
    sa.select(_FLIGHT.c.person_id, _FLIGHT.c.state, _FLIGHT.c.resumes, _FLIGHT.c.version, *_TRACK.c)
    .select_from(_FLIGHT.outerjoin(_TRACK, _TRACK.c.flight_id == _FLIGHT.c.id))
    .where(_FLIGHT.c.id == sa.bindparam("of_flight"))
)
_HELD = _SEEN.with_for_update(of=_FLIGHT)
_UPDATE = sa.update(_TRACK).where(_TRACK.c.flight_id == sa.bindparam("of_flight"))


@dataclass(frozen=True)
class Flying:
    """What a position asks about its flight before anything else."""

    person_id: str
    state: State
    resumes: State | None
    version: int
    track: TrackView | None


def flying(flight_id: str, *, hold: bool = False) -> Flying | None:
    """The flight's standing and track in one query; ``hold`` keeps others from writing positions of it."""
    row = db.session.execute(_HELD if hold else _SEEN, {"of_flight": flight_id}).one_or_none()
    if row is None:
        return None
    track = None if row.conformance is None else _track(row)
    resumes = None if row.resumes is None else State(row.resumes)
    return Flying(row.person_id, State(row.state), resumes, row.version, track)


def save(flight_id: str, track: TrackView, *, new: bool) -> None:
    """Write the track; ``new`` when there was none."""
    values = {
        "conformance": track.conformance.value,
        "since": track.since,
        "last": _write_last(track),
        "doubted": _write_mark(track.doubted),
        "heard_at": track.heard_at,
        "fixes": track.fixes,
        "outside": track.outside,
        "excursions": track.excursions,
    }
    if new:
        db.session.execute(sa.insert(_TRACK), {"flight_id": flight_id, **values})
    else:
        db.session.execute(_UPDATE, {"of_flight": flight_id, **values})


def add(flight_id: str, judged: Sequence[Judged], received_at: datetime) -> None:
    """Keep positions, all in one statement."""
    if judged:
        db.session.execute(sa.insert(_FIX), [_row(flight_id, one, received_at) for one in judged])


def known(flight_id: str, moments: Collection[datetime]) -> frozenset[datetime]:
    """Of which of these moments a position is kept."""
    query = sa.select(FixRow.at).where(
        FixRow.flight_id == flight_id, FixRow.at >= min(moments), FixRow.at <= max(moments)
    )
    return frozenset(db.session.scalars(query))


def of_flight(flight_id: str, *, after: datetime | None, most: int) -> list[Judged]:
    """The record of a flight in order of time, from after a moment on."""
    query = sa.select(FixRow).where(FixRow.flight_id == flight_id)
    if after is not None:
        query = query.where(FixRow.at > after)
    return [_judged(row) for row in db.session.scalars(query.order_by(FixRow.at, FixRow.id).limit(most))]


def in_the_air() -> list[LiveFlight]:
    """Every flight in the air that was heard of, with where it was last."""
    columns = (Flight.reference, Flight.commands, *Track.__table__.columns)
    query = sa.select(*columns).join(Track, Track.flight_id == Flight.id).where(_in_the_air())
    return [
        LiveFlight(row.flight_id, row.reference, tuple(row.commands), _track(row))
        for row in db.session.execute(query.order_by(Flight.id))
    ]


def overdue(since: datetime) -> list[str]:
    """Flights in the air that are nonconforming since before a moment."""
    query = (
        sa.select(Track.flight_id)
        .join(Flight, Flight.id == Track.flight_id)
        .where(Track.conformance == Conformance.NONCONFORMING, Track.since < since, _in_the_air())
    )
    return list(db.session.scalars(query))


def silent(since: datetime, kind: str) -> list[str]:
    """Flights in the air of which nothing was heard since a moment, without a standing alert of this kind."""
    alerted = sa.select(Alert.flight_id).where(Alert.kind == kind, Alert.cleared_at.is_(None))
    query = (
        sa.select(Track.flight_id)
        .join(Flight, Flight.id == Track.flight_id)
        .where(Track.heard_at < since, _in_the_air(), Track.flight_id.not_in(alerted))
    )
    return list(db.session.scalars(query))


def erase(before: datetime) -> int:
    """Erase positions that came before a moment, at most ``MOST_ERASED``; gives how many."""
    old = sa.select(FixRow.id).where(FixRow.received_at < before).limit(MOST_ERASED).scalar_subquery()
    gone = db.session.execute(sa.delete(FixRow).where(FixRow.id.in_(old)))
    return cast("sa.CursorResult[Any]", gone).rowcount


def _in_the_air() -> sa.ColumnElement[bool]:
    return sa.or_(
        Flight.state == State.ACTIVE,
        sa.and_(Flight.state == State.SUSPENDED, Flight.resumes == State.ACTIVE),
    )


def _track(row: Any) -> TrackView:
    last = row.last or {}
    inside = last.get("inside_since")
    return TrackView(
        conformance=Conformance(row.conformance),
        since=row.since,
        heard_at=row.heard_at,
        last=_read_mark(row.last),
        inside_since=None if inside is None else datetime.fromisoformat(inside),
        doubted=_read_mark(row.doubted),
        fixes=row.fixes,
        outside=row.outside,
        excursions=row.excursions,
    )


def _write_last(track: TrackView) -> dict[str, Any] | None:
    mark = _write_mark(track.last)
    if mark is not None and track.inside_since is not None:
        mark["inside_since"] = track.inside_since.isoformat()
    return mark


def _write_mark(mark: Mark | None) -> dict[str, Any] | None:
    return None if mark is None else {"at": mark.at.isoformat(), "lon": mark.lon, "lat": mark.lat}


def _read_mark(document: dict[str, Any] | None) -> Mark | None:
    if not document:
        return None
    return Mark(datetime.fromisoformat(document["at"]), document["lon"], document["lat"])


def _row(flight_id: str, judged: Judged, received_at: datetime) -> dict[str, Any]:
    fix = judged.fix
    height = fix.levels[0].height if fix.levels else None
    return {
        "flight_id": flight_id,
        "at": fix.at,
        "received_at": received_at,
        "lon": fix.lon,
        "lat": fix.lat,
        "height_m": None if height is None else height.metres,
        "height_datum": None if height is None else height.datum.value,
        "accuracy_m": fix.accuracy_m,
        "accuracy_v_m": fix.accuracy_v_m,
        "found": judged.found.value,
        "outside": ",".join(judged.outside),
    }


def _judged(row: FixRow) -> Judged:
    levels: tuple[Level, ...] = ()
    if row.height_m is not None and row.height_datum is not None:
        levels = (Level(Height(row.height_m, Unit.METRES, Datum(row.height_datum))),)
    fix = Fix(row.at, row.lon, row.lat, levels, row.accuracy_m, row.accuracy_v_m)
    return Judged(fix, Found(row.found), tuple(one for one in row.outside.split(",") if one))
