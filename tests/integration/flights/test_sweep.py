"""A change that touches many flights: none verifies as valid after the commit, each is dealt with once."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa
from shapely.geometry import Polygon, box

from drones.flights import service
from drones.flights.model import State
from drones.flights.service import suspending, sweep
from drones.flights.store import sweeps
from drones.flights.tables import SweepRow
from drones.permits import service as permits
from drones.permits.formats import revocations, text
from drones.permits.model import State as PermitState
from drones.registry import service as registry
from drones.registry.model import AircraftState
from geofences.engine.model import Restriction
from geofences.zones import service as zones
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.notices.tables import Message
from tests.integration.flights.conftest import FREE, TOMORROW, zone

COUNT = 7
EAST = box(-10.4, 13.0, -9.0, 14.0)


@dataclass
class Crowd:
    owner: object
    flights: list

    def states(self):
        return {self.owner.see(one).state for one in self.flights}

    def verified(self):
        moment = TOMORROW + timedelta(minutes=5)
        return {permits.verify(code=one.permit, now=moment).state for one in self.flights}

    def listed(self):
        """The permits that the signed list names as suspended."""
        read = revocations.read(permits.revocations(now=now()), permits.keys().public)
        return {one.permit for one in self.flights if text.number(one.permit) in read.suspended}


@pytest.fixture
def crowd(owner, monkeypatch):
    """More approved flights than one transaction takes."""
    monkeypatch.setattr(sweep, "MOST_AT_ONCE", 3)
    monkeypatch.setattr(sweep, "BATCH", 3)
    place = type(FREE)
    return Crowd(
        owner, [owner.submit(centre=place(FREE.lon + 0.02 * number, FREE.lat)) for number in range(COUNT)]
    )


def follow():
    db.session.rollback()
    return service.carry_on(now())


def test_after_the_commit_none_verifies_and_the_worker_follows(crowd, put):
    assert crowd.verified() == {PermitState.VALID}
    put(zone("BAN", Restriction.PROHIBITED, area=EAST))
    assert crowd.states() == {State.APPROVED}
    assert crowd.verified() == {PermitState.SUSPENDED}
    assert len(crowd.listed()) == COUNT
    done = follow()
    assert (done.weighed, done.suspended, done.finished) == (COUNT, COUNT, 1)
    assert crowd.states() == {State.SUSPENDED}
    assert crowd.verified() == {PermitState.SUSPENDED}
    assert len(crowd.listed()) == COUNT
    assert service.in_doubt(now()) == []
    assert follow().weighed == 0


def test_nobody_is_stopped_without_a_notice_a_task_and_a_line(crowd, put):
    put(zone("BAN", Restriction.PROHIBITED, area=EAST))
    follow()
    told = sa.select(sa.func.count()).select_from(Message).where(Message.code == "flights.told.suspended")
    assert db.session.scalar(told) == COUNT
    tasks = service.alerts(command="ZONE4")
    assert {one.flight_id for one in tasks} == {one.id for one in crowd.flights}
    for flight in crowd.flights:
        assert crowd.owner.kinds(flight)[-1] == "suspended"
    with unit_of_work():
        service.acknowledge_alert(alert_id=tasks[0].id, officer_id="officer-1", command="ZONE4", now=now())
    assert len(service.alerts(command="ZONE4")) == COUNT - 1


def test_flights_that_may_still_fly_are_good_again_when_the_sweep_has_passed(crowd, put):
    west, south, east, north = EAST.bounds
    beside = Polygon([(west, south), (east, south), (west, south + 0.01)])  # its box meets all, it none
    put(zone("BESIDE", Restriction.PROHIBITED, area=Polygon([*beside.exterior.coords[:2], (west, north)])))
    put(zone("NOTHING", Restriction.PROHIBITED, area=beside))
    assert crowd.verified() == {PermitState.SUSPENDED}
    while follow().weighed:
        pass
    assert crowd.verified() <= {PermitState.SUSPENDED, PermitState.VALID}
    for flight in crowd.flights:
        stands = crowd.owner.see(flight).state
        said = permits.verify(code=flight.permit, now=TOMORROW + timedelta(minutes=5)).state
        assert (stands is State.APPROVED) == (said is PermitState.VALID)


def test_a_worker_that_falls_between_two_batches_goes_on_where_it_was(crowd, put, monkeypatch):
    put(zone("BAN", Restriction.PROHIBITED, area=EAST))
    real, calls = suspending.suspend_all, []

    def fall(found, *, now):
        calls.append(len(found))
        if len(calls) == 2:
            raise RuntimeError("the power went")
        return real(found, now=now)

    monkeypatch.setattr(sweep, "suspend_all", fall)
    with pytest.raises(RuntimeError):
        follow()
    db.session.rollback()
    assert sum(crowd.owner.see(one).state is State.SUSPENDED for one in crowd.flights) == 3
    assert crowd.verified() == {PermitState.SUSPENDED}
    follow()
    assert calls == [3, 3, 3, 1]
    assert crowd.states() == {State.SUSPENDED}
    for flight in crowd.flights:
        assert crowd.owner.kinds(flight).count("suspended") == 1


def test_a_zone_withdrawn_before_the_sweep_came_stops_nobody(crowd, put):
    ban = zone("BAN", Restriction.PROHIBITED, area=EAST)
    put(ban)
    with unit_of_work():
        zones.withdraw(keys=[ban.key], actor="system", now=now())
    assert follow().suspended == 0
    assert crowd.verified() == {PermitState.VALID}


def test_few_flights_are_suspended_in_the_publications_own_transaction(crowd, put):
    put(zone("SMALL", Restriction.PROHIBITED, area=box(FREE.lon - 0.01, 13.4, FREE.lon + 0.03, 13.6)))
    assert [crowd.owner.see(one).state for one in crowd.flights[:2]] == [State.SUSPENDED] * 2
    assert {crowd.owner.see(one).state for one in crowd.flights[2:]} == {State.APPROVED}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SweepRow)) == 0


@pytest.mark.parametrize("cause", ["operator", "aircraft"])
def test_an_operator_or_aircraft_with_many_flights_is_swept_the_same_way(crowd, cause):
    with unit_of_work():
        if cause == "operator":
            registry.suspend_operator(
                operator_id=crowd.owner.operator_id, actor="registrar-1", reason="suspended", now=now()
            )
        else:
            registry.change_aircraft_state(
                operator_id=crowd.owner.operator_id,
                aircraft_id=crowd.owner.aircraft,
                state=AircraftState.LOST,
                now=now(),
            )
    assert crowd.states() == {State.APPROVED}
    assert crowd.verified() == {PermitState.SUSPENDED}
    follow()
    assert crowd.states() == {State.SUSPENDED}


def test_what_two_open_sweeps_touch_is_in_doubt_until_both_have_passed(crowd, put):
    put(zone("ONE", Restriction.PROHIBITED, area=EAST))
    put(zone("TWO", Restriction.PROHIBITED, area=EAST))
    assert len(sweeps.unfinished()) == 2
    assert len(service.in_doubt(now())) == COUNT
    follow()
    assert sweeps.unfinished() == []
