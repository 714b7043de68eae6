"""From earlier plans and their timelines to a record: only what their owners were told counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from statistics import median

from drones.flights.model.records import Earlier, Record, Refused
from drones.flights.model.states import State
from drones.flights.model.views import Entry
from drones.flights.rules.receipts import TO_CONFIRM

Timeline = tuple[Entry, ...]
#: Lines of a timeline that give a reason why somebody may not fly.
_REASONED = frozenset({"denied", "suspended", "rescinded"})
#: How many reasons and plans are shown one by one.
SHOWN = 5


def record(plans: Sequence[Earlier], timelines: Mapping[str, Timeline], *, more: bool = False) -> Record:
    """The record that earlier plans make, the newest first; ``more``: there are older ones beside them."""
    lines = [(plan, timelines.get(plan.id, ())) for plan in plans]
    kinds = [{entry.kind for entry in timeline} for _, timeline in lines]
    states = [plan.state for plan in plans]
    receipts = [one for _, timeline in lines for one in _receipts(timeline)]
    own = [delay.total_seconds() for kind, delay in receipts if kind == "confirmed"]
    return Record(
        filed=len(plans),
        flown=sum("activated" in found for found in kinds),
        never_flown=states.count(State.LAPSED) + states.count(State.WITHDRAWN),
        denied=states.count(State.DENIED),
        refused=states.count(State.REFUSED),
        suspended=sum("suspended" in found for found in kinds),
        rescinded=states.count(State.RESCINDED),
        left_area=sum("nonconforming" in found for found in kinds),
        emergencies=sum("contingent" in found for found in kinds),
        overran=sum("overrun" in found for found in kinds),
        fell_silent=sum("silent" in found for found in kinds),
        confirmed=len(own),
        phoned=sum(kind == "phoned" for kind, _ in receipts),
        unheard=sum(not kind for kind, _ in receipts),
        usual_delay=timedelta(seconds=median(own)) if own else None,
        reasons=tuple(sorted((r for one in lines for r in _reasons(*one)), key=_latest))[:SHOWN],
        newest=tuple(plans[:SHOWN]),
        more=more,
    )


def _latest(one: Refused) -> float:
    return -one.at.timestamp()


def _reasons(plan: Earlier, timeline: Timeline) -> Iterator[Refused]:
    """A denial that was undone is none; what was suspended stays so on the record."""
    for entry in timeline:
        if entry.kind in _REASONED and (entry.kind != "denied" or plan.state is State.DENIED):
            facts = {name: str(entry.facts.get(name, "")) for name in ("command", "code", "text")}
            yield Refused(plan.reference, entry.kind, entry.at, **facts)


def _receipts(timeline: Timeline) -> Iterator[tuple[str, timedelta]]:
    """How each stop, or its end, was acknowledged and how long after; an empty kind: not at all yet."""
    waiting: Entry | None = None
    for entry in timeline:
        if entry.kind in TO_CONFIRM:
            if waiting is not None:
                yield "", timedelta()
            waiting = entry
        elif waiting is not None and entry.kind in {"confirmed", "phoned"}:
            yield entry.kind, entry.at - waiting.at
            waiting = None
    if waiting is not None:
        yield "", timedelta()
