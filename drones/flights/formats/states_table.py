"""The life of a flight plan as a page of the docs, made from the rules themselves."""

from __future__ import annotations

from collections.abc import Iterator

from drones.flights.model.states import HOLDING, OVER, WAITING, Move, Standing, State
from drones.flights.rules.events import BY, EVENTS
from drones.flights.rules.moves import TABLE
from drones.flights.rules.waiting import turn_of

_HEAD = """# States and moves of a flight plan

Made from the code by `python scripts/flight_states.py`; a test fails when it is out of date.
"""


def write() -> str:
    """The whole page, Markdown."""
    return "\n".join((_HEAD, *_states(), "", *_moves(), ""))


def _states() -> Iterator[str]:
    yield "| state | the place | acts next | moves from here |"
    yield "|---|---|---|---|"
    for state in State:
        moves = ", ".join(move.value for move in Move if state in TABLE[move][0])
        resumes = State.APPROVED if state is State.SUSPENDED else None
        actor = turn_of(Standing(state, resumes=resumes)).value
        yield f"| {state.value} | {_place(state)} | {actor} | {moves or '–'} |"


def _place(state: State) -> str:
    if state in HOLDING:
        return "held"
    if state in WAITING:
        return "kept by the time of submission"
    return "free, for good" if state in OVER else "free"


def _moves() -> Iterator[str]:
    yield "| move | made by | from | to | line of the timeline | line of the ledger |"
    yield "|---|---|---|---|---|---|"
    for move, (sources, target) in TABLE.items():
        starts = ", ".join(state.value for state in State if state in sources)
        ends = target.value if target else "the state it had"
        event = EVENTS[move]
        yield f"| {move.value} | {BY[move]} | {starts} | {ends} | {event} | flights.{event} |"
