"""Submitting decides at once what rules can decide, and leaves its traces in the same transaction."""

from dataclasses import replace
from datetime import timedelta

import pytest
from shapely.geometry import box

from drones.flights import service
from drones.flights.model import InputReading, State
from drones.permits import service as permits
from drones.permits.model import State as PermitState
from drones.registry import service as registry
from geofences.engine.model import Band, Datum, Restriction, ZoneVolume
from portal.audit import service as audit
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.problems import Problem
from tests.integration.flights.conftest import BAFOULABE, FREE, TOMORROW, metres, zone

NIGHT = TOMORROW.replace(hour=23, minute=30)


def actions(flight):
    return [line.entry.action for line in audit.story(subject=flight.id)]


def test_a_plan_in_the_liaison_area_is_referred_to_its_command(owner):
    flight = owner.submit()
    assert (flight.state, flight.standing.commands) == (State.REFERRED, ("ZONE4",))
    assert [one.name for one in flight.assessment.findings] == ["Liaison"]
    assert flight.assessment.findings[0].contacts[0].phone == "+223 20 00 00 00"
    assert owner.kinds(flight) == ["drafted", "referred"]
    assert actions(flight) == ["flights.drafted", "flights.submitted", "flights.referred"]


def test_a_plan_during_the_curfew_is_refused_with_the_nearest_free_time(owner):
    flight = owner.submit(start=NIGHT)
    assert flight.state is State.REFUSED
    assert "Curfew" in [one.name for one in flight.assessment.findings if one.status == "prohibited"]
    later = [way for way in flight.assessment.alternatives if way.kind == "later_start"]
    assert later[0].start == (NIGHT + timedelta(days=1)).replace(hour=6, minute=0)


def test_a_plan_that_nothing_stands_against_is_approved_with_a_permit(owner):
    flight = owner.submit(centre=FREE)
    assert flight.state is State.APPROVED
    assert permits.verify(code=flight.permit, now=TOMORROW).state is PermitState.VALID
    assert actions(flight)[-2:] == ["permits.issued", "flights.approved"] or "permits.issued" in actions(
        flight
    )


def test_a_plan_outside_the_coverage_is_referred_and_never_free(owner):
    flight = owner.submit(centre=type(FREE)(lon=2.35, lat=48.86))
    assert (flight.state, flight.assessment.status) == (State.REFERRED, "unknown")


def test_what_was_stored_is_read_back_the_same(owner):
    flight = owner.submit()
    assert owner.see(flight) == flight


def test_a_second_plan_for_a_held_place_is_refused_as_another_flight(owner, rival):
    owner.submit(centre=FREE)
    second = rival.submit(centre=FREE, start=TOMORROW + timedelta(minutes=7))
    assert second.state is State.REFUSED
    other = second.assessment.findings[0]
    assert (other.code, other.name, other.identifier) == ("other_flight", "", "")
    assert other.intervals[0].start.minute % 15 == 0
    later = [way for way in second.assessment.alternatives if way.kind == "later_start"]
    assert later[0].start == TOMORROW + timedelta(minutes=30)  # touching ends do not conflict


def test_flights_apart_in_height_or_time_share_a_place(owner, rival):
    owner.submit(centre=FREE)
    above = rival.submit(centre=FREE, floor_m=80, ceiling_m=100)
    after = rival.submit(centre=FREE, start=TOMORROW + timedelta(minutes=31))
    assert {above.state, after.state} == {State.APPROVED}


def between(plan, floor, ceiling):
    return replace(plan, volumes=(replace(plan.volumes[0], floor=metres(*floor), ceiling=metres(*ceiling)),))


def decided(person, plan):
    with unit_of_work():
        flight = service.draft(person_id=person.person_id, plan=plan, typed=None, now=now())
    with unit_of_work():
        return service.submit(flight_id=flight.id, person_id=person.person_id, now=now())


def test_a_floor_above_its_ceiling_in_another_datum_does_not_pass_beside_a_flight(owner, rival):
    owner.submit(centre=FREE)
    inverted = between(rival.plan(centre=FREE), (9_990, Datum.AMSL), (25, Datum.AGL))
    faults = decided(rival, inverted).faults
    assert [(one.pointer, one.code) for one in faults] == [
        ("/volumes/0/ceiling", "flights.error.heights_upside_down")
    ]
    checked = service.check(reading=InputReading(inverted), now=now())
    assert [one.code for one in checked.faults] == ["flights.error.heights_upside_down"]


def test_a_measured_floor_under_a_ceiling_that_follows_the_ground_must_hold_on_every_ground(owner, rival):
    owner.submit(centre=FREE)
    sometimes_empty = between(rival.plan(centre=FREE), (1_046, Datum.AMSL), (60, Datum.AGL))
    faults = decided(rival, sometimes_empty).faults
    assert [(one.pointer, one.code) for one in faults] == [
        ("/volumes/0/ceiling", "flights.error.heights_of_two_datums")
    ]


def test_a_measured_floor_below_all_ground_leaves_air_under_any_such_ceiling(owner):
    taken = between(owner.plan(centre=FREE), (0, Datum.AMSL), (25, Datum.AGL))
    assert decided(owner, taken).flight.state is State.APPROVED


def test_a_plan_below_the_ground_is_weighed_up_to_it_beside_other_flights(owner, rival):
    owner.submit(centre=FREE)
    below = between(rival.plan(centre=FREE), (-500, Datum.AMSL), (-490, Datum.AMSL))
    assert decided(rival, below).flight.state is State.REFUSED


def test_a_band_of_two_datums_that_some_ground_allows_is_taken(owner):
    mixed = between(owner.plan(centre=FREE), (0, Datum.AGL), (400, Datum.AMSL))
    assert decided(owner, mixed).flight.state is State.APPROVED


def test_a_plan_behind_a_waiting_one_is_referred_and_keeps_its_turn(owner, rival):
    edge = type(BAFOULABE)(lon=-10.498, lat=13.8)  # outside the area, within the separation of it
    first = owner.submit(centre=type(BAFOULABE)(lon=-10.501, lat=13.8))
    second = rival.submit(centre=edge, radius_m=100)
    assert (first.state, second.state) == (State.REFERRED, State.REFERRED)
    assert second.assessment.findings[0].code == "other_flight"
    case = service.case(flight_id=second.id)
    assert [one.flight_id for one in case.rivals] == [first.id]


def test_the_public_check_knows_nothing_of_other_flights(owner):
    owner.submit(centre=FREE)
    result = service.check(reading=InputReading(owner.plan(centre=FREE)), now=now())
    assert (result.assessment.outcome, result.assessment.findings) == ("clear", ())


def test_the_check_stores_nothing(owner):
    service.check(reading=InputReading(owner.plan()), now=now())
    db.session.rollback()
    assert service.own_flights(person_id=owner.person_id) == []


def test_a_plan_with_faults_stays_a_draft_with_what_was_typed(owner):
    flight = owner.draft(minutes=-30)
    with unit_of_work():
        done = service.submit(flight_id=flight.id, person_id=owner.person_id, now=now())
    assert [fault.code for fault in done.faults] == ["flights.error.end_before_start"]
    assert owner.see(flight).state is State.DRAFT
    assert owner.see(flight).plan == flight.plan


def test_an_operator_not_yet_approved_drafts_but_does_not_submit(owner):
    with unit_of_work():
        registry.suspend_operator(
            operator_id=owner.operator_id, actor="registrar-1", reason="contrôle", now=now()
        )
    flight = owner.draft()
    with unit_of_work():
        done = service.submit(flight_id=flight.id, person_id=owner.person_id, now=now())
    assert [fault.pointer for fault in done.faults] == ["operator"]
    assert owner.see(flight).state is State.DRAFT


def test_an_aircraft_of_somebody_else_is_not_flown(owner, rival):
    owner.aircraft = rival.aircraft
    flight = owner.draft()
    with unit_of_work():
        done = service.submit(flight_id=flight.id, person_id=owner.person_id, now=now())
    assert [fault.pointer for fault in done.faults] == ["aircraft"]


def test_a_refused_plan_is_amended_and_submitted_again(owner):
    flight = owner.submit(start=NIGHT)
    with unit_of_work():
        changed = service.amend(
            flight_id=flight.id, person_id=owner.person_id, plan=owner.plan(), typed=None, now=now()
        )
    assert changed.state is State.DRAFT
    with unit_of_work():
        done = service.submit(flight_id=flight.id, person_id=owner.person_id, now=now())
    assert done.flight.state is State.REFERRED


def test_a_plan_is_not_submitted_twice(owner):
    flight = owner.submit()
    with unit_of_work():
        again = service.submit(flight_id=flight.id, person_id=owner.person_id, now=now())
    assert again.refusal.code == "flights.refusal.state"


def test_somebody_elses_plan_does_not_exist(owner, rival):
    flight = owner.submit()
    for call in (service.own_flight, service.timeline):
        with pytest.raises(Problem) as problem:
            call(flight_id=flight.id, person_id=rival.person_id)
        assert problem.value.status == 404


def test_a_stale_version_changes_nothing(owner):
    flight = owner.submit()
    with pytest.raises(Problem) as problem, unit_of_work():
        service.withdraw(flight_id=flight.id, person_id=owner.person_id, now=now(), expected_version=1)
    assert problem.value.status == 412
    assert owner.see(flight).state is State.REFERRED


def test_a_plan_that_can_only_lie_below_the_ground_meets_what_begins_there(owner, put):
    area = box(FREE.lon - 0.1, FREE.lat - 0.1, FREE.lon + 0.1, FREE.lat + 0.1)
    low = replace(
        zone("LOW", Restriction.PROHIBITED, area),
        volumes=(ZoneVolume(area, Band(metres(0), metres(120))),),
    )
    put(low)
    plan = owner.plan(centre=FREE)
    sunk = replace(plan.volumes[0], floor=metres(-20, Datum.AMSL), ceiling=metres(-5, Datum.AMSL))
    found = service.check(reading=InputReading(replace(plan, volumes=(sunk,))), now=now())
    assert found.faults == ()
    assert found.assessment.status == "prohibited"
