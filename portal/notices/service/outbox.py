"""The outbox: a notice is put in with the change it tells of, for each way its reader can be reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app

from portal.audit import service as audit
from portal.kit.database import new_id
from portal.kit.i18n import say
from portal.notices import rules, store
from portal.notices.model import Address, Channel, Fact, GivenUp

Addresses = Callable[[str], Address | None]
#: Notices taken from one channel in one round.
MOST_A_ROUND = 200


Ways = list[tuple[Channel, str | None]]


def connect(app: Flask, addresses: Addresses) -> None:
    """Tell the outbox where people's addresses are known (wired by the application)."""
    app.extensions["portal.addresses"] = addresses


def enqueue(
    *,
    person_id: str,
    code: str,
    facts: Mapping[str, Fact],
    now: datetime,
    due: datetime | None = None,
    channel: Channel | None = None,
    subject: str | None = None,
    together: str | None = None,
) -> str:
    """Write a notice into the outbox, in the caller's transaction; gives the id to cancel it by.

    The words are the catalogues' ``<code>.subject`` and ``<code>.body`` with the named ``facts``
    (JSON scalars, and ``portal``, its name), said in the language of the person. It leaves at ``due``,
    by default at once: by mail; by short message too where the catalogues have ``<code>.sms`` and the
    person a telephone; and to the person's webhooks, but for notices that hold links to an account.
    With ``channel`` it leaves through that one alone. ``subject`` is the id of what it tells about. Notices
    to one person with one ``together`` that are due at the same time leave as one mail and one short
    message, in the words of ``<code>.together``.
    """
    ways: Ways = _ways(person_id, code) if channel is None else [(channel, None)]
    rows = _rows(person_id, code, facts, ways, now, due or now, subject, together)
    store.add(rows)
    bundle: str = rows[0]["bundle"]
    return bundle


def enqueue_all(*, told: Iterable[tuple[str, str, Mapping[str, Fact]]], code: str, now: datetime) -> None:
    """The same notice to many people (person, subject, facts): at once, and to each person as one."""
    known: dict[str, Ways] = {}
    rows: list[store.Row] = []
    together = new_id()
    for person_id, subject, facts in told:
        if person_id not in known:
            known[person_id] = _ways(person_id, code)
        rows += _rows(person_id, code, facts, known[person_id], now, now, subject, together)
    store.add(rows)


def enqueue_text(
    *, phone: str, locale: str, code: str, facts: Mapping[str, Fact], now: datetime, person_id: str = ""
) -> str:
    """A short message to a number (E.164) that need not be anybody's, in the caller's transaction."""
    ways: Ways = [(Channel.SMS, phone)]
    rows = _rows(person_id, code, facts, ways, now, now)
    rows[0]["locale"] = locale
    store.add(rows)
    bundle: str = rows[0]["bundle"]
    return bundle


def allowed(*, what: str, most: int, now: datetime, within: timedelta) -> bool:
    """Count one more of ``what`` (say, messages to a number), in the caller's transaction.

    False, and nothing counted, when there were ``most`` within the time that began with the first.
    Only a keyed digest of ``what`` is kept.
    """
    return store.use(audit.digest(f"quota {what}"), most=most, now=now, until=now + within)


def forget_quotas(now: datetime) -> None:
    """The worker's part: remove counts that are over."""
    store.forget_quotas(now)


def _rows(
    person_id: str,
    code: str,
    facts: Mapping[str, Fact],
    ways: Ways,
    now: datetime,
    due: datetime,
    subject: str | None = None,
    together: str | None = None,
) -> list[store.Row]:
    """One for each way; the first one's id is that of them all."""
    bundle = new_id()
    said: Any = {"person_id": person_id, "code": code, "facts": facts, "now": now, "due": due}
    said |= {"subject": subject, "together": together if has_words(f"{code}.together") else None}
    return [
        store.row(id_=new_id() if place else bundle, bundle=bundle, channel=way, target=target, **said)
        for place, (way, target) in enumerate(ways)
    ]


def _ways(person_id: str, code: str) -> Ways:
    ways: Ways = [(Channel.EMAIL, None)]
    hook_ids = store.ask_hook_ids(person_id) if rules.for_programs(code) else list
    if has_short(code):
        address = reach(person_id)
        if address is not None and address.phone:
            ways.append((Channel.SMS, None))
    return ways + [(Channel.WEBHOOK, hook_id) for hook_id in hook_ids()]


def has_short(code: str) -> bool:
    """Whether the catalogues hold a short message for a notice."""
    return say(f"{code}.sms") != f"{code}.sms"


def has_words(code: str) -> bool:
    """Whether the catalogues hold a mail for a notice."""
    return say(f"{code}.subject") != f"{code}.subject"


def reach(person_id: str) -> Address | None:
    """How a person is reached; ``None`` when there is nobody (any more)."""
    addresses: Addresses = current_app.extensions["portal.addresses"]
    return addresses(person_id)


def cancel(*, message_id: str) -> bool:
    """Take a notice back before it leaves, in all its channels; False when a first try has begun."""
    return store.remove(bundle=message_id)


def overdue(*, now: datetime) -> list[GivenUp]:
    """Urgent notices (a flight stopped or rescinded) of a week that reached nobody, given up or late."""
    return store.overdue(codes=rules.URGENT, tries=rules.LATE_AFTER, since=now - rules.SHOWN_FOR)


def given_up() -> list[GivenUp]:
    """Notices whose last try failed, the newest first: whom they were for has to be called."""
    return store.given_up(most=200)
