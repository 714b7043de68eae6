"""Several flights filed by one request: checked before anything is stored, filed in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from drones.flights.model import (
    Decided,
    Entry,
    FlightView,
    ItemCheck,
    LeftOut,
    Move,
    Refusal,
    Role,
    SeriesItem,
    SeriesKind,
    SeriesSubmitted,
    SeriesView,
    Standing,
    State,
)
from drones.flights.rules import moves
from drones.flights.rules.clashes import clashes
from drones.flights.rules.uspace import serial_faults
from drones.flights.service import assessing, moving, own
from drones.flights.service.assessing import Weighed
from drones.flights.service.submission import read_and_checked, write_submitted
from drones.flights.store import flights as store
from drones.flights.store import series as heads
from drones.registry import service as registry
from geofences.engine.model import TerrainBounds
from geofences.engine.snapshot import Snapshot
from portal.audit import service as audit
from portal.kit.database import new_id
from portal.kit.model import Fault
from portal.kit.problems import Problem
from portal.kit.settings import settings

#: Flights that one request may hold.
MOST_ROWS = 200


def check_series(*, items: Sequence[SeriesItem], now: datetime, whole: bool = True) -> tuple[ItemCheck, ...]:
    """Each flight against published zones and against those before it; stores nothing, tells of nobody else.

    ``whole`` asks also for what only a submission needs.
    """
    snapshot = assessing.snapshot_now(now)
    checks = [_check(item, snapshot, now, whole) for item in items]
    found = clashes(checks, separation=settings().separation, terrain=TerrainBounds(*settings().terrain))
    return tuple(
        replace(check, clash=checks[found[place]].item.number) if place in found else check
        for place, check in enumerate(checks)
    )


def submit_series(
    *,
    person_id: str,
    series_id: str,
    kind: SeriesKind,
    checks: Sequence[ItemCheck],
    now: datetime,
) -> SeriesSubmitted:
    """File what was checked, all in one transaction; ``checks`` are those of :func:`check_series`.

    A table is filed whole or not at all: one row that is wrong, clashes or is refused, and nothing is
    stored. Of a repeated flight all days are filed that are not wrong; those that a rule refuses are
    kept as refused plans with reasons and alternatives, the wrong ones are named in ``left_out``. When
    no day could be flown nothing is stored.
    """
    wanted = [check for check in checks if not check.faults and check.clash is None]
    if not _worth_filing(kind, checks):
        return SeriesSubmitted(tuple(checks))
    operator = registry.operator_of(person_id=person_id)
    operator_id = operator.id if operator else ""
    plans = [(one.volumes, one.item.reading.plan.aircraft, one.item.reading.plan.pilot) for one in wanted]
    snapshot, unfit = assessing.hold_all(plans, operator_id=operator_id, now=now)
    unfit = _with_serials(wanted, unfit, operator_id)
    checks = _with(checks, wanted, [replace(one, faults=f) for one, f in zip(wanted, unfit, strict=True)])
    if not _worth_filing(kind, checks):
        return SeriesSubmitted(checks)
    wanted = [check for check in checks if not check.faults and check.clash is None]
    weighed = assessing.weigh_all([one.volumes for one in wanted], submitted_at=now, snapshot=snapshot)
    judged = [_told(one, weight, snapshot, now) for one, weight in zip(wanted, weighed, strict=True)]
    after = _with(checks, wanted, judged)
    if not _worth_filing(kind, after):
        refused = sum(1 for one in judged if one.outcome == "refused")
        audit.security_event("flights.series_refused", subject=series_id, facts={"refused": refused})
        return SeriesSubmitted(after)
    head = heads.Head(series_id, person_id, kind, _left_out(checks), now)
    heads.add(head)
    filed = _file_all(judged, weighed, head, operator_id)
    audit.note("flights.series_filed", subject=series_id, facts={"flights": len(filed), "kind": kind.value})
    return SeriesSubmitted(after, _view(head, filed))


def _with_serials(
    wanted: Sequence[ItemCheck], unfit: Sequence[tuple[Fault, ...]], operator_id: str
) -> list[tuple[Fault, ...]]:
    """What speaks against each flight, its aircraft's serial number included where it asks for U-space."""
    plans = [one.item.reading.plan for one in wanted]
    if not any(plan.uspace for plan in plans):
        return list(unfit)
    serials = {one.id: one.serial for one in registry.aircraft_of(operator_id=operator_id)}
    return [
        (*faults, *serial_faults(plan, serials.get(plan.aircraft, "")))
        for plan, faults in zip(plans, unfit, strict=True)
    ]


def own_series(*, series_id: str, person_id: str) -> SeriesView:
    """One of the person's series; a 404 problem when it is not, or is somebody else's."""
    head = heads.by_id(series_id)
    if head is None or head.person_id != person_id:
        raise Problem("flights.problem.unknown_series", 404)
    return _view(head, store.of_series(series_id))


def series_of(*, flight_id: str) -> tuple[FlightView, ...]:
    """The flights of the same request as this one, in their order; else the flight alone."""
    found = store.by_id(flight_id)
    if found is None:
        raise Problem("flights.problem.unknown", 404)
    return (found,) if found.series is None else tuple(store.of_series(found.series))


def withdraw_series(*, series_id: str, person_id: str, now: datetime) -> tuple[Decided, ...]:
    """The owner no longer wants any flight of the series; those that are over or in the air stay."""
    flights = own_series(series_id=series_id, person_id=person_id).flights
    open_ = sorted(one.id for one in flights if moves.allows(one.standing, Move.WITHDRAW))
    return tuple(
        Decided(flight_id, own.withdraw(flight_id=flight_id, person_id=person_id, now=now))
        for flight_id in open_
    )


def _check(item: SeriesItem, snapshot: Snapshot, now: datetime, whole: bool) -> ItemCheck:
    checked = read_and_checked(item.reading, now=now, whole=whole)
    if checked.faults:
        return ItemCheck(item, checked.faults)
    told = assessing.weigh_publicly(checked.volumes, snapshot=snapshot, now=now)
    return ItemCheck(item, (), checked.volumes, checked.printed, told)


def _worth_filing(kind: SeriesKind, checks: Sequence[ItemCheck]) -> bool:
    may = [check.may_be_filed for check in checks]
    return bool(may) and (all(may) if kind is SeriesKind.BATCH else any(may))


def _with(
    checks: Sequence[ItemCheck], before: Sequence[ItemCheck], after: Sequence[ItemCheck]
) -> tuple[ItemCheck, ...]:
    """All checks, some of them replaced."""
    fresh = {old.item.number: new for old, new in zip(before, after, strict=True)}
    return tuple(fresh.get(check.item.number, check) for check in checks)


def _told(check: ItemCheck, weighed: Weighed, snapshot: Snapshot, now: datetime) -> ItemCheck:
    told = assessing.tell(
        check.volumes, weighed, flight_id="", snapshot=snapshot, now=now, before=check.assessment
    )
    return replace(check, assessment=told)


def _file_all(
    checks: Sequence[ItemCheck], weighed: Sequence[Weighed], head: heads.Head, operator_id: str
) -> list[FlightView]:
    """A plan of its own for each flight; whoever flies is held, and read once."""
    operator = registry.operator(operator_id=operator_id)
    flown = {one.item.reading.plan.aircraft for one in checks}
    crews = {id_: registry.Crew(operator, registry.aircraft(aircraft_id=id_), ()) for id_ in flown}
    drawn = own.draw_references(len(checks))
    return [
        _file(one, weight, head, reference, crews[one.item.reading.plan.aircraft])
        for one, weight, reference in zip(checks, weighed, drawn, strict=True)
    ]


def _file(
    check: ItemCheck, weighed: Weighed, head: heads.Head, reference: str, crew: registry.Crew
) -> FlightView:
    """A plan of its own for one flight, drafted and submitted at once."""
    now, item = head.created_at, check.item
    view = FlightView(
        id=new_id(),
        reference=reference,
        standing=Standing(State.DRAFT),
        person_id=head.person_id,
        operator_id=crew.operator.id if crew.operator else None,
        plan=item.reading.plan,
        typed=item.typed,
        volumes=check.printed,
        assessment=check.assessment,
        conditions=(),
        permit=None,
        created_at=now,
        changed_at=now,
        series=head.id,
        series_number=item.number,
        own_reference=item.own_reference,
    )
    store.add(view)
    store.write_entry(view.id, Entry(now, "drafted", Role.OWNER, {"series": head.id}))
    moving.note(view, "drafted", series=head.id)
    ruling = weighed.ruling
    moved = moves.submit(view.standing, ruling.outcome, commands=ruling.commands, now=now)
    if isinstance(moved, Refusal):  # a draft may always be submitted
        raise Problem(moved.code, 409)
    return write_submitted(view, moved, ruling.outcome, now, crew)


def _left_out(checks: Sequence[ItemCheck]) -> tuple[LeftOut, ...]:
    days = {check.item.number: check.item.day for check in checks}
    left = []
    for check in checks:
        if check.item.day is None or not (check.faults or check.clash is not None):
            continue
        if check.faults:
            fault = check.faults[0]
            left.append(LeftOut(check.item.day, fault.code, dict(fault.facts)))
        else:
            facts: dict[str, str | int | float] = {"other": str(days[check.clash or 0])}
            left.append(LeftOut(check.item.day, "flights.error.series_clash", facts))
    return tuple(left)


def _view(head: heads.Head, flights: Sequence[FlightView]) -> SeriesView:
    return SeriesView(head.id, head.kind, head.created_at, tuple(flights), head.left_out)
