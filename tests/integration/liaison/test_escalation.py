"""Nothing expires in silence: commanders hear in time, and again when it has expired."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from drones.flights import service as flights
from drones.flights.model import Changes, State
from drones.liaison import service
from drones.liaison.store import escalations
from portal.audit import service as audit
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.model import Identity
from portal.notices.tables import Message
from tests.integration.accounts import people

#: The flight begins tomorrow at 10:00 and would expire at 9:45.
DUE = timedelta(hours=22, minutes=-75)


@pytest.fixture
def commander(flight):
    return people.make("commander", email="fanta.keita@kayes.example")


@pytest.fixture
def rounds(app, clock):
    """``rounds(ahead)``: the clock goes on by so much from noon, then the worker makes two rounds."""
    noon = now()

    def go(ahead):
        clock.set(noon + ahead)
        for _ in range(2):
            for task in (flights.tick, service.escalate):
                with unit_of_work():
                    task(now())
        db.session.rollback()

    return go


def told(code):
    db.session.rollback()
    query = sa.select(Message.person_id).where(Message.code == code, Message.channel == "email")
    return list(db.session.scalars(query))


def lines(flight, action):
    return [
        one.entry.facts["command"] for one in audit.story(subject=flight.id) if one.entry.action == action
    ]


def marked(flight, command="ZONE4"):
    db.session.rollback()
    return escalations.of_command(command, [flight.id])


def test_an_unanswered_case_is_escalated_once_and_before_it_expires(rounds, flight, owner, commander):
    rounds(DUE - timedelta(seconds=1))
    assert marked(flight) == {}
    rounds(DUE)
    assert list(marked(flight)) == [flight.id]
    assert told("flights.desk.escalated") == [commander.id]
    assert lines(flight, "liaison.escalated") == ["ZONE4"]
    assert owner.kinds(flight)[-1] == "escalated"
    rounds(DUE + timedelta(minutes=59))
    assert told("flights.desk.escalated") == [commander.id]
    rounds(DUE + timedelta(minutes=60))
    assert owner.see(flight).state is State.EXPIRED
    assert told("flights.desk.expired") == [commander.id]
    assert told("flights.told.expired") == [owner.person_id]
    assert owner.kinds(flight)[-2:] == ["escalated", "expired"]


@pytest.mark.parametrize("state", ["info_requested", "proposed"])
def test_a_question_or_a_proposal_stops_no_escalation(rounds, flight, owner, commander, state):
    with unit_of_work():
        about = {"flight_id": flight.id, "command": "ZONE4", "text": "Où ?", "now": now()}
        if state == "proposed":
            flights.propose(changes=Changes(ceiling_m=40.0), **about)
        else:
            flights.ask(**about)
    rounds(DUE)
    assert owner.see(flight).state.value == state
    assert told("flights.desk.escalated") == [commander.id]


def test_what_is_filed_late_is_escalated_halfway_to_its_expiry(rounds, owner, stage, flight):
    """Submitted at noon, begins at 12:40: expires at 12:25."""
    people.make("commander", email="fanta.keita@kayes.example")
    late = owner.submit(start=now() + timedelta(minutes=40), centre=flight.plan.volumes[0].shapes[0].centre)
    rounds(timedelta(minutes=12))
    assert marked(late) == {}
    rounds(timedelta(minutes=13))
    assert list(marked(late)) == [late.id]
    rounds(timedelta(minutes=25))
    assert owner.see(late).state is State.EXPIRED


def test_a_command_without_a_commander_has_its_officers_told(rounds, flight):
    officer = people.make("officer", email="oumar.traore@kayes.example")
    rounds(DUE)
    assert told("flights.desk.escalated") == [officer.id]


def test_who_has_consented_is_not_told(rounds, flight, commander):
    reader = Identity(id="x", command="ZONE4")
    with unit_of_work():
        flights.approve(flight_id=flight.id, command="ZONE4", now=now())
    rounds(DUE)
    assert marked(flight) == {}
    assert told("flights.desk.escalated") == []
    assert service.queue(reader=reader, sort="risk", now=now()).lines == ()


def test_the_queue_and_the_owner_read_of_it_each_in_their_words(
    rounds, officer, as_person, flight, commander
):
    rounds(DUE)
    # The clock has gone on: sessions of before have not.
    page = as_person("officer", email="awa.sy@kayes.example").get("/liaison?mark=escalated").text
    assert "Le commandant est prévenu" in page
    assert flight.reference in page
    mine = as_person("owner").get(f"/flights/{flight.id}").text
    assert "Le commandement a été relancé" in mine
