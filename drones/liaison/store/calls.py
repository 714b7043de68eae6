"""Calls about notices that reached nobody, in and out of their table."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from drones.liaison.tables import NoticeCall
from portal.kit.database import db


def add(*, message_id: str, officer_id: str, text: str, now: datetime) -> None:
    """Somebody has called; the last word stands when two did."""
    db.session.merge(NoticeCall(message_id=message_id, officer_id=officer_id, at=now, text=text))
    db.session.flush()


def made(message_ids: Collection[str]) -> frozenset[str]:
    """Those of the notices about which somebody has called."""
    query = sa.select(NoticeCall.message_id).where(NoticeCall.message_id.in_(message_ids))
    return frozenset(db.session.scalars(query))
