"""People's webhooks: made, removed, spoken to."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken

from portal.audit import service as audit
from portal.kit.model import Fault
from portal.kit.problems import Problem
from portal.kit.settings import settings
from portal.notices import formats, rules, store
from portal.notices.model import Hook, Notice
from portal.notices.service import posting


def add_hook(*, person_id: str, url: str, now: datetime) -> Hook | Fault:
    """A new webhook; its secret is shown this once. A fault when the address cannot be one."""
    code = posting.refused(url, private=settings().webhook_private)
    if code is not None:
        return Fault("url", code)
    known = store.hooks(person_id)
    if len(known) >= rules.MOST_HOOKS:
        return Fault("url", "notices.error.too_many_webhooks", {"most": rules.MOST_HOOKS})
    secret = formats.new_secret(secrets.token_bytes(32))
    sealed = _box().encrypt(secret.encode()).decode()
    hook_id = store.add_hook(person_id=person_id, url=url, secret=sealed, now=now)
    audit.note("notices.webhook_added", subject=person_id, facts={"webhook": hook_id})
    return Hook(id=hook_id, person_id=person_id, url=url, secret=secret, created_at=now)


def hooks(*, person_id: str) -> list[Hook]:
    """A person's webhooks, without their secrets, oldest first."""
    return store.hooks(person_id)


def remove_hook(*, hook_id: str, person_id: str) -> None:
    """End one's own webhook, with what waits for it; a 404 problem for another's."""
    if not store.remove_hook(hook_id=hook_id, person_id=person_id):
        raise Problem("problem.http_404", 404)
    audit.note("notices.webhook_removed", subject=person_id, facts={"webhook": hook_id})


def carry(notice: Notice, hook: Hook, now: datetime) -> str | None:
    """Send a notice to a webhook; gives the name of what failed, or None."""
    try:
        secret = _box().decrypt(hook.secret.encode()).decode()
    except InvalidToken:
        return "secret_key_changed"
    headers, body = formats.to_webhook(
        secret=secret,
        message_id=notice.id,
        code=notice.code,
        facts=notice.facts,
        created=notice.created_at,
        now=now,
    )
    status = posting.post(hook.url, headers=headers, body=body, private=settings().webhook_private)
    return None if 200 <= status < 300 else f"http_{status}"


def _box() -> Fernet:
    """Keeps webhooks' secrets from whoever reads the database alone."""
    key = sha256(b"portal.notices.webhooks\0" + settings().secret_key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
