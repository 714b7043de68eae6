"""Values of the register of zones: versions and their states, import reports, events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from geofences.engine.model import PreApproval, Zone
from portal.kit.model import Event, Fault

#: Country and identifier: what a zone is known by through all its versions.
Key = tuple[str, str]
#: Who acts for the command line and the demonstration; the only actor who may publish its own.
SYSTEM = "system"


class State(StrEnum):
    """Where a version stands; a zone has at most one draft and one published version."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody wants a published version withdrawn; another person confirms it."""

    by: str
    at: datetime
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """Where a version stands, and everything that was done to it, by whom and when."""

    id: str
    number: int
    state: State
    author_id: str
    created_at: datetime
    published_by: str | None = None
    published_at: datetime | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None
    #: The published version's number when this was drafted; 0: none was; ``None``: not known.
    base_number: int | None = None
    #: Set when the draft was sent back: it waits for its author, not for a publisher.
    returned_by: str | None = None
    returned_at: datetime | None = None
    remark: str = ""
    withdrawal: Proposal | None = None
    #: Published by a commander alone; ``confirmed_by`` is the second person.
    emergency: bool = False
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None

    @property
    def is_flagged(self) -> bool:
        """True for an emergency in force that no second person has confirmed yet."""
        return self.emergency and self.state is State.PUBLISHED and self.confirmed_by is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version(Traced):
    """One version of one zone, as the register holds it."""

    zone: Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalVersion(Traced):
    """One version of one pre-approval."""

    pre_approval: PreApproval


@dataclass(frozen=True, slots=True)
class Stated:
    """What deciding about a version needs: no content."""

    id: str
    key: Key
    state: State
    author_id: str
    digest: str
    base_number: int | None = None
    returned: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of the register since a number: replaced or new, and gone."""

    number: int
    zones: tuple[Zone, ...] = ()
    gone: tuple[Key, ...] = ()
    #: All that are published now; ``None`` when none of them changed.
    pre_approvals: tuple[PreApproval, ...] | None = None


@dataclass(frozen=True, slots=True)
class AreaChange:
    """Two areas in square metres; what came and went is ``None`` where cutting would cost too much."""

    before_m2: float
    after_m2: float
    added_m2: float | None = None
    removed_m2: float | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which two versions differ: engine values, which the pages put in words.

    ``field`` is a zone's or a pre-approval's own attribute, or of a layer ``area`` (layers, with the
    change), ``heights`` (bands) or ``layer`` (a layer that one of the two has not: ``None`` there).
    """

    field: str
    before: Any
    after: Any
    layer: int | None = None
    area: AreaChange | None = None

    @property
    def code(self) -> str:
        """What the field is called, in the catalogues."""
        return f"zones.field.{self.field}"


@dataclass(frozen=True, slots=True)
class Told:
    """A difference in the reader's language: what, what was said before, what is said now."""

    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.label}: {self.before} → {self.after}"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do: keys by fate, and every fault of the file with its place."""

    format: str
    added: tuple[Key, ...] = ()
    changed: tuple[Key, ...] = ()
    unchanged: tuple[Key, ...] = ()
    #: Of each changed zone what changes; only a dry run says it.
    changes: Mapping[Key, tuple[Difference, ...]] = field(default_factory=dict)
    #: Published zones of the file's countries that it does not hold: withdrawn (or proposed to be)
    #: when the file replaces them all, and told by every dry run.
    missing: tuple[Key, ...] = ()
    errors: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    errors_left_out: int = 0
    warnings_left_out: int = 0
    #: True when the sound zones were written (as drafts, or published).
    done: bool = False
    #: The register's number after publishing; ``None`` when nothing was published.
    number: int | None = None

    @property
    def refused(self) -> bool:
        """True when nothing was written because of errors."""
        return bool(self.errors) and not self.done


class Happening(StrEnum):
    """What became of a published version."""

    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of the register that everybody may know."""

    kind: Happening
    at: datetime
    register_number: int
    version_id: str
    version_number: int
    zone: Zone


@dataclass(frozen=True)
class ZonesPublished(Event):
    """Zones (or pre-approvals, by identifier) took effect with the register's ``number``."""

    keys: tuple[Key, ...]
    number: int
    pre_approvals: tuple[str, ...] = ()


@dataclass(frozen=True)
class ZonesWithdrawn(Event):
    """Zones (or pre-approvals, by identifier) no longer apply from the register's ``number`` on."""

    keys: tuple[Key, ...]
    number: int
    pre_approvals: tuple[str, ...] = ()
