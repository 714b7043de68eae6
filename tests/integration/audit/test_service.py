"""The ledger on both databases: what is written, what is dropped, and what is noticed."""

from threading import Thread

import pytest
import sqlalchemy as sa

from portal.audit import service
from portal.audit.model import Flaw, Search
from portal.audit.tables import AuditEntry
from portal.kit.database import begin_writing, db, end_writing, unit_of_work
from portal.kit.worker import Heartbeat

pytestmark = pytest.mark.usefixtures("database")


def _actions() -> list[str]:
    return list(db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.number)))


def test_notes_become_linked_entries_with_the_commit():
    with unit_of_work():
        service.note("flights.submitted", subject="f1", facts={"version": 1})
        service.note("flights.approved", subject="f1", actor="officer1")
    first, second = service.story(subject="f1")
    assert (first.entry.number, first.entry.actor, second.entry.actor) == (1, "system", "officer1")
    assert second.previous == first.hash
    check = service.verify(known=frozenset({first.hash}))
    assert (check.entries, check.hash, check.faults) == (2, second.hash, ())


def test_any_commit_of_the_session_writes_the_queue(clock):
    service.note("accounts.signed_in", subject="u1")
    db.session.commit()
    (linked,) = service.story(subject="u1")
    assert linked.entry.at == clock.now()


def test_a_rollback_drops_the_queue():
    service.note("flights.submitted", subject="f1")
    db.session.rollback()
    with unit_of_work():
        service.note("flights.denied", subject="f1")
    assert _actions() == ["flights.denied"]


def test_a_savepoint_rolled_back_drops_only_what_was_noted_in_it():
    with unit_of_work() as session:
        service.note("flights.submitted", subject="f1")
        inner = session.begin_nested()
        service.note("flights.referred", subject="f1")
        inner.rollback()
        with session.begin_nested():
            service.note("flights.approved", subject="f1")
        service.note("flights.ended", subject="f1")
    assert _actions() == ["flights.submitted", "flights.approved", "flights.ended"]


def test_a_failed_flush_in_a_savepoint_keeps_what_was_noted_before_it():
    with unit_of_work() as session:
        service.note("flights.submitted", subject="f1")
        inner = session.begin_nested()
        service.note("flights.referred", subject="f1")
        session.add(Heartbeat(name="worker", at=None))
        with pytest.raises(sa.exc.IntegrityError):
            session.flush()
        inner.rollback()
    assert _actions() == ["flights.submitted"]


def test_the_entries_are_the_last_statements_before_the_commit(clock, sent):
    seen: list[str] = []

    def listen(_conn, _cursor, statement, *_rest):
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", listen)
    try:
        with unit_of_work() as session:
            service.note("worker.round", subject="worker")
            session.add(Heartbeat(name="worker", at=clock.now()))
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", listen)
    if db.engine.dialect.name == "postgresql":  # whose ledger goes in one trip with the commit
        assert [text.split()[2] for text in seen if text.startswith("INSERT")] == ["kit_heartbeat"]
        assert "pg_advisory_xact_lock" in sent[-3]
        assert "audit_entry" in sent[-2]
        assert "audit_head" in sent[-2]
        assert sent[-1] == "COMMIT"
        return
    writes = [text.split()[2] for text in seen if text.startswith("INSERT")]
    assert writes[:2] == ["kit_heartbeat", "audit_entry"]
    assert "audit_head" in seen[-1]


def test_a_security_event_stays_when_the_transaction_is_rolled_back(clock):
    begin_writing()
    db.session.add(Heartbeat(name="worker", at=clock.now()))
    db.session.flush()
    service.note("flights.submitted", subject="f1")
    service.security_event("accounts.sign_in_failed", subject="u1")
    db.session.rollback()
    end_writing()
    assert _actions() == ["accounts.sign_in_failed"]


def test_a_security_event_follows_the_transaction_it_was_noted_in(clock):
    with unit_of_work() as session:
        session.add(Heartbeat(name="worker", at=clock.now()))
        session.flush()
        service.security_event("accounts.factor_reset", subject="u1")
        service.note("flights.submitted", subject="f1")
    assert _actions() == ["flights.submitted", "accounts.factor_reset"]
    assert service.verify().faults == ()


def test_personal_data_is_refused_before_anything_is_queued():
    with pytest.raises(ValueError, match="personal"):
        service.note("accounts.created", subject="u1", facts={"email": "x"})
    db.session.commit()
    assert _actions() == []


def test_a_digest_is_keyed_and_repeatable():
    assert service.digest("awa@example.org") == service.digest("awa@example.org")
    assert service.digest("awa@example.org") != service.digest("awa@example.com")
    assert len(service.digest("x")) == 64


def test_writers_side_by_side_leave_one_unbroken_chain(app):
    def write(name: str) -> None:
        with app.app_context():
            for _turn in range(8):
                with unit_of_work():
                    service.note("flights.submitted", subject=name)

    threads = [Thread(target=write, args=(f"f{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check = service.verify()
    assert (check.entries, check.faults) == (32, ())


def _three() -> None:
    for action in ("flights.submitted", "flights.referred", "flights.approved"):
        with unit_of_work():
            service.note(action, subject="f1", facts={"version": 1, "share": 0.1, "note_id": None})


@pytest.mark.parametrize(
    ("statement", "number", "flaw"),
    [
        ("UPDATE audit_entry SET action='flights.denied' WHERE number=2", 2, Flaw.ALTERED),
        ("DELETE FROM audit_entry WHERE number=2", 2, Flaw.MISSING),
        ("DELETE FROM audit_entry WHERE number=3", 3, Flaw.TRUNCATED),
        ("UPDATE audit_head SET number=2", 3, Flaw.BEYOND_HEAD),
        ("DELETE FROM audit_entry", 1, Flaw.TRUNCATED),
    ],
)
def test_the_command_names_the_first_wrong_entry(app, statement, number, flaw):
    _three()
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0
    with unit_of_work() as session:
        session.execute(sa.text(statement))
    fault = service.verify().faults[0]
    assert (fault.number, fault.flaw) == (number, flaw)
    told = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert told.exit_code == 1
    assert str(number) in told.output.splitlines()[0]


def test_the_command_asks_for_the_hashes_that_were_kept_elsewhere(app):
    _three()
    kept = service.story(subject="f1")[1].hash.hex()
    runner = app.test_cli_runner()
    assert runner.invoke(args=["audit", "verify", "--head", kept]).exit_code == 0
    assert runner.invoke(args=["audit", "verify", "--head", "00" * 31 + "01"]).exit_code == 1
    assert runner.invoke(args=["audit", "verify", "--head", "nonsense"]).exit_code == 2


def test_the_root_of_an_earlier_size_can_be_printed_again(app):
    _three()
    runner = app.test_cli_runner()
    before = runner.invoke(args=["audit", "root"]).output
    with unit_of_work():
        service.note("flights.ended", subject="f1")
    assert runner.invoke(args=["audit", "root", "--size", "3"]).output == before
    assert runner.invoke(args=["audit", "root"]).output != before
    assert runner.invoke(args=["audit", "root", "--size", "5"]).exit_code == 1


def test_a_search_narrows_by_action_subject_actor_and_page(clock):
    _three()
    with unit_of_work():
        service.note("accounts.created", subject="u1", actor="admin1")

    def numbers(**wanted):
        return [linked.entry.number for linked in service.search(wanted=Search(**wanted))]

    today = clock.now().date()
    assert numbers() == [4, 3, 2, 1]
    assert numbers(action="flights") == [3, 2, 1]
    assert numbers(action="flights.referred") == [2]
    assert numbers(actor="admin1", subject="u1") == [4]
    assert numbers(before=3) == [2, 1]
    assert numbers(first_day=today, last_day=today) == [4, 3, 2, 1]
    assert numbers(last_day=today.replace(day=today.day - 1)) == []
