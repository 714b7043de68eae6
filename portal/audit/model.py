"""Frozen values of the ledger: an entry, the link that chains it, the head, and what may be wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

#: What a fact of an entry may be: an id, a code, a number, a keyed digest. Never personal data.
Fact = str | int | float | bool | None


class Book(StrEnum):
    """Which chain an entry belongs to.

    What concerns concealed zones is chained apart (``sealed``), so that the size and the root of the
    book that is published, which anybody may read, follow from published things alone.
    """

    OPEN = "open"
    SEALED = "sealed"


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
    ROOT_DIFFERS = "audit.flaw.root_differs"


@dataclass(frozen=True, slots=True)
class LedgerFault:
    """One flaw and the number of the entry where it shows."""

    number: int
    flaw: Flaw


@dataclass(frozen=True, slots=True)
class Root:
    """The Merkle root (RFC 6962, 32 bytes) of the first ``size`` entries of a book.

    ``day`` is the UTC day with whose end it was taken, ``at`` when it was published.
    """

    book: Book
    day: date
    size: int
    hash: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Proof:
    """That entry ``number`` stands in the tree of the first ``size`` entries: its audit path.

    ``leaf`` is the entry's hash; whoever also holds the entry and the hash before it can compute it.
    """

    number: int
    leaf: bytes
    size: int
    path: tuple[bytes, ...]


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
    book: Book = Book.OPEN
