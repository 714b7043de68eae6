"""The tables of the outbox and of people's webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.database import UtcDateTime, db


class Message(db.Model):  # type: ignore[misc,name-defined]
    """A notice waiting, sent or given up. ``facts`` are erased when it leaves: they may hold links.

    What tells one thing through several channels shares its ``bundle``, the id of the first. ``target`` is
    the webhook, or the telephone number where it is not the person's own; ``locale`` the language then.
    ``subject`` is the id of what is told about. Mails and short messages with one ``together`` leave as
    one: ``sent_with`` is its id, fixed by the first try.
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
    locale: Mapped[str | None] = mapped_column(sa.String(2))
    subject: Mapped[str | None] = mapped_column(sa.String(20))
    together: Mapped[str | None] = mapped_column(sa.String(20))
    sent_with: Mapped[str | None] = mapped_column(sa.String(20))


class Quota(db.Model):  # type: ignore[misc,name-defined]
    """How often something was done until a moment, by a keyed digest: how many messages a number got."""

    __tablename__ = "notices_quota"

    subject: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    used: Mapped[int]
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class WebhookRow(db.Model):  # type: ignore[misc,name-defined]
    """A person's webhook; its secret is kept encrypted with a key that follows from ``SECRET_KEY``."""

    __tablename__ = "notices_webhook"

    id: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.String(20), index=True)
    url: Mapped[str] = mapped_column(sa.String(500))
    secret: Mapped[str] = mapped_column(sa.String(300))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    fault: Mapped[str | None] = mapped_column(sa.String(80))
