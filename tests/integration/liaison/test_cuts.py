"""The database goes away between any two statements of a decision: all of it is there, or nothing."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from drones.flights import service as flights
from drones.flights.model import State
from drones.flights.store import flights as plans
from drones.liaison import store
from drones.liaison.store import claims, signatures
from drones.permits.service import issuing
from portal.audit import service as audit
from portal.kit.database import db
from tests.integration.accounts import people
from tests.integration.liaison.test_signatures import demand
from tests.integration.liaison.test_talking import do, read

CUTS = {
    "the plan is written": (plans, "save"),
    "the timeline is written": (plans, "write_entry"),
    "the permit is signed": (issuing, "signing_key"),
    "the decision is kept": (store, "add"),
    "the ledger is linked": (audit, "_append"),
}


def cut_before(monkeypatch, module, name):
    """From the named step on the connection is gone: ended by the server, or for SpatiaLite as good as."""
    original = getattr(module, name)

    def cut(*args, **kwargs):
        if db.engine.dialect.name != "postgresql":
            raise OperationalError(name, {}, Exception("the connection is lost"))
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as other:
            mine = db.session.scalar(sa.text("SELECT pg_backend_pid()"))
            other.execute(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": mine})
        return original(*args, **kwargs)

    monkeypatch.setattr(module, name, cut)


def tried(call):
    try:
        return call().status_code
    except sa.exc.DBAPIError:
        return 500


def nothing_happened(flight):
    db.session.remove()
    after = flights.flight(flight_id=flight.id)
    assert (after.state, after.version, after.permit) == (State.REFERRED, flight.version, None)
    assert store.of_flight(flight.id) == ()
    assert signatures.of_flight(flight.id, command=None) == ()
    assert {"liaison.approved", "liaison.signed"}.isdisjoint(
        one.entry.action for one in audit.story(subject=flight.id)
    )
    assert audit.verify().faults == ()
    return True


@pytest.mark.parametrize("cut", CUTS)
def test_a_connection_lost_before(officer, flight, monkeypatch, cut):
    cut_before(monkeypatch, *CUTS[cut])
    assert tried(lambda: do(officer, flight, "approve")) >= 500
    monkeypatch.undo()
    assert nothing_happened(flight)
    assert do(officer, flight, "approve").status_code == 303
    assert read(flight).state is State.APPROVED


@pytest.mark.parametrize("step", [(signatures, "add"), (claims, "remove")])
def test_a_connection_lost_while_the_first_signature_is_kept(officer, flight, monkeypatch, step):
    demand(True)
    cut_before(monkeypatch, *step)
    assert tried(lambda: do(officer, flight, "approve")) >= 500
    monkeypatch.undo()
    assert nothing_happened(flight)
    assert do(officer, flight, "approve").status_code == 303


def test_a_stale_page_reads_what_happened_since(officer, as_person, flight):
    version = flight.version
    do(officer, flight, "ask", text="Qui ?")
    people.post(as_person("owner"), f"/flights/{flight.id}/answer", text="Moi.")
    answer = do(officer, flight, "approve", version=version, remark="À garder")
    assert answer.status_code == 412
    assert "Depuis :" in answer.text
    assert "À garder" in answer.text
