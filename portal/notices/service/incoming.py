"""Is an incoming request the gateway's? By its signature, and not older than five minutes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from portal.kit.settings import settings
from portal.notices import formats

TOLERANCE = timedelta(minutes=5)


def is_signed(*, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """Whether the request was signed with ``PORTAL_SMS_INBOUND_SECRET`` within five minutes of ``now``."""
    given = {name.lower(): value for name, value in headers.items()}
    return formats.is_genuine(
        secret=settings().sms_inbound_secret,
        message_id=given.get("webhook-id", ""),
        timestamp=given.get("webhook-timestamp", ""),
        signatures=given.get("webhook-signature", ""),
        body=body,
        now=now,
        tolerance=TOLERANCE,
    )
