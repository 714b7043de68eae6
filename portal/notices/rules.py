"""When a notice is tried again or given up, and what may leave through which channel."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

# A try that neither succeeded nor failed (the worker stopped) is begun again after this.
LEASE = timedelta(minutes=5)
BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)
#: Notices whose facts a program may have; those of accounts hold links that open them.
_FOR_PROGRAMS = ("flights.", "permits.", "liaison.")
#: How many webhooks one person may have.
MOST_HOOKS = 5
#: Notices that somebody must hear: after so many failed tries they are told to the command, and still tried.
URGENT = frozenset({"flights.told.suspended", "flights.told.rescinded"})
LATE_AFTER = 3
#: How long after it was made such a notice is shown as one that did not arrive.
SHOWN_FOR = timedelta(days=7)
#: After a fault nothing else goes to the same webhook for this long at most.
HOOK_RESTS = timedelta(minutes=15)
_E164 = re.compile(r"\+[1-9][0-9]{7,14}")
_MARKS = str.maketrans("", "", " .-()/\u00a0\u202f")


def next_try(*, attempts: int, now: datetime) -> datetime | None:
    """The moment of the next try after ``attempts`` failed ones, or ``None`` to give up.

    >>> from datetime import UTC
    >>> next_try(attempts=1, now=datetime(2026, 11, 23, 10, 0, tzinfo=UTC)).isoformat()
    '2026-11-23T10:01:00+00:00'
    """
    if not 1 <= attempts <= len(BACK_OFF):
        return None
    return now + BACK_OFF[attempts - 1]


def telephone(typed: str, *, country: str = "223", length: int = 8) -> str | None:
    """A telephone number in E.164, or ``None`` for what is none; without a prefix it is one of ``country``.

    ``length`` is the number of figures there, where numbers have no leading zero.

    >>> telephone("70 12 34 56"), telephone("00223-70123456"), telephone("0612345678")
    ('+22370123456', '+22370123456', None)
    """
    plain = typed.strip().translate(_MARKS)
    if not plain.isascii():
        return None
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    if plain.isdigit() and len(plain) == length and not plain.startswith("0"):
        plain = f"+{country}{plain}"
    if plain.isdigit() and plain.startswith(country) and len(plain) == len(country) + length:
        plain = "+" + plain
    if not _E164.fullmatch(plain):
        return None
    home = plain.startswith(f"+{country}")
    return None if home and len(plain) != 1 + len(country) + length else plain


def for_programs(code: str) -> bool:
    """Whether a notice may also go to a webhook."""
    return code.startswith(_FOR_PROGRAMS)
