"""Telling people: a notice is written with the change it tells of, and leaves afterwards."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Callable, Mapping
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import structlog
from flask import Flask, current_app
from flask_babel import force_locale

from portal.kit.database import db, unit_of_work
from portal.kit.i18n import LANGUAGES, say
from portal.kit.settings import settings
from portal.notices import formats, rules, store
from portal.notices.model import Address, Channel, Fact, Notice

Addresses = Callable[[str], Address | None]
MOST_A_ROUND = 50
_log = structlog.get_logger(__name__)


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
    channel: Channel = Channel.EMAIL,
) -> str:
    """Write a notice into the outbox, in the caller's transaction; gives its id.

    The words are the catalogues' ``<code>.subject`` and ``<code>.body`` with the named ``facts``
    (JSON scalars, and ``portal``, its name), said in the language of the person. It leaves at ``due``,
    by default at once.
    """
    return store.add(person_id=person_id, channel=channel, code=code, facts=facts, now=now, due=due or now)


def cancel(*, message_id: str) -> bool:
    """Take a notice back before it leaves; False when its first try has begun."""
    return store.remove(message_id=message_id)


def deliver(now: datetime) -> int:
    """Send what is due and say how many left; the worker's part, in transactions of its own.

    Each notice leaves at least once: a try is written down before it begins and its end after it,
    and nothing is locked while a mail server is spoken to. Never call it inside a transaction.
    """
    with unit_of_work():
        taken = store.claim(now=now, until=now + rules.LEASE, most=MOST_A_ROUND)
    return sum(_attempt(notice, now) for notice in taken)


def _attempt(notice: Notice, now: datetime) -> bool:
    fault = _send(notice, now)
    with unit_of_work():
        if fault is None:
            store.mark_sent(message_id=notice.id, now=now)
        else:
            again = rules.next_try(attempts=notice.attempts, now=now)
            store.mark_failed(message_id=notice.id, fault=fault, again_at=again)
            _log.warning("notice_not_sent", notice=notice.id, fault=fault, again_at=again)
    return fault is None


def _send(notice: Notice, now: datetime) -> str | None:
    """Carry the notice; gives the name of what failed, or None."""
    addresses: Addresses = current_app.extensions["portal.addresses"]
    address = addresses(notice.person_id)
    db.session.rollback()  # only read; nothing stays open while the mail server is spoken to
    if address is None:
        return "no_address"
    try:
        with force_locale(address.locale if address.locale in LANGUAGES else LANGUAGES[0]):
            facts = {"portal": settings().name} | notice.facts
            subject, body = (say(f"{notice.code}.{part}", **facts) for part in ("subject", "body"))
        if (subject, body) == (f"{notice.code}.subject", f"{notice.code}.body"):
            return "no_words"  # better late than a code in place of a sentence
        return _carry(notice, address, subject, body, now)
    except (OSError, smtplib.SMTPException, KeyError, TypeError, ValueError) as error:
        # Only the kind of fault: its text may repeat the address or the mail.
        return type(error).__name__


def _carry(notice: Notice, address: Address, subject: str, body: str, now: datetime) -> str | None:
    if notice.channel is Channel.SMS:
        if not address.phone:
            return "no_phone"
        _write(f"{notice.id}.txt", formats.to_sms(recipient=address.phone, subject=subject, body=body))
        return None
    mail = formats.to_email(
        message_id=notice.id,
        sender=settings().mail_from,
        recipient=address.email,
        subject=subject,
        body=body,
        locale=address.locale,
        date=now,
    )
    if settings().smtp_url:
        _post(mail, settings().smtp_url)
    else:
        _write(f"{notice.id}.eml", mail.as_bytes())
    return None


def _post(mail: EmailMessage, url: str) -> None:
    place = urlsplit(url)
    host = place.hostname or "localhost"
    trusted = ssl.create_default_context()
    if place.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, place.port or 465, timeout=15, context=trusted)
    else:
        server = smtplib.SMTP(host, place.port or 25, timeout=15)
    with server:
        if place.username:
            if place.scheme != "smtps":
                server.starttls(context=trusted)  # a password never travels in clear
            server.login(unquote(place.username), unquote(place.password or ""))
        server.send_message(mail)


def _write(name: str, content: bytes) -> None:
    folder = settings().var / "outbox"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{name}"
    # For the portal's own user alone: mails carry links that open accounts.
    with open(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
    draft.replace(folder / name)
