"""Who people are here: roles, people as others may read them, invitations and keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person is in this portal."""

    OWNER = "owner"
    OFFICER = "officer"
    COMMANDER = "commander"
    ZONE_EDITOR = "zone_editor"
    REGISTRAR = "registrar"
    CHECKPOINT = "checkpoint"
    AUDITOR = "auditor"
    ADMIN = "admin"


#: Everybody but the owners of aircraft: invited, and under a second factor.
STAFF = frozenset(Role) - {Role.OWNER}
#: Roles that belong to a command.
COMMANDED = frozenset({Role.OFFICER, Role.COMMANDER})


class Decision(StrEnum):
    """The answer of the permission table."""

    ALLOWED = "allowed"
    SIGN_IN = "sign_in"
    SECOND_FACTOR = "second_factor"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, kw_only=True)
class PersonView:
    """A person, without anything secret."""

    id: str
    email: str
    phone: str | None
    #: The number in E.164 that this person verified; short messages go there alone.
    verified_phone: str | None
    locale: str
    roles: frozenset[str]
    command: str | None
    active: bool
    second_factor: bool
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class InvitationView:
    """An invitation; ``used_at`` is None while its link still opens."""

    id: str
    email: str
    role: str
    command: str | None
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class KeyView:
    """An API key, without its secret: only a digest is kept."""

    id: str
    scopes: frozenset[str]
    created_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Secret:
    """Something shown once: ``text`` is kept nowhere, ``id`` names its record."""

    id: str
    text: str = field(repr=False)
