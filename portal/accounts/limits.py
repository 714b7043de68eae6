"""Too many failures: counted in the database, so that all processes and restarts count together."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from portal.accounts import rules, store
from portal.kit.clock import now
from portal.kit.settings import settings


@dataclass(frozen=True)
class Subject:
    """What failures are held against, as a keyed digest, and how many of them close the door."""

    digest: str
    limit: int


def sign_in(email: str, address: str) -> list[Subject]:
    """The account from this address (5), the address (50), the account from everywhere (100).

    The last is wide, or anybody could lock an officer out.
    """
    who = email.strip().lower()
    return [
        _subject("pair", f"{who} {address}", 5),
        _subject("address", address, 50),
        _subject("account", who, 100),
    ]


def second_factor(person_id: str) -> list[Subject]:
    """The codes of a person (5): a million of them, of which five are right at a time."""
    return [_subject("code", person_id, 5)]


def recovery(email: str) -> list[Subject]:
    """Links asked for one mailbox (3)."""
    return [_subject("recovery", email.strip().lower(), 3)]


def is_over(subjects: list[Subject]) -> bool:
    """True while any of them has failed too often."""
    moment = now()
    for subject in subjects:
        row = store.attempts(subject.digest)
        if row is not None and rules.is_over(
            failures=row.failures, since=row.since, limit=subject.limit, now=moment
        ):
            return True
    return False


def count(subjects: list[Subject]) -> None:
    """One failure more for each, committed with the request."""
    for subject in subjects:
        store.count_failure(subject.digest, now())


def forget(subject: Subject) -> None:
    """The right answer was given: nothing is held against it any more."""
    store.forget_failures(subject.digest)


def _subject(kind: str, value: str, limit: int) -> Subject:
    key = settings().secret_key.encode()
    return Subject(hmac.new(key, f"attempt {kind} {value}".encode(), "sha256").hexdigest(), limit)
