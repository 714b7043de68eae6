"""A line of the queue, and whether it is among what an officer asked to see."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from drones.flights.model import WAITING, Mode, Reason
from drones.liaison.model import Request
from drones.liaison.rules.claims import Claim
from drones.liaison.rules.risk import Risk
from portal.kit.model import Identity

LONGEST_TEXT = 60


class Held(StrEnum):
    """Who holds a case; words are ``liaison.held.<value>``."""

    MINE = "mine"
    FREE = "free"
    OTHERS = "others"


class Mark(StrEnum):
    """What a line is marked with; words are ``liaison.mark.<value>``."""

    ESCALATED = "escalated"
    CONFLICT = "conflict"
    RECORD = "record"
    #: An alert about the flight that nobody has taken note of.
    ALERT = "alert"
    #: One person of the command has signed, and a second one must.
    SIGNED = "signed"


class Within(StrEnum):
    """How soon a flight begins; words are ``liaison.within.<value>``."""

    HOUR = "1h"
    SHIFT = "4h"
    DAY = "24h"
    WEEK = "7d"


_SPANS = {
    Within.HOUR: timedelta(hours=1),
    Within.SHIFT: timedelta(hours=4),
    Within.DAY: timedelta(hours=24),
    Within.WEEK: timedelta(days=7),
}
_RECORD = frozenset({"denied", "stopped", "outside"})
_CHOICES: dict[str, frozenset[str]] = {
    "state": frozenset(one.value for one in WAITING),
    "mode": frozenset(one.value for one in Mode),
    "purpose": frozenset(one.value for one in Reason),
    "held": frozenset(one.value for one in Held),
    "mark": frozenset(one.value for one in Mark),
    "within": frozenset(one.value for one in Within),
}
#: What is typed, and not chosen.
_TYPED = ("command", "place", "text", "from", "to", "holder")
NAMES = (*_CHOICES, *_TYPED)


@dataclass(frozen=True)
class Line:
    """A request with who of the reader's command holds it, what makes it delicate, and its marks.

    ``escalated_at``: since then the command's commander knows that it is unanswered.
    """

    request: Request
    risk: Risk
    claim: Claim | None = None
    escalated_at: datetime | None = None
    alert: bool = False
    signed: bool = False


def understood(asked: Mapping[str, str]) -> dict[str, str]:
    """Of what stands in an address only what the queue can be narrowed by; the rest is not asked for."""
    found = {name: asked.get(name, "").strip()[:LONGEST_TEXT] for name in NAMES}
    return {
        name: value
        for name, value in found.items()
        if value and (name not in _CHOICES or value in _CHOICES[name])
    }


def matching(
    lines: Iterable[Line], wanted: Mapping[str, str], *, reader: Identity, now: datetime, zone: tzinfo
) -> tuple[Line, ...]:
    """The lines that are all that ``wanted`` (see :func:`understood`) says, in their order.

    ``from`` and ``to`` are clock times of ``zone`` between which a flight begins, ``place`` and ``text``
    parts of a place's name and of a reference, whatever their accents and capitals.
    """
    start, end = _moment(wanted.get("from", ""), zone), _moment(wanted.get("to", ""), zone)
    if wanted.get("within"):
        limit = now + _SPANS[Within(wanted["within"])]
        end = limit if end is None else min(end, limit)
    return tuple(
        line for line in lines if _is_like(line, wanted, reader) and _begins_between(line, start, end)
    )


def _is_like(line: Line, wanted: Mapping[str, str], reader: Identity) -> bool:
    flight, place = line.request.flight, line.request.where
    name = place.place.name if place and place.place else ""
    holder = line.claim.officer_id if line.claim else ""
    facts = {
        "state": {flight.state.value},
        "mode": {flight.plan.mode.value} if flight.plan.mode else set(),
        "purpose": {flight.plan.purpose.value} if flight.plan.purpose else set(),
        "held": {_held(line, reader)},
        "mark": _marks(line),
        "command": set(flight.standing.commands),
        "holder": {holder},
    }
    if any(wanted[key] not in facts[key] for key in facts if wanted.get(key)):
        return False
    parts = (("place", name), ("text", f"{flight.reference} {flight.own_reference}"))
    return all(_plain(wanted.get(key, "")) in _plain(value) for key, value in parts)


def _held(line: Line, reader: Identity) -> str:
    if line.claim is None:
        return Held.FREE
    return Held.MINE if line.claim.officer_id == reader.id else Held.OTHERS


def _marks(line: Line) -> set[str]:
    reasons = set(line.risk.reasons)
    found = {
        Mark.ESCALATED: line.escalated_at is not None,
        Mark.CONFLICT: bool(reasons & {"conflict", "rivals"}),
        Mark.RECORD: bool(reasons & _RECORD),
        Mark.ALERT: line.alert,
        Mark.SIGNED: line.signed,
    }
    return {mark.value for mark, is_so in found.items() if is_so}


def _begins_between(line: Line, start: datetime | None, end: datetime | None) -> bool:
    window = line.request.flight.window
    if window is None:
        return start is None and end is None
    return (start is None or window.start >= start) and (end is None or window.start <= end)


def _moment(text: str, zone: tzinfo) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
