"""The worker runs the clock: every task of every room, each in a transaction of its own."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
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
#: Without a round for this long the portal is not ready (decision 15).
LATE = timedelta(seconds=60)
_log = structlog.get_logger()


class Heartbeat(db.Model):  # type: ignore[name-defined,misc]
    """When the worker finished its last round."""

    __tablename__ = "kit_heartbeat"
    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def install(app: Flask, tasks: dict[str, Task], apart: dict[str, Task] | None = None) -> None:
    """Name the tasks of a round, in order; those ``apart`` speak to the world outside and make
    their own, short transactions, so that nothing is locked meanwhile."""
    app.extensions["portal.tasks"] = tasks
    app.extensions["portal.tasks_apart"] = apart or {}


def round_once() -> dict[str, str]:
    """One round of all tasks; a failing one stops no other. Returns the faults by task name."""
    faults: dict[str, str] = {}
    for name, task in current_app.extensions["portal.tasks"].items():
        with _reported(name, faults), unit_of_work():
            task(now())
    for name, task in current_app.extensions["portal.tasks_apart"].items():
        with _reported(name, faults):
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
    while not stop.is_set():
        try:
            round_once()
        except Exception:
            _log.exception("worker.round_failed")
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
