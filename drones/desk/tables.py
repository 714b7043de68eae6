"""The desk's own table: the checkpoints at which permits are shown."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.database import UtcDateTime, db


class CheckpointRow(db.Model):  # type: ignore[name-defined,misc]
    """A place of a command at which people with drones are stopped; WGS 84 degrees, metres."""

    __tablename__ = "desk_checkpoint"
    id: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    command: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(60))
    lon: Mapped[float]
    lat: Mapped[float]
    radius_m: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
