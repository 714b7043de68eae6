"""The worker's part: notices that are due leave, each channel in a thread of its own."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import structlog
from flask import current_app
from flask_babel import force_locale

from portal.audit import service as audit
from portal.kit import worker
from portal.kit.database import db, unit_of_work
from portal.kit.events import announce
from portal.kit.i18n import LANGUAGES, say
from portal.kit.settings import settings
from portal.notices import rules, store
from portal.notices.model import Address, Channel, Notice, NoticeGivenUp
from portal.notices.service import mails, short, webhooks
from portal.notices.service.outbox import MOST_A_ROUND, reach

#: Conversations at the same time; a webhook, a connection to the mail server is one thread's alone.
LANES = {Channel.EMAIL: 4, Channel.SMS: 8, Channel.WEBHOOK: 16}
#: Seconds after which no further try of a round is begun: well before another may begin the same one.
ROUND_S = rules.LEASE.total_seconds() / 3
#: Names of faults of what was sent and not of the way: the next notice may well arrive.
_OWN_FAULTS = frozenset(
    {"no_address", "no_words", "no_phone", "KeyError", "TypeError", "ValueError", "UnicodeEncodeError",
     "SMTPRecipientsRefused", "SMTPDataError", "SMTPNotSupportedError"}
)  # fmt: skip
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
    lanes = list(_lanes(taken, channel))
    if len(lanes) < 2:
        return sum(_converse(lane, now) for lane in lanes)
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def speak(notices: Sequence[Notice]) -> int:
        with app.app_context():
            return _converse(notices, now)

    with ThreadPoolExecutor(LANES[channel]) as pool:
        return sum(pool.map(speak, lanes))


def _lanes(taken: Sequence[Notice], channel: Channel) -> Iterable[list[Notice]]:
    """Who is spoken to in turn: a webhook's notices, or a share of those for one server."""
    if channel is not Channel.WEBHOOK:
        many = LANES[channel]
        return [lane for first in range(many) if (lane := list(taken[first::many]))]
    by_hook: dict[str, list[Notice]] = {}
    for notice in taken:
        by_hook.setdefault(notice.target or "", []).append(notice)
    return by_hook.values()


def _converse(notices: Sequence[Notice], now: datetime) -> int:
    """One after the other; after a fault of the way the others wait untried, for each would hang again."""
    sent = 0
    begun = time.monotonic()
    with mails.line() as post:
        for place, notice in enumerate(notices):
            if time.monotonic() - begun > ROUND_S:
                _wait(notices[place:], now)
                break
            fault = _send(notice, now, post)
            _finish(notice, fault, now)
            sent += fault is None
            if fault is not None and _blocks(notice, fault):
                _wait(notices[place + 1 :], now)
                break
    return sent


def _blocks(notice: Notice, fault: str) -> bool:
    if notice.channel is Channel.WEBHOOK:
        return True
    # A gateway that refuses one number (4xx) takes the next; one that is broken or busy does not.
    return fault not in _OWN_FAULTS and (not fault.startswith("http_4") or fault == "http_429")


def _wait(notices: Sequence[Notice], now: datetime) -> None:
    if notices:
        with unit_of_work():
            store.release(notices, now=now)
            _rest(notices[0], now)


def _rest(notice: Notice, now: datetime) -> None:
    """A webhook that failed rests with all that waits for it, so that it fills no later round either."""
    if notice.channel is Channel.WEBHOOK:
        again = rules.next_try(attempts=notice.attempts, now=now) or now + rules.HOOK_RESTS
        store.postpone(hook_id=notice.target or "", until=min(again, now + rules.HOOK_RESTS))


def _finish(notice: Notice, fault: str | None, now: datetime) -> None:
    with unit_of_work():
        if notice.channel is Channel.WEBHOOK:
            store.note_fault(hook_id=notice.target or "", fault=fault)
        if fault is None:
            store.mark_sent(notice, now=now)
            return
        again = rules.next_try(attempts=notice.attempts, now=now)
        store.mark_failed(notice, fault=fault, again_at=again)
        _rest(notice, now)
        _log.warning("notice_not_sent", notice=notice.id, fault=fault, again_at=again)
        if again is None or (notice.code in rules.URGENT and notice.attempts == rules.LATE_AFTER):
            for one in notice.all:
                _give_up(one, fault, final=again is None)


def _give_up(notice: Notice, fault: str, *, final: bool) -> None:
    facts = {"channel": notice.channel.value, "code": notice.code, "fault": fault, "flight": notice.subject}
    kind = "notices.given_up" if final else "notices.late"
    audit.note(kind, subject=notice.id, facts=facts, actor=audit.SYSTEM)
    announce(
        NoticeGivenUp(
            notice_id=notice.id,
            channel=notice.channel,
            person_id=notice.person_id,
            code=notice.code,
            subject=notice.subject,
            final=final,
            reached=store.has_left(notice.id),
        )
    )


def _send(notice: Notice, now: datetime, post: mails.Post) -> str | None:
    """Carry the notice; gives the name of what failed, or None."""
    address = reach(notice.person_id)
    hook = store.hook(notice.target or "") if notice.channel is Channel.WEBHOOK else None
    db.session.rollback()  # only read; nothing stays open while a server is spoken to
    if notice.channel is Channel.SMS and notice.target:
        address = Address(email="", phone=notice.target, locale=notice.locale or LANGUAGES[0])
    if address is None:
        return "no_address"
    try:
        if notice.channel is Channel.WEBHOOK:
            return "no_webhook" if hook is None else webhooks.carry(notice, hook, now)
        return _say_and_carry(notice, address, now, post)
    except (OSError, smtplib.SMTPException, KeyError, TypeError, ValueError) as error:
        # Only the kind of fault: its text may repeat the address or the mail.
        return type(error).__name__


def _say_and_carry(notice: Notice, address: Address, now: datetime, post: mails.Post) -> str | None:
    words = _words(notice, address.locale if address.locale in LANGUAGES else LANGUAGES[0])
    if notice.channel is Channel.SMS:
        text = words.get("sms") or words.get("subject")
        # Better late than a code in place of a sentence.
        return short.carry(notice, address, text) if text else "no_words"
    if not {"subject", "body"} & words.keys():
        return "no_words"
    subject, body = words.get("subject", ""), words.get("body", "")
    mails.carry(notice, address, subject, body, now=now, post=post)
    return None


def _words(notice: Notice, language: str) -> dict[str, str]:
    """What is said in each part; a part that the catalogues lack is left out."""
    facts: dict[str, object] = {"portal": settings().name, **notice.facts}
    code = notice.code
    if notice.others:
        code += ".together"
        told = sorted(str(one.facts.get("reference", one.id)) for one in notice.all)
        facts |= {"count": len(told), "references": ", ".join(told)}
    with force_locale(language):
        words = {part: say(f"{code}.{part}", **facts) for part in ("subject", "body", "sms")}
    return {part: text for part, text in words.items() if text != f"{code}.{part}"}


def tasks() -> Mapping[str, Callable[[datetime], object]]:
    """The worker's tasks, by name: one a channel, so that none waits for another."""
    return {f"notices.{channel}": _task(channel) for channel in Channel}


def _task(channel: Channel) -> Callable[[datetime], object]:
    def task(now: datetime) -> object:
        # A full round that all left: more may wait, and nothing is gained by resting.
        return worker.AGAIN if deliver(now, channel=channel) >= MOST_A_ROUND else None

    return task
