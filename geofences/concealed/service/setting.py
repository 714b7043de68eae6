"""Setting, changing and withdrawing concealed zones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from geofences.concealed import store
from geofences.concealed.formats.typed import read_typed, write_typed
from geofences.concealed.model import ConcealedZoneSet, Reading, Setting, State, Version
from geofences.concealed.rules import cover
from geofences.concealed.rules.setting import faults as setting_faults
from geofences.concealed.service.covering import snapshot_in_lock
from geofences.concealed.service.reading import version as own_version
from geofences.engine.model import Period, Zone
from geofences.zones import service as zones
from portal.audit import service as audit
from portal.kit.events import announce
from portal.kit.problems import Problem
from portal.kit.settings import settings


def read_form(*, typed: Mapping[str, str], command: str) -> Reading:
    """The zone that was typed into the form, times read in the portal's zone."""
    return read_typed(typed, command=command, zone=ZoneInfo(settings().time_zone))


def typed_of(*, version: Version) -> dict[str, str]:
    """The texts with which the form is filled to change a zone."""
    return write_typed(version.zone, ZoneInfo(settings().time_zone))


def set_zone(
    *, zone: Zone, command: str | None, actor: str, now: datetime, replaces: str | None = None
) -> Setting:
    """Set a concealed zone of ``command``, or a new version of one (``replaces``: the version read).

    Accepted only when everything that is published covers all of it: see ``rules.cover``. What it meets
    hears ``ConcealedZoneSet``, in the same transaction. Nothing that is published changes, no number,
    no version.
    """
    snapshot = snapshot_in_lock(now)
    store.hold()
    held = next((one for one in store.standing(zone.command) if one.zone.key == zone.key), None)
    faults = setting_faults(zone, command=command, standing=held, replaces=replaces, now=now)
    if faults:
        return Setting(faults=faults)
    lacking = cover.gaps(
        zone,
        snapshot,
        within=Period(now, now + cover.HORIZON),
        default_command=settings().default_command,
    )
    if lacking:
        return Setting(gaps=lacking)
    made = store.add(zone, author=actor, now=now)
    announce(ConcealedZoneSet(made.id))
    _note("concealed.set", made, actor)
    return Setting(made)


def withdraw(*, version_id: str, command: str | None, actor: str, now: datetime) -> Version:
    """End a zone that is set; a 404 problem for another command's, a 409 for one no longer set."""
    store.hold()
    found = own_version(version_id=version_id, command=command)
    if command is None or found.state is not State.SET:
        raise Problem("concealed.problem.not_set", 409)
    store.close(version_id, actor=actor, now=now)
    _note("concealed.withdrawn", found, actor)
    return own_version(version_id=version_id, command=command)


def _note(action: str, version: Version, actor: str) -> None:
    """One line of the ledger: the version's id and a keyed digest of what it says."""
    digest = audit.digest(zones.digest(zones.write_zone(version.zone)))
    audit.note(action, subject=version.id, facts={"digest": digest}, actor=actor)
