"""What was typed into a form and not sent yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from drones.flights.tables import KeptTyping
from portal.kit.database import db


def keep(person_id: str, subject: str, typed: Mapping[str, str], now: datetime) -> None:
    """Keep the texts of a form, instead of those kept before."""
    row = db.session.get(KeptTyping, (person_id, subject), populate_existing=True)
    if row is not None:
        row.typed, row.at = dict(typed), now
        db.session.flush()
        return
    try:
        with db.session.begin_nested():
            db.session.add(KeptTyping(person_id=person_id, subject=subject, typed=dict(typed), at=now))
    except IntegrityError:
        # Two windows saved their first word at one moment: one of them is enough.
        return


def kept(person_id: str, subject: str) -> tuple[dict[str, str], datetime] | None:
    """The texts kept of a form and when; ``None`` when there are none."""
    row = db.session.get(KeptTyping, (person_id, subject), populate_existing=True)
    return None if row is None else (row.typed, row.at)


def drop(person_id: str, subject: str) -> None:
    """Forget the texts of a form."""
    mine = (KeptTyping.person_id == person_id, KeptTyping.subject == subject)
    db.session.execute(sa.delete(KeptTyping).where(*mine))


def drop_older(than: datetime) -> None:
    """Forget what nobody came back to."""
    db.session.execute(sa.delete(KeptTyping).where(KeptTyping.at < than))
