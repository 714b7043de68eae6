"""The queue as a page: what waits, who holds it, what is to be acknowledged."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _

from drones.flights.model import WAITING, Mode, Reason
from drones.liaison import service
from drones.liaison.model import Sort
from geofences.zones import service as zones
from portal.kit.clock import now
from portal.kit.edge import Page, SeeOther
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import say_fault

blueprint = Blueprint("liaison_queue", __name__)

#: What the queue can be narrowed to, and the words of each choice in the catalogues.
FILTERS: dict[str, dict[str, str]] = {
    "state": {one.value: f"status.flight.{one.value}" for one in sorted(WAITING)},
    "mode": {one.value: f"liaison.mode.{one.value}" for one in Mode},
    "purpose": {one.value: f"flights.purpose.{one.value}" for one in Reason},
    "held": {one: f"liaison.held.{one}" for one in ("mine", "free")},
}
_STATUS = {"version": 412, "state": 409, "officer": 403, "command": 403}


def shown(status: int = 200, refused: Iterable[Fault] = ()) -> Page:
    """The queue of the reader's command as it is now, with what was refused above it."""
    reader, moment = identity(), now()
    asked = request.args.get("sort", "")
    sort = Sort(asked) if asked in set(Sort) else Sort.RISK
    wanted = {name: request.args.get(name, "") for name in FILTERS}
    lines = service.queue(reader=reader, sort=sort, wanted=wanted, now=moment)
    return Page(
        "liaison/index.html",
        status,
        lines=lines,
        filters=FILTERS,
        wanted=wanted,
        colleagues=service.names(command=reader.command),
        alerts=service.alerts(reader=reader),
        refusals=[say_fault(fault) for fault in refused],
        sort=sort,
        sorts=tuple(Sort),
        attention=service.attention(reader=reader, now=moment),
        flagged=sorted(zones.flagged_keys()),
        now=moment,
    )


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


@blueprint.post("/liaison/<flight_id>/reassign")
@allow(Permission.LIAISON_COMMAND)
def reassign(flight_id: str) -> Page | SeeOther:
    """Hand the case to a colleague, whoever holds it."""
    to = request.form.get("to", "")
    faults = service.reassign(flight_id=flight_id, to=to, commander=identity(), now=now())
    return _told(flight_id, faults, None, _("The case is handed over."))


@blueprint.post("/liaison/alerts/<alert_id>")
@allow(Permission.LIAISON_DECIDE)
def acknowledge(alert_id: str) -> SeeOther:
    """Somebody of the command has taken note of an alert."""
    service.acknowledge_alert(alert_id=alert_id, officer=identity(), now=now())
    flash(_("The alert is acknowledged."))
    return SeeOther(url_for("liaison.index"))


def _told(flight_id: str, faults: tuple[Fault, ...], read: int | None, done: str) -> Page | SeeOther:
    """Back to the queue; a refusal stands above it, with what changed since the page was read."""
    if not faults:
        flash(done)
        return SeeOther(url_for("liaison.index"))
    told = list(faults)
    if faults[0].code == "liaison.refusal.stale" and read is not None:
        told += service.changes(flight_id=flight_id, reader=identity(), read=read)
    return shown(_STATUS.get(faults[0].pointer, 422), told)


def _version() -> int:
    """The version that was on the officer's screen; 0, which no plan has, when it is no number."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
