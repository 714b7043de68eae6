"""A notice as an Internet message (RFC 5322)."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime


def to_email(
    *, message_id: str, sender: str, recipient: str, subject: str, body: str, locale: str, date: datetime
) -> EmailMessage:
    """The mail, plain text in UTF-8; the same ``message_id`` twice is the same mail sent twice.

    A line break in the subject becomes a space, so that no fact can add a header.
    """
    mail = EmailMessage(policy=SMTP)
    mail["Message-ID"] = f"<{message_id}@{sender.rpartition('@')[2] or 'localhost'}>"
    mail["Date"] = format_datetime(date)
    mail["From"] = sender
    mail["To"] = recipient
    mail["Subject"] = " ".join(subject.split())
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(body.rstrip() + "\n")
    mail["Content-Language"] = locale  # after the content, which clears its headers
    return mail
