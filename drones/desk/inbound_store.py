"""Queries over incoming messages and one-time words."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa

from drones.desk.inbound_tables import IncomingRow, WordRow
from drones.desk.model import Act, Word
from portal.kit import locks
from portal.kit.database import db, new_id


def seen(message_id: str) -> bool:
    """Whether a message was done with; of two with one id at one moment the second waits for the first."""
    locks.request(f"incoming {message_id}")
    return db.session.get(IncomingRow, _key(message_id), populate_existing=True) is not None


def keep(*, message_id: str, sender: str, command: str, outcome: str, now: datetime) -> None:
    """A message is done with."""
    row = IncomingRow(id=_key(message_id), sender=sender, command=command, outcome=outcome, at=now)
    db.session.add(row)
    db.session.flush()


def add_word(word: Word, *, digest: str) -> None:
    """Keep a word by its digest."""
    db.session.add(
        WordRow(
            id=new_id(),
            person_id=word.person_id,
            flight_id=word.flight_id,
            version=word.version,
            action=word.act.value,
            text=word.text,
            phone=word.phone,
            digest=digest,
            tries=0,
            made_at=word.made_at,
        )
    )
    db.session.flush()


def words(*, person_id: str, flight_id: str, since: datetime, tries: int) -> list[tuple[Word, str]]:
    """The words that are good for something about a flight, with their digests, held, the newest first."""
    query = (
        sa.select(WordRow)
        .where(WordRow.person_id == person_id, WordRow.flight_id == flight_id)
        .where(WordRow.made_at > since, WordRow.tries < tries)
        .order_by(WordRow.id.desc())
        .with_for_update()
    )
    rows = db.session.scalars(query.execution_options(populate_existing=True))
    return [(_value(row), row.digest) for row in rows]


def count_try(*, person_id: str, flight_id: str) -> None:
    """A wrong word: one try less for each that is good for something about the flight."""
    mine = (WordRow.person_id == person_id, WordRow.flight_id == flight_id)
    db.session.execute(sa.update(WordRow).where(*mine).values(tries=WordRow.tries + 1))


def drop_words(*, person_id: str, flight_id: str) -> None:
    """No word about the flight is good any more."""
    mine = (WordRow.person_id == person_id, WordRow.flight_id == flight_id)
    db.session.execute(sa.delete(WordRow).where(*mine))


def forget(*, words_before: datetime, messages_before: datetime) -> None:
    """Remove words that are over, and messages that no gateway sends again."""
    db.session.execute(sa.delete(WordRow).where(WordRow.made_at < words_before))
    db.session.execute(sa.delete(IncomingRow).where(IncomingRow.at < messages_before))


def _key(message_id: str) -> str:
    return sha256(message_id.encode()).hexdigest()


def _value(row: WordRow) -> Word:
    return Word(
        person_id=row.person_id,
        flight_id=row.flight_id,
        version=row.version,
        act=Act(row.action),
        text=row.text,
        phone=row.phone,
        made_at=row.made_at,
    )
