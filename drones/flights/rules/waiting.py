"""Who acts next on a plan, since when, and how long an answer usually takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from statistics import median

from drones.flights.model.states import OVER, Move, Standing, State
from drones.flights.model.views import Entry
from drones.flights.rules.events import EVENTS

#: Fewer answers than this say nothing about the next one.
FEWEST = 8
#: Over how long answers are counted.
LOOKING_BACK = timedelta(days=30)

#: After these lines of the timeline the commands act next; after ``OWNERS_TURN`` the owner does.
COMMANDS_TURN = frozenset({"referred", "answered", "agreed", "declined", "recalled"})
OWNERS_TURN = frozenset({"asked", "proposed"})
#: Lines with which another's turn may begin: every move but one consent among several. Whatever else is
#: written (a message, an alert, a receipt) leaves it where it was.
TURNS = frozenset(EVENTS.values()) - {EVENTS[Move.CONSENT]}


class Actor(StrEnum):
    """Who acts next; words live in the catalogues as ``flights.actor.<value>``."""

    OWNER = "owner"
    COMMAND = "command"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Turn:
    """Who acts next, since when, and of several commands which ones."""

    actor: Actor
    since: datetime
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Usual:
    """The usual waiting time of a command; without times there were too few answers to say."""

    command: str
    answers: int
    median: timedelta | None = None
    ninetieth: timedelta | None = None


def turn(standing: Standing, entries: Sequence[Entry], *, created_at: datetime) -> Turn:
    """Who acts next on a plan, and since when: from its timeline, which is in order."""
    moved = [entry.at for entry in entries if entry.kind in TURNS]
    since = moved[-1] if moved else created_at
    asked = set(standing.commands)
    if standing.state is State.REFERRED:
        asked -= set(standing.consents)
    actor = turn_of(standing)
    return Turn(actor, since, tuple(sorted(asked)) if actor is Actor.COMMAND else ())


def turn_of(standing: Standing) -> Actor:
    """Who acts next on a plan that stands there."""
    if standing.state in OVER:
        return Actor.NOBODY
    return Actor.COMMAND if standing.state in {State.REFERRED, State.SUSPENDED} else Actor.OWNER


def waited(entries: Iterable[Entry], *, now: datetime) -> timedelta:
    """How long a plan has waited for its commands: the time in which the owner had to act is left out."""
    total, since = timedelta(), None
    for entry in entries:
        kind = entry.kind if entry.kind != "undone" else _after_undoing(entry)
        if kind in OWNERS_TURN and since is not None:
            total, since = total + (entry.at - since), None
        elif kind in COMMANDS_TURN and since is None:
            since = entry.at
    return total + (now - since if since is not None else timedelta())


def usual(command: str, seconds: Sequence[int]) -> Usual:
    """Median and 90th percentile (nearest rank) of what was waited, in seconds.

    >>> usual("ZONE4", [60] * 9 + [600]).ninetieth
    datetime.timedelta(seconds=60)
    """
    if len(seconds) < FEWEST:
        return Usual(command, len(seconds))
    ninetieth = sorted(seconds)[ceil(0.9 * len(seconds)) - 1]
    return Usual(command, len(seconds), timedelta(seconds=median(seconds)), timedelta(seconds=ninetieth))


def _after_undoing(entry: Entry) -> str:
    """The line that led to where the plan stands again after a decision was undone."""
    names = {State.INFO_REQUESTED: "asked", State.PROPOSED: "proposed"}
    return names.get(State(str(entry.facts.get("state", State.REFERRED))), "referred")
