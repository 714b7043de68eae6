"""Short messages that come in: who is answered what, what is done, and what a forger gets."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from drones.desk.service import inbound
from drones.flights import service as flights
from drones.flights.model import Changes, State
from drones.permits import service as permits
from portal.accounts import service as accounts
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.settings import settings
from portal.notices import formats
from portal.notices import service as notices
from portal.notices.formats import LONGEST_SMS, gsm7, septets
from portal.notices.model import Channel
from tests.integration.accounts import people
from tests.integration.flights.conftest import FREE, make_owner, stage  # noqa: F401

SECRET = formats.new_secret(b"k" * 32)
AWA, SOLDIER, STRANGER = "+22370000001", "+22370000002", "+22376543210"
WORD = re.compile(r"(?:OUI|YES) [A-Z0-9]{3}-[A-Z0-9]{3} ([A-Z]{6})")


@pytest.fixture(autouse=True)
def gateway(app):
    before = app.extensions["portal.settings"]
    app.extensions["portal.settings"] = replace(before, sms_inbound_secret=SECRET)
    yield
    app.extensions["portal.settings"] = before


def person(role, phone, locale="fr"):
    with unit_of_work():
        return accounts.create_person(
            email=f"{role}-{phone[-1]}@kayes.example",
            password=people.PASSWORD,
            roles=[role],
            command="ZONE4" if role == "officer" else None,
            phone=phone,
            phone_verified=True,
            locale=locale,
            now=now(),
        )


@pytest.fixture
def owner(stage):  # noqa: F811
    return make_owner(person("owner", AWA).id, "MFR1C123456789ABC")


@pytest.fixture
def waiting(owner):
    """A flight that waits for the command."""
    flight = owner.submit()
    assert flight.state is State.REFERRED
    return flight


@pytest.fixture
def proposed(owner, waiting):
    changes = Changes(ceiling_m=40)
    with unit_of_work():
        found = flights.propose(flight_id=waiting.id, command="ZONE4", changes=changes, now=now())
    assert found.state is State.PROPOSED
    return found


COUNT = iter(range(10_000))


def write(text, sender=AWA, message_id=None):
    """Feed a message; gives the answer's text, empty when there was none."""
    with unit_of_work():
        done = inbound.receive(
            message_id=message_id or f"m{next(COUNT)}", sender=sender, text=text, now=now()
        )
    assert septets(done.text) <= LONGEST_SMS
    assert gsm7(done.text) == done.text
    return done.text


def leaving():
    """What waits to leave: number and text."""
    db.session.rollback()
    query = "SELECT target, facts FROM notices_message WHERE code = 'desk.sms.said' ORDER BY id"
    rows = db.session.execute(sa.text(query)).all()
    return [
        (row.target, (json.loads(row.facts) if isinstance(row.facts, str) else row.facts)["text"])
        for row in rows
    ]


def word_of(text):
    found = WORD.search(text)
    assert found, text
    return found[1]


def post(client, body=None, *, secret=SECRET, message_id="msg-1", at=None, signature=None, raw=None):
    raw = raw if raw is not None else json.dumps(body or {"from": AWA, "text": "AIDE"}).encode()
    stamp = int((at or now()).timestamp())
    signed = signature or formats.signature(secret=secret, message_id=message_id, timestamp=stamp, body=raw)
    headers = {"webhook-id": message_id, "webhook-timestamp": str(stamp), "webhook-signature": signed}
    return client.post("/api/v1/inbound/sms", data=raw, headers=headers, content_type="application/json")


def test_without_a_secret_there_is_no_such_address(app, client):
    app.extensions["portal.settings"] = replace(settings(), sms_inbound_secret="")
    assert post(client).status_code == 404


def test_a_signed_message_is_answered_once_however_often_it_comes(client, owner, waiting):
    body = {"from": AWA, "text": f"STATUT {waiting.reference}", "more": {"from": "gateway"}}
    assert post(client, body).json == {"outcome": "answered"}
    assert post(client, body, at=now() + timedelta(minutes=2)).json == {"outcome": "again"}
    ((number, text),) = leaving()
    assert number == AWA
    assert text.startswith(
        f"Vol {waiting.reference} : attend une réponse, PAS autorisé. Au commandement d'agir."
    )


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"secret": formats.new_secret(b"x" * 32)}, 401),
        ({"signature": "v1,"}, 401),
        ({"signature": "v1,é " + "v1,x " * 50}, 401),
        ({"message_id": "a.b"}, 401),
        ({"at": "late"}, 401),
        ({"at": "early"}, 401),
        ({"raw": b"x" * 20_000}, 413),
        ({"raw": b"{"}, 400),
        ({"raw": b'{"from": "+22370000001"}'}, 422),
        ({"raw": b'{"from": "+22370000001", "text": 7}'}, 422),
    ],
)
def test_what_is_not_the_gateways_is_refused_and_leaves_nothing(client, change, status):
    if change.get("at"):
        change = {"at": now() + timedelta(minutes=6) * (1 if change["at"] == "early" else -1)}
    assert post(client, **change).status_code == status
    assert leaving() == []


def test_the_body_that_was_signed_is_the_one_that_counts(client):
    stamp = int(now().timestamp())
    signed = formats.signature(
        secret=SECRET, message_id="m", timestamp=stamp, body=b'{"from":"1","text":"a"}'
    )
    assert post(client, {"from": AWA, "text": "AIDE"}, message_id="m", signature=signed).status_code == 401


def test_one_of_several_signatures_is_enough(client):
    raw = json.dumps({"from": AWA, "text": "AIDE"}).encode()
    good = formats.signature(secret=SECRET, message_id="m", timestamp=int(now().timestamp()), body=raw)
    assert post(client, raw=raw, message_id="m", signature=f"v1,AAAA {good}").status_code == 200


def test_an_owner_withdraws_with_the_word_that_came(owner, waiting):
    told = write(f"annuler {waiting.reference.lower()}")
    assert owner.see(waiting).state is State.REFERRED
    assert write(f"Oui {waiting.reference.replace('-', '')} {word_of(told).lower()}").startswith("Fait")
    assert owner.see(waiting).state is State.WITHDRAWN
    actor = db.session.scalar(sa.text("SELECT actor FROM audit_entry WHERE action = 'flights.withdrawn'"))
    assert actor == owner.person_id


def test_a_forged_sender_never_sees_the_word_and_guesses_in_vain(owner, waiting):
    told = write(f"ANNULER {waiting.reference}")
    assert [number for number, _ in leaving()] == [AWA]
    for guess in ("BABABA", "CACACA", "DADADA"):
        assert "mot faux" in write(f"OUI {waiting.reference} {guess}")
    assert "mot faux" in write(f"OUI {waiting.reference} {word_of(told)}")  # three tries, not four
    assert owner.see(waiting).state is State.REFERRED


def test_a_word_is_good_for_ten_minutes_and_once(clock, owner, waiting):
    word = word_of(write(f"ANNULER {waiting.reference}"))
    clock.set(now() + timedelta(minutes=10))
    assert "mot faux" in write(f"OUI {waiting.reference} {word}")
    word = word_of(write(f"ANNULER {waiting.reference}"))
    write(f"OUI {waiting.reference} {word}")
    assert "mot faux" in write(f"OUI {waiting.reference} {word}")


def test_a_word_is_kept_as_a_digest(owner, waiting):
    word = word_of(write(f"ANNULER {waiting.reference}"))
    kept = db.session.execute(sa.text("SELECT * FROM desk_word")).mappings().one()
    assert word not in str(kept)
    assert AWA not in str(kept)


def test_a_word_for_one_flight_does_nothing_to_another(owner, waiting):
    other = owner.submit(centre=FREE)
    word = word_of(write(f"ANNULER {waiting.reference}"))
    assert "mot faux" in write(f"OUI {other.reference} {word}")
    assert owner.see(other).state is State.APPROVED


def test_a_flight_that_changed_since_is_left_alone(owner, waiting):
    word = word_of(write(f"ANNULER {waiting.reference}"))
    with unit_of_work():
        flights.ask(flight_id=waiting.id, command="ZONE4", text="Pourquoi ?", now=now())
    assert "a changé depuis" in write(f"OUI {waiting.reference} {word}")
    assert owner.see(waiting).state is State.INFO_REQUESTED


def test_a_proposal_is_told_accepted_and_declined(owner, proposed):
    assert "plafond 40 m" in write(f"STATUT {proposed.reference}")
    word = word_of(write(f"OUI {proposed.reference}"))
    assert "AUTORISE" in write(f"OUI {proposed.reference} {word}")
    assert owner.see(proposed).state is State.APPROVED


def test_no_to_a_proposal_declines_it_with_either_word(owner, proposed):
    word = word_of(write(f"NON {proposed.reference}"))
    assert "décliné" in write(f"NON {proposed.reference} {word}")
    assert owner.see(proposed).state is State.REFERRED


def test_no_with_the_word_of_another_act_ends_the_word(owner, waiting):
    word = word_of(write(f"ANNULER {waiting.reference}"))
    assert "le mot ne vaut plus" in write(f"NON {waiting.reference} {word}")
    assert "mot faux" in write(f"OUI {waiting.reference} {word}")
    assert owner.see(waiting).state is State.REFERRED


def test_a_question_is_told_and_answered(owner, waiting):
    with unit_of_work():
        flights.ask(flight_id=waiting.id, command="ZONE4", text="Qui pilote ? " * 30, now=now())
    assert "REP" in write(f"STATUT {waiting.reference}")
    word = word_of(write(f"REP {waiting.reference} Moussa Keïta, 2 heures"))
    assert "réponse" in write(f"OUI {waiting.reference} {word}")
    assert owner.see(waiting).state is State.REFERRED
    facts = flights.timeline(flight_id=waiting.id, person_id=owner.person_id)[-1].facts
    assert facts["text"] == "Moussa Keïta, 2 heures"


def test_what_is_not_possible_is_said_and_no_word_is_made(owner, waiting):
    assert "impossible" in write(f"OUI {waiting.reference}")
    assert "impossible" in write(f"REP {waiting.reference} texte")
    assert db.session.scalar(sa.text("SELECT count(*) FROM desk_word")) == 0


def test_anothers_flight_is_as_unknown_as_none(owner, waiting):
    person("owner", STRANGER)
    theirs, none = write(f"STATUT {waiting.reference}", STRANGER), write("STATUT AAA-AAA", STRANGER)
    assert theirs.replace(waiting.reference, "AAA-AAA") == none


def test_an_unknown_number_learns_nothing_and_gets_one_help_a_day(clock, owner, waiting):
    assert "pas vérifié" in write(f"STATUT {waiting.reference}", STRANGER)
    for text in (f"ANNULER {waiting.reference}", "AIDE", "CONNU Diboli", "bonjour"):
        assert write(text, STRANGER) == ""
    clock.set(now() + timedelta(days=1))
    assert write("HELP", STRANGER).startswith("This number is not verified")


def test_a_number_that_somebody_typed_but_did_not_verify_is_unknown(owner, waiting):
    with unit_of_work():
        accounts.change_contact(person_id=owner.person_id, phone="+223 70 00 00 09", locale="fr")
    assert "pas vérifié" in write(f"STATUT {waiting.reference}", AWA)
    assert write(f"STATUT {waiting.reference}", "+22370000009").startswith("Ce numéro n'est pas vérifié")


def test_nobody_is_sent_more_than_so_many_answers_a_day(owner, waiting, clock):
    answers = 0
    for _ in range(10):
        answers += sum(bool(write(f"STATUT {waiting.reference}")) for _ in range(20))
        clock.set(now() + timedelta(minutes=11))
    assert answers == inbound.OWNERS_A_DAY


def test_nobody_is_sent_more_than_so_many_words_a_day(owner, waiting):
    told = [write(f"ANNULER {waiting.reference}") for _ in range(14)]
    assert sum(bool(WORD.search(one)) for one in told) == 12


@pytest.mark.parametrize("sender", ["Orange", "7000", "", "+", "٧٠٠٠٠٠٠٠", "+223" + "7" * 30])
def test_a_sender_that_is_no_number_is_not_answered(app, sender):
    assert write("AIDE", sender) == ""
    assert leaving() == []


def test_anybody_asks_about_a_permit_ten_times_a_day(owner):
    flight = owner.submit(centre=FREE)
    told = write(f"permis {flight.permit[:4]} {flight.permit[4:].lower()}", STRANGER)
    assert flight.permit in told
    assert "PAS valable maintenant" in told
    assert "INCONNU" in write("PERMIS ZZZZZZZZ", STRANGER)
    assert sum(bool(write(f"PERMIS {flight.permit}", STRANGER)) for _ in range(20)) == 8


def test_a_permit_in_force_is_told_with_its_ceiling_and_a_suspended_one_as_such(clock, owner):
    flight = owner.submit(centre=FREE)
    clock.set(flight.window.start + timedelta(minutes=1))
    told = write(f"PERMIT {flight.permit}")
    assert "VALABLE jusqu'à 24/11 10:30" in told
    assert "60 m AGL" in told
    with unit_of_work():
        flights.suspend(flight_id=flight.id, command="ZONE4", code="weather", now=now())
    assert "SUSPENDU" in write(f"PERMIS {flight.permit}")
    assert permits.verify(code=flight.permit, now=now()).state.value == "suspended"


def test_a_checkpoint_asks_whether_a_drone_is_known_and_the_ledger_knows(owner):
    soldier = person("checkpoint", SOLDIER)
    flight = owner.submit(centre=FREE)
    told = write("CONNU 13.5 -9.5 10h05", SOLDIER)  # the nearest 10:05 is today's
    assert "PAS CONNU" in told
    assert "hostile" not in told.lower()
    with unit_of_work():
        done = inbound.receive(
            message_id="later", sender=SOLDIER, text="connu 13.5, -9.5", now=flight.window.start
        )
    assert f"CONNU : vol {flight.reference}" in done.text
    assert "Parrot Anafi" in done.text
    rows = db.session.execute(
        sa.text("SELECT actor, subject FROM audit_sealed_entry WHERE action = 'desk.known_asked'")
    ).all()
    rows = (
        rows
        or db.session.execute(
            sa.text("SELECT actor, subject FROM audit_entry WHERE action = 'desk.known_asked'")
        ).all()
    )
    assert {row.actor for row in rows} == {soldier.id}
    assert {row.subject for row in rows} == {"known", "not_known"}


def test_an_owner_does_not_ask_whether_a_drone_is_known(owner):
    assert "CONNU" not in write("CONNU 13.5 -9.5")


def test_a_place_that_cannot_be_read_is_said(stage):  # noqa: F811
    person("checkpoint", SOLDIER)
    assert "Lieu non compris" in write("CONNU", SOLDIER)
    assert "Lieu non compris" in write("CONNU ??? 99 99", SOLDIER)


def test_a_closed_account_is_a_stranger(owner, waiting):
    with unit_of_work():
        accounts.disable(person_id=owner.person_id, by="admin-1", now=now())
    assert "pas vérifié" in write(f"STATUT {waiting.reference}")


def test_people_are_answered_in_their_own_language(stage):  # noqa: F811
    owner = make_owner(person("owner", AWA, locale="en").id, "MFR1C123456789ABC")
    flight = owner.submit()
    assert write(f"STATUT {flight.reference}").startswith(f"Flight {flight.reference}: waits for an answer")


def test_the_answer_leaves_to_the_number_and_the_number_is_forgotten_then(owner, waiting):
    write(f"STATUT {waiting.reference}")
    assert notices.deliver(now(), channel=Channel.SMS) == 1
    sent = sorted((settings().var / "outbox").glob("*.txt"))
    assert any(file.read_text().startswith(AWA) for file in sent)
    db.session.rollback()
    kept = (
        db.session.execute(sa.text("SELECT * FROM notices_message WHERE code = 'desk.sms.said'"))
        .mappings()
        .all()
    )
    assert AWA not in str(kept)


def test_the_command_feeds_a_message_and_shows_the_answer(app, owner, waiting):
    told = app.test_cli_runner().invoke(args=["sms", "receive", AWA, "STATUT", waiting.reference])
    assert told.exit_code == 0, told.output
    assert told.output.splitlines()[0] == "answered"
    assert waiting.reference in told.output


def test_what_is_over_is_forgotten(clock, owner, waiting):
    write(f"ANNULER {waiting.reference}")
    clock.set(now() + timedelta(days=31))
    with unit_of_work():
        inbound.forget(now())
        notices.forget_quotas(now())
    for table in ("desk_word", "desk_incoming", "notices_quota"):
        assert db.session.scalar(sa.text(f"SELECT count(*) FROM {table}")) == 0
