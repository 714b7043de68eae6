"""The snapshot that each process holds: confirmed every 0.3 s, never older than 10 s."""

from __future__ import annotations

import threading
import time
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import structlog
from flask import Flask, current_app
from sqlalchemy.orm import Session

from geofences.engine.snapshot import Snapshot
from geofences.zones import store
from geofences.zones.service.register import caught_up, load_snapshot, read_ground
from portal.kit.clock import now
from portal.kit.database import db
from portal.kit.problems import Problem
from portal.kit.settings import Settings

POLL_SECONDS = 0.3
#: A snapshot that could not be confirmed for longer is stale: no answer is better than an old one.
STALE = timedelta(seconds=10)
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Held:
    """A snapshot and when the database last confirmed it, by the portal's clock and by the machine's."""

    snapshot: Snapshot
    epoch: str
    confirmed_at: datetime
    ticks: float


class SnapshotKeeper:
    """Holds the newest snapshot of this process and follows the register in a thread of its own.

    The thread starts with the first use (so that each worker process has its own) and swaps the
    snapshot in one assignment: readers never wait and never see half of a change. Under test it
    starts only when asked; until then every use confirms the snapshot itself.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._held: Held | None = None
        self._changed = threading.Condition()
        self._starting = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Load the register and follow it from now on; does nothing when it is already followed."""
        with self._starting:
            if self._thread is not None:
                return
            self.try_to_confirm()
            self._stop.clear()
            self._thread = threading.Thread(target=self._follow, name="zones-keeper", daemon=True)
            self._thread.start()

    def pause(self) -> None:
        """End the thread and keep the snapshot, which then grows stale."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def stop(self) -> None:
        """End the thread and forget the snapshot."""
        self.pause()
        self._thread, self._held = None, None

    @property
    def is_following(self) -> bool:
        """True once the thread was started; should it have died, the snapshot grows stale."""
        return self._thread is not None

    def confirm(self) -> None:
        """Compare the snapshot's number with the database's and load the difference, if any.

        Runs in a context of its own: a request that is writing must not make this read a writer.
        """
        Context().run(self._confirm)

    def _confirm(self) -> None:
        with self._app.app_context():
            moment, ticks = now(), time.monotonic()  # before the query: never later than what was read
            with Session(db.engine) as session:
                held = self._read(session, moment, ticks)
        with self._changed:
            self._held = held
            self._changed.notify_all()

    def _read(self, session: Session, moment: datetime, ticks: float) -> Held:
        held, epoch = self._held, store.epoch(session)
        if held is None or held.epoch != epoch:
            return Held(load_snapshot(session=session), epoch, moment, ticks)
        return Held(caught_up(cached=held.snapshot, session=session), epoch, moment, ticks)

    def current(self, moment: datetime) -> Held:
        """The snapshot with its confirmation; ``Problem`` 503 when that is over 10 s ago."""
        if not self.is_following:
            if self._app.testing:
                self.confirm()
            else:
                self.start()
        held = self._held
        if held is None or self._is_stale(held, moment):
            raise Problem("zones_stale", 503)
        return held

    def is_fresh(self, moment: datetime) -> bool:
        """Whether an answer could be given now, for the readiness page."""
        held = self._held
        return held is not None and not self._is_stale(held, moment)

    def wait_for(self, number: int, timeout: float) -> bool:
        """Wait until the snapshot has reached a number; False when it did not within ``timeout`` s."""
        with self._changed:
            return self._changed.wait_for(
                lambda: self._held is not None and self._held.snapshot.number >= number, timeout
            )

    def _is_stale(self, held: Held, moment: datetime) -> bool:
        # Both clocks: the portal's may be set back, the machine's own never runs backwards.
        return moment - held.confirmed_at > STALE or time.monotonic() - held.ticks > STALE.total_seconds()

    def _follow(self) -> None:
        while not self._stop.wait(POLL_SECONDS):
            self.try_to_confirm()

    def try_to_confirm(self) -> None:
        """As ``confirm``; a fault is logged, and the snapshot stays as it is and grows stale."""
        try:
            self.confirm()
        except Exception:
            _log.exception("zones.snapshot_not_confirmed")


def install(app: Flask) -> None:
    """Give the application its ground and its keeper, which starts with its first use."""
    read_ground(app, cast(Settings, app.extensions["portal.settings"]))
    app.extensions["zones.keeper"] = SnapshotKeeper(app)


def keeper() -> SnapshotKeeper:
    """The keeper of the current application."""
    return cast(SnapshotKeeper, current_app.extensions["zones.keeper"])


def current_snapshot(*, moment: datetime) -> Snapshot:
    """The snapshot of this process; ``Problem("zones_stale", 503)`` when it is not confirmed."""
    return keeper().current(moment).snapshot
