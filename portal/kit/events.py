"""Typed events: what a lower room causes in a higher one, in the same transaction.

A room defines its events in its ``model``; ``app.py`` subscribes the rooms above.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app

from portal.kit.model import Event

E = TypeVar("E", bound=Event)


def install(app: Flask) -> None:
    """Give the application its empty table of subscriptions."""
    app.extensions["portal.events"] = {}


def subscribe(app: Flask, kind: type[E], handler: Callable[[E], None]) -> None:
    """Call ``handler`` for each event of exactly this ``kind``."""
    app.extensions["portal.events"].setdefault(kind, []).append(handler)


def announce(event: Event) -> None:
    """Tell every subscriber now, in the caller's transaction; their faults are the caller's."""
    table: dict[type[Event], list[Callable[[Any], None]]] = current_app.extensions["portal.events"]
    for handler in table.get(type(event), []):
        handler(event)
