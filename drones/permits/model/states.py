"""What reading a permit found, what the register holds of it, what a verification says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from drones.permits.model.contents import PermitContent


class ReadCode(StrEnum):
    """What reading a permit's bytes found."""

    GENUINE = "genuine"
    NOT_GENUINE = "not_genuine"
    UNKNOWN_KEY = "unknown_key"
    #: Signed by a known key, in a form that is newer than this reader.
    UNKNOWN_FORMAT = "unknown_format"


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading a permit's bytes; ``content`` is there only when it is genuine."""

    code: ReadCode
    content: PermitContent | None = None
    key_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """An issued permit as the register holds it; ``id`` is its eight-character code."""

    id: str
    flight_id: str
    content: PermitContent
    signed: bytes
    key_id: str
    issued_at: datetime
    revoked_at: datetime | None = None
    revoked_reason: str = ""
    suspended_at: datetime | None = None


class State(StrEnum):
    """What a verification says; words for each are ``permits.state.<state>``."""

    VALID = "valid"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    NOT_GENUINE = "not_genuine"
    #: The key that signed it is not known here: nothing can be said.
    UNKNOWN_KEY = "unknown_key"
    #: Genuine, yet not in the register: whether it was revoked cannot be said.
    NOT_IN_REGISTER = "not_in_register"


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer to whoever shows or reads a permit, as of a moment.

    ``now_valid`` are the places (from 0) of the content's volumes that may be flown at that moment; it is
    empty unless the state is :attr:`State.VALID`.
    """

    state: State
    as_of: datetime
    content: PermitContent | None = None
    reason: str = ""
    now_valid: tuple[int, ...] = ()

    @property
    def valid_until(self) -> datetime | None:
        """When the last of the volumes that may be flown now ends; None when there is none."""
        if self.content is None or not self.now_valid:
            return None
        return max(self.content.volumes[place].end for place in self.now_valid)


@dataclass(frozen=True, slots=True)
class RevocationList:
    """The signed list: permits that are revoked or suspended although their time is not over."""

    as_of: datetime
    revoked: frozenset[int]
    suspended: frozenset[int]
