"""The ledger's tables: two books of entries, which are only ever added, their heads, roots and proofs."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, Date, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.audit.model import Fact
from portal.kit.database import UtcDateTime, db


class _Entries:
    """One line of a book; nothing in the portal changes or removes one."""

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    action: Mapped[str] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(index=True)
    facts: Mapped[dict[str, Fact]] = mapped_column(JSON)
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class _Head:
    """The newest entry's number and hash, in the row whose id is 1."""

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class AuditEntry(_Entries, db.Model):  # type: ignore[name-defined,misc]
    """The open book, of which anybody may read size and root."""

    __tablename__ = "audit_entry"


class AuditHead(_Head, db.Model):  # type: ignore[name-defined,misc]
    """The open book's head."""

    __tablename__ = "audit_head"


class SealedEntry(_Entries, db.Model):  # type: ignore[name-defined,misc]
    """The sealed book: what concerns concealed zones."""

    __tablename__ = "audit_sealed_entry"


class SealedHead(_Head, db.Model):  # type: ignore[name-defined,misc]
    """The sealed book's head."""

    __tablename__ = "audit_sealed_head"


class AuditRoot(db.Model):  # type: ignore[name-defined,misc]
    """The Merkle root of a book at the end of a UTC day."""

    __tablename__ = "audit_root"
    book: Mapped[str] = mapped_column(String(8), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class AuditProof(db.Model):  # type: ignore[name-defined,misc]
    """The audit path of an entry of the open book in the first published tree that holds it."""

    __tablename__ = "audit_proof"
    subject: Mapped[str] = mapped_column(String(200), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(BigInteger)
    leaf: Mapped[bytes] = mapped_column(LargeBinary(32))
    #: The hashes of the path, 32 bytes each, one behind the other.
    path: Mapped[bytes] = mapped_column(LargeBinary)
