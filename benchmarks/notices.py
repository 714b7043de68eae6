"""Notices: a curfew suspends 100,000 flights; how fast are their owners told?"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from app import create_app
from benchmarks.figures import Figure
from benchmarks.ledger import environment
from portal.kit.clock import now
from portal.kit.database import db, unit_of_work
from portal.kit.settings import from_environment
from portal.notices import service
from portal.notices.model import Address, Channel

#: Suspensions, each of another owner: the worst case, for those of one owner leave as one.
QUEUED = 100_000
#: How many of them are delivered and timed; ``PORTAL_BENCH_NOTICES`` sets another number.
TIMED = int(os.environ.get("PORTAL_BENCH_NOTICES", "5000"))
BATCH = 5_000
#: Mails a second at the least, to a mail server of this machine.
LEAST = 50.0
FACTS = {"address": "http://localhost/flights/1", "phone": "+223 20 00 00 00", "text": ""}


def figures() -> Iterator[Figure]:
    """Enqueue them all, deliver a share to files and to a mail server, in an embedded database."""
    with tempfile.TemporaryDirectory() as folder, _mail_server() as smtp:
        app = create_app(from_environment(environment(Path(folder))), TESTING=True)
        with app.app_context():
            db.create_all()
            service.connect(app, _address)
            taken = _timed(_enqueue)
            yield Figure("notices_enqueued_per_s", QUEUED / taken, "notices/s")
            to_files = _rate(Channel.EMAIL)
            yield Figure("notices_mails_to_files_per_s", to_files, "notices/s", LEAST, at_least=True)
            yield Figure("notices_short_messages_to_files_per_s", _rate(Channel.SMS), "notices/s")
            chosen = app.extensions["portal.settings"]
            app.extensions["portal.settings"] = replace(chosen, smtp_url=smtp)
            to_server = _rate(Channel.EMAIL)
            yield Figure("notices_mails_to_server_per_s", to_server, "notices/s", LEAST, at_least=True)
            yield Figure("notices_100k_mails_to_server", 100_000 / to_server / 60, "min")
            db.session.remove()
            db.engine.dispose()


def _address(person: str) -> Address:
    return Address(email=f"{person}@kayes.example", phone="+22370000000", locale="fr")


def _enqueue() -> None:
    for start in range(0, QUEUED, BATCH):
        told = [
            (f"p{one}", f"f{one}", {**FACTS, "reference": "ABC-DEF"}) for one in range(start, start + BATCH)
        ]
        with unit_of_work():
            service.enqueue_all(told=told, code="flights.told.suspended", now=now())


def _rate(channel: Channel) -> float:
    sent = 0
    begun = perf_counter()
    while sent < TIMED and (more := service.deliver(now(), channel=channel)):
        sent += more
    return sent / (perf_counter() - begun)


def _timed(call: Callable[[], None]) -> float:
    begun = perf_counter()
    call()
    return perf_counter() - begun


@contextmanager
def _mail_server() -> Iterator[str]:
    """A mail server in a process of its own, which takes everything and keeps nothing."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "aiosmtpd",
        "-n",
        "-l",
        f"127.0.0.1:{port}",
        "-c",
        "aiosmtpd.handlers.Sink",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        _until_it_listens(port)
        yield f"smtp://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _until_it_listens(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("no mail server")
