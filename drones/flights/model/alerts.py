"""Alerts about flights in the air: what their pilots and their commands must know at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class AlertKind(StrEnum):
    """What an alert is about; words live in the catalogues as ``flights.alert.<kind>``."""

    #: Outside the approved volume, height or time (ASTM F3548, Nonconforming).
    NONCONFORMING = "nonconforming"
    #: Not back in time, or the aircraft reports an emergency (ASTM F3548, Contingent).
    CONTINGENT = "contingent"
    #: Still active after its end.
    OVERRUN = "overrun"
    #: Positions came, and come no more.
    SILENT = "silent"
    #: Suspended while it was in the air.
    SUSPENDED = "suspended"
    #: In a place that only officers know to be closed: never shown to anybody else.
    CONCEALED = "concealed"


@dataclass(frozen=True)
class AlertView:
    """One alert. ``facts`` are codes, metres and times; ``commands`` are those it is for.

    ``acknowledged_by`` is the id of an officer, for officers' screens alone.
    """

    id: str
    flight_id: str
    reference: str
    kind: AlertKind
    concealed: bool
    commands: tuple[str, ...]
    facts: Mapping[str, Any]
    raised_at: datetime
    cleared_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
