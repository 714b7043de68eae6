"""What would be sent, as files for development: the portal without a mail server or gateway."""

from __future__ import annotations

import os

from portal.kit.settings import settings


def write(name: str, content: bytes) -> None:
    """Write one file into the outbox folder, whole or not at all."""
    folder = settings().var / "outbox"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{name}"
    # For the portal's own user alone: mails carry links that open accounts.
    with open(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
    draft.replace(folder / name)
