"""After submission: commands decide, pilots fly, the clock runs, facts change."""

from datetime import timedelta

import pytest
from shapely.geometry import box

from drones.flights import service
from drones.flights.model import Refusal, State
from drones.permits import service as permits
from drones.permits.model import State as PermitState
from drones.registry import service as registry
from drones.registry.model import AircraftState
from geofences.engine.model import Restriction
from geofences.zones import service as zones
from portal.kit.clock import now
from portal.kit.database import unit_of_work
from tests.integration.flights.conftest import BAFOULABE, FREE, TOMORROW, zone

OTHER = "liaison.denial.other"
FREE_BOX = box(FREE.lon - 0.01, FREE.lat - 0.01, FREE.lon + 0.01, FREE.lat + 0.01)


def approve(flight, command="ZONE4", **changes):
    with unit_of_work():
        return service.approve(flight_id=flight.id, command=command, now=now(), **changes)


def permit_state(flight, at=TOMORROW):
    return permits.verify(code=flight.permit, now=at).state


def test_a_command_approves_with_conditions_and_the_permit_carries_them(owner):
    flight = approve(owner.submit(), conditions=(3, 1), remark="Appelez avant.")
    assert (flight.state, flight.conditions) == (State.APPROVED, (1, 3))
    assert permits.of_flight(flight_id=flight.id).content.conditions == (1, 3)
    assert owner.kinds(flight)[-1] == "approved"


def test_a_lowered_ceiling_is_on_the_permit_and_in_the_plan(owner):
    flight = approve(owner.submit(), ceiling_m=40)
    assert flight.volumes[0].band.ceiling.metres == 40
    assert permits.of_flight(flight_id=flight.id).content.volumes[0].ceiling_m == 40


def test_a_ceiling_under_the_floor_is_refused(owner):
    refusal = approve(owner.submit(floor_m=20), ceiling_m=10)
    assert refusal.code == "flights.refusal.ceiling_below_floor"


def test_a_denial_reaches_the_owner_with_its_reason(owner):
    flight = owner.submit()
    with unit_of_work():
        service.deny(flight_id=flight.id, command="ZONE4", code=OTHER, text="Non.", now=now())
    assert owner.see(flight).state is State.DENIED
    last = service.timeline(flight_id=flight.id, person_id=owner.person_id)[-1]
    assert (last.role, last.facts["text"]) == ("command", "Non.")


def test_the_queue_of_a_command_holds_what_waits_for_it(owner):
    flight = owner.submit()
    assert [one.id for one in service.referred(command="ZONE4")] == [flight.id]
    assert service.referred(command="ZONE3") == []
    approve(flight)
    assert service.referred(command="ZONE4") == []


def test_nobody_consents_to_what_became_prohibited_meanwhile(owner, put):
    flight = owner.submit()
    put(zone("NEW", Restriction.PROHIBITED))
    assert approve(flight).code == "flights.refusal.now_prohibited"


def test_nobody_consents_twice_to_one_place(owner, rival):
    first, second = owner.submit(), rival.submit()
    assert [one.flight_id for one in service.case(flight_id=second.id).rivals] == [first.id]
    assert approve(second).state is State.APPROVED
    assert approve(first).code == "flights.refusal.place_taken"


def test_nobody_consents_for_an_operator_who_may_no_longer_fly(owner):
    flight = owner.submit()
    with unit_of_work():
        registry.change_aircraft_state(
            operator_id=owner.operator_id, aircraft_id=owner.aircraft, state=AircraftState.LOST, now=now()
        )
    assert isinstance(approve(flight), Refusal)


def test_a_pilot_flies_from_activation_to_landing(owner, clock):
    flight = owner.submit(centre=FREE)
    with unit_of_work():
        early = service.activate(flight_id=flight.id, person_id=owner.person_id, now=now())
    assert early.code == "flights.refusal.too_early"
    clock.set(TOMORROW)
    with unit_of_work():
        flying = service.activate(flight_id=flight.id, person_id=owner.person_id, now=now())
    assert flying.state is State.ACTIVE
    with unit_of_work():
        landed = service.end(flight_id=flight.id, person_id=owner.person_id, now=now())
    assert landed.state is State.ENDED
    assert permit_state(landed) is PermitState.REVOKED


def test_a_withdrawn_plan_frees_its_place_and_revokes_its_permit(owner, rival):
    flight = owner.submit(centre=FREE)
    with unit_of_work():
        gone = service.withdraw(flight_id=flight.id, person_id=owner.person_id, now=now())
    assert gone.state is State.WITHDRAWN
    assert permit_state(gone) is PermitState.REVOKED
    assert rival.submit(centre=FREE).state is State.APPROVED


@pytest.mark.parametrize(
    ("prepare", "moment", "expected"),
    [
        (lambda o: o.submit(), TOMORROW - timedelta(minutes=15), State.EXPIRED),
        (lambda o: o.submit(), TOMORROW - timedelta(minutes=15, seconds=1), State.REFERRED),
        (lambda o: o.submit(centre=FREE), TOMORROW + timedelta(minutes=30), State.LAPSED),
        (lambda o: o.submit(centre=FREE), TOMORROW + timedelta(minutes=29), State.APPROVED),
    ],
)
def test_the_clock_ends_what_time_has_ended(owner, clock, prepare, moment, expected):
    flight = prepare(owner)
    clock.set(moment)
    with unit_of_work():
        service.tick(now())
    assert owner.see(flight).state is expected


def test_an_active_flight_ends_with_its_time(owner, clock):
    flight = owner.submit(centre=FREE)
    clock.set(TOMORROW)
    with unit_of_work():
        service.activate(flight_id=flight.id, person_id=owner.person_id, now=now())
    clock.set(TOMORROW + timedelta(hours=1))
    with unit_of_work():
        service.tick(now())
    assert owner.see(flight).state is State.ENDED


def test_a_zone_that_forbids_suspends_the_flights_it_touches_at_once(owner, rival, put):
    touched = owner.submit(centre=FREE)
    far = rival.submit(centre=type(FREE)(lon=-9.0, lat=13.0))
    put(zone("NEW", Restriction.PROHIBITED, area=FREE_BOX))
    assert owner.see(touched).state is State.SUSPENDED
    assert permit_state(owner.see(touched)) is PermitState.SUSPENDED
    assert rival.see(far).state is State.APPROVED
    last = service.timeline(flight_id=touched.id, person_id=owner.person_id)[-1]
    assert (last.kind, last.role, last.facts["zones"]) == ("suspended", "system", ["New"])


def test_a_zone_of_the_command_that_consented_suspends_nothing(owner, put):
    flight = approve(owner.submit())
    put(zone("MORE", Restriction.REQ_AUTHORISATION))
    assert owner.see(flight).state is State.APPROVED


def test_a_suspended_flight_is_reinstated_only_when_it_is_allowed_again(owner, put):
    flight = owner.submit(centre=FREE)
    put(zone("NEW", Restriction.PROHIBITED, area=FREE_BOX))
    with unit_of_work():
        still = service.reinstate(flight_id=flight.id, command="ZONE4", now=now())
    assert still.code == "flights.refusal.now_prohibited"
    with unit_of_work():
        zones.withdraw(keys=[("MLI", "NEW")], actor="system", now=now())
    with unit_of_work():
        again = service.reinstate(flight_id=flight.id, command="ZONE4", now=now())
    assert again.state is State.APPROVED
    assert permit_state(again) is PermitState.VALID


def test_a_suspended_flight_still_holds_its_place(owner, rival, put):
    owner.submit(centre=FREE)
    put(zone("NEW", Restriction.PROHIBITED, area=FREE_BOX))
    with unit_of_work():
        zones.withdraw(keys=[("MLI", "NEW")], actor="system", now=now())
    assert rival.submit(centre=FREE).state is State.REFUSED


def test_a_lost_aircraft_suspends_its_flights(owner):
    flight = owner.submit(centre=FREE)
    with unit_of_work():
        registry.change_aircraft_state(
            operator_id=owner.operator_id, aircraft_id=owner.aircraft, state=AircraftState.STOLEN, now=now()
        )
    assert owner.see(flight).state is State.SUSPENDED


def test_a_suspended_operator_suspends_all_flights(owner):
    flights = [owner.submit(centre=FREE), owner.submit(centre=FREE, start=TOMORROW + timedelta(hours=3))]
    with unit_of_work():
        registry.suspend_operator(
            operator_id=owner.operator_id, actor="registrar-1", reason="contrôle", now=now()
        )
    assert {owner.see(flight).state for flight in flights} == {State.SUSPENDED}


def test_a_rescinded_permit_is_revoked(owner):
    flight = approve(owner.submit())
    for move in (service.suspend, service.rescind):
        with unit_of_work():
            flight = move(flight_id=flight.id, command="ZONE4", code=OTHER, now=now())
    assert flight.state is State.RESCINDED
    assert permit_state(flight) is PermitState.REVOKED


@pytest.mark.parametrize("place", [FREE, BAFOULABE])
def test_nobody_takes_off_under_a_zone_whose_command_was_never_asked(owner, put, clock, monkeypatch, place):
    """The sweep is the worker's here: the pilot comes before it."""
    monkeypatch.setattr("drones.flights.service.sweep.MOST_AT_ONCE", 0)
    flight = owner.submit(centre=place)
    if flight.state is State.REFERRED:
        with unit_of_work():
            service.approve(flight_id=flight.id, command="ZONE4", now=now())
    area = box(place.lon - 0.05, place.lat - 0.05, place.lon + 0.05, place.lat + 0.05)
    put(zone("FIVE", Restriction.REQ_AUTHORISATION, area=area, command="ZONE5"))
    clock.set(TOMORROW)
    with unit_of_work():
        found = service.activate(flight_id=flight.id, person_id=owner.person_id, now=now())
    assert found.code == "flights.refusal.consent_anew"
    assert owner.see(flight).state is State.APPROVED
