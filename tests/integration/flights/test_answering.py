"""Between a command and an owner: question and answer, proposal and acceptance, undoing, waiting."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from shapely.geometry import box

from drones.flights import service
from drones.flights.model import Changes, Refusal, State
from drones.flights.rules.waiting import FEWEST
from drones.permits import service as permits
from drones.permits.model import State as PermitState
from geofences.engine.model import Restriction
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.notices.tables import Message
from tests.integration.flights.conftest import TOMORROW, zone


def by_command(do, flight, **words):
    with unit_of_work():
        return do(flight_id=flight.id, command="ZONE4", now=now(), **words)


def by_owner(do, owner, flight, **words):
    with unit_of_work():
        return do(flight_id=flight.id, person_id=owner.person_id, now=now(), **words)


def told():
    db.session.rollback()
    query = sa.select(Message.code).where(Message.code.startswith("flights.")).order_by(Message.id)
    return list(db.session.scalars(query))


def ledger(flight):
    db.session.rollback()
    query = sa.text("SELECT action FROM audit_entry WHERE subject = :id ORDER BY number")
    return list(db.session.scalars(query, {"id": flight.id}))


def test_a_question_is_told_answered_and_leaves_its_lines(owner):
    flight = owner.submit()
    asked = by_command(service.ask, flight, text="Quel observateur ?")
    assert (asked.state, told()[-1]) == (State.INFO_REQUESTED, "flights.told.asked")
    answered = by_owner(service.answer, owner, flight, text="Ma soeur.")
    assert answered.state is State.REFERRED
    lines = service.timeline(flight_id=flight.id, person_id=owner.person_id)
    assert [(one.kind, one.facts.get("text")) for one in lines[-2:]] == [
        ("asked", "Quel observateur ?"),
        ("answered", "Ma soeur."),
    ]
    assert ledger(flight)[-2:] == ["flights.asked", "flights.answered"]


def test_words_that_say_nothing_move_nothing(owner):
    flight = owner.submit()
    assert by_command(service.ask, flight, text="  ").code == "flights.refusal.text_missing"
    by_command(service.ask, flight, text="?")
    assert by_owner(service.answer, owner, flight, text="\n").code == "flights.refusal.text_missing"


def test_a_question_stops_no_expiry(owner, clock):
    flight = owner.submit()
    by_command(service.ask, flight, text="?")
    clock.set(TOMORROW - timedelta(minutes=15))
    with unit_of_work():
        service.tick(now())
    assert (owner.see(flight).state, told()[-1]) == (State.EXPIRED, "flights.told.expired")


def test_the_time_in_which_the_owner_had_to_answer_is_not_the_commands(owner, clock):
    flight = owner.submit()
    clock.set(now() + timedelta(minutes=5))
    by_command(service.ask, flight, text="?")
    clock.set(now() + timedelta(hours=3))
    by_owner(service.answer, owner, flight, text="!")
    clock.set(now() + timedelta(minutes=10))
    by_command(service.approve, flight)
    with db.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT seconds FROM flights_wait")) == 15 * 60


def test_a_command_takes_its_question_back(owner):
    flight = owner.submit()
    by_command(service.ask, flight, text="?")
    assert by_command(service.recall, flight, text="Répondu par téléphone.").state is State.REFERRED


def test_an_accepted_proposal_is_approved_with_a_permit_that_states_it(owner):
    flight = owner.submit()
    window = Changes(ceiling_m=40, end=TOMORROW + timedelta(minutes=20))
    proposed = by_command(service.propose, flight, changes=window, text="Plus bas.")
    assert (proposed.state, proposed.proposal.volumes[0].band.ceiling.metres) == (State.PROPOSED, 40)
    assert proposed.volumes == flight.volumes
    accepted = by_owner(service.accept, owner, flight)
    assert (accepted.state, accepted.proposal) == (State.APPROVED, None)
    assert accepted.volumes[0].period.end == TOMORROW + timedelta(minutes=20)
    assert permits.verify(code=accepted.permit, now=TOMORROW).state is PermitState.VALID
    late = TOMORROW + timedelta(minutes=21)
    assert permits.verify(code=accepted.permit, now=late).state is PermitState.EXPIRED


def test_another_area_is_proposed_and_held_once_it_is_accepted(owner, rival):
    flight = owner.submit()
    elsewhere = box(-10.80, 13.75, -10.79, 13.76)
    by_command(service.propose, flight, changes=Changes(area=elsewhere))
    assert by_owner(service.accept, owner, flight).volumes[0].area.equals(elsewhere)
    assert rival.submit().state is State.REFERRED  # the first place is free again


def test_a_declined_proposal_leaves_the_plan_as_it_was(owner):
    flight = owner.submit()
    by_command(service.propose, flight, changes=Changes(ceiling_m=40))
    declined = by_owner(service.decline, owner, flight, text="Trop bas.")
    assert (declined.state, declined.volumes, declined.proposal) == (State.REFERRED, flight.volumes, None)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (Changes(), "nothing_proposed"),
        (Changes(start=TOMORROW, end=TOMORROW), "window_outside"),
        (Changes(ceiling_m=-1), "ceiling_below_floor"),
        (Changes(end=TOMORROW - timedelta(days=2), start=TOMORROW - timedelta(days=3)), "time_is_over"),
    ],
)
def test_what_cannot_be_flown_is_not_proposed(owner, changes, code):
    flight = owner.submit()
    refusal = by_command(service.propose, flight, changes=changes)
    assert (refusal.code, owner.see(flight).state) == (f"flights.refusal.{code}", State.REFERRED)


def test_what_became_prohibited_after_the_proposal_is_not_accepted(owner, put):
    flight = owner.submit()
    by_command(service.propose, flight, changes=Changes(ceiling_m=40))
    put(zone("NEW", Restriction.PROHIBITED))
    assert by_owner(service.accept, owner, flight).code == "flights.refusal.now_prohibited"
    assert owner.see(flight).state is State.PROPOSED


def test_a_place_taken_after_the_proposal_is_not_accepted(owner, rival):
    flight, other = owner.submit(), rival.submit()
    by_command(service.propose, flight, changes=Changes(ceiling_m=40))
    by_command(service.approve, other)
    assert by_owner(service.accept, owner, flight).code == "flights.refusal.place_taken"


def test_a_permit_leaves_half_a_minute_after_the_decision(owner, clock):
    flight = owner.submit()
    approved = by_command(service.approve, flight)
    assert (approved.permit_at(now()), approved.permit is None) == (None, False)
    clock.set(now() + timedelta(seconds=30))
    assert owner.see(flight).permit_at(now()) == approved.permit


def test_nobody_takes_off_before_the_permit_has_left(owner, clock):
    clock.set(TOMORROW - timedelta(minutes=20))
    flight = owner.submit()
    by_command(service.approve, flight)
    assert by_owner(service.activate, owner, flight).code == "flights.refusal.permit_not_out"
    clock.set(now() + timedelta(seconds=30))
    assert by_owner(service.activate, owner, flight).state is State.ACTIVE


def test_an_approval_that_is_undone_gives_back_everything_and_tells_nobody(owner):
    flight = owner.submit()
    approved = by_command(service.approve, flight, conditions=(1,), changes=Changes(ceiling_m=40))
    undone = by_command(service.undo, flight)
    assert (undone.state, undone.conditions, undone.permit) == (State.REFERRED, (), None)
    assert owner.see(flight).volumes == flight.volumes
    assert (told(), service.usual_waits(commands=["ZONE4"], now=now())[0].answers) == ([], 0)
    assert permits.verify(code=approved.permit, now=TOMORROW).state is PermitState.REVOKED
    assert ledger(flight)[-1] == "flights.undone"
    assert by_command(service.approve, flight).state is State.APPROVED


def test_a_denial_is_undone_in_time_and_not_after(owner, clock):
    flight = owner.submit()
    by_command(service.deny, flight, code="liaison.denial.other")
    assert by_command(service.undo, flight).state is State.REFERRED
    by_command(service.deny, flight, code="liaison.denial.other")
    clock.set(now() + timedelta(seconds=30))
    assert by_command(service.undo, flight).code == "flights.refusal.too_late_to_undo"
    assert told() == ["flights.told.denied"]


def test_a_proposal_that_is_undone_is_gone_and_a_question_before_it_stands_again(owner):
    flight = owner.submit()
    by_command(service.ask, flight, text="?")
    by_command(service.propose, flight, changes=Changes(ceiling_m=40))
    undone = by_command(service.undo, flight)
    assert (undone.state, undone.proposal) == (State.INFO_REQUESTED, None)
    assert told() == ["flights.told.asked"]


def test_what_the_owner_did_meanwhile_cannot_be_undone(owner):
    flight = owner.submit()
    by_command(service.propose, flight, changes=Changes(ceiling_m=40))
    by_owner(service.accept, owner, flight)
    assert isinstance(by_command(service.undo, flight), Refusal)


def test_messages_go_both_ways_and_move_nothing(owner):
    flight = owner.submit()
    by_owner(service.message, owner, flight, text="Nous serons trois.")
    by_command(service.message, flight, text="Bien noté.")
    lines = service.timeline(flight_id=flight.id, person_id=owner.person_id)[-2:]
    assert [(one.kind, one.role) for one in lines] == [("message", "owner"), ("message", "command")]
    assert (owner.see(flight).version, told()) == (flight.version, ["flights.told.message"])


def test_the_usual_waiting_time_is_told_once_there_are_enough_answers(owner, clock):
    for number in range(FEWEST):
        flight = owner.submit(start=TOMORROW + timedelta(hours=number))
        clock.set(now() + timedelta(minutes=number + 1))
        assert service.usual_waits(commands=["ZONE4"], now=now())[0].median is None
        by_command(service.approve, flight)
    usual = service.usual_waits(commands=["ZONE4"], now=now())[0]
    assert (usual.median, usual.ninetieth) == (timedelta(minutes=4.5), timedelta(minutes=8))
    assert service.usual_waits(commands=["ZONE4"], now=now() + timedelta(days=31))[0].median is None
