"""Notices reach a real mail server, a real gateway and a real webhook, and a bad one blocks nobody."""

import base64
import hmac
import json
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.model import Fault
from portal.kit.problems import Problem
from portal.notices import rules, service
from portal.notices.model import Address, Channel, Hook
from portal.notices.service import posting
from tests.integration.accounts.people import post
from tests.integration.notices.receivers import mail_server, web_server

ADDRESSES = {
    "awa": Address(email="awa@kayes.example", phone="+22370000000", locale="fr"),
    "john": Address(email="john@kayes.example", phone=None, locale="en"),
}
CODE = "flights.told.approved"
FACTS = {"reference": "K7QM2", "address": "http://localhost/flights/1", "phone": "+223 20", "text": ""}


@pytest.fixture(autouse=True)
def addresses(app):
    before = app.extensions["portal.addresses"]
    service.connect(app, ADDRESSES.get)
    yield
    service.connect(app, before)


def enqueue(person_id="awa", code=CODE, **more) -> str:
    with unit_of_work():
        return service.enqueue(person_id=person_id, code=code, facts=FACTS, now=now(), **more)


def hook(url: str, person_id="awa") -> Hook:
    with unit_of_work():
        made = service.add_hook(person_id=person_id, url=url, now=now())
    assert isinstance(made, Hook), made
    return made


def rows(channel: str) -> list:
    db.session.rollback()
    query = "SELECT state, attempts, fault, target FROM notices_message WHERE channel = :channel ORDER BY id"
    return list(db.session.execute(sa.text(query), {"channel": channel}))


def test_a_mail_server_takes_the_mail_with_the_notices_id(given):
    with mail_server() as (address, box):
        given(smtp_url=address)
        id_ = enqueue(channel=Channel.EMAIL)
        assert service.deliver(now()) == 1
    (mail,) = box.mails
    assert mail["Message-ID"].startswith(f"<{id_}@")
    assert mail["To"] == "awa@kayes.example"


def test_a_mail_server_that_refuses_is_tried_again_with_the_same_id(given):
    with mail_server() as (address, box):
        given(smtp_url=address)
        box.refuse = True
        enqueue(channel=Channel.EMAIL)
        assert service.deliver(now()) == 0
        assert rows("email")[0].fault == "SMTPDataError"
        box.refuse = False
        assert service.deliver(now() + rules.BACK_OFF[0]) == 1
    assert len(box.mails) == 1


def test_a_mail_server_that_is_not_there_delays_only_the_mails(given):
    with web_server() as (address, received):
        given(smtp_url="smtp://127.0.0.1:9", sms_url=address)
        enqueue(channel=Channel.EMAIL)
        enqueue(channel=Channel.SMS)
        assert service.deliver_all(now()) == 1
    assert len(received.requests) == 1
    assert rows("email")[0].state == "queued"


def test_a_gateway_takes_a_short_message_of_one_part(given):
    with web_server() as (address, received):
        given(sms_url=f"{address}/send", sms_token="gateway-token")
        id_ = enqueue(channel=Channel.SMS)
        assert service.deliver(now(), channel=Channel.SMS) == 1
    ((path, headers, body),) = received.requests
    sent = json.loads(body)
    assert path == "/send"
    assert (headers["authorization"], headers["idempotency-key"]) == ("Bearer gateway-token", id_)
    assert (sent["id"], sent["to"]) == (id_, "+22370000000")
    assert len(sent["text"]) <= 160


def test_a_webhook_gets_a_signed_notice_that_its_receiver_can_check(given):
    given(webhook_private=True)
    with web_server() as (address, received):
        made = hook(f"{address}/in?k=1")
        enqueue()
        assert service.deliver(now(), channel=Channel.WEBHOOK) == 1
    ((path, headers, body),) = received.requests
    assert path == "/in?k=1"
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(made.secret.removeprefix("whsec_"))
    wanted = base64.b64encode(hmac.new(key, signed, "sha256").digest()).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"
    assert json.loads(body)["data"]["reference"] == "K7QM2"


def test_the_secret_stands_nowhere_in_the_database(given):
    given(webhook_private=True)
    made = hook("http://127.0.0.1/x")
    kept = db.session.scalar(sa.text("SELECT secret FROM notices_webhook"))
    assert made.secret not in kept
    assert service.hooks(person_id="awa")[0].secret == ""


def test_a_webhook_that_redirects_is_not_followed(given):
    given(webhook_private=True)
    with web_server() as (target, never), web_server() as (address, received):
        received.status, received.location = 307, target
        hook(address)
        enqueue()
        assert service.deliver(now(), channel=Channel.WEBHOOK) == 0
    assert never.requests == []
    assert rows("webhook")[0].fault == "http_307"


def test_a_webhook_that_hangs_is_cut_and_keeps_no_other_waiting(given, monkeypatch):
    monkeypatch.setattr(posting, "PATIENCE_S", 0.5)
    given(webhook_private=True)
    with web_server() as (slow, held), web_server() as (address, received):
        held.hold = threading.Event()
        hook(slow)
        hook(address, person_id="john")
        for _turn in range(3):
            enqueue()
        enqueue("john")
        assert service.deliver(now(), channel=Channel.WEBHOOK) == 1
        assert len(held.requests) == 1
        assert len(received.requests) == 1
    states = rows("webhook")
    assert sorted(row.state for row in states) == ["queued", "queued", "queued", "sent"]
    assert service.hooks(person_id="awa")[0].fault


def test_a_webhook_without_a_public_address_is_refused_when_it_is_spoken_to(given, monkeypatch):
    given(webhook_private=False)
    hook("https://rebind.example/x")

    def resolve(*_: object, **__: object):
        return [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("10.0.0.7", 443))]

    monkeypatch.setattr(posting.socket, "getaddrinfo", resolve)
    enqueue()
    assert service.deliver(now(), channel=Channel.WEBHOOK) == 0
    assert rows("webhook")[0].fault == "AddressRefusedError"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "::ffff:127.0.0.1", "100.64.0.1",
     "0.0.0.0", "224.0.0.1", "2002:7f00:1::"],
)  # fmt: skip
def test_no_such_address_is_public(address):
    assert not posting._public(address)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://example.org/x", "notices.error.url_not_https"),
        ("ftp://example.org/x", "notices.error.url_not_https"),
        ("https://user:word@example.org/", "notices.error.url_malformed"),
        ("https:///x", "notices.error.url_malformed"),
        ("https://example.org:99999/", "notices.error.url_malformed"),
        ("https://example.org/é", "notices.error.url_malformed"),
        ("https://example.org/a b", "notices.error.url_malformed"),
        ("https://example.org/#part", "notices.error.url_malformed"),
        ("https://example.org/" + "x" * 500, "notices.error.url_malformed"),
        ("https://[::1", "notices.error.url_malformed"),
    ],
)
def test_an_address_that_cannot_be_a_webhook_is_named(app, url, code):
    with unit_of_work():
        made = service.add_hook(person_id="awa", url=url, now=now())
    assert isinstance(made, Fault)
    assert made.code == code


def test_only_so_many_webhooks_a_person(app):
    for number in range(rules.MOST_HOOKS):
        hook(f"https://example.org/{number}")
    with unit_of_work():
        made = service.add_hook(person_id="awa", url="https://example.org/x", now=now())
    assert isinstance(made, Fault)


def test_a_removed_webhook_gets_nothing_that_still_waited(given):
    given(webhook_private=True)
    with web_server() as (address, received):
        made = hook(address)
        enqueue()
        with unit_of_work():
            service.remove_hook(hook_id=made.id, person_id="awa")
        assert service.deliver(now(), channel=Channel.WEBHOOK) == 0
    assert received.requests == []


def test_nobody_removes_anothers_webhook(app):
    made = hook("https://example.org/x")
    with pytest.raises(Problem), unit_of_work():
        service.remove_hook(hook_id=made.id, person_id="john")
    assert len(service.hooks(person_id="awa")) == 1


def test_a_notice_that_opens_an_account_goes_to_no_program(given):
    given(webhook_private=True)
    hook("http://127.0.0.1:9/x")
    enqueue(code="accounts.mail.reset")
    assert rows("webhook") == []


def test_a_notice_with_short_words_goes_to_the_telephone_too(app):
    enqueue("awa")
    enqueue("john")
    assert len(rows("sms")) == 1
    assert len(rows("email")) == 2


def test_a_notice_is_taken_back_in_all_its_channels(app):
    hook("https://example.org/x")
    id_ = enqueue(due=now() + timedelta(seconds=30))
    assert len(rows("email") + rows("sms") + rows("webhook")) == 3
    with unit_of_work():
        assert service.cancel(message_id=id_)
    assert rows("email") + rows("sms") + rows("webhook") == []


def test_a_notice_given_up_is_told_to_the_administration_and_noted(app, given, as_person):
    given(smtp_url="smtp://127.0.0.1:9")
    enqueue(channel=Channel.EMAIL)
    moment = now()
    for wait in (timedelta(0), *rules.BACK_OFF):
        moment += wait
        service.deliver(moment)
    (lost,) = service.given_up()
    assert lost.fault == "ConnectionRefusedError"
    page = as_person("admin").get("/outbox")
    assert "flights.told.approved" in page.text
    told = app.test_cli_runner().invoke(args=["outbox", "given-up"])
    assert (told.exit_code, CODE in told.output) == (1, True)
    noted = db.session.scalar(sa.text("SELECT subject FROM audit_entry WHERE action = 'notices.given_up'"))
    assert noted == lost.id


def test_the_outbox_runs_from_the_command_line(app):
    enqueue(channel=Channel.EMAIL)
    assert "1" in app.test_cli_runner().invoke(args=["outbox", "run", "--once"]).output


def test_a_webhook_is_made_and_removed_by_page(as_person):
    owner = as_person("owner")
    assert owner.get("/account/webhooks").status_code == 200
    made = post(owner, "/account/webhooks", url="https://example.org/hook")
    assert "whsec_" in made.text
    listed = owner.get("/account/webhooks").text
    assert "https://example.org/hook" in listed
    assert "whsec_" not in listed
    wrong = post(owner, "/account/webhooks", url="http://example.org/")
    assert wrong.status_code == 422
    assert 'value="http://example.org/"' in wrong.text
    hook_id = db.session.scalar(sa.text("SELECT id FROM notices_webhook"))
    assert post(owner, f"/account/webhooks/{hook_id}/remove").status_code == 303
    assert "https://example.org/hook" not in owner.get("/account/webhooks").text
