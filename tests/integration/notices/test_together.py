"""Several flights decided at once are one mail and one short message; programs hear of each."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.settings import settings
from portal.notices import rules, service
from portal.notices.model import Address, Channel
from portal.notices.service import files

CODE = "flights.told.approved"
GRACE = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def addresses(app):
    before = app.extensions["portal.addresses"]
    service.connect(
        app, lambda person: Address(email=f"{person}@kayes.example", phone="+22370000000", locale="en")
    )
    for file in (settings().var / "outbox").glob("*"):
        file.unlink()
    yield
    service.connect(app, before)


def tell(count, *, together="series-1", person="awa", first=0):
    """Enqueue one notice for each of so many flights, in one transaction; gives their ids."""
    with unit_of_work():
        return [
            service.enqueue(
                person_id=person,
                code=CODE,
                facts={"reference": f"AAA-{number:03d}", "address": "http://x", "phone": "1", "text": ""},
                now=now(),
                due=now() + GRACE,
                subject=f"flight-{number}",
                together=together,
            )
            for number in range(first, first + count)
        ]


def written(kind):
    return [file.read_bytes().decode() for file in sorted((settings().var / "outbox").glob(f"*.{kind}"))]


def states():
    db.session.rollback()
    return {tuple(row) for row in db.session.execute(sa.text("SELECT state, attempts FROM notices_message"))}


def test_two_hundred_flights_approved_together_are_one_mail_and_one_short_message(database):
    tell(200)
    assert service.deliver_all(now() + GRACE) == 2
    (mail,), (text,) = written("eml"), written("txt")
    assert "200 of your flights are approved" in mail
    assert all(f"AAA-{number:03d}" in mail.replace("=\r\n", "") for number in (0, 77, 199))
    assert "200 flights APPROVED, AAA-" in text
    assert states() == {("sent", 1)}


def test_one_alone_is_told_in_its_own_words(database):
    tell(1)
    service.deliver_all(now() + GRACE)
    assert "Your flight AAA-000 is approved" in written("eml")[0]


def test_one_that_was_undone_is_not_among_them(database):
    ids = tell(3)
    with unit_of_work():
        assert service.cancel(message_id=ids[1])
    service.deliver_all(now() + GRACE)
    (mail,) = written("eml")
    assert "2 of your flights" in mail
    assert "AAA-001" not in mail


def test_other_people_and_other_requests_are_told_apart(database):
    tell(2)
    tell(2, together="series-2", first=10)
    tell(2, person="john", first=20)
    assert service.deliver(now() + GRACE) == 3


def test_a_batch_that_failed_leaves_again_with_the_same_id_and_the_same_flights(database, monkeypatch):
    ids = tell(3)
    with monkeypatch.context() as full:
        full.setattr(files, "write", lambda *_: (_ for _ in ()).throw(OSError(28, "no space")))
        assert service.deliver(now() + GRACE) == 0
    tell(1, first=50)
    later = now() + GRACE + rules.BACK_OFF[0]
    assert service.deliver(later) == 2
    folder = settings().var / "outbox"
    assert "3 of your flights" in (folder / f"{min(ids)}.eml").read_text()
    assert sum("AAA-050" in mail for mail in written("eml")) == 1


def test_programs_are_told_of_each(database):
    with unit_of_work():
        service.add_hook(person_id="awa", url="https://example.org/x", now=now())
    tell(3)
    db.session.rollback()
    query = "SELECT count(*) FROM notices_message WHERE channel = :channel"
    assert db.session.scalar(sa.text(query), {"channel": Channel.WEBHOOK.value}) == 3


def test_an_owner_whose_flights_a_zone_suspends_is_told_once(database):
    facts = {"address": "http://x", "phone": "1", "text": ""}
    told = [("awa", f"f{one}", facts | {"reference": f"AAA-{one:03d}"}) for one in range(30)]
    with unit_of_work():
        service.enqueue_all(told=told, code="flights.told.suspended", now=now())
    assert service.deliver_all(now()) == 2
    assert "STOP. 30 flights SUSPENDED" in written("txt")[0]
