"""The daily roots, the proofs behind them, and the two books, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from portal.audit import rules, service
from portal.audit.model import Book, Flaw
from portal.audit.rules import proves_inclusion
from portal.kit.database import unit_of_work

pytestmark = pytest.mark.usefixtures("database")
MORNING = datetime(2026, 11, 23, 0, 0, 1, tzinfo=UTC)


def _note(action: str, *subjects: str) -> None:
    with unit_of_work():
        for subject in subjects:
            service.note(action, subject=subject, facts={"version": 1})


def _publish(now: datetime) -> None:
    with unit_of_work():
        service.publish_roots(now, proved="permits.issued")


def _yesterday(clock) -> None:
    clock.set(MORNING - timedelta(hours=5))
    _note("flights.submitted", "f1", "f2", "f3")
    _note("permits.issued", "p1", "p2")
    _note("flights.approved", "f1")
    clock.set(MORNING)
    _note("permits.issued", "p3")


def test_the_root_of_a_day_covers_what_was_written_before_its_end(clock):
    _yesterday(clock)
    _publish(MORNING)
    (root,) = service.roots()
    assert (root.day.isoformat(), root.size) == ("2026-11-22", 6)
    assert (root.size, root.hash) == service.root(size=6)


def test_a_root_is_published_once_a_day_and_leaves_an_entry(clock):
    _yesterday(clock)
    for hour in range(3):
        _publish(MORNING + timedelta(hours=hour))
    assert len(service.roots()) == 1
    (entry,) = service.story(subject="2026-11-22")
    assert entry.entry.facts["root"] == service.roots()[0].hash.hex()
    clock.set(MORNING + timedelta(days=1))
    _publish(MORNING + timedelta(days=1))
    assert [root.size for root in service.roots()] == [8, 6]


def test_an_empty_ledger_has_no_root():
    _publish(MORNING)
    assert service.roots() == []


def test_each_permit_has_its_proof_with_the_first_root_that_covers_it(clock):
    _yesterday(clock)
    _publish(MORNING)
    root = service.roots()[0]
    for subject in ("p1", "p2"):
        proof = service.proof(subject=subject)
        assert proof is not None
        assert proof.leaf == service.story(subject=subject)[0].hash
        assert proves_inclusion(proof.leaf, proof.number - 1, proof.size, proof.path, root.hash)
        assert not proves_inclusion(bytes(32), proof.number - 1, proof.size, proof.path, root.hash)
    assert service.proof(subject="p3") is None
    clock.set(MORNING + timedelta(days=1))
    _publish(MORNING + timedelta(days=1))
    proof = service.proof(subject="p3")
    assert proof is not None
    assert proves_inclusion(proof.leaf, proof.number - 1, proof.size, proof.path, service.roots()[0].hash)


def test_a_ledger_rewritten_from_its_first_entry_is_noticed_by_its_published_root(clock):
    _yesterday(clock)
    _publish(MORNING)
    _rewrite(drop=2)
    assert Flaw.ROOT_DIFFERS in {fault.flaw for fault in service.verify().faults}


def test_a_ledger_rewritten_with_its_roots_is_noticed_by_who_kept_one(app, clock):
    _yesterday(clock)
    _publish(MORNING)
    root = service.roots()[0]
    kept = f"{root.size}:{root.hash.hex()}"
    verify = ["audit", "verify", "--root", kept]
    assert app.test_cli_runner().invoke(args=verify).exit_code == 0
    with unit_of_work() as session:
        session.execute(sa.text("DELETE FROM audit_root"))
    _rewrite(drop=2)
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0
    told = app.test_cli_runner().invoke(args=verify)
    assert told.exit_code == 1
    assert "6" in told.output
    assert app.test_cli_runner().invoke(args=["audit", "verify", "--root", "6"]).exit_code == 2
    beyond = app.test_cli_runner().invoke(args=["audit", "verify", "--root", f"900:{root.hash.hex()}"])
    assert beyond.exit_code == 1


def _rewrite(*, drop: int) -> None:
    """What somebody with full access to the tables can do: leave an entry out, chain the rest afresh."""
    with unit_of_work() as session:
        rows = session.execute(sa.text("SELECT number FROM audit_entry ORDER BY number")).all()
        old = [one for one in _entries() if one.entry.number != drop]
        session.execute(sa.text("DELETE FROM audit_entry"))
        session.execute(sa.text("DELETE FROM audit_head"))
        assert len(rows) == len(old) + 1
        service._append(
            session,
            [service._Note(o.entry.action, o.entry.subject, o.entry.actor, o.entry.facts) for o in old],
        )


def _entries():
    return service.part(wanted=service.Search(), after=0, most=1000)


def test_what_concerns_concealed_zones_moves_nothing_in_the_open_book(client):
    _note("flights.submitted", "f1")
    before = service.root()
    _note("concealed.set", "c1")
    _note("flights.concealed_task", "c1")
    assert service.root() == before
    assert service.root(book=Book.SEALED)[0] == 2
    assert [one.entry.number for one in service.story(subject="c1", book=Book.SEALED)] == [1, 2]
    assert service.story(subject="c1") == []
    assert service.verify(book=Book.SEALED).faults == ()


def test_one_transaction_may_write_into_both_books():
    with unit_of_work():
        service.note("concealed.set", subject="c1")
        service.note("zones.published", subject="z1")
        service.note("concealed.ended", subject="c1")
    assert service.root()[0] == 1
    assert service.root(book=Book.SEALED)[0] == 2


def test_tampering_with_the_sealed_book_is_found(app):
    _note("concealed.set", "c1")
    with unit_of_work() as session:
        session.execute(sa.text("UPDATE audit_sealed_entry SET subject = 'c2'"))
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 1


def test_anybody_reads_the_roots_and_nothing_of_the_sealed_book(client, clock):
    _yesterday(clock)
    with unit_of_work():
        service.note("concealed.set", subject="c1")
    clock.set(MORNING + timedelta(days=1))
    _publish(MORNING + timedelta(days=1))
    root = service.roots()[0].hash.hex()
    assert root in client.get("/ledger").text
    (told,) = client.get("/api/v1/ledger/roots").json["roots"]
    assert (told["root"], told["size"]) == (root, 7)
    assert len(service.roots(book=Book.SEALED)) == 1


def test_a_tree_grown_leaf_by_leaf_has_the_roots_of_the_recursive_definition():
    leaves = [rules.sha256(bytes([number])).digest() for number in range(70)]

    def slow(part):
        if len(part) == 1:
            return part[0]
        split = 1 << (len(part) - 1).bit_length() - 1
        return rules.sha256(b"\x01" + slow(part[:split]) + slow(part[split:])).digest()

    for size in range(1, 71):
        assert rules.merkle_root(leaves[:size]) == slow(leaves[:size])
