"""Short messages leave by a gateway's HTTP interface, or become files."""

from __future__ import annotations

from portal.kit.settings import settings
from portal.notices import formats
from portal.notices.model import Address, Notice
from portal.notices.service import files, posting


def carry(notice: Notice, address: Address, text: str) -> str | None:
    """Send a short message of at most 160 characters; gives the name of what failed, or None."""
    if not address.phone:
        return "no_phone"
    text = formats.fitting(text)
    if not settings().sms_url:
        files.write(f"{notice.id}.txt", formats.sms_file(recipient=address.phone, text=text))
        return None
    headers = {"content-type": "application/json", "idempotency-key": notice.id}
    if settings().sms_token:
        headers["authorization"] = f"Bearer {settings().sms_token}"
    body = formats.sms_request(message_id=notice.id, recipient=address.phone, text=text)
    # The gateway's address is the deployment's own setting, so it may well be a private one.
    status = posting.post(settings().sms_url, headers=headers, body=body, private=True)
    return None if 200 <= status < 300 else f"http_{status}"
