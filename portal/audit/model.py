"""Frozen values of the ledger: an entry, the link that chains it, the head, and what may be wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

#: What a fact of an entry may be: an id, a code, a number, a keyed digest. Never personal data.
Fact = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger: who (``actor``) did what (``action``) to what (``subject``), and when.

    ``number`` counts from 1 without gaps; ``at`` is aware.
    """

    number: int
    at: datetime
    action: str
    actor: str
    subject: str
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("time_without_zone")


@dataclass(frozen=True, slots=True)
class Linked:
    """An entry as it is kept: with the hash of the entry before it and its own (32 bytes each)."""

    entry: Entry
    previous: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry's number and hash; number 0 is an empty ledger."""

    number: int
    hash: bytes


class Flaw(StrEnum):
    """What can be wrong with a ledger; words for each live in the catalogues."""

    MISSING = "audit.flaw.missing"
    OUT_OF_ORDER = "audit.flaw.out_of_order"
    UNLINKED = "audit.flaw.unlinked"
    ALTERED = "audit.flaw.altered"
    TRUNCATED = "audit.flaw.truncated"
    BEYOND_HEAD = "audit.flaw.beyond_head"
    HEAD_DIFFERS = "audit.flaw.head_differs"
    HEAD_UNKNOWN = "audit.flaw.head_unknown"


@dataclass(frozen=True, slots=True)
class LedgerFault:
    """One flaw and the number of the entry where it shows."""

    number: int
    flaw: Flaw


@dataclass(frozen=True, slots=True)
class Search:
    """What an auditor looks for; empty fields ask for everything. Days are whole UTC days."""

    action: str = ""
    subject: str = ""
    actor: str = ""
    first_day: date | None = None
    last_day: date | None = None
    #: Only entries with a smaller number: the next page.
    before: int | None = None
