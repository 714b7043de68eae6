"""The tables of the outbox and of people's webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.database import UtcDateTime, db


class Message(db.Model):  # type: ignore[misc,name-defined]
    """A notice waiting, sent or given up. ``facts`` are erased when it leaves: they may hold links.

    What tells one thing through several channels shares its ``bundle``, the id of the first.
    """

    __tablename__ = "notices_message"
    __table_args__ = (sa.Index(None, "state", "next_try_at"),)

    id: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    channel: Mapped[str] = mapped_column(sa.String(8))
    person_id: Mapped[str] = mapped_column(sa.String(20), index=True)
    code: Mapped[str] = mapped_column(sa.String(80))
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    state: Mapped[str] = mapped_column(sa.String(8))
    attempts: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_try_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fault: Mapped[str | None] = mapped_column(sa.String(200))
    bundle: Mapped[str | None] = mapped_column(sa.String(20), index=True)
    target: Mapped[str | None] = mapped_column(sa.String(20))


class WebhookRow(db.Model):  # type: ignore[misc,name-defined]
    """A person's webhook; its secret is kept encrypted with a key that follows from ``SECRET_KEY``."""

    __tablename__ = "notices_webhook"

    id: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.String(20), index=True)
    url: Mapped[str] = mapped_column(sa.String(500))
    secret: Mapped[str] = mapped_column(sa.String(300))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    fault: Mapped[str | None] = mapped_column(sa.String(80))
