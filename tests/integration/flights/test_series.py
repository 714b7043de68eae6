"""Flights filed by one request: checked first, filed in one transaction, decided and withdrawn together."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from drones.flights import service
from drones.flights.formats.repeats import occurrences
from drones.flights.formats.texts import write_typed
from drones.flights.model import InputReading, Position, Refusal, SeriesItem, SeriesKind, State
from drones.registry import service as registry
from drones.registry.model import Competence, PilotDraft
from portal.kit.clock import now
from portal.kit.database import db, new_id, unit_of_work
from portal.kit.problems import Problem
from tests.integration.flights.conftest import BAFOULABE, FREE, TOMORROW

UTC_ZONE = ZoneInfo("Africa/Bamako")


def repeated(owner, *, until="2026-12-07", days="0,1,2,3,4", without="", **changes):
    typed = write_typed(owner.plan(**changes), UTC_ZONE)
    texts = {**typed, "repeat": "1", "repeat_days": days, "repeat_until": until, "repeat_without": without}
    items, faults = occurrences(texts, UTC_ZONE)
    assert faults == ()
    return items


def rows(owner, *plans):
    return [SeriesItem(number, InputReading(plan)) for number, plan in enumerate(plans)]


def file(owner, items, kind=SeriesKind.RECURRING):
    with unit_of_work():
        checks = service.check_series(items=items, now=now())
        return service.submit_series(
            person_id=owner.person_id, series_id=new_id(), kind=kind, checks=checks, now=now()
        )


def flights_of(owner):
    db.session.rollback()
    return service.own_flights(person_id=owner.person_id)


def test_every_weekday_for_two_weeks_is_ten_flights_each_with_its_own_permit(owner):
    done = file(owner, repeated(owner, centre=FREE, start=TOMORROW))
    assert [one.series_number for one in done.series.flights] == list(range(10))
    assert {one.state for one in done.series.flights} == {State.APPROVED}
    assert len({one.reference for one in done.series.flights}) == 10
    assert len({one.permit for one in done.series.flights}) == 10
    assert [one.window.start.date().weekday() for one in done.series.flights] == [
        1,
        2,
        3,
        4,
        0,
        1,
        2,
        3,
        4,
        0,
    ]


def test_a_refused_day_is_kept_with_its_reasons_and_the_others_are_filed(owner, rival):
    rival.submit(centre=FREE, start=TOMORROW + timedelta(days=1))
    done = file(owner, repeated(owner, centre=FREE))
    states = [one.state for one in done.series.flights]
    assert states.count(State.REFUSED) == 1
    refused = done.series.flights[1]
    assert [one.code for one in refused.assessment.findings] == ["other_flight"]
    assert refused.assessment.alternatives


def test_days_that_are_past_are_named_and_left_out(owner, clock):
    items = repeated(owner, centre=FREE, days="0,1,2,3,4,5,6", until="2026-11-27")
    clock.set(TOMORROW + timedelta(days=1, hours=1))
    done = file(owner, items)
    assert len(done.series.flights) == 2
    assert [(str(one.day), one.code) for one in done.series.left_out] == [
        ("2026-11-24", "flights.error.start_past"),
        ("2026-11-25", "flights.error.start_past"),
    ]


def test_a_flight_of_a_whole_day_may_follow_itself_on_the_next(owner):
    items = repeated(owner, centre=FREE, start=TOMORROW, minutes=24 * 60, days="1,2", until="2026-11-25")
    with unit_of_work():
        clash = [one.clash for one in service.check_series(items=items, now=now())]
    assert clash == [None, None], "touching ends do not conflict"


def test_nothing_is_stored_when_no_day_could_be_flown(owner):
    night = TOMORROW.replace(hour=23, minute=30)
    done = file(owner, repeated(owner, centre=BAFOULABE, start=night, minutes=20))
    assert done.series is None
    assert {one.outcome for one in done.checks} == {"refused"}
    assert flights_of(owner) == []


def test_one_refused_row_of_a_table_stores_nothing(owner, rival):
    rival.submit(centre=FREE)
    far = Position(FREE.lon + 0.5, FREE.lat)
    done = file(owner, rows(owner, owner.plan(centre=far), owner.plan(centre=FREE)), SeriesKind.BATCH)
    assert done.series is None
    assert [one.outcome for one in done.checks] == ["clear", "refused"]
    assert flights_of(owner) == []


def test_two_rows_in_one_place_clash_with_each_other(owner):
    plans = [owner.plan(centre=FREE), owner.plan(centre=FREE, start=TOMORROW + timedelta(minutes=10))]
    done = file(owner, rows(owner, *plans), SeriesKind.BATCH)
    assert [one.clash for one in done.checks] == [None, 0]
    assert done.series is None
    assert flights_of(owner) == []


def test_an_operator_who_may_not_fly_files_no_row(owner):
    plan = owner.plan(centre=FREE)
    done = file(owner, [SeriesItem(0, InputReading(plan.__class__(**{**vars(plan), "pilot": "nobody"})))])
    assert done.series is None
    assert done.checks[0].faults


def test_days_after_a_pilots_competence_has_expired_are_left_out(owner):
    draft = PilotDraft("Fanta Sissoko", Competence.A2, "CERT-2", date(2026, 11, 26))
    with unit_of_work():
        owner.pilot = registry.add_pilot(operator_id=owner.operator_id, draft=draft, now=now()).id
    done = file(owner, repeated(owner, centre=FREE, until="2026-11-30"))
    assert len(done.series.flights) == 3
    assert [one.day.day for one in done.series.left_out] == [27, 30]


def test_a_command_approves_all_together_and_one_that_can_no_longer_be_is_told(owner, rival):
    rival_flight = rival.draft(centre=BAFOULABE, start=TOMORROW + timedelta(days=1))
    done = file(owner, repeated(owner, centre=BAFOULABE, until="2026-11-27"))
    assert {one.state for one in done.series.flights} == {State.REFERRED}
    with unit_of_work():
        service.submit(flight_id=rival_flight.id, person_id=rival.person_id, now=now())
    with unit_of_work():
        service.approve(flight_id=rival_flight.id, command="ZONE4", now=now())
    first = done.series.flights[0].id
    with unit_of_work():
        decided = service.approve_series(flight_id=first, command="ZONE4", conditions=(1,), now=now())
    refusals = [one for one in decided if isinstance(one.found, Refusal)]
    assert len(decided) == 4
    assert [one.found.code for one in refusals] == ["flights.refusal.place_taken"]
    db.session.rollback()
    states = [one.state for one in service.series_of(flight_id=first)]
    assert states.count(State.APPROVED) == 3


def test_some_flights_of_a_series_are_approved_and_the_others_wait(owner):
    done = file(owner, repeated(owner, centre=BAFOULABE, until="2026-11-27"))
    chosen = {one.id for one in done.series.flights[:2]}
    with unit_of_work():
        service.approve_series(flight_id=min(chosen), command="ZONE4", only=chosen, now=now())
    db.session.rollback()
    states = {one.id: one.state for one in service.series_of(flight_id=min(chosen))}
    assert {id_ for id_, state in states.items() if state is State.APPROVED} == chosen


def test_a_series_is_withdrawn_together_and_one_flight_alone(owner):
    done = file(owner, repeated(owner, centre=FREE, until="2026-11-27"))
    alone = done.series.flights[0]
    with unit_of_work():
        service.withdraw(flight_id=alone.id, person_id=owner.person_id, now=now())
    with unit_of_work():
        gone = service.withdraw_series(series_id=done.series.id, person_id=owner.person_id, now=now())
    assert len(gone) == 3
    assert {one.state for one in flights_of(owner)} == {State.WITHDRAWN}


def test_a_series_is_nobody_elses(owner, rival):
    done = file(owner, repeated(owner, centre=FREE, until="2026-11-27"))
    with pytest.raises(Problem, match="unknown_series"):
        service.own_series(series_id=done.series.id, person_id=rival.person_id)
