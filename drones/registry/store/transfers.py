"""Queries over offers to hand over an aircraft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from drones.registry.model import TransferState, TransferView
from drones.registry.store.aircraft import view as aircraft_view
from drones.registry.store.rows import Hold, One, add_alone
from drones.registry.tables import Aircraft, Operator, Transfer
from portal.kit.database import db, new_id

_BY_ID, _OPEN = One(Transfer, "id"), One(Transfer, "aircraft_id", "state")


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer with the ids of those it binds."""

    id: str
    aircraft_id: str
    from_operator_id: str
    to_operator_id: str
    state: TransferState


def add(*, aircraft_id: str, from_operator_id: str, to_operator_id: str, now: datetime) -> str | None:
    """The id of a new open offer; ``None`` when the aircraft has one already."""
    row = Transfer(
        id=new_id(),
        aircraft_id=aircraft_id,
        from_operator_id=from_operator_id,
        to_operator_id=to_operator_id,
        state=TransferState.OFFERED.value,
        offered_at=now,
    )
    return row.id if add_alone(row) else None


def close(transfer_id: str, state: TransferState, now: datetime) -> None:
    """Write how the offer ended."""
    db.session.execute(
        sa.update(Transfer).where(Transfer.id == transfer_id).values(state=state.value, answered_at=now)
    )


def by_id(transfer_id: str, hold: Hold = Hold.NOT) -> Offer | None:
    """The offer with this id."""
    return _offer(_BY_ID.row(hold, id=transfer_id))


def open_of(aircraft_id: str, hold: Hold = Hold.NOT) -> Offer | None:
    """The open offer of this aircraft."""
    return _offer(_OPEN.row(hold, aircraft_id=aircraft_id, state=TransferState.OFFERED.value))


def to_operator(operator_id: str) -> list[TransferView]:
    """Open offers that wait for this operator's answer."""
    return _views(Transfer.to_operator_id == operator_id, Transfer.state == TransferState.OFFERED.value)


def from_operator(operator_id: str) -> list[TransferView]:
    """Everything this operator ever offered, newest first."""
    return _views(Transfer.from_operator_id == operator_id)


def _views(*conditions: sa.ColumnElement[bool]) -> list[TransferView]:
    giver, taker = aliased(Operator), aliased(Operator)
    query: Any = (
        sa.select(Transfer, Aircraft, giver.number, taker.number)
        .join(Aircraft, Aircraft.id == Transfer.aircraft_id)
        .join(giver, giver.id == Transfer.from_operator_id)
        .join(taker, taker.id == Transfer.to_operator_id)
        .where(*conditions)
        .order_by(Transfer.id.desc())
    )
    return [
        TransferView(
            id=transfer.id,
            aircraft=aircraft_view(aircraft),
            from_number=from_number,
            to_number=to_number,
            state=TransferState(transfer.state),
            offered_at=transfer.offered_at,
        )
        for transfer, aircraft, from_number, to_number in db.session.execute(query)
    ]


def _offer(row: Any) -> Offer | None:
    if row is None:
        return None
    return Offer(row.id, row.aircraft_id, row.from_operator_id, row.to_operator_id, TransferState(row.state))
