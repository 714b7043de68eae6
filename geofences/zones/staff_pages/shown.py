"""What several of the staff's pages show: versions in words, differences, and what went stale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import flash, url_for

from geofences.zones import rules, service
from geofences.zones.model import Difference, Version
from portal.kit.edge import Page, SeeOther
from portal.kit.i18n import say
from portal.kit.model import Fault
from portal.kit.permissions import identity

#: Faults that mean: somebody else was quicker.
STALE = frozenset({"zones.error.not_a_draft", "zones.error.base_changed", "zones.error.version_unknown"})


def said(faults: Iterable[Fault]) -> list[str]:
    """Faults in words."""
    return [say(fault.code, **fault.facts) for fault in faults]


def taken(fault: Fault | None, words: str, place: SeeOther) -> SeeOther:
    """Say that a step was taken, or why it was not, and go on to ``place``."""
    if fault is None:
        flash(words, "success")
    else:
        flash(say(fault.code, **fault.facts), "error")
    return place


def to_version(id_: str) -> SeeOther:
    """Go to the page of one version."""
    return SeeOther(url_for("zones_staff.version", id_=id_))


def stale(seen: Version, reasons: Sequence[str] = ()) -> Page:
    """412: what stands in the register is not what this person saw, and this is what changed."""
    standing = service.standing(key=seen.zone.key)
    newest = standing.draft or standing.published
    differences: Sequence[Difference] = ()
    if newest is not None and newest.id != seen.id:
        differences = rules.diff(seen.zone, newest.zone)
    return Page(
        "zones/stale.html",
        412,
        seen=seen,
        newest=newest,
        standing=standing,
        differences=service.told(differences),
        reasons=reasons,
        **people(),
    )


def people() -> dict[str, Any]:
    """Who is looking, for pages that say who did what."""
    return {"me": identity().id}
