"""Where the demonstration may run, and how its accounts are shown: pure."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from drones.desk.model import Account, Character
from portal.accounts.model import STAFF
from portal.kit.model import Fault

PASSWORD_BYTES = 10
SECRET_BYTES = 20
#: Bytes of randomness that one account takes.
RANDOM_BYTES = PASSWORD_BYTES + SECRET_BYTES


def demonstration_faults(*, demo: bool, base_url: str, database_url: str) -> tuple[Fault, ...]:
    """What forbids the demonstration here: its passwords are printed, so this machine alone may see it."""
    faults = []
    if not demo:
        faults.append(Fault("PORTAL_DEMO", "desk.demo.not_asked"))
    if not _is_loopback(urlsplit(base_url).hostname or ""):
        faults.append(Fault("PORTAL_BASE_URL", "desk.demo.not_loopback"))
    if not database_url.startswith("sqlite:"):
        faults.append(Fault("DATABASE_URL", "desk.demo.not_embedded"))
    return tuple(faults)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def account(character: Character, randomness: bytes) -> Account:
    """An account with a password of 80 random bits; a second factor where the role needs one.

    ``randomness`` is ``RANDOM_BYTES`` long.
    """
    if len(randomness) != RANDOM_BYTES:
        raise ValueError("randomness_length")
    text = b32encode(randomness[:PASSWORD_BYTES]).decode().lower()
    password = "-".join(text[at : at + 4] for at in range(0, len(text), 4))
    secret = b32encode(randomness[PASSWORD_BYTES:]).decode() if character.role in STAFF else ""
    return Account(character.email, str(character.role), password, secret)


def table(accounts: Iterable[Account], headings: tuple[str, str, str, str], command: str) -> str:
    """The accounts as lines of text under ``headings``; staff read how to get their code."""
    rows = [headings]
    for one in accounts:
        code = f"{command} {one.email}" if one.totp_secret else "–"
        rows.append((one.email, one.role, one.password, code))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = []
    for email, role, password, code in rows:
        lines.append(f"{email:{widths[0]}}  {role:{widths[1]}}  {password:{widths[2]}}  {code}")
    return "\n".join(lines)
