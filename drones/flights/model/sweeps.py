"""A change of facts that takes away what allowed flights, and how far it has been followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

Box = tuple[float, float, float, float]


class Cause(StrEnum):
    """What has changed; the words for it are ``flights.cause.<cause>``."""

    ZONES = "zones"
    AIRCRAFT = "aircraft"
    OPERATOR = "operator"
    OPERATOR_EXPIRED = "operator_expired"
    PILOT = "pilot"


@dataclass(frozen=True, slots=True)
class Sweep:
    """Which flights a change touches: by place (``boxes``; ``None``: anywhere) or by whom they rely on.

    ``number`` is the register's for zones; ``whose`` the id of an aircraft, operator or pilot.
    """

    cause: Cause
    opened_at: datetime
    number: int = 0
    boxes: tuple[Box, ...] | None = ()
    whose: str = ""
    id: str = ""
    cursor: str = ""

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the timeline says of the cause."""
        return {"code": f"flights.cause.{self.cause}"}


@dataclass(frozen=True)
class Progress:
    """What a round of the sweep did."""

    weighed: int = 0
    suspended: int = 0
    finished: int = 0
