"""Importing files of zones, and exporting what is published."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from geofences.engine.model import Authority, Zone
from geofences.zones import rules, store
from geofences.zones.formats import (
    Assumed,
    Reading,
    read,
    write_ed269,
    write_ed318,
    write_geojson,
    write_kml,
)
from geofences.zones.model import ImportReport
from geofences.zones.service import publishing
from portal.audit import service as audit
from portal.kit import locks
from portal.kit.model import Fact
from portal.kit.problems import Problem
from portal.kit.settings import settings

FORMATS = ("ed269", "ed318", "geojson", "kml")


def import_file(
    *,
    data: bytes,
    name: str = "",
    actor: str,
    publish: bool = False,
    dry_run: bool = False,
    accept_partial: bool = False,
    command: str = "",
    assumed: Assumed = Assumed(),  # noqa: B008 - frozen
    now: datetime,
) -> ImportReport:
    """Import a file: all or nothing, or with ``accept_partial`` what is sound of it.

    Zones become drafts, or with ``publish`` take effect at once (only for the command line's actor:
    a person's own drafts are refused). Unchanged zones get no new version. ``dry_run`` writes
    nothing. ``command`` is the command to be asked where a zone asks for consent and names none,
    ``assumed`` what holds where a file of airspace states no country or no restriction.
    """
    reading = read(data, name=name, assumed=assumed)
    zones = rules.with_command(reading.zones, command)
    writing = not dry_run and bool(zones) and (accept_partial or not reading.errors)
    if writing:
        locks.register_exclusive()
    plan = rules.plan(zones, publishing.digests(zones), store.open_versions(zone.key for zone in zones))
    number = _write(plan, actor=actor, publish=publish, now=now) if writing else None
    if writing:
        _note(data, reading, plan, actor)
    return _report(reading, plan, done=writing, number=number)


def _write(plan: rules.Plan, *, actor: str, publish: bool, now: datetime) -> int | None:
    ids = store.add_drafts([*plan.added, *plan.changed], author=actor, now=now)
    ids += plan.drafts
    return publishing.publish(version_ids=ids, actor=actor, now=now) if publish and ids else None


def _note(data: bytes, reading: Reading, plan: rules.Plan, actor: str) -> None:
    facts: dict[str, Fact] = {
        "format": reading.format,
        "added": len(plan.added),
        "changed": len(plan.changed),
        "unchanged": len(plan.unchanged),
        "left_out": len(reading.errors) + reading.errors_left_out,
    }
    audit.note("zones.imported", subject=hashlib.sha256(data).hexdigest(), facts=facts, actor=actor)


def _report(reading: Reading, plan: rules.Plan, *, done: bool, number: int | None) -> ImportReport:
    return ImportReport(
        format=reading.format,
        added=tuple(zone.key for zone in plan.added),
        changed=tuple(zone.key for zone in plan.changed),
        unchanged=plan.unchanged,
        errors=reading.errors,
        warnings=reading.warnings,
        errors_left_out=reading.errors_left_out,
        warnings_left_out=reading.warnings_left_out,
        done=done,
        number=number,
    )


def export(*, zones: Iterable[Zone], format_: str, now: datetime) -> bytes:
    """The zones as a file; ``Problem`` 400 ``zones.format_unknown`` for a format not written here."""
    if format_ not in _WRITERS:
        raise Problem("zones.format_unknown", 400, format=format_[:20], known=", ".join(FORMATS))
    return _WRITERS[format_](zones, now)


def _publisher() -> Authority:
    return Authority(name=settings().name, site_url=settings().base_url, phone=settings().liaison_phone)


def _ed269(zones: Iterable[Zone], now: datetime) -> bytes:
    title, description = settings().name, settings().base_url
    return write_ed269(zones, issued=now, title=title, description=description, publisher=_publisher())


def _ed318(zones: Iterable[Zone], now: datetime) -> bytes:
    return write_ed318(zones, issued=now, title=settings().name, publisher=_publisher())


_WRITERS: Mapping[str, Callable[[Iterable[Zone], datetime], bytes]] = {
    "ed269": _ed269,
    "ed318": _ed318,
    "geojson": lambda zones, _: write_geojson(zones),
    "kml": lambda zones, _: write_kml(zones, title=settings().name),
}


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
