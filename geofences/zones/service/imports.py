"""Importing files of zones: read, compared with the register, and written all or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from geofences.engine.model import Zone
from geofences.zones import rules, store
from geofences.zones.formats import Assumed, Reading, read
from geofences.zones.model import SYSTEM, Difference, ImportReport, Key, Stated
from geofences.zones.service import drafting, publishing
from geofences.zones.store.imports import Absent, absent, compared
from portal.audit import service as audit
from portal.kit import locks
from portal.kit.model import Fact
from portal.kit.problems import Problem


def import_file(
    *,
    data: bytes,
    name: str = "",
    actor: str,
    publish: bool = False,
    dry_run: bool = False,
    accept_partial: bool = False,
    replace: bool = False,
    command: str = "",
    assumed: Assumed = Assumed(),  # noqa: B008 - frozen
    now: datetime,
) -> ImportReport:
    """Import a file: all or nothing, or with ``accept_partial`` what is sound of it.

    Zones become drafts, or with ``publish`` take effect at once (only for the command line's actor:
    a person's own drafts are refused). Unchanged zones get no new version. ``dry_run`` writes
    nothing and says of each changed zone what changes. ``replace``: the file is all that there is
    of its countries, so that a published zone which it does not hold is to be withdrawn: at once
    with ``publish``, else proposed; never from a file with an error, which may have meant to hold
    it. ``command`` is the command to be asked where a zone asks for consent and names none,
    ``assumed`` what holds where a file of airspace states no country or no restriction.
    """
    reading = read(data, name=name, assumed=assumed)
    zones = rules.with_command(reading.zones, command)
    writing = not dry_run and bool(zones) and (accept_partial or not reading.errors)
    if writing:
        locks.register_exclusive()
    known = store.open_versions(zone.key for zone in zones)
    plan = rules.plan(zones, publishing.digests(zones), known)
    missing = _missing(reading, zones, actor) if dry_run or replace else []
    number = None
    if writing:
        number = _write(plan, missing, actor=actor, publish=publish, now=now)
        _note(data, reading, plan, missing, actor)
    changes = _changes(plan.changed, known) if dry_run else {}
    return _report(reading, plan, changes, missing, done=writing, number=number)


def _missing(reading: Reading, zones: Sequence[Zone], actor: str) -> list[Absent]:
    if reading.errors:
        return []
    return absent((zone.country for zone in zones), (zone.key for zone in zones), author=actor)


def _write(
    plan: rules.Plan, missing: Sequence[Absent], *, actor: str, publish: bool, now: datetime
) -> int | None:
    """Drafts, or what takes effect at once; what is missing ends after the new is there, never before."""
    ids = store.add_drafts([*plan.added, *plan.changed], author=actor, now=now)
    ids += plan.drafts
    number = publishing.publish(version_ids=ids, actor=actor, now=now) if publish and ids else None
    if publish and missing and actor == SYSTEM:
        return publishing.withdraw(keys=[one.key for one in missing], actor=actor, now=now)
    for one in missing:
        if not one.proposed:
            drafting.propose_withdrawal(id_=one.id, remark="", actor=actor, now=now)
    return number


def _changes(changed: Sequence[Zone], known: Mapping[Key, Stated]) -> dict[Key, tuple[Difference, ...]]:
    before = compared((zone.key for zone in changed), known)
    return {zone.key: rules.diff(before[zone.key], zone) for zone in changed if zone.key in before}


def _note(data: bytes, reading: Reading, plan: rules.Plan, missing: Sequence[Absent], actor: str) -> None:
    facts: dict[str, Fact] = {
        "format": reading.format,
        "added": len(plan.added),
        "changed": len(plan.changed),
        "unchanged": len(plan.unchanged),
        "left_out": len(reading.errors) + reading.errors_left_out,
        "withdrawn": len(missing),
    }
    audit.note("zones.imported", subject=hashlib.sha256(data).hexdigest(), facts=facts, actor=actor)


def _report(
    reading: Reading,
    plan: rules.Plan,
    changes: Mapping[Key, tuple[Difference, ...]],
    missing: Sequence[Absent],
    *,
    done: bool,
    number: int | None,
) -> ImportReport:
    return ImportReport(
        format=reading.format,
        added=tuple(zone.key for zone in plan.added),
        changed=tuple(zone.key for zone in plan.changed),
        unchanged=plan.unchanged,
        changes=changes,
        missing=tuple(one.key for one in missing),
        errors=reading.errors,
        warnings=reading.warnings,
        errors_left_out=reading.errors_left_out,
        warnings_left_out=reading.warnings_left_out,
        done=done,
        number=number,
    )


def keep_upload(*, data: bytes, name: str, author: str, now: datetime) -> str:
    """Keep an uploaded file until its author has read its dry run; returns its id."""
    return store.keep_upload(data, name=name, author=author, now=now)


def upload(*, id_: str, author: str) -> tuple[str, bytes]:
    """Name and content of one's own upload; ``Problem`` 404 when it is not (or no longer) there."""
    found = store.upload(id_, author=author)
    if found is None:
        raise Problem("zones.upload_gone", 404)
    return found


def drop_upload(*, id_: str) -> None:
    """Forget an uploaded file."""
    store.drop_upload(id_)
