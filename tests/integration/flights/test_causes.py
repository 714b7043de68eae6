"""Whatever takes a permission away: the flight stops, its people and command know, the list says so."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from shapely.geometry import box

from drones.flights import service
from drones.flights.model import AlertKind, Refusal, State
from drones.permits import service as permits
from drones.permits.formats import revocations, text
from drones.permits.model import State as PermitState
from drones.registry import service as registry
from drones.registry.model import AircraftState, Competence, PilotDraft
from geofences.engine.model import Restriction
from geofences.zones import service as zones
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.i18n import say
from portal.notices.tables import Message
from tests.integration.flights.conftest import FREE, TOMORROW, zone


def lose_the_aircraft(owner, clock):
    registry.change_aircraft_state(
        operator_id=owner.operator_id, aircraft_id=owner.aircraft, state=AircraftState.LOST, now=now()
    )


def suspend_the_operator(owner, clock):
    registry.suspend_operator(operator_id=owner.operator_id, actor="registrar-1", reason="x", now=now())


def let_the_registration_run_out(owner, clock):
    db.session.execute(sa.text("UPDATE registry_operator SET valid_until = :t"), {"t": "2026-11-24 08:00:00"})
    clock.set(TOMORROW - timedelta(hours=1, minutes=59))
    registry.expire(now())


def let_the_pilot_lapse(owner, clock):
    draft = PilotDraft("Moussa Keïta", Competence.A2, "CERT-1", date(2026, 11, 23))
    registry.renew_pilot(operator_id=owner.operator_id, pilot_id=owner.pilot, draft=draft, now=now())
    clock.set(TOMORROW - timedelta(hours=9))
    registry.expire(now())


def forbid_the_place(owner, clock):
    around = box(FREE.lon - 0.05, FREE.lat - 0.05, FREE.lon + 0.05, FREE.lat + 0.05)
    zones.put(zones=[zone("BAN", Restriction.PROHIBITED, area=around)], now=now())


CAUSES = {
    "aircraft": lose_the_aircraft,
    "operator": suspend_the_operator,
    "operator_expired": let_the_registration_run_out,
    "pilot": let_the_pilot_lapse,
    "zones": forbid_the_place,
}


@pytest.fixture(params=CAUSES)
def stopped(request, owner, clock):
    """A flight that was approved and is stopped by a cause; the cause."""
    flight = owner.submit(centre=FREE)
    assert verified(flight) is PermitState.VALID
    with unit_of_work():
        CAUSES[request.param](owner, clock)
    return flight, request.param


def verified(flight):
    db.session.rollback()
    return permits.verify(code=flight.permit, now=TOMORROW + timedelta(minutes=5)).state


def test_it_is_stopped_with_notice_task_and_line_of_the_list(stopped, owner):
    flight, cause = stopped
    assert owner.see(flight).state is State.SUSPENDED
    assert verified(flight) is PermitState.SUSPENDED
    read = revocations.read(permits.revocations(now=now()), permits.keys().public)
    assert text.number(flight.permit) in read.suspended
    (task,) = service.alerts(command="ZONE4")
    assert (task.flight_id, task.kind, task.facts["code"]) == (
        flight.id,
        AlertKind.SUSPENDED,
        f"flights.cause.{cause}",
    )
    told = sa.select(Message.person_id).where(Message.code == "flights.told.suspended")
    assert {*db.session.scalars(told)} == {owner.person_id}
    last = service.timeline(flight_id=flight.id, person_id=owner.person_id)[-1]
    assert (last.kind, last.facts["code"]) == ("suspended", f"flights.cause.{cause}")
    assert say(last.facts["code"]) != last.facts["code"], "the cause has no words"


def test_nobody_flies_it_on_while_the_cause_lasts(stopped, owner):
    flight, _ = stopped
    for move, who in (
        (service.activate, {"person_id": owner.person_id}),
        (service.reinstate, {"command": "ZONE4"}),
    ):
        with unit_of_work():
            assert isinstance(move(flight_id=flight.id, now=now(), **who), Refusal)
    assert owner.see(flight).state is State.SUSPENDED


def test_a_flight_in_the_air_is_stopped_too_and_only_lands(owner, clock):
    flight = owner.submit(centre=FREE)
    clock.set(TOMORROW)
    with unit_of_work():
        service.activate(flight_id=flight.id, person_id=owner.person_id, now=now())
    with unit_of_work():
        forbid_the_place(owner, clock)
    assert verified(flight) is PermitState.SUSPENDED
    with unit_of_work():
        assert isinstance(
            service.withdraw(flight_id=flight.id, person_id=owner.person_id, now=now()), Refusal
        )
    with unit_of_work():
        assert service.end(flight_id=flight.id, person_id=owner.person_id, now=now()).state is State.ENDED


def test_a_zone_withdrawn_again_lets_nothing_fly_by_itself(owner, put):
    flight = owner.submit(centre=FREE)
    with unit_of_work():
        forbid_the_place(owner, None)
    with unit_of_work():
        zones.withdraw(keys=[("MLI", "BAN")], actor="system", now=now())
    assert owner.see(flight).state is State.SUSPENDED
    assert verified(flight) is PermitState.SUSPENDED
    with unit_of_work():
        found = service.reinstate(flight_id=flight.id, command="ZONE4", now=now())
    assert found.state is State.APPROVED
    assert verified(flight) is PermitState.VALID
