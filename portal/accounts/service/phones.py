"""Whose telephone is it? A code is sent to a number, and whoever types it here holds it."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from portal.accounts import store
from portal.accounts.model import PersonView
from portal.accounts.service.checks import found
from portal.audit.service import note
from portal.kit import locks
from portal.kit.model import Fault
from portal.kit.settings import settings
from portal.notices import rules as numbers
from portal.notices import service as notices

CODE_LASTS = timedelta(minutes=10)
MOST_TRIES = 5
#: Codes within a time: for one person, and to one number whoever asks. They cost money and disturb.
_LIMITS = (
    ("person", 3, timedelta(hours=1)),
    ("person", 6, timedelta(days=1)),
    ("number", 4, timedelta(days=1)),
)


def send_code(*, person_id: str, typed: str, now: datetime) -> Fault | None:
    """Send a code to the number typed; an earlier code ends. A fault for no number, or one code too many."""
    number = numbers.telephone(typed)
    if number is None:
        return Fault("phone", "accounts.error.phone")
    person = found(person_id)
    for kind, most, within in _LIMITS:
        who = person_id if kind == "person" else number
        what = f"phone code {kind} {who} {within}"
        if not notices.allowed(what=what, most=most, now=now, within=within):
            return Fault("phone", "accounts.error.phone_codes_over")
    code = f"{secrets.randbelow(1_000_000):06d}"
    store.keep_phone_code(person_id=person_id, phone=number, digest=_digest(person_id, number, code), now=now)
    notices.enqueue_text(
        phone=number,
        locale=person.locale,
        code="accounts.told.phone_code",
        facts={"digits": code, "minutes": int(CODE_LASTS.total_seconds() // 60)},
        now=now,
        person_id=person_id,
    )
    note("accounts.phone_code_sent", subject=person_id)
    return None


def awaited(*, person_id: str, now: datetime) -> str | None:
    """The number to which a code was sent that can still be typed, or ``None``."""
    row = store.phone_code(person_id)
    if row is None or row.tries >= MOST_TRIES or now - row.made_at >= CODE_LASTS:
        return None
    return row.phone


def check_code(*, person_id: str, typed: str, now: datetime) -> Fault | None:
    """The right code makes the number this person's, and nobody else's; a wrong one is counted.

    Who verified the same number before loses it and is told by mail: a number belongs to whoever holds it.
    """
    row = store.phone_code(person_id, hold=True)
    if row is None or awaited(person_id=person_id, now=now) is None:
        return Fault("code", "accounts.error.phone_code_over")
    row.tries += 1
    plain = "".join(typed.split())
    if not hmac.compare_digest(_digest(person_id, row.phone, plain), row.digest):
        note("accounts.phone_code_wrong", subject=person_id, facts={"tries": row.tries})
        return Fault("code", "accounts.error.phone_code_wrong", {"left": MOST_TRIES - row.tries})
    number = row.phone
    locks.request(f"telephone {number}")
    for other in store.free_phone(number, but=person_id):
        _tell(other, "accounts.mail.phone_moved", now)
        note("accounts.phone_moved", subject=other)
    person = found(person_id)
    person.phone, person.verified_phone = number, number
    store.drop_phone_code(person_id)
    _tell(person_id, "accounts.mail.phone_verified", now)
    note("accounts.phone_verified", subject=person_id)
    return None


def person_of_phone(*, phone: str) -> PersonView | None:
    """The active person who verified this number (E.164), or ``None``."""
    row = store.person_by_phone(phone)
    return None if row is None else store.view(row)


def same_number(phone: str | None, verified: str | None) -> bool:
    """Whether a number as it was typed is the verified one."""
    return verified is not None and phone is not None and numbers.telephone(phone) == verified


def _digest(person_id: str, number: str, code: str) -> str:
    key = settings().secret_key.encode()
    return hmac.new(key, f"phone code {person_id} {number} {code}".encode(), "sha256").hexdigest()


def _tell(person_id: str, code: str, now: datetime) -> None:
    notices.enqueue(person_id=person_id, code=code, facts={"link": f"{settings().base_url}/account"}, now=now)
