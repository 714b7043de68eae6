"""The clock: read once, at the edge, and passed on as an argument."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import current_app


class Clock:
    """Tells the time; a test may set it."""

    def __init__(self) -> None:
        self._set: datetime | None = None

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return self._set or datetime.now(UTC)

    def set(self, moment: datetime | None) -> None:
        """Hold the clock at ``moment`` (aware), or let it run again with ``None``."""
        if moment is not None and moment.tzinfo is None:
            raise ValueError("time_without_zone")
        self._set = moment


def now() -> datetime:
    """The present moment of the current application, aware, in UTC."""
    clock: Clock = current_app.extensions["portal.clock"]
    return clock.now()
