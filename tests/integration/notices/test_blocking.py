"""What is broken, full or slow keeps nobody else waiting, and who could not be told is called."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.settings import settings
from portal.notices import rules, service
from portal.notices.model import Address, Channel, Hook
from portal.notices.service import mails, posting
from tests.integration.notices.receivers import mail_server, web_server

CODE = "flights.told.approved"
FACTS = {"reference": "K7QM2", "address": "http://localhost/", "phone": "+223 20", "text": ""}


@pytest.fixture(autouse=True)
def addresses(app):
    before = app.extensions["portal.addresses"]
    service.connect(
        app, lambda person: Address(email=f"{person}@kayes.example", phone="+22370000000", locale="fr")
    )
    yield
    service.connect(app, before)


def enqueue(person="awa", code=CODE, **more) -> str:
    with unit_of_work():
        return service.enqueue(person_id=person, code=code, facts=FACTS, now=now(), **more)


def rows(channel) -> list:
    db.session.rollback()
    query = "SELECT state, attempts, fault FROM notices_message WHERE channel = :channel ORDER BY id"
    return [tuple(row) for row in db.session.execute(sa.text(query), {"channel": channel})]


@pytest.fixture
def silent_server():
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=200) as listening:
        yield listening.getsockname()[1]


def test_a_hundred_mails_leave_through_few_connections(given):
    with mail_server() as (address, box):
        given(smtp_url=address)
        for _ in range(100):
            enqueue(channel=Channel.EMAIL)
        assert service.deliver(now()) == 100
    assert len({mail["Message-ID"] for mail in box.mails}) == 100


def test_a_mail_server_that_hangs_is_tried_once_a_lane_and_the_rest_waits_untried(
    given, silent_server, monkeypatch
):
    monkeypatch.setattr(mails, "PATIENCE_S", 0.2)
    given(smtp_url=f"smtp://127.0.0.1:{silent_server}")
    for _ in range(50):
        enqueue(channel=Channel.EMAIL)
    assert service.deliver(now()) == 0
    tried = [row for row in rows("email") if row[1]]
    assert len(tried) == 4
    assert {row[0] for row in rows("email")} == {"queued"}
    assert service.deliver(now(), channel=Channel.SMS) == 0


def test_one_refused_recipient_keeps_no_other_from_their_mail(given):
    with mail_server() as (address, box):
        given(smtp_url=address)
        box.refuse_to = "bad@kayes.example"
        enqueue("bad", channel=Channel.EMAIL)
        for _ in range(9):
            enqueue(channel=Channel.EMAIL)
        assert service.deliver(now()) == 9
    assert [row for row in rows("email") if row[0] == "queued"] == [("queued", 1, "SMTPRecipientsRefused")]


def test_a_gateway_that_is_busy_is_left_alone_and_one_that_refuses_a_number_is_not(given):
    with web_server() as (address, received):
        given(sms_url=address)
        for _ in range(40):
            enqueue(channel=Channel.SMS)
        received.status = 503
        service.deliver(now(), channel=Channel.SMS)
        assert len(received.requests) == 8
        received.status = 400
        service.deliver(now(), channel=Channel.SMS)
        assert len(received.requests) == 40


def test_a_webhook_that_hangs_rests_with_all_that_waits_for_it(given, monkeypatch):
    monkeypatch.setattr(posting, "PATIENCE_S", 0.3)
    given(webhook_private=True)
    with web_server() as (slow, held), web_server() as (address, _):
        held.hold = threading.Event()
        with unit_of_work():
            assert isinstance(service.add_hook(person_id="awa", url=slow, now=now()), Hook)
            assert isinstance(service.add_hook(person_id="john", url=address, now=now()), Hook)
        for _ in range(service.MOST_A_ROUND + 20):
            enqueue("awa")
        for _ in range(5):
            enqueue("john")
        service.deliver(now(), channel=Channel.WEBHOOK)
        assert service.deliver(now() + timedelta(seconds=1), channel=Channel.WEBHOOK) == 5
        assert len(held.requests) == 1


def test_a_handshake_that_is_dribbled_ends_in_time(monkeypatch):
    monkeypatch.setattr(posting, "PATIENCE_S", 0.5)
    monkeypatch.setattr(posting, "_public", lambda _: True)
    dribbled = []

    def dribble(listening):
        channel, _ = listening.accept()
        with channel:
            for _ in range(600):
                time.sleep(0.05)  # the socket's own time-out begins anew with each byte
                try:
                    channel.send(b"\x16")
                except OSError:
                    return
                dribbled.append(1)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=dribble, args=(listening,))
        thread.start()
        with pytest.raises(OSError):
            posting.post(
                f"https://127.0.0.1:{listening.getsockname()[1]}/", headers={}, body=b"", private=False
            )
        thread.join()
    assert len(dribbled) < 600


def test_a_full_disk_loses_nothing_and_says_so(app):
    """The files of development on a disk that takes no byte more: the kernel's own full device."""
    id_ = enqueue(channel=Channel.EMAIL)
    folder = settings().var / "outbox"
    folder.mkdir(exist_ok=True)
    full = folder / f".{id_}.eml"
    full.symlink_to("/dev/full")
    assert service.deliver(now()) == 0
    assert rows("email") == [("queued", 1, "OSError")]
    assert not (folder / f"{id_}.eml").exists()
    full.unlink()
    assert service.deliver(now() + rules.BACK_OFF[0]) == 1


@pytest.mark.parametrize(
    "address",
    ["64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "::7f00:1", "fec0::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
     "2002:808:808::", "::ffff:8.8.8.8", "::ffff:0:10.0.0.1", "5f00::1", "3fff::1", "192.88.99.1",
     "198.18.0.1", "240.0.0.1", "255.255.255.255", "0.1.2.3", "fe80::1%lo", "2001:db8::1", "::", "ff0e::1"],
)  # fmt: skip
def test_no_such_address_is_public(address):
    assert not posting._public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "2a00:1450:4007::200e"])
def test_such_an_address_is_public(address):
    assert posting._public(address)


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "[::ffff:7f00:1]", "localhost", "localhost."],
)
def test_loopback_by_another_spelling_is_refused(host):
    with pytest.raises((posting.AddressRefusedError, socket.gaierror)):
        posting.post(f"https://{host}/x", headers={}, body=b"", private=False)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.0.0.7", "[::1]", "[64:ff9b::a00:7]", "localhost", "db.internal."]
)
def test_an_address_that_can_never_be_a_webhooks_is_refused_when_it_is_typed(app, host):
    with unit_of_work():
        made = service.add_hook(person_id="awa", url=f"https://{host}/x", now=now())
    assert made.code == "notices.error.url_not_public"


def test_a_name_is_resolved_once(monkeypatch):
    """The second answer of a name that changes its mind is never asked for."""
    asked = []

    def resolve(host, port, *_, **__):
        asked.append(host)
        return [(2, 1, 6, "", ("93.184.216.34" if len(asked) == 1 else "127.0.0.1", port))]

    dialled = []

    def dial(address, timeout):
        dialled.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(posting.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(posting.socket, "create_connection", dial)
    with pytest.raises(ConnectionRefusedError):
        posting.post("https://rebind.example:8443/x", headers={}, body=b"", private=False)
    assert (asked, dialled) == (["rebind.example"], [("93.184.216.34", 8443)])


def test_the_worker_ends_when_it_is_told_to(tmp_path):
    """Even while a full outbox is being emptied."""
    code = (
        "import threading, time\n"
        "from portal.kit import worker\n"
        "from flask import Flask\n"
        "app = Flask('x')\n"
        "stop = threading.Event()\n"
        "threading.Timer(0.3, stop.set).start()\n"
        "with app.app_context():\n"
        "    worker.run_apart({'t': lambda now: worker.AGAIN}, stop)\n"
        "print('ended')\n"
    )
    code = code.replace("app = Flask('x')\n", "app = Flask('x')\nworker.now = lambda: None\n")
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, timeout=60, text=True, check=False
    )
    assert done.stdout.strip() == "ended", done.stderr
