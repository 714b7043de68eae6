"""The register as others read it: what is published, its number, its snapshot for the engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Flask, current_app
from sqlalchemy.orm import Session

from geofences.engine.model import Coverage, Zone
from geofences.engine.relief import Relief
from geofences.engine.snapshot import Snapshot
from geofences.zones import store
from geofences.zones.model import Changes, Key, Version
from geofences.zones.service.ground import read_relief
from geofences.zones.service.settling import settled, undisturbed
from portal.kit.settings import Settings, settings


def register_number() -> int:
    """The number that every publication and withdrawal raises by one; 0 before the first."""
    return store.register_number()


def published() -> tuple[Zone, ...]:
    """All published zones, in order of country and identifier, from the database."""
    return tuple(store.published())


def changes_since(*, number: int) -> Changes:
    """What became of the register since ``number``."""
    return store.changes_since(number)


def drafts() -> list[Version]:
    """Every draft, newest first."""
    return store.drafts()


def history(*, key: Key) -> list[Version]:
    """All versions of a zone, newest first."""
    return store.history(key)


def read_ground(app: Flask, given: Settings) -> None:
    """Read what the settings know of the ground, once; ``SettingsError`` stops the start."""
    app.extensions["zones.relief"] = read_relief(given)


def relief() -> Relief:
    """What is known of the ground."""
    return cast(Relief, current_app.extensions["zones.relief"])


def load_snapshot(*, session: Session | None = None) -> Snapshot:
    """The whole register, read from the database and indexed."""
    number = store.register_number(session)  # first: a later row is only read early, never missed
    with undisturbed():
        snapshot = Snapshot.build(
            store.published(session),
            number=number,
            coverage=Coverage(settings().coverage),
            terrain=relief(),
            pre_approvals=store.pre_approvals(session),
        )
        return settled(snapshot)


def caught_up(*, cached: Snapshot, session: Session | None = None, now_at: int | None = None) -> Snapshot:
    """``cached`` itself when the register still has its number, else with the difference applied."""
    changes = store.changes_since(cached.number, session, now_at=now_at)
    if changes.number == cached.number:
        return cached
    if changes.number < cached.number:  # another database, e.g. one restored from a backup
        return load_snapshot(session=session)
    with undisturbed():
        snapshot = cached.with_changes(
            changes.zones, changes.gone, number=changes.number, pre_approvals=changes.pre_approvals
        )
        return snapshot if snapshot.shares_index(cached) else settled(snapshot)


def ask_snapshot_in_lock(*, cached: Snapshot) -> Callable[[], Snapshot]:
    """As :func:`snapshot_in_lock`, asked now, behind the lock before, and waited for when called."""
    number = store.ask_number()
    return lambda: caught_up(cached=cached, now_at=number())


def snapshot_in_lock(*, cached: Snapshot | None) -> Snapshot:
    """The register as it is while the caller holds its lock: only the difference is read.

    Nothing read before the lock may be used after it (decision 6); the caller has taken
    ``locks.register_shared()`` or ``register_exclusive()`` in this transaction.
    """
    return load_snapshot() if cached is None else caught_up(cached=cached)
