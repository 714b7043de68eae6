"""The outbox's queries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from portal.kit.database import db, new_id
from portal.notices.model import Channel, Fact, Notice, State
from portal.notices.tables import Message


def add(
    *, person_id: str, channel: Channel, code: str, facts: Mapping[str, Fact], now: datetime, due: datetime
) -> str:
    """Put a notice into the outbox of the caller's transaction; gives its id."""
    message = Message(
        id=new_id(),
        channel=channel.value,
        person_id=person_id,
        code=code,
        facts=dict(facts),
        state=State.QUEUED.value,
        attempts=0,
        created_at=now,
        next_try_at=due,
    )
    db.session.add(message)
    return message.id


def remove(*, message_id: str) -> bool:
    """Take a notice back that no try has begun yet; False when it is too late."""
    gone = db.session.execute(
        sa.delete(Message).where(
            Message.id == message_id, Message.state == State.QUEUED.value, Message.attempts == 0
        )
    )
    return bool(cast("sa.CursorResult[Any]", gone).rowcount)


def claim(*, now: datetime, until: datetime, most: int) -> list[Notice]:
    """Begin a try of the notices that are due; nobody else sees them due before ``until``."""
    due = (
        sa.select(Message)
        .where(Message.state == State.QUEUED.value, Message.next_try_at <= now)
        .order_by(Message.next_try_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    taken = list(db.session.scalars(due))
    for message in taken:
        message.attempts += 1
        message.next_try_at = until
    return [_value(message) for message in taken]


def mark_sent(*, message_id: str, now: datetime) -> None:
    """The notice has left."""
    _finish(message_id, state=State.SENT.value, sent_at=now, next_try_at=None, facts={}, fault=None)


def mark_failed(*, message_id: str, fault: str, again_at: datetime | None) -> None:
    """A try failed for ``fault`` (a short name); it is given up when there is no ``again_at``."""
    if again_at is None:
        _finish(message_id, state=State.FAILED.value, next_try_at=None, facts={}, fault=fault)
    else:
        _finish(message_id, next_try_at=again_at, fault=fault)


def _finish(message_id: str, **values: object) -> None:
    db.session.execute(sa.update(Message).where(Message.id == message_id).values(**values))


def _value(message: Message) -> Notice:
    return Notice(
        id=message.id,
        channel=Channel(message.channel),
        person_id=message.person_id,
        code=message.code,
        facts=dict(message.facts),
        attempts=message.attempts,
    )
