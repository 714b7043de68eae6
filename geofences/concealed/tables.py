"""Tables of concealed zones: their versions and a number of their own, apart from the register's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.database import UtcDateTime, db


class ConcealedRegister(db.Model):  # type: ignore[name-defined,misc]
    """One row: the number that every setting and withdrawal raises, and when cover was looked at.

    ``published_changed`` is raised by every publication, concealed zones or none: the worker then looks
    at the cover again, and whoever published waits for nothing and learns nothing.
    """

    __tablename__ = "concealed_register"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    published_changed: Mapped[bool]
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ConcealedVersion(db.Model):  # type: ignore[name-defined,misc]
    """One version of a concealed zone: its whole content, and what was last found of its cover.

    Without an area of its own in the spatial index: these are few, and read whole.
    """

    __tablename__ = "concealed_version"
    __table_args__ = (
        UniqueConstraint("command", "identifier", "number"),
        Index(
            "uq_concealed_version_one_set",
            "command",
            "identifier",
            unique=True,
            sqlite_where=text("state = 'set'"),
            postgresql_where=text("state = 'set'"),
        ),
    )
    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    command: Mapped[str] = mapped_column(String(20))
    identifier: Mapped[str] = mapped_column(String(20))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    author_id: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(40))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lost_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lacks_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
