"""When a notice is tried again or given up, and what may leave through which channel."""

from __future__ import annotations

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


def next_try(*, attempts: int, now: datetime) -> datetime | None:
    """The moment of the next try after ``attempts`` failed ones, or ``None`` to give up.

    >>> from datetime import UTC
    >>> next_try(attempts=1, now=datetime(2026, 11, 23, 10, 0, tzinfo=UTC)).isoformat()
    '2026-11-23T10:01:00+00:00'
    """
    if not 1 <= attempts <= len(BACK_OFF):
        return None
    return now + BACK_OFF[attempts - 1]


def for_programs(code: str) -> bool:
    """Whether a notice may also go to a webhook."""
    return code.startswith(_FOR_PROGRAMS)
