"""Values of the register of zones: versions and their states, import reports, events."""

from __future__ import annotations

from dataclasses import dataclass
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
class Version:
    """One version of one zone, as the register holds it."""

    id: str
    number: int
    state: State
    zone: Zone
    author_id: str
    created_at: datetime
    published_by: str | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """What deciding about a version needs: no content."""

    id: str
    key: Key
    state: State
    author_id: str
    digest: str


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
