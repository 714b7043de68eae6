"""What a notice is: to whom, through which channel, in which state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Fact = str | int | float | bool | None


class Channel(StrEnum):
    """How a notice travels."""

    EMAIL = "email"
    SMS = "sms"


class State(StrEnum):
    """Where a notice stands; ``failed`` means given up after the last try."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Address:
    """How a person is reached, and in which language (``fr`` or ``en``)."""

    email: str
    phone: str | None
    locale: str


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A notice taken from the outbox; ``attempts`` counts the tries already begun."""

    id: str
    channel: Channel
    person_id: str
    code: str
    facts: dict[str, Fact]
    attempts: int
