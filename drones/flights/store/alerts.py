"""Alerts: rows to values and back."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from drones.flights.model.alerts import AlertKind, AlertView
from drones.flights.tables import Alert, Flight
from portal.kit.database import db, new_id

MOST_LISTED = 200


def add(
    *,
    flight_id: str,
    kind: AlertKind,
    concealed: bool,
    commands: Collection[str],
    facts: Mapping[str, Any],
    now: datetime,
) -> str:
    """Raise an alert; gives its id."""
    row = Alert(
        id=new_id(),
        flight_id=flight_id,
        kind=kind,
        concealed=concealed,
        commands=sorted(commands),
        facts=dict(facts),
        raised_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row.id


def add_all(
    raised: Iterable[tuple[str, Collection[str], Mapping[str, Any]]], *, kind: AlertKind, now: datetime
) -> None:
    """Raise an alert of one kind about each of many flights: flight, commands, facts."""
    rows = [
        {
            "id": new_id(),
            "flight_id": flight_id,
            "kind": kind.value,
            "concealed": False,
            "commands": sorted(commands),
            "facts": {**facts},
            "raised_at": now,
        }
        for flight_id, commands, facts in raised
    ]
    db.session.execute(sa.insert(Alert), rows)


def standing(flight_id: str, kind: AlertKind, *, concealed: bool) -> str | None:
    """The id of the flight's alert of this kind that was not cleared, if there is one.

    A concealed one never stands in the way of one that the owner reads.
    """
    query = sa.select(Alert.id).where(
        Alert.flight_id == flight_id,
        Alert.kind == kind,
        Alert.concealed.is_(concealed),
        Alert.cleared_at.is_(None),
    )
    return db.session.scalar(query.limit(1))


def clear(flight_id: str, kinds: Collection[AlertKind], now: datetime) -> None:
    """What these alerts were about is over."""
    db.session.execute(
        sa.update(Alert)
        .where(Alert.flight_id == flight_id, Alert.kind.in_([*kinds]), Alert.cleared_at.is_(None))
        .values(cleared_at=now)
    )


def acknowledge(alert_id: str, officer_id: str, now: datetime) -> None:
    """An officer has taken note; the first one counts."""
    db.session.execute(
        sa.update(Alert)
        .where(Alert.id == alert_id, Alert.acknowledged_at.is_(None))
        .values(acknowledged_at=now, acknowledged_by=officer_id)
    )


def by_id(alert_id: str) -> AlertView | None:
    """One alert."""
    return next(iter(_views(Alert.id == alert_id)), None)


def unacknowledged(command: str | None, *, concealed: bool, most: int) -> list[AlertView]:
    """Alerts for a command (``None``: for any) that no officer has taken note of, the newest first."""
    return _views(_open(command, concealed=concealed), most=most)


def count_unacknowledged(command: str | None, *, concealed: bool) -> int:
    """How many of them there are."""
    query = sa.select(sa.func.count()).select_from(Alert).where(_open(command, concealed=concealed))
    return db.session.scalar(query) or 0


def alarmed(command: str | None, *, concealed: bool, flight_ids: Collection[str]) -> frozenset[str]:
    """Those of some flights about which such an alert stands."""
    query = sa.select(Alert.flight_id).where(Alert.flight_id.in_(flight_ids))
    return frozenset(db.session.scalars(query.where(_open(command, concealed=concealed))))


def _open(command: str | None, *, concealed: bool) -> sa.ColumnElement[bool]:
    parts: list[sa.ColumnElement[bool]] = [Alert.acknowledged_at.is_(None)]
    if command is not None:
        parts.append(sa.cast(Alert.commands, sa.Text).contains(json.dumps(command), autoescape=True))
    if not concealed:
        parts.append(Alert.concealed.is_(False))
    return sa.and_(*parts)


def of_flight(flight_id: str) -> list[AlertView]:
    """A flight's alerts, the newest first."""
    return _views(Alert.flight_id == flight_id)


def _views(condition: sa.ColumnElement[bool], *, most: int = MOST_LISTED) -> list[AlertView]:
    query = sa.select(Alert, Flight.reference).join(Flight, Flight.id == Alert.flight_id).where(condition)
    ordered = query.order_by(Alert.raised_at.desc(), Alert.id.desc()).limit(most)
    return [
        _view(row, reference)
        for row, reference in db.session.execute(ordered.execution_options(populate_existing=True))
    ]


def _view(row: Alert, reference: str) -> AlertView:
    return AlertView(
        id=row.id,
        flight_id=row.flight_id,
        reference=reference,
        kind=AlertKind(row.kind),
        concealed=row.concealed,
        commands=tuple(row.commands),
        facts=row.facts,
        raised_at=row.raised_at,
        cleared_at=row.cleared_at,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
    )
