"""Permits of flights that a change touches and nobody has weighed again: they are not valid meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from flask import Flask, current_app

from drones.permits.model import Permit, Reading, State
from drones.permits.rules import state

#: Ids of flights in doubt at a moment: all of them, or the one that is asked about.
Doubts = Callable[[datetime, str | None], Collection[str]]


def connect(app: Flask, doubts: Doubts) -> None:
    """Tell the permits who knows of such flights (wired by the application)."""
    app.extensions["portal.doubts"] = doubts


def in_doubt(now: datetime, flight_id: str | None = None) -> Collection[str]:
    """Ids of the flights in doubt."""
    doubts: Doubts = current_app.extensions["portal.doubts"]
    return doubts(now, flight_id)


def judged(reading: Reading, record: Permit | None, now: datetime) -> State:
    """What the rules say of a permit, and suspended instead of valid while its flight is in doubt."""
    found = state(reading, record, now)
    if found is State.VALID and record is not None and in_doubt(now, record.flight_id):
        return State.SUSPENDED
    return found
