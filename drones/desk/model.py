"""Frozen values of the demonstration: its people and their accounts."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody of the demonstration: an address, what they are, and their command if they have one."""

    email: str
    role: str
    command: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A demonstration account with what opens it; made at the first start, for this machine alone."""

    email: str
    role: str
    password: str = field(repr=False)
    #: Base 32; empty for people without a second factor.
    totp_secret: str = field(default="", repr=False)
