"""A telephone number is somebody's when they typed the code that came to it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts import service
from portal.accounts.service import phones
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.notices import service as notices
from portal.notices.model import Channel
from tests.integration.accounts import people
from tests.integration.accounts.people import post

NUMBER = "+22376000001"


@pytest.fixture
def awa(app):
    return people.make("owner")


@pytest.fixture
def page(app, awa):
    return people.sign_in(app, awa)


def sent():
    """The codes that wait to leave: number and figures, the newest last."""
    db.session.rollback()
    query = "SELECT target, facts FROM notices_message WHERE code = 'accounts.told.phone_code' ORDER BY id"
    rows = db.session.execute(sa.text(query)).all()
    facts = [json.loads(row.facts) if isinstance(row.facts, str) else row.facts for row in rows]
    return [(row.target, one["digits"]) for row, one in zip(rows, facts, strict=True)]


def verify(person, typed=NUMBER):
    with unit_of_work():
        assert service.send_code(person_id=person.id, typed=typed, now=now()) is None
    code = sent()[-1][1]
    with unit_of_work():
        assert service.check_code(person_id=person.id, typed=code, now=now()) is None


def seen(person):
    db.session.rollback()
    return service.person(person.id)


def test_a_number_is_verified_by_page(page, awa):
    assert "Aucun numéro n’est vérifié" in page.get("/account").text
    assert post(page, "/account/phone", phone="76 00 00 01").status_code == 303
    ((number, code),) = sent()
    assert number == NUMBER
    assert "one-time-code" in page.get("/account/phone").text
    assert post(page, "/account/phone/code", code=f"{code[:3]} {code[3:]}").status_code == 303
    assert seen(awa).verified_phone == NUMBER
    assert NUMBER in page.get("/account").text
    with unit_of_work():
        assert service.contact(awa.id).phone == NUMBER


def test_an_unverified_number_gets_no_short_message(awa):
    assert service.contact(awa.id).phone is None
    with unit_of_work():
        facts = {"reference": "K7QM2", "address": "http://localhost/", "phone": "+223 20", "text": ""}
        notices.enqueue(person_id=awa.id, code="flights.told.suspended", facts=facts, now=now())
    db.session.rollback()
    channels = db.session.scalars(sa.text("SELECT channel FROM notices_message")).all()
    assert Channel.SMS not in channels


@pytest.mark.parametrize("typed", ["1234", "+223 7600", "+22376000001234567", "0612345678", "+0 76 00 00 01"])
def test_what_is_no_number_is_said_beside_the_field(page, typed):
    answer = post(page, "/account/phone", phone=typed)
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.text
    assert sent() == []


def test_a_code_has_five_tries_and_then_none(page, awa):
    post(page, "/account/phone", phone=NUMBER)
    code = sent()[0][1]
    wrong = "111111" if code != "111111" else "222222"
    for _ in range(phones.MOST_TRIES):
        post(page, "/account/phone/code", code=wrong)
    post(page, "/account/phone/code", code=code)
    assert seen(awa).verified_phone is None


def test_a_code_is_good_for_ten_minutes(page, awa, clock):
    post(page, "/account/phone", phone=NUMBER)
    clock.set(now() + phones.CODE_LASTS)
    post(page, "/account/phone/code", code=sent()[0][1])
    assert seen(awa).verified_phone is None


def test_a_code_for_one_number_verifies_no_other(awa):
    with unit_of_work():
        service.send_code(person_id=awa.id, typed=NUMBER, now=now())
    first = sent()[-1][1]
    with unit_of_work():
        service.send_code(person_id=awa.id, typed="+22376000002", now=now())
    with unit_of_work():
        fault = service.check_code(person_id=awa.id, typed=first, now=now())
    assert fault is not None or sent()[-1][1] == first


def test_only_so_many_codes_an_hour_and_to_one_number(awa, clock):
    def ask(person, typed):
        with unit_of_work():
            return service.send_code(person_id=person.id, typed=typed, now=now())

    assert [ask(awa, f"+2237600000{one}") is None for one in range(5)] == [True] * 3 + [False] * 2
    clock.set(now() + timedelta(hours=2))
    assert [ask(awa, f"+2237600001{one}") is None for one in range(5)] == [True] * 3 + [False] * 2
    others = [people.make("owner", email=f"o{one}@kayes.example") for one in range(6)]
    assert [ask(one, "+22376000099") is None for one in others] == [True] * 4 + [False] * 2


def test_a_number_belongs_to_whoever_verified_it_last_and_the_other_is_told(awa):
    binta = people.make("owner", email="binta@kayes.example")
    verify(awa)
    verify(binta)
    assert (seen(awa).verified_phone, seen(binta).verified_phone) == (None, NUMBER)
    assert service.person_of_phone(phone=NUMBER).id == binta.id
    told = db.session.execute(
        sa.text("SELECT person_id FROM notices_message WHERE code = 'accounts.mail.phone_moved'")
    ).scalars()
    assert list(told) == [awa.id]


def test_another_number_on_the_account_ends_the_verification(page, awa):
    verify(awa)
    post(page, "/account", phone="+223 76-00.00 01", locale="en")
    assert seen(awa).verified_phone == NUMBER
    post(page, "/account", phone="+223 76 00 00 02", locale="fr")
    assert seen(awa).verified_phone is None


def test_a_code_is_kept_as_a_digest_and_out_of_the_ledger(awa):
    verify(awa)
    with unit_of_work():
        service.send_code(person_id=awa.id, typed=NUMBER, now=now())
    code = sent()[-1][1]
    for table in ("accounts_phone_code", "audit_entry"):
        kept = str(db.session.execute(sa.text(f"SELECT * FROM {table}")).mappings().all())
        assert code not in kept
        assert NUMBER not in kept or table == "accounts_phone_code"
