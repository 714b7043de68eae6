"""Whether the owner is known to have heard that a flight was stopped, or may fly again."""

from __future__ import annotations

from collections.abc import Iterable

from drones.flights.model import Entry

#: What must reach the owner for certain.
TO_CONFIRM = frozenset({"suspended", "reinstated", "rescinded"})
#: What shows that it has: the owner's own word, or a command that reached somebody by telephone.
CONFIRMS = frozenset({"confirmed", "phoned"})


def unconfirmed(timeline: Iterable[Entry]) -> Entry | None:
    """The newest line that nobody has confirmed yet; ``None``: all is confirmed, or nothing was to be."""
    newest: Entry | None = None
    for entry in timeline:
        if entry.kind in TO_CONFIRM:
            newest = entry
        elif entry.kind in CONFIRMS:
            newest = None
    return newest
