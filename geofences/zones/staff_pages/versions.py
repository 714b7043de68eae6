"""One version with its review, all versions of a zone, and how any two of them differ."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import request

from geofences.zones import rules, service
from geofences.zones.forms import EndForm, MomentForm, RemarkForm, SureForm
from geofences.zones.model import Version
from geofences.zones.staff_pages.blueprint import blueprint
from geofences.zones.staff_pages.shown import people
from portal.kit.clock import now
from portal.kit.edge import Page
from portal.kit.model import Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem

#: How far ahead the end of a zone is proposed to be moved.
_LATER = timedelta(hours=1)


@blueprint.get("/zones/edit/version/<id_>")
@allow(Permission.ZONES_READ_DRAFTS)
def version(id_: str) -> Page:
    """One version: what it says, whether it applies at a moment, what it changes, and the next steps."""
    return version_page(id_)


def version_page(id_: str, status: int = 200, **forms: Any) -> Page:
    """The page of a version, with the forms that were just sent and their faults."""
    found, moment, asked = service.review(id_=id_), now(), MomentForm(request.args)
    zone, actor = found.version.zone, identity().id
    return Page(
        "zones/version.html",
        status,
        version=found.version,
        zone=zone,
        before=found.before,
        differences=service.told(found.differences),
        standing=found.standing,
        asked=asked,
        answer=service.applies_at(zone=zone, at=asked.read(moment)),
        is_over=rules.is_over(zone, moment),
        may_end=rules.withdrawal_fault(found.version, actor) is None,
        two_persons=rules.loosens(zone) and not _is_own(found.version, actor),
        features=service.outlines([zone]),
        **{"remark": RemarkForm(None), "end": EndForm(None), "sure": SureForm(None), "faults": (), **forms},
        **people(),
    )


def _is_own(found: Version, actor: str) -> bool:
    return found.emergency and (found.published_by == actor or found.confirmed_by is None)


@blueprint.get("/zones/edit/<country>/<path:identifier>")
@allow(Permission.ZONES_READ_DRAFTS)
def history(country: str, identifier: str) -> Page:
    """All versions of one zone, newest first; ``before`` and ``after`` compare two of them."""
    versions = service.history(key=(country, identifier))
    if not versions:
        raise Problem("problem.http_404", 404)
    chosen = _chosen(versions)
    differences = (
        () if chosen is None else service.compare(versions=versions, before=chosen[0], after=chosen[1])
    )
    return Page(
        "zones/history.html",
        versions=versions,
        zone=versions[0].zone,
        standing=service.standing(key=(country, identifier)),
        chosen=chosen,
        differences=service.told(differences),
        features=service.outlines([versions[0].zone]),
        **people(),
    )


def _chosen(versions: list[Version]) -> tuple[int, int] | None:
    """The numbers of the two versions that the address asks for; the newest two without it."""
    asked = [request.args.get(name, "") for name in ("before", "after")]
    if all(text.isascii() and text.isdigit() and len(text) < 9 for text in asked):
        return int(asked[0]), int(asked[1])
    if any(asked):
        raise Problem("problem.http_404", 404)
    numbers = sorted(one.number for one in versions)
    return (numbers[-2], numbers[-1]) if len(numbers) > 1 else None
