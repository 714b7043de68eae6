"""Reasons and alternatives as people and programs are shown them, long after the assessment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from geofences.engine.model import Height, Period


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask about a zone."""

    name: str = ""
    service: str = ""
    phone: str = ""
    email: str = ""
    site_url: str = ""
    #: How long before the flight it wants to be asked, in minutes; ``None``: not stated.
    lead_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Reasoned:
    """One finding, told: what meets the flight, when, how high, whom to ask.

    ``code`` and ``status`` are those of the engine; another flight has neither name nor
    outline, and its times are rounded to the quarter of an hour.
    """

    code: str
    status: str
    volume: int = 0
    country: str = ""
    identifier: str = ""
    name: str = ""
    reasons: tuple[str, ...] = ()
    message: str = ""
    conditions: tuple[str, ...] = ()
    exercise: bool = False
    command: str = ""
    contacts: tuple[Contact, ...] = ()
    pre_approval: str = ""
    intervals: tuple[Period, ...] = ()
    heights: str = "certain"
    floor: Height | None = None
    ceiling: Height | None = None
    #: Where the zone's rule comes from: an act, a file.
    source: str = ""
    #: Whether the whole volume lies outside the area that the register answers for.
    wholly: bool = False

    @property
    def words(self) -> str:
        """The name under which the catalogues have words for this finding."""
        return f"{self.code}_wholly" if self.wholly else self.code


@dataclass(frozen=True)
class Suggestion:
    """The same flight, changed so that it meets a better answer; what is ``None`` stays as it was."""

    kind: str
    status: str = ""
    start: datetime | None = None
    end: datetime | None = None
    ceiling: Height | None = None
    geometry: dict[str, Any] | None = None
    share: float | None = None
    searched_until: datetime | None = None


@dataclass(frozen=True)
class Assessment:
    """What was found: the verdict's status, all findings, alternatives, the register's number.

    ``outcome`` is ``clear``, ``conditional``, ``referred`` or ``refused``; ``commands`` are those
    who must consent when it is referred.
    """

    outcome: str
    status: str
    findings: tuple[Reasoned, ...] = ()
    alternatives: tuple[Suggestion, ...] = ()
    commands: tuple[str, ...] = ()
    zones_number: int = 0
    left_out: int = 0
