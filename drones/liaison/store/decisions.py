"""The decisions of the commands, in and out of their table."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from drones.liaison.model import Decided, Decision
from drones.liaison.tables import LiaisonDecision
from portal.kit.database import db, new_id


def add(decision: Decision) -> str:
    """Keep a decision; returns its id."""
    row = LiaisonDecision(
        id=new_id(),
        flight_id=decision.flight_id,
        command=decision.command,
        officer_id=decision.officer_id,
        decided=decision.decided.value,
        at=decision.at,
        conditions=list(decision.conditions),
        ceiling_m=decision.ceiling_m,
        reason=decision.reason,
        text=decision.text,
        passes=decision.passes,
    )
    db.session.add(row)
    db.session.flush()
    return row.id


def of_flight(flight_id: str) -> tuple[Decision, ...]:
    """The decisions on a flight, the oldest first."""
    query = sa.select(LiaisonDecision).where(LiaisonDecision.flight_id == flight_id)
    return tuple(_decision(row) for row in db.session.scalars(query.order_by(LiaisonDecision.id)))


def take_back(flight_id: str, command: str, *, since: datetime, now: datetime) -> str | None:
    """Mark a command's decision made from a moment on as undone; its id, or ``None`` when there is none."""
    query = sa.select(LiaisonDecision).where(
        LiaisonDecision.flight_id == flight_id,
        LiaisonDecision.command == command,
        LiaisonDecision.at >= since,
        LiaisonDecision.undone_at.is_(None),
    )
    row = db.session.scalars(query.order_by(LiaisonDecision.id.desc()).limit(1)).first()
    if row is None:
        return None
    row.undone_at = now
    db.session.flush()
    return row.id


def _decision(row: LiaisonDecision) -> Decision:
    return Decision(
        flight_id=row.flight_id,
        command=row.command,
        officer_id=row.officer_id,
        decided=Decided(row.decided),
        at=row.at,
        conditions=tuple(row.conditions),
        ceiling_m=row.ceiling_m,
        reason=row.reason,
        text=row.text,
        passes=row.passes,
        undone_at=row.undone_at,
    )
