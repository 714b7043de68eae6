"""Worker processes that the tests kill: each delivers notices until it is ended.

``python -m tests.integration.notices.deliverer`` with the portal's settings in the environment. For each line
on its standard input it forks a worker and prints its process id, which the worker follows with ``ready``:
so a worker begins in milliseconds, and is a process of its own all the same.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

from apiflask import APIFlask

from app import create_app
from portal.kit import worker
from portal.kit.settings import from_environment
from portal.notices import service
from portal.notices.model import Address


def main() -> None:
    """Fork a worker a line; the application is made once and has spoken to no database yet."""
    answers = os.dup(1)
    os.dup2(2, 1)  # what is logged is nobody's answer
    app = create_app(from_environment(dict(os.environ)), TESTING=True)
    service.connect(app, lambda person: Address(email=f"{person}@kayes.example", phone="+22370", locale="fr"))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who was killed is gone at once
    os.write(answers, b"made\n")
    for _line in sys.stdin:
        child = os.fork()
        if child == 0:
            deliver(app, answers)
        os.write(answers, f"{child}\n".encode())


def deliver(app: APIFlask, answers: int) -> None:
    """The worker's own threads, for good; the address of everybody is made of their id."""
    with app.app_context():
        os.write(answers, b"ready\n")
        worker.run_apart(dict(service.tasks()), threading.Event())


if __name__ == "__main__":
    main()
