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


class VersionRow(_Versioned, db.Model):  # type: ignore[name-defined,misc]
    """One version of a zone: its whole content and the area by which it is found."""

    __tablename__ = "zones_version"
    __table_args__ = (
        ForeignKeyConstraint(["country", "identifier"], ["zones_zone.country", "zones_zone.identifier"]),
        UniqueConstraint("country", "identifier", "number"),
        *(
            Index(
                f"uq_zones_version_one_{state}",
                "country",
                "identifier",
                unique=True,
                sqlite_where=text(f"state = '{state}'"),
                postgresql_where=text(f"state = '{state}'"),
            )
            for state in ("draft", "published")
        ),
    )
    country: Mapped[str] = mapped_column(String(3))
    identifier: Mapped[str] = mapped_column(String(64))
    area: Mapped[WKBElement] = area_column(nullable=False)


class PreApprovalRow(_Versioned, db.Model):  # type: ignore[name-defined,misc]
    """One version of a pre-approved ceiling and hours."""

    __tablename__ = "zones_pre_approval"
    __table_args__ = (
        UniqueConstraint("identifier", "number"),
        Index(
            "uq_zones_pre_approval_one_published",
            "identifier",
            unique=True,
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
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
