"""Files between their dry run and their import."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from geofences.zones.tables import UploadRow
from portal.kit.database import db, new_id


def keep_upload(data: bytes, *, name: str, author: str, now: datetime) -> str:
    """Keep a file between its dry run and its import; files older than a day are dropped."""
    db.session.execute(sa.delete(UploadRow).where(UploadRow.created_at < now - timedelta(days=1)))
    row = UploadRow(id=new_id(), name=name[:200], author_id=author, created_at=now, data=data)
    db.session.add(row)
    db.session.flush()
    return row.id


def upload(id_: str, *, author: str) -> tuple[str, bytes] | None:
    """Name and content of a file that its author uploaded."""
    row = db.session.get(UploadRow, id_)
    return None if row is None or row.author_id != author else (row.name, row.data)


def drop_upload(id_: str) -> None:
    """Forget an uploaded file."""
    db.session.execute(sa.delete(UploadRow).where(UploadRow.id == id_))
