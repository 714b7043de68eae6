"""Notices leave with the change they tell of, at least once, and are given up late."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.settings import settings
from portal.kit.worker import round_once
from portal.notices import rules, service
from portal.notices.model import Address, Channel
from portal.notices.service import files

ADDRESSES = {
    "awa": Address(email="awa@kayes.example", phone="+22370000000", locale="fr"),
    "john": Address(email="john@kayes.example", phone=None, locale="en"),
}
CODE = "accounts.mail.reset"
FACTS = {"link": "http://localhost/password/secret"}


@pytest.fixture(autouse=True)
def addresses(app):
    before = app.extensions["portal.addresses"]
    service.connect(app, ADDRESSES.get)
    for file in outbox():
        file.unlink()
    yield
    service.connect(app, before)


def outbox():
    return sorted((settings().var / "outbox").glob("*"))


def rows() -> list[dict]:
    db.session.rollback()
    return [dict(row) for row in db.session.execute(sa.text("SELECT * FROM notices_message")).mappings()]


def enqueue(person_id: str = "awa", **more) -> str:
    with unit_of_work():
        return service.enqueue(person_id=person_id, code=CODE, facts=FACTS, now=now(), **more)


def test_a_notice_becomes_a_file_in_the_language_of_its_reader(database):
    enqueue("awa")
    enqueue("john")
    assert service.deliver(now()) == 2
    french, english = (file.read_bytes().decode() for file in outbox())
    assert "To: awa@kayes.example" in french
    assert "Choisir un nouveau mot de passe" in french
    assert "Choose a new password" in english


def test_a_notice_is_sent_once_when_nothing_fails(database):
    enqueue()
    assert [service.deliver(now()), service.deliver(now())] == [1, 0]
    assert [row["state"] for row in rows()] == ["sent"]


def test_what_a_notice_knew_is_erased_when_it_has_left(database):
    enqueue()
    service.deliver(now())
    assert "secret" not in str(rows())


def test_the_file_is_for_the_portals_own_user_alone(database):
    enqueue()
    service.deliver(now())
    assert [file.stat().st_mode & 0o077 for file in outbox()] == [0]


def test_a_notice_of_a_change_that_was_rolled_back_never_leaves(database):
    def change() -> None:
        with unit_of_work():
            service.enqueue(person_id="awa", code=CODE, facts=FACTS, now=now())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    assert service.deliver(now()) == 0
    assert rows() == []


def test_a_notice_waits_until_it_is_due(database):
    enqueue(due=now() + timedelta(seconds=30))
    assert service.deliver(now() + timedelta(seconds=29)) == 0
    assert service.deliver(now() + timedelta(seconds=30)) == 1


def test_a_notice_is_taken_back_before_it_leaves_and_not_after(database):
    first, second = enqueue(due=now() + timedelta(seconds=30)), enqueue()
    service.deliver(now())
    with unit_of_work():
        assert service.cancel(message_id=first) is True
        assert service.cancel(message_id=second) is False
    assert service.deliver(now() + timedelta(minutes=1)) == 0


def test_a_notice_that_fails_is_tried_again_later_and_given_up_at_last(database, monkeypatch):
    def refuse(*_: object) -> None:
        raise ConnectionRefusedError("mail.kayes.example")

    monkeypatch.setattr(files, "write", refuse)
    enqueue()
    moment = now()
    for wait in (timedelta(0), *rules.BACK_OFF):
        moment += wait
        assert service.deliver(moment - timedelta(seconds=1)) == 0
        assert service.deliver(moment) == 0
    (row,) = rows()
    assert (row["state"], row["attempts"], row["fault"]) == ("failed", 8, "ConnectionRefusedError")
    assert "secret" not in str(row)


def test_a_try_that_the_worker_did_not_live_to_end_is_made_again(database, monkeypatch):
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    enqueue()
    with monkeypatch.context() as broken:
        broken.setattr(files, "write", stop)
        with pytest.raises(KeyboardInterrupt):
            service.deliver(now())
    assert service.deliver(now()) == 0
    assert service.deliver(now() + rules.LEASE) == 1


def test_a_worker_that_falls_again_and_again_gives_nothing_up(database, monkeypatch):
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    enqueue()
    moment = now()
    with monkeypatch.context() as broken:
        broken.setattr(files, "write", stop)
        for _ in range(20):
            with pytest.raises(KeyboardInterrupt):
                service.deliver(moment)
            moment += rules.LEASE
    assert rows()[0]["attempts"] == 1
    assert service.deliver(moment) == 1


def test_one_bad_notice_holds_up_no_other(database):
    with unit_of_work():
        service.enqueue(person_id="awa", code=CODE, facts={}, now=now())
    enqueue()
    assert service.deliver(now()) == 1


def test_a_notice_that_the_catalogues_have_no_words_for_does_not_leave(database):
    with unit_of_work():
        service.enqueue(person_id="awa", code="accounts.mail.unheard_of", facts={}, now=now())
    assert service.deliver(now()) == 0
    assert rows()[0]["fault"] == "no_words"


def test_a_round_of_the_worker_sends_what_is_due(database):
    enqueue()
    assert not {name for name in round_once() if name.startswith("notices.")}
    assert [row["state"] for row in rows()] == ["sent"]


def test_nobodys_notice_does_not_leave(database):
    enqueue("nobody")
    assert service.deliver(now()) == 0
    assert rows()[0]["fault"] == "no_address"


def test_a_short_message_goes_to_the_telephone_and_fails_where_there_is_none(database):
    enqueue("awa", channel=Channel.SMS)
    enqueue("john", channel=Channel.SMS)
    assert service.deliver(now(), channel=Channel.SMS) == 1
    assert outbox()[0].read_bytes().startswith(b"+22370000000")
    assert {row["fault"] for row in rows()} == {None, "no_phone"}
