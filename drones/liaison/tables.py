"""The table of the liaison desk: what each command decided, and by whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.database import UtcDateTime, db

ID = sa.String(20)


class LiaisonDecision(db.Model):  # type: ignore[name-defined,misc]
    """A command's decision on a flight. The officer's name stays in this room: owners read a command.

    ``officer_id`` is no foreign key, for a decision outlives the account.
    """

    __tablename__ = "liaison_decision"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    flight_id: Mapped[str] = mapped_column(ID, sa.ForeignKey("flights_flight.id"), index=True)
    command: Mapped[str] = mapped_column(sa.String(40))
    officer_id: Mapped[str] = mapped_column(ID)
    decided: Mapped[str] = mapped_column(sa.String(10))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    conditions: Mapped[Any] = mapped_column(sa.JSON)
    ceiling_m: Mapped[float | None]
    reason: Mapped[str] = mapped_column(sa.String(20))
    text: Mapped[str] = mapped_column(sa.String(200))
    passes: Mapped[str] = mapped_column(sa.String(200), server_default="")
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LiaisonSignature(db.Model):  # type: ignore[name-defined,misc]
    """A signature under the terms of a consent that two persons must sign; ``ended`` is what became of it.

    It binds to one version of the plan. ``officer_id`` is no foreign key, for it outlives the account.
    """

    __tablename__ = "liaison_signature"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    flight_id: Mapped[str] = mapped_column(ID, sa.ForeignKey("flights_flight.id"), index=True)
    command: Mapped[str] = mapped_column(sa.String(40))
    officer_id: Mapped[str] = mapped_column(ID)
    initials: Mapped[str] = mapped_column(sa.String(3))
    commander: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int]
    terms: Mapped[Any] = mapped_column(sa.JSON)
    ended: Mapped[str | None] = mapped_column(sa.String(12))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ConcealedTask(db.Model):  # type: ignore[name-defined,misc]
    """A flight that met a concealed zone when that was set: somebody of the command is to look at it."""

    __tablename__ = "liaison_concealed_task"
    __table_args__ = (
        sa.UniqueConstraint("flight_id", "version_id"),
        sa.Index(None, "command", "acknowledged_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    flight_id: Mapped[str] = mapped_column(ID, sa.ForeignKey("flights_flight.id"))
    version_id: Mapped[str] = mapped_column(ID, sa.ForeignKey("concealed_version.id"))
    command: Mapped[str] = mapped_column(sa.String(20))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    acknowledged_by: Mapped[str | None] = mapped_column(sa.String(40))
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LiaisonClaim(db.Model):  # type: ignore[name-defined,misc]
    """Who of a command holds a case, and until when: one row a case and command, ever.

    ``initials`` and ``role`` are what colleagues read; ``officer_id`` is no foreign key.
    """

    __tablename__ = "liaison_claim"

    flight_id: Mapped[str] = mapped_column(ID, sa.ForeignKey("flights_flight.id"), primary_key=True)
    command: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    officer_id: Mapped[str] = mapped_column(ID)
    initials: Mapped[str] = mapped_column(sa.String(3))
    role: Mapped[str] = mapped_column(sa.String(20))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SavedFilter(db.Model):  # type: ignore[name-defined,misc]
    """A filter of the queue that an officer keeps under a name; at most one opens by itself."""

    __tablename__ = "liaison_filter"
    __table_args__ = (sa.UniqueConstraint("person_id", "name"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    person_id: Mapped[str] = mapped_column(ID)
    name: Mapped[str] = mapped_column(sa.String(60))
    wanted: Mapped[Any] = mapped_column(sa.JSON)
    is_default: Mapped[bool]


class DeskPreference(db.Model):  # type: ignore[name-defined,misc]
    """How somebody works at the desk; without a row with shortcuts."""

    __tablename__ = "liaison_preference"

    person_id: Mapped[str] = mapped_column(ID, primary_key=True)
    shortcuts: Mapped[bool]


class Escalation(db.Model):  # type: ignore[name-defined,misc]
    """A case of which a command's commanders were told, since it was unanswered: once for each of both."""

    __tablename__ = "liaison_escalation"

    flight_id: Mapped[str] = mapped_column(ID, sa.ForeignKey("flights_flight.id"), primary_key=True)
    command: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class NoticeCall(db.Model):  # type: ignore[name-defined,misc]
    """A notice that reached nobody, about which somebody of the desk has telephoned since.

    ``officer_id`` is no foreign key; ``text`` says whom they reached.
    """

    __tablename__ = "liaison_notice_call"

    message_id: Mapped[str] = mapped_column(ID, primary_key=True)
    officer_id: Mapped[str] = mapped_column(ID)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    text: Mapped[str] = mapped_column(sa.String(200))
