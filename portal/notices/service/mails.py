"""Mails leave by SMTP, or become files."""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from portal.kit.settings import settings
from portal.notices import formats
from portal.notices.model import Address, Notice
from portal.notices.service import files

#: Seconds without a word from the mail server.
PATIENCE_S = 15


def carry(notice: Notice, address: Address, subject: str, body: str, now: datetime) -> str | None:
    """Send a mail; raises ``OSError`` or ``SMTPException`` when it cannot."""
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
        files.write(f"{notice.id}.eml", mail.as_bytes())
    return None


def _post(mail: EmailMessage, url: str) -> None:
    place = urlsplit(url)
    host = place.hostname or "localhost"
    trusted = ssl.create_default_context()
    if place.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, place.port or 465, timeout=PATIENCE_S, context=trusted)
    else:
        server = smtplib.SMTP(host, place.port or 25, timeout=PATIENCE_S)
    with server:
        if place.username:
            if place.scheme != "smtps":
                server.starttls(context=trusted)  # a password never travels in clear
            server.login(unquote(place.username), unquote(place.password or ""))
        server.send_message(mail)
