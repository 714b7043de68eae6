"""Tables of the register: zones, their versions, pre-approvals, and the register's own number."""

from __future__ import annotations

from datetime import datetime

from geoalchemy2 import WKBElement
from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.database import UtcDateTime, area_column, db


class Register(db.Model):  # type: ignore[name-defined,misc]
    """One row: the number that every publication and withdrawal raises by one."""

    __tablename__ = "zones_register"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    #: Made with the row: another database that happens to have the same number is not the same.
    epoch: Mapped[str] = mapped_column(String(20))


class ZoneRow(db.Model):  # type: ignore[name-defined,misc]
    """A zone through all its versions; ``current_number`` is the published one, if any."""

    __tablename__ = "zones_zone"
    country: Mapped[str] = mapped_column(String(3), primary_key=True)
    identifier: Mapped[str] = mapped_column(String(64), primary_key=True)
    current_number: Mapped[int | None]


class _Versioned:
    """What a version of anything published has."""

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    author_id: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by: Mapped[str | None] = mapped_column(String(40))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(40))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: The register's number with which this version took effect, and with which it ended.
    published_number: Mapped[int | None] = mapped_column(index=True)
    ended_number: Mapped[int | None] = mapped_column(index=True)
    #: The published version that its author saw; 0: none was published; ``None``: not known (old rows).
    base_number: Mapped[int | None]
    #: Why a draft was sent back, and by whom: it is not published until its author has revised it.
    remark: Mapped[str | None] = mapped_column(Text)
    returned_by: Mapped[str | None] = mapped_column(String(40))
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Who proposed to withdraw the published version; another person confirms it.
    withdrawal_by: Mapped[str | None] = mapped_column(String(40))
    withdrawal_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawal_remark: Mapped[str | None] = mapped_column(Text)


def _one_each(table: str, *identity: str) -> tuple[Index, ...]:
    """At most one draft and one published version for each identity."""
    return tuple(
        Index(
            f"uq_{table}_one_{state}",
            *identity,
            unique=True,
            sqlite_where=text(f"state = '{state}'"),
            postgresql_where=text(f"state = '{state}'"),
        )
        for state in ("draft", "published")
    )


class VersionRow(_Versioned, db.Model):  # type: ignore[name-defined,misc]
    """One version of a zone: its whole content and the area by which it is found."""

    __tablename__ = "zones_version"
    __table_args__ = (
        ForeignKeyConstraint(["country", "identifier"], ["zones_zone.country", "zones_zone.identifier"]),
        UniqueConstraint("country", "identifier", "number"),
        *_one_each("zones_version", "country", "identifier"),
    )
    country: Mapped[str] = mapped_column(String(3))
    identifier: Mapped[str] = mapped_column(String(64))
    area: Mapped[WKBElement] = area_column(nullable=False)
    #: A commander published it alone; flagged to the staff until somebody else has confirmed it.
    emergency: Mapped[bool] = mapped_column(default=False, server_default=false())
    confirmed_by: Mapped[str | None] = mapped_column(String(40))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PreApprovalRow(_Versioned, db.Model):  # type: ignore[name-defined,misc]
    """One version of a pre-approved ceiling and hours."""

    __tablename__ = "zones_pre_approval"
    __table_args__ = (
        UniqueConstraint("identifier", "number"),
        *_one_each("zones_pre_approval", "identifier"),
    )
    identifier: Mapped[str] = mapped_column(String(64))
    area: Mapped[WKBElement] = area_column(nullable=False)


class UploadRow(db.Model):  # type: ignore[name-defined,misc]
    """A file between its dry run, which a person reads, and its import."""

    __tablename__ = "zones_upload"
    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    author_id: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    data: Mapped[bytes] = mapped_column(LargeBinary)
