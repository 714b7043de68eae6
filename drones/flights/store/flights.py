"""Plans, their volumes and their timelines."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm.util import identity_key

from drones.flights.formats import documents, findings, pending
from drones.flights.model import AlertKind, Entry, FlightView, Role, Standing, State
from drones.flights.store import volumes as stored
from drones.flights.tables import Alert, Flight, TimelineEntry
from geofences.engine.model import FlightVolume
from portal.kit.database import db
from portal.kit.statements import among, ask

MOST_LISTED = 500

# Statements of tables and not of mapped classes, made once: every submission runs them.
_FLIGHT, _ENTRY = (cast(sa.Table, one.__table__) for one in (Flight, TimelineEntry))
_SEEN = sa.select(*_FLIGHT.c).where(_FLIGHT.c.id == sa.bindparam("flight"))
_HELD = _SEEN.with_for_update()
_STAMP = _HELD.with_only_columns(_FLIGHT.c.version, _FLIGHT.c.changed_at)
_ENTER = sa.insert(_ENTRY).inline()
_NEW = sa.insert(_FLIGHT).inline()


def add(view: FlightView) -> None:
    """Write a new plan."""
    about: dict[str, Any] = {
        "reference": view.reference,
        "person_id": view.person_id,
        "created_at": view.created_at,
        "series_id": view.series,
        "series_number": view.series_number,
        "own_reference": view.own_reference or None,
    }
    ask(_NEW, id=view.id, **about, **_columns(view))


def save(view: FlightView, *, volumes: bool = False) -> None:
    """Write what became of a plan; its volumes too when they changed."""
    # One statement: read through the session, the row would come once more from the database.
    values = _columns(view)
    ask(_saving(tuple(values)), flight=view.id, **values)
    _forget(view.id)
    if volumes:
        stored.replace(view.id, view.volumes)


@cache
def _saving(names: tuple[str, ...]) -> sa.Update:
    """Built once: every plan that is decided is written by it."""
    values: dict[str, Any] = {name: sa.bindparam(name) for name in names}
    return sa.update(_FLIGHT).where(_FLIGHT.c.id == sa.bindparam("flight")).values(values)


def _forget(flight_id: str) -> None:
    """What the session still holds of a plan is no longer so."""
    row = db.session().identity_map.get(identity_key(Flight, flight_id))
    if row is not None:
        db.session.expire(row)


def by_id(flight_id: str, *, hold: bool = False) -> FlightView | None:
    """The plan, read afresh; ``hold`` keeps others from changing it until the transaction ends."""
    row = ask(_HELD if hold else _SEEN, flight=flight_id).one_or_none()
    return None if row is None else _views([row])[0]


def ask_hold(view: FlightView) -> Callable[[], FlightView | None]:
    """The same as :func:`by_id` with ``hold``, asked now and waited for when called.

    A plan that nobody has written since is not read again.
    """
    asked = ask(_STAMP, flight=view.id)

    def held() -> FlightView | None:
        row = asked.one_or_none()
        if row is not None and (row.version, row.changed_at) == (view.version, view.changed_at):
            return view
        return by_id(view.id, hold=True)

    return held


def by_ids(flight_ids: Collection[str]) -> list[FlightView]:
    """Plans by id and in their order, read afresh and held until the transaction ends."""
    query = sa.select(Flight).where(Flight.id.in_(flight_ids)).order_by(Flight.id).with_for_update()
    return _views(db.session.scalars(query.execution_options(populate_existing=True)))


def save_standings(views: Iterable[FlightView]) -> None:
    """Write where many plans now stand, and nothing else of them."""
    rows: list[dict[str, Any]] = [
        {
            "flight": view.id,
            "state": view.state.value,
            "resumes": None if view.standing.resumes is None else view.standing.resumes.value,
            "version": view.version,
            "changed_at": view.changed_at,
            "undoable": pending.write_undoable(view.undoable),
        }
        for view in views
    ]
    names = tuple(name for name in rows[0] if name != "flight")
    db.session.connection().execute(_saving(names), rows)
    for row in rows:
        _forget(row["flight"])


def write_entries(entries: Iterable[tuple[str, Entry]]) -> None:
    """Add a line to each of many timelines."""
    rows = [
        {
            "flight_id": flight_id,
            "at": one.at,
            "kind": one.kind,
            "role": one.role.value,
            "facts": {**one.facts},
        }
        for flight_id, one in entries
    ]
    db.session.execute(sa.insert(TimelineEntry), rows)


def references_taken(references: Sequence[str]) -> set[str]:
    """Those of some references that a plan has."""
    return set(ask(_taken(db.engine.dialect.name), references=[*references]).scalars())


@cache
def _taken(_dialect: str) -> sa.Select[Any]:
    return sa.select(_FLIGHT.c.reference).where(among(_FLIGHT.c.reference, "references"))


def of_person(
    person_id: str,
    *,
    states: Collection[State] | None = None,
    most: int | None = None,
    after: str | None = None,
) -> list[FlightView]:
    """A person's plans, the latest changed first; from after the plan ``after`` on."""
    query = sa.select(Flight).where(Flight.person_id == person_id)
    if states is not None:
        query = query.where(Flight.state.in_([*states]))
    if after is not None:
        last = sa.select(Flight.changed_at).where(Flight.id == after, Flight.person_id == person_id)
        at = last.scalar_subquery()
        query = query.where(
            sa.or_(Flight.changed_at < at, sa.and_(Flight.changed_at == at, Flight.id < after))
        )
    ordered = query.order_by(Flight.changed_at.desc(), Flight.id.desc())
    return _views(db.session.scalars(ordered.limit(min(most or MOST_LISTED, MOST_LISTED))))


def of_series(series_id: str) -> list[FlightView]:
    """The plans of a series, in their order."""
    query = sa.select(Flight).where(Flight.series_id == series_id).order_by(Flight.series_number, Flight.id)
    return _views(db.session.scalars(query.execution_options(populate_existing=True)))


def in_states(states: Collection[State], *, command: str | None = None) -> list[FlightView]:
    """All plans in some states, the earliest submitted first; of a command, those it must consent to."""
    query = sa.select(Flight).where(Flight.state.in_([*states]))
    if command is not None:
        named = sa.cast(Flight.commands, sa.Text).contains(json.dumps(command), autoescape=True)
        query = query.where(named)
    return _views(db.session.scalars(query.order_by(Flight.submitted_at, Flight.id)))


def submitted(start: datetime, end: datetime, *, most: int) -> list[FlightView]:
    """Plans submitted from ``start`` until before ``end``, the earliest first."""
    query = sa.select(Flight).where(Flight.submitted_at >= start, Flight.submitted_at < end)
    return _views(db.session.scalars(query.order_by(Flight.submitted_at, Flight.id).limit(most)))


def due(
    now: datetime, soon: datetime, *, waiting: Collection[State], holding: Collection[State], most: int
) -> list[str]:
    """Ids of plans that wait and start before ``soon``, or hold past their end; the longest due first.

    Left out are those past their end about which an overrun was already told: they are ``overrun``.
    """
    late = sa.and_(Flight.state.in_([*waiting]), Flight.starts_at <= soon)
    over = sa.and_(Flight.state.in_([*holding]), Flight.ends_at <= now, ~_told_of_overrun())
    since = sa.case((late, Flight.starts_at), else_=Flight.ends_at)
    query = sa.select(Flight.id).where(sa.or_(late, over)).order_by(since, Flight.id).limit(most)
    return list(db.session.scalars(query))


def overrun(ended_by: datetime, *, holding: Collection[State], most: int) -> list[str]:
    """Ids of plans whose overrun was told and that ended by this moment; the longest ended first."""
    over = sa.and_(Flight.state.in_([*holding]), Flight.ends_at <= ended_by, _told_of_overrun())
    query = sa.select(Flight.id).where(over).order_by(Flight.ends_at, Flight.id).limit(most)
    return list(db.session.scalars(query))


def _told_of_overrun() -> sa.ColumnElement[bool]:
    """An alert of the overrun stands; its flight waits for nothing but its automatic end."""
    stands = sa.and_(Alert.flight_id == Flight.id, Alert.kind == AlertKind.OVERRUN)
    return sa.exists().where(stands, Alert.concealed.is_(False), Alert.cleared_at.is_(None))


def write_entry(flight_id: str, entry: Entry) -> None:
    """Add a line to the timeline."""
    line = {"at": entry.at, "kind": entry.kind, "role": entry.role.value, "facts": dict(entry.facts)}
    ask(_ENTER, flight_id=flight_id, **line)


def timeline(flight_id: str) -> tuple[Entry, ...]:
    """The plan's timeline, the oldest line first."""
    query = sa.select(TimelineEntry).where(TimelineEntry.flight_id == flight_id).order_by(TimelineEntry.id)
    return tuple(Entry(row.at, row.kind, Role(row.role), row.facts) for row in db.session.scalars(query))


def timelines(flight_ids: Sequence[str]) -> dict[str, tuple[Entry, ...]]:
    """The timeline of each plan, the oldest line first."""
    found: dict[str, list[Entry]] = {flight_id: [] for flight_id in flight_ids}
    for row in ask(_lines(db.engine.dialect.name), flights=[*flight_ids]):
        found[row.flight_id].append(Entry(row.at, row.kind, Role(row.role), row.facts))
    return {flight_id: tuple(entries) for flight_id, entries in found.items()}


@cache
def _lines(_dialect: str) -> sa.Select[Any]:
    return sa.select(*_ENTRY.c).where(among(_ENTRY.c.flight_id, "flights")).order_by(_ENTRY.c.id)


def _columns(view: FlightView) -> dict[str, Any]:
    """All that can change of a plan."""
    standing, window = view.standing, view.window
    return {
        "operator_id": view.operator_id,
        "aircraft_id": view.plan.aircraft[:40],
        "pilot_id": view.plan.pilot[:40],
        "state": standing.state.value,
        "resumes": None if standing.resumes is None else standing.resumes.value,
        "version": standing.version,
        "submitted_at": standing.submitted_at,
        "commands": list(standing.commands),
        "consents": list(standing.consents),
        "signed_twice": list(standing.signed_twice) or None,
        "plan": documents.write_plan(view.plan),
        "typed": None if view.typed is None else dict(view.typed),
        "starts_at": None if window is None else window.start,
        "ends_at": None if window is None else window.end,
        "assessment": None if view.assessment is None else findings.write(view.assessment),
        "zones_number": None if view.assessment is None else view.assessment.zones_number,
        "conditions": list(view.conditions),
        "permit": view.permit,
        "proposal": pending.write_proposal(view.proposal),
        "undoable": pending.write_undoable(view.undoable),
        "changed_at": view.changed_at,
    }


def _views(rows: Iterable[Any]) -> list[FlightView]:
    rows = list(rows)
    # A plan without a window has none: it was never submitted, or was changed since.
    volumes = stored.volumes_of([row.id for row in rows if row.starts_at is not None])
    return [_view(row, volumes.get(row.id, ())) for row in rows]


def _view(row: Any, volumes: tuple[FlightVolume, ...]) -> FlightView:
    standing = Standing(
        state=State(row.state),
        version=row.version,
        resumes=None if row.resumes is None else State(row.resumes),
        submitted_at=row.submitted_at,
        commands=tuple(row.commands),
        consents=tuple(row.consents),
        signed_twice=tuple(row.signed_twice or ()),
    )
    return FlightView(
        id=row.id,
        reference=row.reference,
        standing=standing,
        person_id=row.person_id,
        operator_id=row.operator_id,
        plan=documents.read_plan(row.plan).plan,
        typed=row.typed,
        volumes=volumes,
        assessment=None if row.assessment is None else findings.read(row.assessment),
        conditions=tuple(row.conditions),
        permit=row.permit,
        created_at=row.created_at,
        changed_at=row.changed_at,
        proposal=pending.read_proposal(row.proposal),
        undoable=pending.read_undoable(row.undoable),
        series=row.series_id,
        series_number=row.series_number,
        own_reference=row.own_reference or "",
    )
