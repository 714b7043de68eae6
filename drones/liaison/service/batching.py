"""Several cases decided together: each weighed again on its own, in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from drones.flights import service as flights
from drones.flights.model import State
from drones.liaison.model import Approval, Refused, Request
from drones.liaison.rules import alike as rules
from drones.liaison.service import queueing, signing
from drones.liaison.service.deciding import approve, deny
from drones.liaison.service.talking import undo
from portal.kit.clock import now as read_clock
from portal.kit.database import unit_of_work
from portal.kit.model import Fault, Identity
from portal.kit.problems import Problem

#: Cases decided at once; nobody looks at more before deciding.
MOST_TOGETHER = 100


@dataclass(frozen=True, slots=True)
class Chosen:
    """A case, and its version that was on the officer's screen."""

    flight_id: str
    version: int


@dataclass(frozen=True)
class Answered:
    """What became of one case: done when there are no faults.

    ``version`` is what it has since; ``signed`` when a second person must sign before it counts.
    """

    flight_id: str
    reference: str
    faults: tuple[Fault, ...] = ()
    version: int = 0
    signed: bool = False

    @property
    def done(self) -> bool:
        """Whether it was decided, or signed."""
        return not self.faults


def together(*, reader: Identity, flight_id: str, series: bool) -> tuple[Request, ...]:
    """What waits for the reader's command and is like one case: of its series, or of the same operator
    in the same place for the same reasons. A 404 problem for an unknown case."""
    one = queueing.as_request(flights.flight(flight_id=flight_id))
    waiting = [request for request in queueing.requests(reader=reader) if _is_open(request)]
    found = rules.of_series(one, waiting) if series else rules.alike(one, waiting)
    return found[:MOST_TOGETHER]


def chosen(*, reader: Identity, flight_ids: Collection[str]) -> tuple[Request, ...]:
    """Those of some cases that wait for the reader's command, least time left first."""
    waiting = queueing.requests(reader=reader)
    return tuple(one for one in waiting if one.flight.id in flight_ids and _is_open(one))[:MOST_TOGETHER]


def approve_many(*, cases: Sequence[Chosen], officer: Identity, approval: Approval) -> tuple[Answered, ...]:
    """The officer's command consents to each of some cases under the same conditions.

    Each is weighed again under the locks and committed on its own, so no lock is held for long and one
    that may not be approved (decided, changed, held by a colleague, prohibited) keeps none of the others.
    """
    return _each(cases, officer, lambda **about: approve(approval=approval, **about))


def deny_many(*, cases: Sequence[Chosen], officer: Identity, refused: Refused) -> tuple[Answered, ...]:
    """The officer's command says no to each of some cases, for the same reason; see :func:`approve_many`."""
    return _each(cases, officer, lambda **about: deny(refused=refused, **about))


def undo_many(*, cases: Sequence[Chosen], officer: Identity) -> tuple[Answered, ...]:
    """The officer's command takes its newest decision on each case back, within the time of grace."""
    return _each(cases, officer, undo)


def _each(
    cases: Sequence[Chosen], officer: Identity, decide: Callable[..., tuple[Fault, ...]]
) -> tuple[Answered, ...]:
    return tuple(_one(case, officer, decide) for case in cases[:MOST_TOGETHER])


def _one(case: Chosen, officer: Identity, decide: Callable[..., tuple[Fault, ...]]) -> Answered:
    about: dict[str, Any] = {"flight_id": case.flight_id, "expected_version": case.version}
    try:
        with unit_of_work():
            faults = decide(officer=officer, now=read_clock(), **about)
            if faults:
                raise _Refused(faults)
            flight = flights.flight(flight_id=case.flight_id)
            signed = bool(signing.open_signatures(reader=officer, flight_ids=[case.flight_id]))
        return Answered(flight.id, flight.reference, version=flight.version, signed=signed)
    except _Refused as refused:
        return Answered(case.flight_id, _reference(case.flight_id), refused.faults)
    except Problem as problem:
        # Whose case it is not learns nothing of it.
        known = case.flight_id if problem.status == 404 else _reference(case.flight_id)
        return Answered(case.flight_id, known, (_fault(problem),))


class _Refused(Exception):  # noqa: N818 - no error: it only leaves the transaction without a commit
    """Nothing of this case is written."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__()
        self.faults = faults


def _fault(problem: Problem) -> Fault:
    if problem.status == 412:
        return Fault("version", "liaison.refusal.stale")
    return Fault("state", problem.code, problem.facts)


def _reference(flight_id: str) -> str:
    try:
        return flights.flight(flight_id=flight_id).reference
    except Problem:
        return flight_id


def _is_open(request: Request) -> bool:
    return request.flight.state is State.REFERRED
