"""Signatures under consents, in and out of their table."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from drones.liaison.formats import read_terms, write_terms
from drones.liaison.model import Ended, Signature
from drones.liaison.tables import LiaisonSignature
from portal.kit.database import db


def add(signature: Signature) -> None:
    """Keep a signature."""
    row = LiaisonSignature(
        id=signature.id,
        flight_id=signature.flight_id,
        command=signature.command,
        officer_id=signature.officer_id,
        initials=signature.initials,
        commander=signature.commander,
        at=signature.at,
        version=signature.version,
        terms=write_terms(signature.terms),
        ended=signature.ended.value if signature.ended else None,
        ended_at=signature.ended_at,
    )
    db.session.add(row)
    db.session.flush()


def of_flight(flight_id: str, *, command: str | None) -> tuple[Signature, ...]:
    """The signatures on a flight, of a command (``None``: of all), the oldest first; read afresh."""
    query = sa.select(LiaisonSignature).where(LiaisonSignature.flight_id == flight_id)
    if command is not None:
        query = query.where(LiaisonSignature.command == command)
    rows = db.session.scalars(query.order_by(LiaisonSignature.id).execution_options(populate_existing=True))
    return tuple(_signature(row) for row in rows)


def open_of(flight_ids: Collection[str], *, command: str) -> tuple[Signature, ...]:
    """The signatures of a command on some flights that wait for a second one."""
    query = sa.select(LiaisonSignature).where(
        LiaisonSignature.flight_id.in_(flight_ids),
        LiaisonSignature.command == command,
        LiaisonSignature.ended.is_(None),
    )
    return tuple(_signature(row) for row in db.session.scalars(query.order_by(LiaisonSignature.id)))


def open_ids(command: str | None) -> list[str]:
    """Ids of the signatures of a command (``None``: of any) that wait for a second one."""
    query = sa.select(LiaisonSignature.id).where(LiaisonSignature.ended.is_(None))
    if command is not None:
        query = query.where(LiaisonSignature.command == command)
    return list(db.session.scalars(query.order_by(LiaisonSignature.id)))


def end(signature_ids: Collection[str], *, ended: Ended, now: datetime) -> None:
    """Write what became of some signatures."""
    values = {"ended": ended.value, "ended_at": now}
    query = sa.update(LiaisonSignature).where(LiaisonSignature.id.in_(signature_ids)).values(values)
    db.session.execute(query.execution_options(synchronize_session=False))


def _signature(row: LiaisonSignature) -> Signature:
    return Signature(
        id=row.id,
        flight_id=row.flight_id,
        command=row.command,
        officer_id=row.officer_id,
        initials=row.initials,
        commander=row.commander,
        at=row.at,
        version=row.version,
        terms=read_terms(row.terms),
        ended=Ended(row.ended) if row.ended else None,
        ended_at=row.ended_at,
    )
