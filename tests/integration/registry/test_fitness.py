"""Whether a flight may be flown, as far as the registry knows; and competences that run out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Event

import pytest

from drones.registry import service
from drones.registry.model import Competence, PilotDraft, PilotLapsed
from geofences.engine.model import Period
from portal.kit import locks
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work

TOMORROW = Period(datetime(2026, 11, 24, 10, tzinfo=UTC), datetime(2026, 11, 24, 10, 30, tzinfo=UTC))


def fitness(operator, aircraft, pilot, at=TOMORROW, *, hold=False):
    found = service.fitness(
        operator_id=operator.id, aircraft_id=aircraft.id, pilot_id=pilot.id, at=at, now=now(), hold=hold
    )
    return [fault.code.removeprefix("registry.fitness.") for fault in found]


def test_an_approved_operator_flies_its_own_aircraft_with_its_own_pilot(cast):
    operator = cast.approved()
    assert fitness(operator, cast.aircraft(operator), cast.pilot(operator)) == []


def test_a_pending_operator_may_not_fly(cast):
    operator, _ = cast.registered()
    assert fitness(operator, cast.aircraft(operator), cast.pilot(operator)) == ["operator_pending"]


def test_what_is_somebody_elses_is_unknown(cast):
    operator, other = cast.approved("person-1"), cast.approved("person-2")
    found = fitness(other, cast.aircraft(operator), cast.pilot(operator))
    assert found == ["aircraft_unknown", "pilot_unknown"]


def test_a_competence_that_ends_before_the_flight_does_is_named(cast):
    operator = cast.approved()
    aircraft, pilot = cast.aircraft(operator), cast.pilot(operator, date(2026, 11, 23))
    assert fitness(operator, aircraft, pilot) == ["competence_expires"]


def test_the_worker_announces_a_lapsed_competence_once_and_again_after_its_renewal(cast, clock, heard):
    operator = cast.approved()
    pilot = cast.pilot(operator, date(2026, 11, 23))
    clock.set(datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC))
    with unit_of_work():
        service.expire(now())
    assert heard == []
    clock.set(datetime(2026, 11, 24, tzinfo=UTC))
    for _ in range(2):
        with unit_of_work():
            service.expire(now())
    assert heard == [PilotLapsed(pilot.id)]
    renewed = PilotDraft(pilot.name, Competence.STS, "MLI-RP-2", date(2026, 11, 30))
    with unit_of_work():
        assert service.renew_pilot(operator_id=operator.id, pilot_id=pilot.id, draft=renewed, now=now()) == ()
    clock.set(datetime(2026, 12, 1, tzinfo=UTC))
    with unit_of_work():
        service.expire(now())
    assert heard == [PilotLapsed(pilot.id)] * 2


def test_a_suspension_waits_for_whoever_holds_the_operator_fit(app, cast):
    # Otherwise a flight submitted meanwhile would be seen neither by the check nor by the sweep.
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SpatiaLite has one writer at a time")
    operator = cast.approved()
    aircraft, pilot = cast.aircraft(operator), cast.pilot(operator)
    done = Event()

    def suspend():
        with app.app_context(), unit_of_work():
            service.suspend_operator(operator_id=operator.id, actor="registrar-1", reason="x", now=now())
        done.set()

    with ThreadPoolExecutor(1) as pool:
        with unit_of_work():
            locks.register_shared()
            assert fitness(operator, aircraft, pilot, hold=True) == []
            waiting = pool.submit(suspend)
            assert not done.wait(timeout=0.3)
        waiting.result(timeout=10)
    assert done.is_set()
    assert fitness(operator, aircraft, pilot) == ["operator_suspended"]


def test_a_flight_long_after_the_registration_ends_is_told_so(cast):
    operator = cast.approved()
    later = Period(now() + timedelta(days=366), now() + timedelta(days=366, hours=1))
    found = fitness(operator, cast.aircraft(operator), cast.pilot(operator, date(2029, 1, 1)), later)
    assert found == ["operator_expires"]
