"""Plans that an operator or a remote pilot has submitted before."""

from __future__ import annotations

import sqlalchemy as sa

from drones.flights.model.records import Earlier
from drones.flights.model.states import State
from drones.flights.tables import Flight
from portal.kit.database import db


def of_operator(operator_id: str, *, apart_from: str, most: int) -> list[Earlier]:
    """An operator's submitted plans but one, the newest first."""
    return _found(Flight.operator_id == operator_id, apart_from, most)


def of_pilot(pilot_id: str, *, apart_from: str, most: int) -> list[Earlier]:
    """The submitted plans that a remote pilot was to fly, but one, the newest first."""
    return _found(Flight.pilot_id == pilot_id, apart_from, most)


def _found(whose: sa.ColumnElement[bool], apart_from: str, most: int) -> list[Earlier]:
    columns = (Flight.id, Flight.reference, Flight.state, Flight.submitted_at, Flight.starts_at)
    query = sa.select(*columns).where(whose, Flight.submitted_at.is_not(None), Flight.id != apart_from)
    rows = db.session.execute(query.order_by(Flight.submitted_at.desc(), Flight.id.desc()).limit(most))
    return [Earlier(row.id, row.reference, State(row.state), row.submitted_at, row.starts_at) for row in rows]
