"""What an operator or a remote pilot has flown before, as everything that was told to them says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from drones.flights.model.states import State


@dataclass(frozen=True, slots=True)
class Earlier:
    """A plan that was submitted before, without its volumes."""

    id: str
    reference: str
    state: State
    submitted_at: datetime
    starts_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A denial, a suspension or a rescission with the reason that the owner was given.

    ``kind`` is its line of the timeline, ``code`` the reason's dotted code, ``text`` the sentence.
    """

    reference: str
    kind: str
    at: datetime
    command: str = ""
    code: str = ""
    text: str = ""


@dataclass(frozen=True)
class Record:
    """Counts of plans unless said otherwise; the newest first in lists.

    ``confirmed``, ``phoned`` and ``unheard`` count stops and their ends that had to be acknowledged:
    by the owner, by telephone, by nobody yet; ``usual_delay`` is the median of the owner's own.
    """

    filed: int = 0
    flown: int = 0
    never_flown: int = 0
    denied: int = 0
    refused: int = 0
    suspended: int = 0
    rescinded: int = 0
    left_area: int = 0
    emergencies: int = 0
    overran: int = 0
    fell_silent: int = 0
    confirmed: int = 0
    phoned: int = 0
    unheard: int = 0
    usual_delay: timedelta | None = None
    reasons: tuple[Refused, ...] = ()
    newest: tuple[Earlier, ...] = ()
    more: bool = False
