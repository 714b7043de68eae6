"""What a command's desk knows of many flights at once: who owes an answer, what is near, what went before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Owing:
    """A plan that waits, and the commands that have still to answer."""

    flight_id: str
    commands: tuple[str, ...]
    submitted_at: datetime
    start: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """What happened to an operator's flights: denied, stopped by a command, out of their volume."""

    denied: int = 0
    stopped: int = 0
    outside: int = 0


@dataclass(frozen=True, slots=True)
class Crowd:
    """Ids of waiting flights beside which another may fly (``held``), or waits (``asked``)."""

    held: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
