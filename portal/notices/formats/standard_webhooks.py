"""A notice as a signed request of the Standard Webhooks specification (version 1, symmetric)."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
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


def is_secret(text: str) -> bool:
    """Whether a text is a secret: ``whsec_`` and the base64 of 24 to 64 bytes."""
    try:
        key = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except ValueError:
        return False
    return text.startswith(_PREFIX) and 24 <= len(key) <= 64


def is_genuine(
    *,
    secret: str,
    message_id: str,
    timestamp: str,
    signatures: str,
    body: bytes,
    now: datetime,
    tolerance: timedelta,
) -> bool:
    """Whether one of the ``signatures`` (separated by blanks) is ours, and the timestamp near ``now``.

    The signed text has no dot but as its separator, so that no other id and time give the same one.
    """
    if not message_id or len(message_id) > 255 or "." in message_id or not is_secret(secret):
        return False
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    if abs(now.timestamp() - int(timestamp)) > tolerance.total_seconds():
        return False
    wanted = signature(secret=secret, message_id=message_id, timestamp=int(timestamp), body=body).encode()
    given = signatures.encode("utf-8", "replace").split(b" ")[:10]
    # Each is compared, whichever was right.
    return sum([hmac.compare_digest(wanted, one) for one in given]) > 0


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
