"""The register of issued permits; a row is never removed while somebody may hold the paper."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.database import UtcDateTime, db


class PermitRow(db.Model):  # type: ignore[name-defined,misc]
    """One permit: the signed bytes, and what became of it."""

    __tablename__ = "permits_permit"
    #: The eight-character code, which is the number inside the signed bytes.
    id: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    flight_id: Mapped[str] = mapped_column(sa.String(40), index=True)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    key_id: Mapped[str] = mapped_column(sa.String(16))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    suspended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_reason: Mapped[str] = mapped_column(sa.String(200), default="")
