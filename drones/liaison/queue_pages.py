"""The queue as a page: what waits, who holds it, what is to be acknowledged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _

from drones.flights.model import WAITING, Mode, Reason
from drones.liaison import service
from drones.liaison.model import Sort
from drones.liaison.rules.lines import Held, Mark, Within, understood
from drones.liaison.rules.places import PLACES
from drones.permits import service as permits
from geofences.zones import service as zones
from portal.kit import worker
from portal.kit.clock import now
from portal.kit.edge import Page, SeeOther
from portal.kit.i18n import height, local, locale, place, say
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import say_fault

blueprint = Blueprint("liaison_queue", __name__)

#: What the queue can be narrowed to by choice, and the words of each choice in the catalogues.
FILTERS: dict[str, dict[str, str]] = {
    "state": {one.value: f"status.flight.{one.value}" for one in sorted(WAITING)},
    "within": {one.value: f"liaison.within.{one.value}" for one in Within},
    "mark": {one.value: f"liaison.mark.{one.value}" for one in Mark},
    "mode": {one.value: f"liaison.mode.{one.value}" for one in Mode},
    "purpose": {one.value: f"flights.purpose.{one.value}" for one in Reason},
    "held": {one.value: f"liaison.held.{one.value}" for one in Held},
}
_STATUS = {"version": 412, "state": 409, "officer": 403, "command": 403}
#: So many cases are shown at first; all of them when asked for.
FIRST = 100
#: Alerts that stand above the queue; all of them stand on the page of the tasks.
ALERTS_ABOVE = 3


@blueprint.app_context_processor
def _desk() -> dict[str, Any]:
    """For the case's page too: whether keys act for this reader, and who holds a case."""
    return {
        "desk_shortcuts": lambda: service.uses_shortcuts(person_id=identity().id),
        "desk_claim": lambda case: service.claim_of(flight_id=case, reader=identity(), now=now()),
    }


@blueprint.app_template_filter("second")
def _to_the_second(moment: datetime) -> str:
    """A clock time in which seconds count."""
    return f"{local(moment):%H:%M:%S} ({place()})"


@blueprint.get("/liaison/live")
@allow(Permission.LIAISON_READ)
def live() -> Page | Response:
    """The changing part of the queue, for the page that refreshes itself; 304 while nothing changed."""
    tag = _tag()
    if request.if_none_match.contains(tag):
        same = Response(status=304)
        same.headers.update(_headers(tag))
        return same
    return Page("liaison/live.html", headers=_headers(tag), **_queue())


def shown(status: int = 200, refused: Iterable[Fault] = (), **kept: Any) -> Page:
    """The queue of the reader's command as it is now, with what was refused above it.

    ``kept`` is what was typed and could not be done.
    """
    reader = identity()
    context = _queue()
    return Page(
        "liaison/index.html",
        status,
        headers={"Cache-Control": "no-store"},
        filters=FILTERS,
        places=[place.name for place in PLACES],
        colleagues=service.names(command=reader.command),
        saved=service.saved_filters(person_id=reader.id),
        refusals=[say_fault(fault) for fault in refused],
        kept=kept,
        sorts=tuple(Sort),
        tag=_tag(),
        live_url=f"{url_for('liaison_queue.live')}?{urlencode(_address(context))}",
        address=urlencode(_address(context)),
        **context,
    )


def _queue() -> dict[str, Any]:
    """All that the queue shows and that changes by itself."""
    reader, moment = identity(), now().replace(second=0, microsecond=0)
    sort, wanted = _sort(), _wanted()
    found = service.queue(reader=reader, sort=sort, wanted=wanted, now=moment)
    whole = request.args.get("show") == "all"
    return {
        "lines": found.lines if whole else found.lines[:FIRST],
        "matching": len(found.lines),
        "total": found.total,
        "commands": found.commands,
        "wanted": wanted,
        "sort": sort,
        "whole": whole,
        "alerts": service.alerts(reader=reader, most=ALERTS_ABOVE),
        "tasks": service.open_tasks(reader=reader),
        "attention": service.attention(reader=reader, now=moment),
        "flagged": sorted(zones.flagged_keys()),
        "now": moment,
        "told": cache(say),
        "told_height": cache(height),
    }


def _tag() -> str:
    """The strong tag of what :func:`live` shows to this reader, in this language, for this address."""
    reader, moment = identity(), now()
    told = (
        service.queue_stamp(reader=reader, now=moment),
        service.attention(reader=reader, now=moment),
        sorted(zones.flagged_keys()),
        service.open_tasks(reader=reader),
        permits.key_alert(),
        worker.is_late(moment),
        locale(),
        _sort(),
        sorted(_wanted().items()),
        request.args.get("show") == "all",
    )
    return sha256(repr(told).encode()).hexdigest()[:32]


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": f'"{tag}"', "Cache-Control": "private, no-cache", "Vary": "Cookie, Accept-Language"}


def _sort() -> Sort:
    asked = request.args.get("sort", "")
    return Sort(asked) if asked in set(Sort) else Sort.RISK


def _wanted() -> Mapping[str, str]:
    """What the address asks for; one that asks for nothing opens with one's own filter."""
    if request.args:
        return understood(request.args)
    if request.form.get("back"):
        return asked_back()
    own = service.default_filter(person_id=identity().id)
    return own.wanted if own else {}


def _address(context: Mapping[str, Any]) -> dict[str, str]:
    """The same queue once more, whatever one's own filter is by then."""
    show = {"show": "all"} if context["whole"] else {}
    return {"sort": context["sort"].value, **show, **context["wanted"]}


@blueprint.post("/liaison/alerts/<alert_id>")
@allow(Permission.LIAISON_DECIDE)
def acknowledge(alert_id: str) -> SeeOther:
    """Somebody of the command has taken note of an alert."""
    service.acknowledge_alert(alert_id=alert_id, officer=identity(), now=now())
    flash(_("The alert is acknowledged."))
    return back()


@blueprint.post("/liaison/<flight_id>/claim")
@allow(Permission.LIAISON_DECIDE)
def claim(flight_id: str) -> Page | SeeOther:
    """Hold the case, or go on holding it."""
    read = _version()
    faults = service.claim(flight_id=flight_id, officer=identity(), expected_version=read, now=now())
    return _told(flight_id, faults, read, _("You hold the case."))


@blueprint.post("/liaison/<flight_id>/release")
@allow(Permission.LIAISON_DECIDE)
def release(flight_id: str) -> Page | SeeOther:
    """Let the case go."""
    faults = service.release(flight_id=flight_id, officer=identity(), now=now())
    return _told(flight_id, faults, None, _("The case is free for your colleagues."))


@blueprint.post("/liaison/<flight_id>/hold")
@allow(Permission.LIAISON_DECIDE)
def hold(flight_id: str) -> tuple[str, int]:
    """The open page of a case says that its holder still works on it: the lease lengthens.

    It takes no case that is free: whoever only reads does not keep it from the others.
    """
    goes_on = service.go_on_holding(flight_id=flight_id, officer=identity(), now=now())
    return "", 204 if goes_on else 409


@blueprint.get("/liaison/<flight_id>/reassign")
@allow(Permission.LIAISON_COMMAND)
def choose_colleague(flight_id: str) -> Page:
    """To whom a commander hands a case over."""
    reader = identity()
    return Page(
        "liaison/reassign.html",
        request_=service.request_of(flight_id=flight_id, reader=reader),
        colleagues=service.names(command=reader.command),
    )


@blueprint.post("/liaison/<flight_id>/reassign")
@allow(Permission.LIAISON_COMMAND)
def reassign(flight_id: str) -> Page | SeeOther:
    """Hand the case to a colleague, whoever holds it."""
    to = request.form.get("to", "")
    faults = service.reassign(flight_id=flight_id, to=to, commander=identity(), now=now())
    return _told(flight_id, faults, None, _("The case is handed over."))


def asked_back() -> dict[str, str]:
    """What the queue was narrowed to when the form was sent."""
    return understood(dict(parse_qsl(request.form.get("back", "")[:2_000])))


def back(anchor: str = "") -> SeeOther:
    """To the queue as it was when the form was sent."""
    asked = dict(parse_qsl(request.form.get("back", "")[:2_000]))
    kept = {name: asked[name] for name in ("sort", "show") if name in asked} | asked_back()
    queue = url_for("liaison.index")
    return SeeOther(f"{queue}?{urlencode(kept)}#{anchor}" if kept else queue)


def _told(flight_id: str, faults: tuple[Fault, ...], read: int | None, done: str) -> Page | SeeOther:
    """Back to the queue; a refusal stands above it, with what changed since the page was read."""
    if not faults:
        flash(done)
        if request.form.get("from") == "case":
            return SeeOther(url_for("liaison.case", flight_id=flight_id))
        return back(f"case-{flight_id}")
    told = list(faults)
    if faults[0].code == "liaison.refusal.stale" and read is not None:
        told += service.changes(flight_id=flight_id, reader=identity(), read=read)
    return shown(_STATUS.get(faults[0].pointer, 422), told)


def _version() -> int:
    """The version that was on the officer's screen; 0, which no plan has, when it is no number."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
