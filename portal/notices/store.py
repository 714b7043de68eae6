"""The queries of the outbox and of people's webhooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from portal.kit.database import db, fetch, new_id
from portal.notices.model import Channel, Fact, GivenUp, Hook, Notice, State
from portal.notices.tables import Message, WebhookRow

Row = dict[str, Any]
# Statements of tables, made once: every decision runs them.
_MESSAGE, _HOOK = (cast(sa.Table, one.__table__) for one in (Message, WebhookRow))
_PUT = sa.insert(_MESSAGE)
_HOOKS = sa.select(_HOOK.c.id).where(_HOOK.c.person_id == sa.bindparam("person")).order_by(_HOOK.c.id)


def row(
    *,
    id_: str,
    bundle: str,
    person_id: str,
    channel: Channel,
    target: str | None,
    code: str,
    facts: Mapping[str, Fact],
    now: datetime,
    due: datetime,
) -> Row:
    """A notice as the outbox keeps it."""
    return {
        "id": id_,
        "bundle": bundle,
        "channel": channel.value,
        "target": target,
        "person_id": person_id,
        "code": code,
        "facts": dict(facts),
        "state": State.QUEUED.value,
        "attempts": 0,
        "created_at": now,
        "next_try_at": due,
    }


def add(rows: Sequence[Row]) -> None:
    """Put notices into the outbox of the caller's transaction, by one statement."""
    if len(rows) == 1:
        fetch(_PUT, **rows[0])
    elif rows:
        db.session.connection().execute(_PUT, rows)


def remove(*, bundle: str) -> bool:
    """Take notices of a bundle back that no try has begun yet; False when one has."""
    waiting = (Message.state == State.QUEUED.value, Message.attempts == 0)
    gone = db.session.execute(sa.delete(Message).where(Message.bundle == bundle, *waiting))
    left = db.session.scalar(sa.select(sa.func.count()).where(Message.bundle == bundle))
    return bool(cast("sa.CursorResult[Any]", gone).rowcount) and not left


def claim(*, now: datetime, until: datetime, most: int, channel: Channel) -> list[Notice]:
    """Begin a try of the notices that are due; nobody else sees them due before ``until``."""
    due = (
        sa.select(Message)
        .where(Message.state == State.QUEUED.value, Message.next_try_at <= now)
        .where(Message.channel == channel.value)
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
        created_at=message.created_at,
        target=message.target,
    )


def given_up(*, most: int) -> list[GivenUp]:
    """Notices whose last try failed, the newest first."""
    query = sa.select(Message).where(Message.state == State.FAILED.value)
    return [
        GivenUp(
            id=row.id,
            channel=Channel(row.channel),
            person_id=row.person_id,
            code=row.code,
            fault=row.fault or "",
            created_at=row.created_at,
        )
        for row in db.session.scalars(query.order_by(Message.created_at.desc()).limit(most))
    ]


def add_hook(*, person_id: str, url: str, secret: str, now: datetime) -> str:
    """Keep a webhook, its secret as it is given; gives its id."""
    row = WebhookRow(id=new_id(), person_id=person_id, url=url, secret=secret, created_at=now)
    db.session.add(row)
    return row.id


def hook_ids(person_id: str) -> list[str]:
    """The ids of a person's webhooks."""
    return list(fetch(_HOOKS, person=person_id).scalars())


def hooks(person_id: str) -> list[Hook]:
    """A person's webhooks, without their secrets, oldest first."""
    query = sa.select(WebhookRow).where(WebhookRow.person_id == person_id).order_by(WebhookRow.id)
    return [_hook(row, secret="") for row in db.session.scalars(query)]


def hook(hook_id: str) -> Hook | None:
    """A webhook with its secret as it is kept."""
    row = db.session.get(WebhookRow, hook_id)
    return None if row is None else _hook(row, secret=row.secret)


def remove_hook(*, hook_id: str, person_id: str) -> bool:
    """Remove a person's webhook and what waits for it; False when there is none."""
    gone = db.session.execute(
        sa.delete(WebhookRow).where(WebhookRow.id == hook_id, WebhookRow.person_id == person_id)
    )
    if not cast("sa.CursorResult[Any]", gone).rowcount:
        return False
    db.session.execute(
        sa.delete(Message).where(Message.target == hook_id, Message.state == State.QUEUED.value)
    )
    return True


def note_fault(*, hook_id: str, fault: str | None) -> None:
    """How the last try to reach a webhook ended."""
    db.session.execute(sa.update(WebhookRow).where(WebhookRow.id == hook_id).values(fault=fault))


def _hook(row: WebhookRow, *, secret: str) -> Hook:
    return Hook(
        id=row.id,
        person_id=row.person_id,
        url=row.url,
        secret=secret,
        created_at=row.created_at,
        fault=row.fault,
    )
