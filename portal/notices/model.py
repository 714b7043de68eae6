"""What a notice is: to whom, through which channel, in which state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Fact = str | int | float | bool | None


class Channel(StrEnum):
    """How a notice travels."""

    EMAIL = "email"
    SMS = "sms"
    WEBHOOK = "webhook"


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
    """A notice taken from the outbox; ``attempts`` counts the tries already begun.

    ``target`` is the webhook it goes to; the other channels find the person's address when it leaves.
    """

    id: str
    channel: Channel
    person_id: str
    code: str
    facts: dict[str, Fact]
    attempts: int
    created_at: datetime
    target: str | None = None


@dataclass(frozen=True, kw_only=True)
class Hook:
    """A person's webhook. ``secret`` (``whsec_…``) signs what is sent and is shown once, when made."""

    id: str
    person_id: str
    url: str
    secret: str
    created_at: datetime
    #: The name of the last fault, ``None`` after a success.
    fault: str | None = None


@dataclass(frozen=True, kw_only=True)
class GivenUp:
    """A notice that could not be delivered, for those who look after the portal."""

    id: str
    channel: Channel
    person_id: str
    code: str
    fault: str
    created_at: datetime
