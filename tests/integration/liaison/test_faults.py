"""What breaks in the middle of a decision leaves all of it or nothing."""

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from drones.flights import service as flights
from drones.flights.model import State
from drones.liaison import store
from drones.liaison.service import deciding
from drones.permits import service as permits
from drones.permits.service import issuing
from portal.audit import service as audit
from portal.kit.database import db
from portal.kit.problems import Problem
from tests.integration.accounts import people
from tests.integration.liaison.test_talking import do


def nothing_happened(flight):
    db.session.remove()
    after = flights.flight(flight_id=flight.id)
    assert (after.state, after.version, after.permit) == (State.REFERRED, flight.version, None)
    assert store.of_flight(flight.id) == ()
    assert [one.kind for one in flights.case(flight_id=flight.id).timeline][-1] == "referred"
    assert "liaison.approved" not in [one.entry.action for one in audit.story(subject=flight.id)]
    assert audit.verify().faults == ()
    return True


def cut_connection(decision):
    """The database goes away when everything but the decision's own row is written."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))
    raise OperationalError("INSERT", {}, Exception("the connection is lost"))


def test_a_connection_lost_in_the_middle_of_a_decision_leaves_nothing(officer, flight, monkeypatch):
    monkeypatch.setattr(deciding.store, "add", cut_connection)
    try:
        status = do(officer, flight, "approve").status_code
    except OperationalError:
        status = 500
    monkeypatch.undo()
    assert status >= 500
    assert nothing_happened(flight)
    assert do(officer, flight, "approve").status_code == 303


def test_without_a_key_that_signs_nothing_is_approved_and_the_officer_reads_why(officer, flight, monkeypatch):
    def no_key():
        raise Problem("permits.error.no_key", 503)

    monkeypatch.setattr(issuing, "signing_key", no_key)
    response = do(officer, flight, "approve")
    assert response.status_code == 503
    assert "clé" in response.text
    assert nothing_happened(flight)
    assert do(officer, flight, "deny", reason="time").status_code == 303


def test_a_fault_after_the_permit_was_signed_leaves_no_permit(officer, flight, monkeypatch):
    signed = []
    issue = permits.issue

    def signing(**facts):
        signed.append(issue(**facts))
        raise Problem("permits.error.no_key", 503)

    monkeypatch.setattr(permits, "issue", signing)
    assert do(officer, flight, "approve").status_code == 503
    assert len(signed) == 1
    assert nothing_happened(flight)


def test_an_admin_does_nothing_at_the_desk(as_person, flight):
    admin = as_person("admin")
    for verb in ("ask", "message", "propose", "recall", "undo", "suspend", "reinstate", "rescind", "phoned"):
        assert people.post(admin, f"/liaison/{flight.id}/{verb}").status_code == 403
    assert nothing_happened(flight)
