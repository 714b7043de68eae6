"""The building's own values: faults, events, permissions, who is asking. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

Fact = str | int | float


@dataclass(frozen=True)
class Fault:
    """One fault of an input: where (JSON pointer, field or line), which code, which facts."""

    pointer: str
    code: str
    facts: dict[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    """Something that happened; subclasses are frozen and carry ids, not rows."""


class Permission(StrEnum):
    """What a route may ask for; which role has which stands in ``portal/accounts/rules.py``."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    REGISTRY_OWN = "registry.own"
    REGISTRY_READ = "registry.read"
    REGISTRY_REVIEW = "registry.review"
    FLIGHTS_OWN = "flights.own"
    LIAISON_READ = "liaison.read"
    LIAISON_DECIDE = "liaison.decide"
    LIAISON_COMMAND = "liaison.command"
    CONCEALED_READ = "concealed.read"
    CONCEALED_SET = "concealed.set"
    ZONES_READ_DRAFTS = "zones.read_drafts"
    ZONES_EDIT = "zones.edit"
    ZONES_PUBLISH = "zones.publish"
    PERMITS_TODAY = "permits.today"
    KNOWN_ASK = "known.ask"
    AUDIT_READ = "audit.read"
    ACCOUNTS_READ = "accounts.read"
    ACCOUNTS_ADMIN = "accounts.admin"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is asking, as the rules see them."""

    id: str
    email: str = ""
    roles: frozenset[str] = frozenset()
    locale: str = "fr"
    command: str | None = None
    #: Scopes of the API key in use; ``None`` when a person is signed in.
    scopes: frozenset[str] | None = None
    #: True when a second factor was shown in this session.
    second_factor: bool = False

    @classmethod
    def anonymous(cls) -> Identity:
        """Nobody: the public."""
        return _ANONYMOUS

    @property
    def is_anonymous(self) -> bool:
        """True for the public."""
        return not self.id


_ANONYMOUS = Identity(id="")
