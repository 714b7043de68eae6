"""Handing over an aircraft: both must agree."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from drones.registry import service
from drones.registry.model import AircraftState, AircraftUnusable, AircraftView
from portal.audit import service as audit
from portal.kit.clock import now
from portal.kit.database import unit_of_work
from portal.kit.problems import Problem


def codes(faults):
    assert isinstance(faults, tuple), faults
    return [fault.code for fault in faults]


@pytest.fixture
def awa(cast):
    return cast.approved("awa")


@pytest.fixture
def bakary(cast):
    return cast.approved("bakary")


@pytest.fixture
def drone(cast, awa):
    return cast.aircraft(awa)


def offer(giver, aircraft, number):
    with unit_of_work():
        return service.offer_transfer(operator_id=giver.id, aircraft_id=aircraft.id, number=number, now=now())


def answer(verb, operator, transfer_id):
    with unit_of_work():
        return verb(operator_id=operator.id, transfer_id=transfer_id, now=now())


def test_an_offer_alone_moves_nothing(awa, bakary, drone, heard):
    offered = offer(awa, drone, bakary.number)
    assert isinstance(offered, str)
    assert service.aircraft_of(operator_id=awa.id) == [drone]
    assert service.aircraft_of(operator_id=bakary.id) == []
    assert heard == []
    (seen,) = service.transfers_to(operator_id=bakary.id)
    assert (seen.id, seen.aircraft, seen.from_number, seen.to_number) == (
        offered,
        drone,
        awa.number,
        bakary.number,
    )
    assert service.transfers_from(operator_id=awa.id) == [seen]


def test_accepted_the_aircraft_is_the_recipients_and_the_old_entry_says_so(awa, bakary, drone, heard):
    offered = offer(awa, drone, bakary.number.upper())
    made = answer(service.accept_transfer, bakary, offered)
    assert isinstance(made, AircraftView)
    assert (made.serial, made.state) == (drone.serial, AircraftState.ACTIVE)
    assert made.id != drone.id
    assert service.aircraft_of(operator_id=bakary.id) == [made]
    assert [old.state for old in service.aircraft_of(operator_id=awa.id)] == ["transferred"]
    assert heard == [AircraftUnusable(drone.id)]
    assert service.transfers_to(operator_id=bakary.id) == []
    assert [seen.state for seen in service.transfers_from(operator_id=awa.id)] == ["accepted"]
    actions = [linked.entry.action for linked in audit.story(subject=offered)]
    assert actions == ["registry.transfer_offered", "registry.transfer_accepted"]


def test_declined_or_taken_back_the_aircraft_stays_and_may_be_offered_again(awa, bakary, drone):
    assert answer(service.decline_transfer, bakary, offer(awa, drone, bakary.number)) == ()
    assert answer(service.cancel_transfer, awa, offer(awa, drone, bakary.number)) == ()
    assert service.aircraft_of(operator_id=awa.id) == [drone]
    assert isinstance(offer(awa, drone, bakary.number), str)


def test_nobody_else_answers_or_takes_back(cast, awa, bakary, drone):
    offered = offer(awa, drone, bakary.number)
    stranger = cast.approved("stranger")
    for verb, person in (
        (service.accept_transfer, awa),
        (service.accept_transfer, stranger),
        (service.decline_transfer, awa),
        (service.cancel_transfer, bakary),
        (service.cancel_transfer, stranger),
    ):
        with pytest.raises(Problem) as caught:
            answer(verb, person, offered)
        assert caught.value.status == 404


def test_a_number_unknown_or_not_yet_approved_gets_the_same_answer(cast, awa, drone):
    pending, _ = cast.registered("pending")
    answers = [offer(awa, drone, number) for number in (pending.number, "MLI0000000000000")]
    assert answers[0] == answers[1]
    assert codes(answers[0]) == ["registry.transfer.recipient_not_valid"]


def test_a_number_is_read_before_it_is_looked_up(awa, drone, cast):
    _, full = cast.registered("pending")
    assert codes(offer(awa, drone, full)) == ["registry.number.secret_given"]
    assert codes(offer(awa, drone, "MLI00000000")) == ["registry.number.length"]
    assert codes(offer(awa, drone, awa.number)) == ["registry.transfer.to_self"]


def test_an_aircraft_has_one_open_offer(awa, bakary, drone):
    offer(awa, drone, bakary.number)
    assert codes(offer(awa, drone, bakary.number)) == ["registry.transfer.already_offered"]


def test_an_aircraft_lost_meanwhile_takes_its_offer_with_it(awa, bakary, drone):
    offered = offer(awa, drone, bakary.number)
    with unit_of_work():
        service.change_aircraft_state(
            operator_id=awa.id, aircraft_id=drone.id, state=AircraftState.LOST, now=now()
        )
    assert codes(answer(service.accept_transfer, bakary, offered)) == ["registry.transfer.over"]
    assert codes(offer(awa, drone, bakary.number)) == ["registry.transfer.aircraft_state"]


def test_a_recipient_suspended_meanwhile_cannot_accept(awa, bakary, drone):
    offered = offer(awa, drone, bakary.number)
    with unit_of_work():
        service.suspend_operator(operator_id=bakary.id, actor="registrar-1", reason="Enquête", now=now())
    assert codes(answer(service.accept_transfer, bakary, offered)) == ["registry.transfer.you_not_valid"]


def test_accepting_and_taking_back_at_once_has_one_winner(app, awa, bakary, drone):
    offered = offer(awa, drone, bakary.number)

    def race(who):
        with app.app_context():
            verb, operator = who
            return answer(verb, operator, offered)

    with ThreadPoolExecutor(2) as pool:
        accepted, cancelled = pool.map(
            race, ((service.accept_transfer, bakary), (service.cancel_transfer, awa))
        )
    states = [old.state for old in service.aircraft_of(operator_id=awa.id)]
    if isinstance(accepted, AircraftView):
        assert (codes(cancelled), states) == (["registry.transfer.over"], ["transferred"])
    else:
        assert (codes(accepted), cancelled, states) == (["registry.transfer.over"], (), ["active"])
