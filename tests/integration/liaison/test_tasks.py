"""What is to be done beside the queue: owners to call, alerts; and what makes a line delicate."""

from datetime import timedelta

import pytest

from drones.flights import service as flights
from drones.flights.model import AlertKind
from drones.liaison import service
from drones.liaison.model import Sort
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.model import Identity
from portal.notices.tables import Message
from tests.integration.accounts.people import post
from tests.integration.liaison.conftest import HERE

READER = Identity(id="x", roles=frozenset({"officer"}), command="ZONE4")


@pytest.fixture
def stopped(owner, flight):
    """A flight that was approved and then stopped by the command."""
    with unit_of_work():
        flights.approve(flight_id=flight.id, command="ZONE4", now=now())
    with unit_of_work():
        flights.suspend(flight_id=flight.id, command="ZONE4", code="liaison.denial.security", now=now())
    return flight


def raise_alert(flight, kind):
    with unit_of_work():
        return flights.raise_alert(flight_id=flight.id, kind=kind, facts={}, now=now())


def fail_notices():
    with unit_of_work() as session:
        for row in session.query(Message).filter(Message.code == "flights.told.suspended"):
            row.state, row.fault, row.facts = "failed", "refused", {}


def line_of(flight, **wanted):
    db.session.rollback()
    found = service.queue(reader=READER, sort=Sort.RISK, now=now(), wanted=wanted).lines
    return next((line for line in found if line.request.flight.id == flight.id), None)


def test_a_stop_is_a_task_until_somebody_has_called(officer, stopped):
    assert "doit être appelé" in officer.get("/liaison").text
    page = officer.get("/liaison/tasks").text
    assert stopped.reference in page
    assert "+223 70 00 00 00" in page
    path = f"/liaison/tasks/stops/{stopped.id}"
    empty = post(officer, path, text="  ")
    assert empty.status_code == 422
    assert 'aria-invalid="true"' in empty.text
    assert post(officer, path, text="Le pilote, à 10:40").location == "/liaison/tasks"
    assert stopped.reference not in officer.get("/liaison/tasks").text
    assert "doit être appelé" not in officer.get("/liaison").text


def test_a_notice_that_reached_nobody_is_a_task_until_somebody_has_called(officer, as_person, stopped):
    fail_notices()
    (task,) = {one.notice.id: one for one in service.undelivered(reader=READER)}.values()
    assert task.flight.id == stopped.id
    path = f"/liaison/tasks/notices/{task.notice.id}"
    other = as_person("officer", email="autre@kayes.example", command="ZONE2")
    assert stopped.reference not in other.get("/liaison/tasks").text
    assert post(other, path, text="Moi").status_code == 404
    assert post(officer, path, text="x" * 201).status_code == 422
    assert post(officer, path, text="Le pilote, à 10:40").status_code == 303
    db.session.rollback()
    assert service.undelivered(reader=READER) == ()
    assert post(officer, path, text="Encore").status_code == 404


def test_many_alerts_are_acknowledged_at_once_and_only_one_s_own(officer, as_person, flight):
    ids = [raise_alert(flight, kind) for kind in (AlertKind.NONCONFORMING, AlertKind.SILENT)]
    other = as_person("officer", email="autre@kayes.example", command="ZONE2")
    post(other, "/liaison/tasks/alerts", alert=ids)
    page = officer.get("/liaison/tasks").text
    assert page.count('name="alert"') == 2
    post(officer, "/liaison/tasks/alerts", alert=[*ids, "rubbish"])
    assert "Aucune alerte n’attend" in officer.get("/liaison/tasks").text


def test_another_command_s_alerts_hide_none_of_one_s_own(officer, owner, flight):
    mine = raise_alert(flight, AlertKind.SILENT)
    with unit_of_work():
        for _ in range(3):
            made = owner.plan()
            one = flights.draft(person_id=owner.person_id, plan=made, typed=None, now=now())
            flights.raise_alert(
                flight_id=one.id, kind=AlertKind.SILENT, facts={}, now=now(), commands=("ZONE2",)
            )
    assert [one.id for one in service.alerts(reader=READER, most=1)] == [mine]


def test_an_auditor_reads_the_tasks_and_does_none(as_person, stopped):
    auditor = as_person("auditor")
    page = auditor.get("/liaison/tasks").text
    assert stopped.reference in page
    assert "/liaison/tasks/stops/" not in page
    assert post(auditor, f"/liaison/tasks/stops/{stopped.id}", text="Moi").status_code == 403


def test_the_operator_s_record_is_a_reason_with_its_number(owner, stopped):
    again = owner.submit(start=stopped.window.start + timedelta(hours=3))
    raise_alert(stopped, AlertKind.NONCONFORMING)
    line = line_of(again, mark="record")
    assert line.risk.facts == {"stopped": 1, "outside": 1}
    with unit_of_work():
        flights.deny(flight_id=again.id, command="ZONE4", code="liaison.denial.time", now=now())
    third = owner.submit(start=stopped.window.start + timedelta(hours=5))
    assert line_of(third).risk.facts == {"stopped": 1, "outside": 1, "denied": 1}


def test_another_flight_close_by_is_a_reason_to_look_with_care(owner, rival, flight):
    def near(one):
        return {"conflict", "rivals"} & set(line_of(one).risk.reasons)

    assert near(flight) == set()
    second = rival.submit(centre=HERE, start=flight.window.start + timedelta(minutes=10))
    assert near(flight) == near(second) == {"rivals"}
    assert line_of(second, mark="conflict")
    with unit_of_work():
        flights.approve(flight_id=second.id, command="ZONE4", now=now())
    assert near(flight) == {"conflict"}
