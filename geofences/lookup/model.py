"""Values of the public look-up: what is asked about a place, and the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from geofences.engine.model import Band, HeightOverlap, Period, PreApproval, Status, Zone


@dataclass(frozen=True, slots=True)
class Question:
    """A position (degrees), a period, and a band of heights; ``band=None`` is any height."""

    lon: float
    lat: float
    period: Period
    band: Band | None = None


@dataclass(frozen=True, slots=True)
class ZoneAnswer:
    """One zone that applies: how severe, which of its layers, and when.

    ``intervals`` are its whole hours around the period asked about (not cut to it), so that a
    person reads "until 06:00" and not the moment they asked for.
    """

    zone: Zone
    status: Status
    bands: tuple[Band, ...]
    heights: HeightOverlap
    intervals: tuple[Period, ...]
    pre_approval: PreApproval | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and every zone behind it, most severe first, with what it was read from."""

    status: Status
    zones: tuple[ZoneAnswer, ...]
    outside_coverage: bool
    #: When the snapshot was last confirmed, and the register's number it has.
    as_of: datetime
    zones_version: int
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A named place; ``kind`` is a word of the catalogues (``lookup.place.<kind>``), degrees WGS 84."""

    name: str
    lat: float
    lon: float
    kind: str
    country: str = ""
    other_names: tuple[str, ...] = ()
