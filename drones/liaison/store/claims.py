"""Who holds which case, in and out of its table."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from drones.liaison.rules.claims import Claim
from drones.liaison.tables import LiaisonClaim
from portal.kit import locks
from portal.kit.database import db


def held(flight_id: str, command: str) -> Claim | None:
    """The command's claim on a case, which nobody else changes until the transaction ends.

    The row may not exist yet, so its key is locked, not the row.
    """
    locks.request(f"liaison.claim {command} {flight_id}")
    query = sa.select(LiaisonClaim).where(
        LiaisonClaim.flight_id == flight_id, LiaisonClaim.command == command
    )
    row = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    return None if row is None else _claim(row)


def put(claim: Claim) -> None:
    """Write a claim that the caller holds the key of, whoever had it before."""
    db.session.merge(
        LiaisonClaim(
            flight_id=claim.flight_id,
            command=claim.command,
            officer_id=claim.officer_id,
            initials=claim.initials,
            role=claim.role,
            since=claim.since,
            until=claim.until,
        )
    )
    db.session.flush()


def remove(flight_id: str, command: str) -> None:
    """Nobody holds the case for the command any more."""
    db.session.execute(
        sa.delete(LiaisonClaim).where(LiaisonClaim.flight_id == flight_id, LiaisonClaim.command == command)
    )


def live(
    now: datetime, *, command: str | None, flight_ids: Collection[str] | None = None
) -> tuple[Claim, ...]:
    """Claims whose lease runs, of a command (``None``: of all), on all cases or on some."""
    query = sa.select(LiaisonClaim).where(LiaisonClaim.until > now)
    if command is not None:
        query = query.where(LiaisonClaim.command == command)
    if flight_ids is not None:
        query = query.where(LiaisonClaim.flight_id.in_(flight_ids))
    ordered = query.order_by(LiaisonClaim.flight_id, LiaisonClaim.command)
    return tuple(_claim(row) for row in db.session.scalars(ordered))


def _claim(row: LiaisonClaim) -> Claim:
    return Claim(
        flight_id=row.flight_id,
        command=row.command,
        officer_id=row.officer_id,
        initials=row.initials,
        role=row.role,
        since=row.since,
        until=row.until,
    )
