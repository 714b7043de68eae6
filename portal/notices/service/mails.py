"""Mails leave by SMTP, several through one connection, or become files."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from portal.kit.settings import settings
from portal.notices import formats
from portal.notices.model import Address, Notice
from portal.notices.service import files

#: Seconds without a word from the mail server.
PATIENCE_S = 15

Post = Callable[[str, EmailMessage], None]


def carry(notice: Notice, address: Address, subject: str, body: str, *, now: datetime, post: Post) -> None:
    """Send a mail through ``post``; raises ``OSError`` or ``SMTPException`` when it cannot."""
    mail = formats.to_email(
        message_id=notice.id,
        sender=settings().mail_from,
        recipient=address.email,
        subject=subject,
        body=body,
        locale=address.locale,
        date=now,
    )
    post(f"{notice.id}.eml", mail)


@contextmanager
def line() -> Iterator[Post]:
    """A way to post mails one after the other; connected when the first one leaves, closed at the end."""
    open_: list[smtplib.SMTP] = []

    def post(name: str, mail: EmailMessage) -> None:
        if not settings().smtp_url:
            files.write(name, mail.as_bytes())
            return
        if not open_:
            open_.append(_connected(settings().smtp_url))
        try:
            open_[0].send_message(mail)
        except smtplib.SMTPResponseException:
            raise  # it was said why: the connection stands
        except BaseException:
            open_.pop().close()
            raise

    try:
        yield post
    finally:
        for server in open_:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()


def _connected(url: str) -> smtplib.SMTP:
    place = urlsplit(url)
    host = place.hostname or "localhost"
    trusted = ssl.create_default_context()
    if place.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, place.port or 465, timeout=PATIENCE_S, context=trusted)
    else:
        server = smtplib.SMTP(host, place.port or 25, timeout=PATIENCE_S)
    try:
        if place.username:
            if place.scheme != "smtps":
                server.starttls(context=trusted)  # a password never travels in clear
            server.login(unquote(place.username), unquote(place.password or ""))
    except BaseException:
        server.close()
        raise
    return server
