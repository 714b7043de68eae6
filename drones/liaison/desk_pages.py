"""What stands beside the queue: one's own filters and keys, and owners who are to be called."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _

from drones.liaison import service
from drones.liaison.queue_pages import asked_back, back, shown
from portal.kit.clock import now
from portal.kit.edge import Page, SeeOther
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import say_fault

blueprint = Blueprint("liaison_desk", __name__)


@blueprint.post("/liaison/filters")
@allow(Permission.LIAISON_READ)
def save_filter() -> Page | SeeOther:
    """Keep what the queue is narrowed to under a name of one's own."""
    name = request.form.get("name", "")
    faults = service.save_filter(person_id=identity().id, name=name, wanted=asked_back())
    if faults:
        return shown(422, faults, name=name)
    flash(_("The filter is saved."))
    return back()


@blueprint.post("/liaison/filters/<filter_id>")
@allow(Permission.LIAISON_READ)
def change_filter(filter_id: str) -> SeeOther:
    """Open the queue with a filter of one's own, or no longer, or forget it."""
    me, what = identity().id, request.form.get("do", "")
    if what == "delete":
        service.forget_filter(person_id=me, filter_id=filter_id)
        flash(_("The filter is deleted."))
    elif what in {"default", "whole"}:
        service.open_with(person_id=me, filter_id=filter_id if what == "default" else None)
        flash(_("The queue opens so from now on."))
    return SeeOther(url_for("liaison.index"))


@blueprint.post("/liaison/shortcuts")
@allow(Permission.LIAISON_READ)
def shortcuts() -> SeeOther:
    """Switch one's own keys on or off."""
    on = request.form.get("on") == "1"
    service.set_shortcuts(person_id=identity().id, on=on)
    flash(_("Keyboard shortcuts are on.") if on else _("Keyboard shortcuts are off."))
    place = request.form.get("next", "")
    return SeeOther(place if _is_desk(place) else url_for("liaison.index"))


def _is_desk(place: str) -> bool:
    """A page of the desk, and no address elsewhere."""
    return place.isprintable() and (place == "/liaison" or place.startswith(("/liaison/", "/liaison?")))


@blueprint.get("/liaison/tasks")
@allow(Permission.LIAISON_READ)
def tasks() -> Page:
    """Owners to call, and alerts to take note of."""
    return _tasks()


@blueprint.post("/liaison/tasks/alerts")
@allow(Permission.LIAISON_DECIDE)
def acknowledge_alerts() -> SeeOther:
    """Somebody of the command takes note of many alerts."""
    ids = request.form.getlist("alert")[:500]
    done = service.acknowledge_alerts(alert_ids=ids, officer=identity(), now=now())
    flash(_("Alerts acknowledged: %(count)d", count=done))
    return SeeOther(url_for("liaison_desk.tasks"))


@blueprint.post("/liaison/tasks/stops/<flight_id>")
@allow(Permission.LIAISON_DECIDE)
def stop_told(flight_id: str) -> Page | SeeOther:
    """An owner was told of a stop by telephone."""
    text = request.form.get("text", "").strip()
    return _called(flight_id, service.phoned(flight_id=flight_id, officer=identity(), text=text, now=now()))


@blueprint.post("/liaison/tasks/notices/<message_id>")
@allow(Permission.LIAISON_DECIDE)
def notice_told(message_id: str) -> Page | SeeOther:
    """An owner was told by telephone what a notice could not tell."""
    text = request.form.get("text", "").strip()
    return _called(
        message_id, service.called(message_id=message_id, officer=identity(), text=text, now=now())
    )


def _called(about: str, faults: tuple[Fault, ...]) -> Page | SeeOther:
    if faults:
        return _tasks(422, about, faults)
    flash(_("Noted that the owner was reached by telephone."))
    return SeeOther(url_for("liaison_desk.tasks"))


def _tasks(status: int = 200, about: str = "", faults: tuple[Fault, ...] = ()) -> Page:
    reader = identity()
    return Page(
        "liaison/tasks.html",
        status,
        alerts=service.alerts(reader=reader),
        stops=service.stops(reader=reader),
        undelivered=service.undelivered(reader=reader),
        tasks=service.open_tasks(reader=reader),
        about=about,
        refusals=[say_fault(fault) for fault in faults],
        typed=request.form.get("text", ""),
    )
