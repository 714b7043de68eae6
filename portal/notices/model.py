"""What a notice is: to whom, through which channel, in which state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.kit.model import Event

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

    ``target`` is the webhook it goes to, or a telephone number with the ``locale`` it is spoken to in;
    otherwise the person's address is found when it leaves. ``subject`` is the id of what it tells about.
    ``others`` are notices that leave as one with it.
    """

    id: str
    channel: Channel
    person_id: str
    code: str
    facts: dict[str, Fact]
    attempts: int
    created_at: datetime
    target: str | None = None
    locale: str | None = None
    subject: str | None = None
    others: tuple[Notice, ...] = ()

    @property
    def all(self) -> tuple[Notice, ...]:
        """The notice and those that leave with it."""
        return (self, *self.others)


@dataclass(frozen=True)
class NoticeGivenUp(Event):
    """A notice did not arrive. ``final``: after its last try; otherwise urgent, late, and still tried.

    ``reached`` tells that the same was sent through another channel, by mail or short message.
    """

    notice_id: str
    channel: Channel
    person_id: str
    code: str
    subject: str | None
    final: bool
    reached: bool


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
    """A notice that could not be delivered, for those who look after the portal.

    ``final`` is false for an urgent one that is late and still tried.
    """

    id: str
    channel: Channel
    person_id: str
    code: str
    fault: str
    created_at: datetime
    subject: str | None = None
    final: bool = True
