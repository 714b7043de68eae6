"""Flask-Security's mails go through the outbox, in the transaction of what they tell of."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_security import MailUtil

from portal.kit.clock import now
from portal.kit.settings import settings
from portal.notices import service as notices

_CODES = {
    "security/email/welcome": "accounts.mail.welcome",
    "security/email/welcome_existing": "accounts.mail.existing",
    "security/email/reset_instructions": "accounts.mail.reset",
    "security/email/reset_notice": "accounts.mail.password_changed",
    "security/email/change_notice": "accounts.mail.password_changed",
}


class Outbox(MailUtil):  # type: ignore[misc]
    """Puts a mail into the outbox by its code and facts; the words are said when it leaves."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str,
        sender: str,
        body: str | None,
        html: str | None,
        **about: Any,
    ) -> None:
        """Enqueue; a mail this portal has no words for is a mistake of its configuration."""
        facts = {"link": settings().base_url + url_for("security.login")}
        if about.get("reset_token"):
            # From the settings, never from the request: its Host header is the sender's to choose.
            path = url_for("security.reset_password", token=about["reset_token"])
            facts["link"] = settings().base_url + path
        notices.enqueue(person_id=about["user"].id, code=_CODES[template], facts=facts, now=now())
