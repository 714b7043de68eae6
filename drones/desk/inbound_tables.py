"""The tables of incoming short messages: which were answered, and the words that confirm what they ask."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.database import UtcDateTime, db


class IncomingRow(db.Model):  # type: ignore[misc,name-defined]
    """A message of the gateway that was answered: never its text, and its sender as a keyed digest."""

    __tablename__ = "desk_incoming"

    #: SHA-256 of the gateway's id, which may be of any length.
    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    sender: Mapped[str] = mapped_column(sa.String(64))
    command: Mapped[str] = mapped_column(sa.String(10))
    outcome: Mapped[str] = mapped_column(sa.String(30))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class WordRow(db.Model):  # type: ignore[misc,name-defined]
    """A one-time word: its keyed digest, and the act, flight, version and number that it is good for."""

    __tablename__ = "desk_word"
    __table_args__ = (sa.Index(None, "person_id", "flight_id"),)

    id: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.String(20))
    flight_id: Mapped[str] = mapped_column(sa.String(20))
    version: Mapped[int]
    action: Mapped[str] = mapped_column(sa.String(10))
    #: The answer to a question that waits for its word; empty for any other act.
    text: Mapped[str] = mapped_column(sa.String(160))
    phone: Mapped[str] = mapped_column(sa.String(64))
    digest: Mapped[str] = mapped_column(sa.String(64))
    tries: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
