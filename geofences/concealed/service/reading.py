"""Concealed zones as officers read them, and which of them a flight meets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import current_app

from geofences.concealed import store
from geofences.concealed.model import Met, Version
from geofences.concealed.rules.setting import is_over
from geofences.engine.model import Coverage, FlightVolume, HeightOverlap, TerrainBounds
from geofences.engine.schedules import union
from geofences.engine.snapshot import Snapshot
from geofences.engine.verdicts import assess
from portal.kit.problems import Problem
from portal.kit.settings import settings

_HELD = "concealed.snapshot"


def standing(*, command: str | None) -> list[Version]:
    """Zones that are set, of one command; with ``None``, for an auditor, of all."""
    return store.standing(command)


def closed(*, command: str | None) -> list[Version]:
    """Zones that were withdrawn, of one command or of all, the latest first."""
    return store.closed(command)


def version(*, version_id: str, command: str | None) -> Version:
    """One version; a 404 problem when there is none, or when it is another command's."""
    found = store.by_id(version_id)
    if found is None or (command is not None and found.command != command):
        raise Problem("problem.http_404", 404)
    return found


def history(*, version: Version) -> list[Version]:
    """All versions of the same zone, newest first."""
    return store.history(*version.zone.key)


def names(*, command: str) -> tuple[tuple[str, str], ...]:
    """Identifier and name of every zone of a command that is set."""
    return tuple((one.zone.identifier, one.zone.name) for one in store.standing(command))


def uncovered(*, now: datetime) -> list[Version]:
    """Zones that are set, not over, and were last found without cover somewhere."""
    return [one for one in store.standing() if one.cover.lost_at is not None and not is_over(one.zone, now)]


def met(*, volumes: Sequence[FlightVolume], command: str | None) -> tuple[Met, ...]:
    """The zones of a command (``None``: of all) that a flight meets in area, height and time."""
    versions = store.standing(command)
    if not volumes or not versions:
        return ()
    verdict = assess(_snapshot(versions), volumes)
    by_key = {one.zone.key: one for one in versions}
    found: dict[tuple[str, str], Met] = {}
    for finding in verdict.findings:
        assert finding.zone is not None  # the whole world is covered, so every finding is a zone's
        key = finding.zone.key
        before = found.get(key, Met(by_key[key], certain=False))
        hours = union((*before.intervals, *finding.intervals))
        certain = before.certain or finding.heights is HeightOverlap.CERTAIN
        found[key] = Met(by_key[key], hours, certain)
    return tuple(found[key] for key in sorted(found))


def _snapshot(versions: Sequence[Version]) -> Snapshot:
    """The concealed zones' own index, apart from the published one; kept until they change."""
    key = tuple(one.id for one in versions)
    held: dict[tuple[str, ...], Snapshot] = current_app.extensions.get(_HELD, {})
    if key not in held:
        terrain = TerrainBounds(*settings().terrain)
        made = Snapshot.build([one.zone for one in versions], number=0, coverage=Coverage(), terrain=terrain)
        held = {key: made}
        current_app.extensions[_HELD] = held
    return held[key]
