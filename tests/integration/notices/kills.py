"""Kill the worker again and again while notices leave; what arrived, and how often."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from app import create_app
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.settings import from_environment
from portal.notices import service
from portal.notices.model import Channel, Hook
from tests.conftest import ROOT, environment
from tests.integration.notices.receivers import mail_server, web_server

CODE = "flights.told.approved"
FACTS = {"reference": "K7QM2", "address": "http://localhost/flights/1", "phone": "+223 20", "text": ""}


@dataclass(frozen=True)
class Outcome:
    """Ids by channel that were enqueued, and how often each arrived."""

    enqueued: dict[Channel, set[str]]
    arrived: dict[Channel, Counter[str]]
    kills: int


def survive(var: Path, *, kills: int, notices: int, seed: int, url: str = "") -> Outcome:
    """Enqueue ``notices`` for each channel, kill the worker ``kills`` times, then let it finish.

    ``url`` is that of an empty database; without it one is made in ``var``.
    """
    chance = random.Random(seed)
    url = url or f"sqlite:///{var / 'portal.db'}"
    with mail_server() as (smtp, box), web_server() as (web, received), ExitStack() as left:
        settings = environment(url, var) | {
            "PORTAL_SMTP_URL": smtp, "PORTAL_SMS_URL": f"{web}/sms", "PORTAL_WEBHOOK_PRIVATE": "1",
        }  # fmt: skip
        app = create_app(from_environment(settings), TESTING=True)
        with app.app_context():
            if db.engine.dialect.name == "postgresql":
                with db.engine.begin() as connection:
                    connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS postgis"))
            db.create_all()
            with unit_of_work():
                made = service.add_hook(person_id="awa", url=f"{web}/hook", now=now())
                assert isinstance(made, Hook)
            workers = Workers(settings)
            left.callback(workers.end)
            done = 0
            for kill in range(kills):
                # Half of them at first, so that no worker is ever without work.
                wanted = notices // 2 + notices * (kill + 1) // (2 * kills)
                _enqueue(done, wanted)
                done = wanted
                arrived = len(box.mails) + len(received.requests)
                worker = workers.start()
                _until(lambda before=arrived: len(box.mails) + len(received.requests) > before)
                time.sleep(chance.random() * 0.1)
                workers.kill(worker)
                _forget_leases()
            _until_empty(workers)
            enqueued = _enqueued()
            db.session.remove()
            db.engine.dispose()
    mails = Counter(mail["Message-ID"].strip("<>").partition("@")[0] for mail in box.mails)
    texts = Counter(head["idempotency-key"] for path, head, _body in received.requests if path == "/sms")
    hooks = Counter(head["webhook-id"] for path, head, _body in received.requests if path == "/hook")
    return Outcome(enqueued, {Channel.EMAIL: mails, Channel.SMS: texts, Channel.WEBHOOK: hooks}, kills)


def _enqueue(first: int, last: int) -> None:
    for _number in range(first, last):
        with unit_of_work():
            service.enqueue(person_id="awa", code=CODE, facts=FACTS, now=now(), channel=Channel.EMAIL)
            service.enqueue(person_id="awa", code=CODE, facts=FACTS, now=now(), channel=Channel.SMS)
        _hook_notice()


def _hook_notice() -> None:
    with unit_of_work() as session:
        bundle = service.enqueue(person_id="awa", code=CODE, facts=FACTS, now=now())
        mail = sa.text("DELETE FROM notices_message WHERE bundle = :bundle AND channel = 'email'")
        session.flush()
        session.execute(mail, {"bundle": bundle})


class Workers:
    """Starts workers, one at a time, and kills them."""

    def __init__(self, settings: dict[str, str]) -> None:
        command = [sys.executable, "-m", "tests.integration.notices.deliverer"]
        self._parent = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **settings},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._last = 0
        self._asks, self._says = self._parent.stdin, self._parent.stdout
        assert self._says.readline().strip() == "made"

    def start(self) -> int:
        """A worker that is about to deliver; gives its process id."""
        print(file=self._asks, flush=True)
        said = {self._says.readline().strip(), self._says.readline().strip()}
        assert len(said) == 2, said
        (number,) = said - {"ready"}
        self._last = int(number)
        return self._last

    def kill(self, worker: int) -> None:
        """``kill -9``, and wait until it is gone."""
        os.kill(worker, signal.SIGKILL)
        self._last = 0
        while Path(f"/proc/{worker}").exists():
            time.sleep(0.001)

    def end(self) -> None:
        """No more workers, and none left behind."""
        with suppress(ProcessLookupError):
            os.kill(self._last or self._parent.pid, signal.SIGKILL)
        self._asks.close()
        self._says.close()
        self._parent.wait()


def _forget_leases() -> None:
    """What the next worker would wait five minutes for: tries that nobody lived to end are due now."""
    with unit_of_work() as session:
        session.execute(
            sa.text(
                "UPDATE notices_message SET next_try_at = created_at WHERE state = 'queued' AND fault IS NULL"
            )
        )


def _until(begun: Callable[[], bool]) -> None:
    """Wait until a worker has delivered something, or for ten seconds."""
    deadline = time.monotonic() + 10
    while not begun() and time.monotonic() < deadline:
        time.sleep(0.002)


def _until_empty(workers: Workers) -> None:
    worker = workers.start()
    try:
        deadline = time.monotonic() + 900
        while time.monotonic() < deadline:
            db.session.rollback()
            if not db.session.scalar(sa.text("SELECT count(*) FROM notices_message WHERE state = 'queued'")):
                return
            time.sleep(0.2)
        raise AssertionError("notices are still queued")
    finally:
        workers.kill(worker)


def _enqueued() -> dict[Channel, set[str]]:
    db.session.rollback()
    rows = db.session.execute(sa.text("SELECT id, channel, state FROM notices_message")).all()
    assert {row.state for row in rows} == {"sent"}
    return {channel: {row.id for row in rows if row.channel == channel} for channel in Channel}
