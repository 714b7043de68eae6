"""The queries of the outbox and of people's webhooks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from portal.kit import locks
from portal.kit.database import db, new_id
from portal.kit.statements import ask
from portal.notices.model import Channel, Fact, GivenUp, Hook, Notice, State
from portal.notices.tables import Message, Quota, WebhookRow

Row = dict[str, Any]
#: In place of the fault of an earlier try, after one that was claimed and never begun.
UNTRIED = "untried"
# Statements of tables, made once: every decision runs them.
_MESSAGE, _HOOK = (cast(sa.Table, one.__table__) for one in (Message, WebhookRow))
_PUT = sa.insert(_MESSAGE)
_THESE = sa.update(_MESSAGE).where(_MESSAGE.c.id.in_(sa.bindparam("ids", expanding=True)))
_AGAIN = _THESE.values(next_try_at=sa.bindparam("again_at"), fault=sa.bindparam("why"))
_END = _THESE.values(
    state=sa.bindparam("to"),
    sent_at=sa.bindparam("sent"),
    fault=sa.bindparam("why"),
    target=sa.bindparam("left_for"),
    next_try_at=None,
    facts={},
)
#: So many notices are asked for one by one, with whatever else goes to the database.
FEW = 8
_HOOKS = sa.select(_HOOK.c.id).where(_HOOK.c.person_id == sa.bindparam("person")).order_by(_HOOK.c.id)


def row(
    *,
    id_: str,
    bundle: str,
    person_id: str,
    channel: Channel,
    target: str | None,
    code: str,
    locale: str | None = None,
    subject: str | None = None,
    together: str | None = None,
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
        "locale": locale,
        "subject": subject,
        "together": together,
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
    if len(rows) <= FEW:
        for row in rows:
            ask(_PUT, **row)
    else:
        db.session.connection().execute(_PUT, rows)


def remove(*, bundle: str) -> bool:
    """Take notices of a bundle back that no try has begun yet; False when one has."""
    waiting = (Message.state == State.QUEUED.value, Message.attempts == 0)
    gone = db.session.execute(sa.delete(Message).where(Message.bundle == bundle, *waiting))
    left = db.session.scalar(sa.select(sa.func.count()).where(Message.bundle == bundle))
    return bool(cast("sa.CursorResult[Any]", gone).rowcount) and not left


def claim(*, now: datetime, until: datetime, most: int, channel: Channel) -> list[Notice]:
    """Begin a try of the notices that are due; nobody else sees them due before ``until``.

    What is to leave together is one notice with its ``others``, the same ones in every try.
    """
    due = (
        sa.select(Message)
        .where(Message.state == State.QUEUED.value, Message.next_try_at <= now)
        .where(Message.channel == channel.value)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    taken = list(db.session.scalars(due.order_by(Message.next_try_at).limit(most)))
    begun = []
    for lead, *others in _parcels(taken, due, channel):
        for message in (lead, *others):
            # A try that nobody lived to end counts once: workers that fall give up nothing.
            if message.attempts == 0 or message.fault is not None:
                message.attempts += 1
            message.fault = None
            message.next_try_at = until
            message.sent_with = lead.id if message.together else None
        begun.append(_value(lead, tuple(map(_value, others))))
    return begun


def _parcels(
    taken: Sequence[Message], due: sa.Select[tuple[Message]], channel: Channel
) -> Iterable[list[Message]]:
    """The messages by what they leave with; what belongs to one of them comes along, due as it is."""
    if channel is Channel.WEBHOOK:  # programs are told of each alone
        return [[one] for one in taken]
    groups = {one.together for one in taken if one.together}
    found = {one.id: one for one in taken}
    if groups:
        # By person too: a curfew tells a hundred thousand owners together, each for themselves.
        people = {one.person_id for one in taken if one.together}
        theirs = due.where(Message.together.in_(groups), Message.person_id.in_(people))
        rows: Iterable[Message] = db.session.scalars(theirs)
        found |= {one.id: one for one in rows}
    parcels: dict[object, list[Message]] = {}
    for one in sorted(found.values(), key=lambda message: message.id):
        key = (one.person_id, one.code, one.together, one.sent_with) if one.together else one.id
        parcels.setdefault(key, []).append(one)
    return parcels.values()


def release(notices: Sequence[Notice], *, now: datetime) -> None:
    """Tries that were claimed and never begun: due again at once."""
    before = sa.case((Message.attempts > 1, UNTRIED), else_=None)
    values = {"attempts": Message.attempts - 1, "fault": before, "next_try_at": now}
    db.session.execute(sa.update(Message).where(Message.id.in_(_ids(notices))).values(values))


def postpone(*, hook_id: str, until: datetime) -> None:
    """Nothing that waits for a webhook is tried before ``until``."""
    waiting = (Message.state == State.QUEUED.value, Message.next_try_at < until)
    db.session.execute(
        sa.update(Message).where(Message.target == hook_id, *waiting).values(next_try_at=until)
    )


def mark_sent(notice: Notice, *, now: datetime) -> None:
    """The notice has left, with its others; what it knew is erased."""
    _end(notice, State.SENT, sent_at=now, fault=None)


def mark_failed(notice: Notice, *, fault: str, again_at: datetime | None) -> None:
    """A try failed for ``fault`` (a short name); it is given up when there is no ``again_at``."""
    if again_at is None:
        _end(notice, State.FAILED, sent_at=None, fault=fault)
    else:
        db.session.execute(_AGAIN, {"ids": _ids([notice]), "again_at": again_at, "why": fault})


def _end(notice: Notice, state: State, *, sent_at: datetime | None, fault: str | None) -> None:
    # A telephone number is a person's; a webhook's id is none.
    target = notice.target if notice.channel is Channel.WEBHOOK else None
    ended = {"to": state.value, "sent": sent_at, "why": fault, "left_for": target}
    db.session.execute(_END, {"ids": _ids([notice]), **ended})


def _ids(notices: Sequence[Notice]) -> list[str]:
    return [one.id for notice in notices for one in notice.all]


def has_left(notice_id: str) -> bool:
    """Whether what a notice tells was sent to its person by mail or short message."""
    bundle = sa.select(Message.bundle).where(Message.id == notice_id).scalar_subquery()
    sent = (Message.state == State.SENT.value, Message.channel != Channel.WEBHOOK.value)
    return db.session.scalar(sa.select(Message.id).where(Message.bundle == bundle, *sent)) is not None


def _value(message: Message, others: tuple[Notice, ...] = ()) -> Notice:
    return Notice(
        id=message.id,
        channel=Channel(message.channel),
        person_id=message.person_id,
        code=message.code,
        facts=dict(message.facts),
        attempts=message.attempts,
        created_at=message.created_at,
        target=message.target,
        locale=message.locale,
        subject=message.subject,
        others=others,
    )


def given_up(*, most: int) -> list[GivenUp]:
    """Notices whose last try failed, the newest first."""
    query = sa.select(Message).where(Message.state == State.FAILED.value)
    rows = db.session.scalars(query.order_by(Message.created_at.desc()).limit(most))
    return [_given_up(row) for row in rows]


def overdue(*, codes: Collection[str], tries: int, since: datetime) -> list[GivenUp]:
    """Notices of some codes, made since, that failed ``tries`` times or for good, the newest first.

    Those of which a mail or a short message has left are not among them, nor those for programs.
    """
    reached = sa.select(Message.bundle).where(
        Message.state == State.SENT.value, Message.channel != Channel.WEBHOOK.value
    )
    query = sa.select(Message).where(
        Message.code.in_(codes),
        Message.created_at >= since,
        Message.channel != Channel.WEBHOOK.value,
        Message.fault.is_not(None),
        sa.or_(
            Message.state == State.FAILED.value,
            sa.and_(Message.state == State.QUEUED.value, Message.attempts >= tries),
        ),
        Message.bundle.not_in(reached.where(Message.created_at >= since, Message.code.in_(codes))),
    )
    return [
        _given_up(row) for row in db.session.scalars(query.order_by(Message.created_at.desc(), Message.id))
    ]


def _given_up(row: Message) -> GivenUp:
    return GivenUp(
        id=row.id,
        channel=Channel(row.channel),
        person_id=row.person_id,
        code=row.code,
        fault=row.fault or "",
        created_at=row.created_at,
        subject=row.subject,
        final=row.state == State.FAILED.value,
    )


def use(subject: str, *, most: int, now: datetime, until: datetime) -> bool:
    """Count one use of a quota that ends at ``until``; False, and nothing counted, when it is used up."""
    locks.request(subject)
    row = db.session.get(Quota, subject, populate_existing=True)
    if row is None or row.until <= now:
        db.session.merge(Quota(subject=subject, used=1, until=until))
        db.session.flush()
        return most > 0
    if row.used >= most:
        return False
    row.used += 1
    db.session.flush()
    return True


def forget_quotas(now: datetime) -> None:
    """Remove what no longer counts."""
    db.session.execute(sa.delete(Quota).where(Quota.until <= now))


def add_hook(*, person_id: str, url: str, secret: str, now: datetime) -> str:
    """Keep a webhook, its secret as it is given; gives its id."""
    row = WebhookRow(id=new_id(), person_id=person_id, url=url, secret=secret, created_at=now)
    db.session.add(row)
    return row.id


def ask_hook_ids(person_id: str) -> Callable[[], list[str]]:
    """The ids of a person's webhooks, asked now and waited for when called."""
    return ask(_HOOKS, person=person_id).scalars


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
