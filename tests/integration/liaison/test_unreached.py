"""A stop that its owner cannot be told is told to the desk, before it is given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from drones.flights import service as flights
from drones.flights.model import State
from drones.liaison import service as liaison
from portal.accounts import service as accounts
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.model import Identity
from portal.kit.worker import round_once
from portal.notices import rules, service
from portal.notices.model import Channel
from tests.integration.flights.conftest import FREE


@pytest.fixture
def nobody_there(app):
    """A mail server that is not there."""
    before = app.extensions["portal.settings"]
    app.extensions["portal.settings"] = replace(before, smtp_url="smtp://127.0.0.1:9")
    yield
    app.extensions["portal.settings"] = before


def stopped(owner, **changes):
    flight = owner.submit(centre=FREE, **changes)
    with unit_of_work():
        approved = flights.approve(flight_id=flight.id, command="ZONE4", now=now())
        assert approved.state is State.APPROVED
        flights.suspend(flight_id=flight.id, command="ZONE4", code="weather", now=now())
    return flight


def told():
    db.session.rollback()
    query = "SELECT person_id FROM notices_message WHERE code = 'liaison.told.unreached'"
    return list(db.session.scalars(sa.text(query)))


def reader(officer_id):
    return Identity(officer_id, roles=frozenset({"officer"}), command="ZONE4")


def test_a_stop_that_failed_three_times_is_told_to_the_officers_and_stands_among_the_tasks(
    owner, officer, nobody_there
):
    flight = stopped(owner)
    person = accounts.people_with_role("officer", "ZONE4")[0]
    moment = now()
    for wait in (timedelta(0), *rules.BACK_OFF[:2]):
        assert told() == []
        moment += wait
        service.deliver(moment, channel=Channel.EMAIL)
    assert told() == [person.id]
    (task,) = liaison.undelivered(reader=reader(person.id))
    assert task.flight.id == flight.id
    assert task.notice.final is False
    page = officer.get("/liaison/tasks")
    assert flight.reference in page.text
    with unit_of_work():
        liaison.called(
            message_id=task.notice.id, officer=reader(person.id), text="Awa, par téléphone", now=now()
        )
    assert liaison.undelivered(reader=reader(person.id)) == ()


def test_a_flood_of_them_is_one_notice_to_the_desk(owner, officer, nobody_there):
    for hours in range(3):
        stopped(owner, start=now() + timedelta(days=1, hours=hours))
    moment = now()
    for wait in (timedelta(0), *rules.BACK_OFF[:2]):
        moment += wait
        for _ in range(4):
            service.deliver(moment, channel=Channel.EMAIL)
    assert len(told()) == 1


def test_a_stop_that_was_heard_by_short_message_is_no_task(app, owner, officer, nobody_there):
    with unit_of_work() as session:
        session.execute(
            sa.text("UPDATE accounts_person SET verified_phone = '+22370000001' WHERE id = :id"),
            {"id": owner.person_id},
        )
    stopped(owner)
    assert service.deliver(now(), channel=Channel.SMS) == 1
    moment = now()
    for wait in (timedelta(0), *rules.BACK_OFF[:2]):
        moment += wait
        service.deliver(moment, channel=Channel.EMAIL)
    assert told() == []
    person = accounts.people_with_role("officer", "ZONE4")[0]
    assert liaison.undelivered(reader=reader(person.id)) == ()


def test_the_queue_is_red_while_the_clock_stands_still(officer, clock):
    words = "L’horloge du portail est arrêtée"
    assert words in officer.get("/liaison").text
    round_once()
    shown = officer.get("/liaison")
    assert words not in shown.text
    clock.set(now() + timedelta(seconds=61))
    assert words in officer.get("/liaison").text
    assert officer.get("/readyz").status_code == 503
