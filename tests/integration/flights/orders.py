"""Two transactions in a chosen order: the second comes while the first is in the middle, and waits."""

import threading
from time import monotonic

import pytest
import sqlalchemy as sa

from portal.kit.database import db, unit_of_work
from portal.kit.problems import Problem

PATIENCE = 20


class Order:
    """Where the two stand: the first has taken its locks; the second is there."""

    def __init__(self):
        self.held, self.there = threading.Event(), threading.Event()

    def pausing(self, call):
        """The call, which goes on only when the other one waits."""

        def paused(*args, **named):
            self.pause()
            return call(*args, **named)

        return paused

    def pause(self):
        """In the middle of the first: let the other come, and go on when it waits."""
        if not self.held.is_set():
            self.held.set()
            assert self.there.wait(PATIENCE)
            _until_somebody_waits()

    def run(self, app, first, second):
        """Both, each in a transaction and thread of its own; gives what they gave, or a problem's status."""
        found, faults = [None, None], []

        def one(number, task):
            with app.app_context():
                try:
                    if number:
                        assert self.held.wait(PATIENCE)
                        self.there.set()  # on SpatiaLite it waits before it can do anything
                    found[number] = _done(task)
                except Exception as fault:
                    faults.append(fault)
                    self.held.set()
                finally:
                    db.session.remove()

        threads = [threading.Thread(target=one, args=pair) for pair in enumerate((first, second))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        if faults:
            pytest.fail(repr(faults))
        return found


def _done(task):
    try:
        with unit_of_work():
            return task()
    except Problem as problem:
        return problem.status


def _until_somebody_waits():
    """PostgreSQL tells who waits for an advisory lock; SpatiaLite has one writer and cannot tell."""
    if db.engine.dialect.name != "postgresql":
        return
    asked = sa.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    end = monotonic() + PATIENCE
    with db.engine.connect() as connection:
        while not connection.scalar(asked):
            assert monotonic() < end, "nobody waits"
