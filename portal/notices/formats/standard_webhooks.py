"""A notice as a signed request of the Standard Webhooks specification (version 1, symmetric)."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256

from portal.notices.model import Fact

_PREFIX = "whsec_"


def new_secret(randomness: bytes) -> str:
    """A secret as people carry it: ``whsec_`` and base64. ``randomness`` is 24 to 64 bytes."""
    if not 24 <= len(randomness) <= 64:
        raise ValueError("webhook_secret_length")
    return _PREFIX + base64.b64encode(randomness).decode()


def signature(*, secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """``v1,`` and the base64 of HMAC-SHA256 over ``id.timestamp.body``."""
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()


def to_webhook(
    *, secret: str, message_id: str, code: str, facts: Mapping[str, Fact], created: datetime, now: datetime
) -> tuple[dict[str, str], bytes]:
    """Headers and body. ``webhook-id`` and the body are the same in every try; the timestamp is ``now``'s."""
    document = {
        "type": code,
        "timestamp": created.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "data": dict(facts),
    }
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    timestamp = int(now.timestamp())
    signed = signature(secret=secret, message_id=message_id, timestamp=timestamp, body=body)
    headers = {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signed,
    }
    return headers, body
