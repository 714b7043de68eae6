"""The worker's part: notices that are due leave, each channel in a thread of its own."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import structlog
from flask import current_app
from flask_babel import force_locale

from portal.audit import service as audit
from portal.kit.database import db, unit_of_work
from portal.kit.i18n import LANGUAGES, say
from portal.kit.settings import settings
from portal.notices import rules, store
from portal.notices.model import Address, Channel, Notice
from portal.notices.service import mails, short, webhooks
from portal.notices.service.outbox import MOST_A_ROUND, reach

#: Webhooks spoken to at the same time; each is spoken to by one thread alone.
HOOKS_AT_ONCE = 16
_log = structlog.get_logger(__name__)


def deliver_all(now: datetime) -> int:
    """All channels one after the other; says how many notices left."""
    return sum(deliver(now, channel=channel) for channel in Channel)


def deliver(now: datetime, *, channel: Channel = Channel.EMAIL) -> int:
    """Send what is due through a channel and say how many left, in transactions of its own.

    Each notice leaves at least once: a try is written down before it begins and its end after it,
    and nothing is locked while a server is spoken to. Never call it inside a transaction.
    """
    with unit_of_work():
        taken = store.claim(now=now, until=now + rules.LEASE, most=MOST_A_ROUND, channel=channel)
    if channel is Channel.WEBHOOK:
        return _side_by_side(taken, now)
    return sum(_attempt(notice, now) for notice in taken)


def _side_by_side(taken: Sequence[Notice], now: datetime) -> int:
    """Webhooks: one that hangs keeps only its own notices waiting."""
    if not taken:
        return 0
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    by_hook: dict[str, list[Notice]] = {}
    for notice in taken:
        by_hook.setdefault(notice.target or "", []).append(notice)

    def speak(notices: list[Notice]) -> int:
        with app.app_context():
            return _until_a_fault(notices, now)

    with ThreadPoolExecutor(HOOKS_AT_ONCE) as pool:
        return sum(pool.map(speak, by_hook.values()))


def _until_a_fault(notices: Sequence[Notice], now: datetime) -> int:
    """After a fault the same receiver's other notices fail without being tried: it would hang again."""
    sent = 0
    fault: str | None = None
    for notice in notices:
        fault = fault or _send(notice, now)
        _finish(notice, fault, now)
        sent += fault is None
    return sent


def _attempt(notice: Notice, now: datetime) -> bool:
    fault = _send(notice, now)
    _finish(notice, fault, now)
    return fault is None


def _finish(notice: Notice, fault: str | None, now: datetime) -> None:
    with unit_of_work():
        if notice.target is not None:
            store.note_fault(hook_id=notice.target, fault=fault)
        if fault is None:
            store.mark_sent(message_id=notice.id, now=now)
            return
        again = rules.next_try(attempts=notice.attempts, now=now)
        store.mark_failed(message_id=notice.id, fault=fault, again_at=again)
        _log.warning("notice_not_sent", notice=notice.id, fault=fault, again_at=again)
        if again is None:
            _give_up(notice, fault)


def _give_up(notice: Notice, fault: str) -> None:
    facts = {"channel": notice.channel.value, "code": notice.code, "fault": fault}
    audit.note("notices.given_up", subject=notice.id, facts=facts, actor=audit.SYSTEM)


def _send(notice: Notice, now: datetime) -> str | None:
    """Carry the notice; gives the name of what failed, or None."""
    address = reach(notice.person_id)
    hook = store.hook(notice.target) if notice.target else None
    db.session.rollback()  # only read; nothing stays open while a server is spoken to
    if address is None:
        return "no_address"
    try:
        if notice.channel is Channel.WEBHOOK:
            return "no_webhook" if hook is None else webhooks.carry(notice, hook, now)
        return _say_and_carry(notice, address, now)
    except (OSError, smtplib.SMTPException, KeyError, TypeError, ValueError) as error:
        # Only the kind of fault: its text may repeat the address or the mail.
        return type(error).__name__


def _say_and_carry(notice: Notice, address: Address, now: datetime) -> str | None:
    with force_locale(address.locale if address.locale in LANGUAGES else LANGUAGES[0]):
        facts = {"portal": settings().name} | notice.facts
        words = {part: say(f"{notice.code}.{part}", **facts) for part in ("subject", "body", "sms")}
    missing = {part for part, text in words.items() if text == f"{notice.code}.{part}"}
    if {"subject", "body"} <= missing:
        return "no_words"  # better late than a code in place of a sentence
    if notice.channel is Channel.SMS:
        text = words["subject"] if "sms" in missing else words["sms"]
        return short.carry(notice, address, text)
    return mails.carry(notice, address, words["subject"], words["body"], now)


def tasks() -> Mapping[str, Callable[[datetime], object]]:
    """The worker's tasks, by name: one a channel, so that none waits for another."""
    return {f"notices.{channel}": _task(channel) for channel in Channel}


def _task(channel: Channel) -> Callable[[datetime], object]:
    def task(now: datetime) -> object:
        return deliver(now, channel=channel)

    return task
