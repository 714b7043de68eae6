"""The worker runs the clock: every task of every room, each in a transaction of its own."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

import click
import structlog
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Mapped, mapped_column

from portal.kit.clock import now
from portal.kit.database import UtcDateTime, db, unit_of_work

Task = Callable[[datetime], object]
ROUND_SECONDS = 1.0
#: The answer of a task apart that has more to do at once.
AGAIN = object()
#: Without a round for this long the portal is not ready (decision 15).
LATE = timedelta(seconds=60)
_log = structlog.get_logger()


class Heartbeat(db.Model):  # type: ignore[name-defined,misc]
    """When the worker finished its last round."""

    __tablename__ = "kit_heartbeat"
    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def install(app: Flask, tasks: dict[str, Task], apart: dict[str, Task] | None = None) -> None:
    """Name the tasks of a round, in order; those ``apart`` speak to the world outside and make their
    own, short transactions. Each of them has a thread, so that a server that hangs delays no other."""
    app.extensions["portal.tasks"] = tasks
    app.extensions["portal.tasks_apart"] = apart or {}


def round_once() -> dict[str, str]:
    """One round of all tasks; a failing one stops no other. Returns the faults by task name."""
    faults = _round(current_app.extensions["portal.tasks"])
    for name, task in current_app.extensions["portal.tasks_apart"].items():
        with _reported(name, faults):
            task(now())
    return faults


def _round(tasks: dict[str, Task]) -> dict[str, str]:
    """The tasks that decide, and the worker's sign of life."""
    faults: dict[str, str] = {}
    for name, task in tasks.items():
        with _reported(name, faults), unit_of_work():
            task(now())
    with unit_of_work() as session:
        session.merge(Heartbeat(name="worker", at=now()))
    return faults


@contextmanager
def _reported(name: str, faults: dict[str, str]) -> Iterator[None]:
    try:
        yield
    except Exception as fault:
        faults[name] = type(fault).__name__
        db.session.rollback()
        _log.exception("worker.task_failed", task=name)


def run(stop: threading.Event) -> None:
    """Rounds until ``stop`` is set."""
    apart = threading.Thread(target=_all_apart, args=(_application(), stop))
    apart.start()
    while not stop.is_set():
        try:
            _round(current_app.extensions["portal.tasks"])
        except Exception:
            _log.exception("worker.round_failed")
        stop.wait(ROUND_SECONDS)
    apart.join()


def _all_apart(app: Flask, stop: threading.Event) -> None:
    with app.app_context():
        run_apart(app.extensions["portal.tasks_apart"], stop)


def run_apart(tasks: Mapping[str, Task], stop: threading.Event) -> None:
    """Each task again and again in a thread of its own, until ``stop`` is set."""
    app = _application()
    threads = [threading.Thread(target=_run_apart, args=(app, *named, stop)) for named in tasks.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _application() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]


def _run_apart(app: Flask, name: str, task: Task, stop: threading.Event) -> None:
    while not stop.is_set():
        with app.app_context(), _reported(name, {}):
            if task(now()) is AGAIN:
                continue
        stop.wait(ROUND_SECONDS)


def is_late(moment: datetime) -> bool:
    """True when no round has ended within the last 60 s."""
    beat = db.session.get(Heartbeat, "worker")
    return beat is None or moment - beat.at > LATE


@click.command("worker")
@click.option("--once", is_flag=True, help="One round, then end.")
@with_appcontext
def command(once: bool) -> None:
    """Run the clock: outbox, expiry, escalation, automatic end."""
    if once:
        faults = round_once()
        if faults:
            raise click.ClickException(", ".join(f"{name}: {kind}" for name, kind in faults.items()))
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run(stop)
