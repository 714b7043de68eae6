"""The states of a flight plan, its moves and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.kit.model import Fact


class State(StrEnum):
    """Where a flight plan can stand; words for each live in the catalogues as ``flights.state.<state>``."""

    DRAFT = "draft"
    REFUSED = "refused"
    REFERRED = "referred"
    INFO_REQUESTED = "info_requested"
    PROPOSED = "proposed"
    APPROVED = "approved"
    DENIED = "denied"
    EXPIRED = "expired"
    ACTIVE = "active"
    ENDED = "ended"
    LAPSED = "lapsed"
    SUSPENDED = "suspended"
    RESCINDED = "rescinded"
    WITHDRAWN = "withdrawn"


#: States that hold their volume against other flights of equal priority.
HOLDING = frozenset({State.APPROVED, State.ACTIVE, State.SUSPENDED})
#: States that wait for a command; they keep their place by the time they were submitted.
WAITING = frozenset({State.REFERRED, State.INFO_REQUESTED, State.PROPOSED})
#: States that a change of facts can still touch.
LIVE = HOLDING | WAITING
#: States in which nothing more can happen to the plan.
OVER = frozenset({State.ENDED, State.LAPSED, State.RESCINDED, State.WITHDRAWN, State.EXPIRED, State.DENIED})


class Move(StrEnum):
    """What can happen to a flight plan; each is one function of ``rules.moves``."""

    AMEND = "amend"
    REFUSE = "refuse"
    REFER = "refer"
    APPROVE = "approve"
    CONSENT = "consent"
    ASK = "ask"
    ANSWER = "answer"
    PROPOSE = "propose"
    ACCEPT = "accept"
    AGREE = "agree"
    DECLINE = "decline"
    RECALL = "recall"
    DENY = "deny"
    EXPIRE = "expire"
    ACTIVATE = "activate"
    END = "end"
    LAPSE = "lapse"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    RESCIND = "rescind"
    WITHDRAW = "withdraw"
    UNDO = "undo"


class Role(StrEnum):
    """Who acted, as everyone may know it: never a person."""

    OWNER = "owner"
    COMMAND = "command"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a plan stands: all that a move needs and changes.

    ``resumes`` is the state a suspended plan had. ``commands`` are those whose consent is
    needed, ``consents`` those who gave it, ``signed_twice`` those of them for whom two persons
    signed; ``version`` grows by one with every move.
    """

    state: State
    version: int = 1
    resumes: State | None = None
    submitted_at: datetime | None = None
    commands: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()
    signed_twice: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.state is State.SUSPENDED) != (self.resumes is not None):
            raise ValueError("suspended_without_former_state")


@dataclass(frozen=True, slots=True)
class LastWord:
    """A command's newest decision while it can be undone.

    ``before`` is where the plan stood, ``version`` the one that the decision made; from ``until``
    on it stays. A decision that anything followed cannot be undone.
    """

    command: str
    before: Standing
    version: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """A move that was made: the new standing and what it was."""

    standing: Standing
    move: Move


@dataclass(frozen=True)
class Refusal:
    """A move that may not be made, and why."""

    code: str
    facts: dict[str, Fact]


class Outcome(StrEnum):
    """What a submission comes to."""

    REFUSED = "refused"
    REFERRED = "referred"
    APPROVED = "approved"
