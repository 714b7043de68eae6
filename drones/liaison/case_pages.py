"""A case on one screen, and what an officer does there before and after the decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from drones.flights.model import FlightView
from drones.liaison import formats, service
from drones.liaison.forms import ApproveForm, BareForm, DenyForm, ProposeForm, SignForm, WordsForm
from drones.liaison.model import Case
from drones.liaison.rules import decisions, signatures, timebar
from drones.liaison.rules.timebar import Bar
from portal.accounts import service as accounts
from portal.kit.clock import now
from portal.kit.edge import Page, SeeOther
from portal.kit.forms import Form
from portal.kit.i18n import clock_time
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem, say_fault
from portal.kit.settings import settings

blueprint = Blueprint("liaison_case", __name__)

#: Faults of the decision as a whole, by what they are about; all others are a field's.
STATUS = {"version": 412, "state": 409, "officer": 403, "command": 403, "signature": 403}


@blueprint.post("/liaison/<flight_id>/ask")
@allow(Permission.LIAISON_DECIDE)
def ask(flight_id: str) -> Page | SeeOther:
    """A question to the owner."""
    form = WordsForm("ask")
    done = _("The question is with the owner.")
    return settled(flight_id, "ask", form, done, service.ask, lambda: {"text": _text(form)})


@blueprint.post("/liaison/<flight_id>/message")
@allow(Permission.LIAISON_DECIDE)
def message(flight_id: str) -> Page | SeeOther:
    """Words to the owner that move nothing."""
    form = WordsForm("message")
    done = _("The message is with the owner.")
    return settled(
        flight_id, "message", form, done, service.write, lambda: {"text": _text(form)}, versioned=False
    )


@blueprint.post("/liaison/<flight_id>/propose")
@allow(Permission.LIAISON_DECIDE)
def propose(flight_id: str) -> Page | SeeOther:
    """What the command would consent to instead."""
    form = ProposeForm()
    done = _("The proposal is with the owner, who accepts or declines it.")
    return settled(flight_id, "propose", form, done, service.propose, lambda: {"offer": form.offer()})


@blueprint.post("/liaison/<flight_id>/recall")
@allow(Permission.LIAISON_DECIDE)
def recall(flight_id: str) -> Page | SeeOther:
    """The open question or proposal is taken back."""
    done = _("Taken back: the flight waits for your decision.")
    return settled(flight_id, "act", BareForm(), done, service.recall)


@blueprint.post("/liaison/<flight_id>/undo")
@allow(Permission.LIAISON_DECIDE)
def undo(flight_id: str) -> Page | SeeOther:
    """The newest decision is taken back, within half a minute."""
    done = _("Undone: nothing has left, and the flight stands where it stood.")
    return settled(flight_id, "act", BareForm(), done, service.undo)


@blueprint.post("/liaison/<flight_id>/sign")
@allow(Permission.LIAISON_DECIDE)
def sign(flight_id: str) -> Page | SeeOther:
    """The second signature, by somebody who shows anew who they are."""
    form = SignForm()
    if form.validate() and not _is_fresh():
        texts = {"password": form.password.data or "", "code": form.code.data or ""}
        faults = accounts.reauthenticate(person_id=identity().id, now=now(), **texts)
        if faults:
            form.show(faults)
            return shown(flight_id, 422, sign=form)
    done = _("Signed by two persons: your command consents.")
    return settled(flight_id, "sign", form, done, service.countersign, reauthenticated)


@blueprint.post("/liaison/<flight_id>/unsign")
@allow(Permission.LIAISON_DECIDE)
def unsign(flight_id: str) -> Page | SeeOther:
    """The first signature is taken back."""
    done = _("The signature is taken back.")
    return settled(flight_id, "act", BareForm(), done, service.unsign)


@blueprint.post("/liaison/<flight_id>/suspend")
@allow(Permission.LIAISON_DECIDE)
def suspend(flight_id: str) -> Page | SeeOther:
    """A flight that may fly is stopped."""
    form = DenyForm("suspend")
    done = _("Suspended. The permit says so at once; call the owner if they do not confirm.")
    return settled(flight_id, "suspend", form, done, service.suspend, lambda: {"refused": form.refused()})


@blueprint.post("/liaison/<flight_id>/rescind")
@allow(Permission.LIAISON_DECIDE)
def rescind(flight_id: str) -> Page | SeeOther:
    """The consent of a suspended flight is taken back for good."""
    form = DenyForm("rescind")
    done = _("The consent is taken back for good. Call the owner if they do not confirm.")
    return settled(flight_id, "rescind", form, done, service.rescind, lambda: {"refused": form.refused()})


@blueprint.post("/liaison/<flight_id>/reinstate")
@allow(Permission.LIAISON_DECIDE)
def reinstate(flight_id: str) -> Page | SeeOther:
    """A suspended flight may fly again."""
    done = _("The flight stands again as it stood before.")
    return settled(flight_id, "act", BareForm(), done, service.reinstate)


@blueprint.post("/liaison/<flight_id>/phoned")
@allow(Permission.LIAISON_DECIDE)
def phoned(flight_id: str) -> Page | SeeOther:
    """Somebody has told the owner by telephone."""
    form = WordsForm("phone")
    done = _("Noted that the owner was reached by telephone.")
    return settled(
        flight_id, "phone", form, done, service.phoned, lambda: {"text": _text(form)}, versioned=False
    )


def settled(
    flight_id: str,
    name: str,
    form: Any,
    done: str | Callable[[], str],
    move: Callable[..., tuple[Fault, ...]],
    facts: Callable[[], dict[str, Any]] = dict,
    *,
    versioned: bool = True,
) -> Page | SeeOther:
    """Check the form, make the move: to the case as it then is, or the case with every fault.

    ``name`` is that of the form on the page, ``done`` what is said when it was made, or gives it.
    """
    if not form.validate():
        return shown(flight_id, 422, **{name: form})
    version = {"expected_version": form.expected_version} if versioned else {}
    faults = _tried(move, flight_id=flight_id, officer=identity(), now=now(), **version, **facts())
    if faults:
        form.show([fault for fault in faults if fault.pointer not in STATUS])
        read = form.expected_version if versioned else None
        return shown(flight_id, _status(faults), faults, read=read, **{name: form})
    service.go_on_holding(flight_id=flight_id, officer=identity(), now=now())
    flash(done() if callable(done) else done, "success")
    return SeeOther(url_for("liaison.case", flight_id=flight_id))


def shown(
    flight_id: str,
    status: int = 200,
    faults: tuple[Fault, ...] = (),
    *,
    read: int | None = None,
    **filled: Form,
) -> Page:
    """The case as it is now; forms come back as they were filled in, for the version now shown.

    Of a page that was out of date (``read`` is its version) it says what happened since.
    """
    reader, moment = identity(), now()
    found = service.case(flight_id=flight_id, reader=reader, now=moment)
    if status == 200:
        service.note_view(case=found)
    flight = found.request.flight
    obstacle = service.obstacle(case=found, reader=reader)
    bar = _bar(found)
    forms = _forms() | filled
    for form in forms.values():
        form.version.data = str(flight.version)
    for name in ("approve", "propose"):
        forms[name].offer_cuts(found.cuts)
    said = [fault for fault in faults if fault.pointer in STATUS] or ([obstacle] if obstacle else [])
    return Page(
        "liaison/case.html",
        status,
        case=found,
        features=formats.features(found, bar),
        changed=_changed(flight, read, faults),
        bar=bar,
        bar_hours=[clock_time(hour) for hour in bar.hours] if bar else [],
        time_zone=settings().time_zone,
        refusals=[say_fault(fault) for fault in said],
        is_open=obstacle is None and reader.command is not None,
        can=service.possible(case=found, reader=reader, now=moment),
        forms=forms,
        ceiling=decisions.asked_ceiling(flight),
        signatures=[(one, signatures.word(one, flight)) for one in found.signatures],
        is_fresh=_is_fresh(),
        now=moment,
    )


def _changed(flight: FlightView, read: int | None, faults: tuple[Fault, ...]) -> list[str]:
    """What happened since a version was read that is no longer the plan's."""
    stale = any(fault.code == "liaison.refusal.stale" for fault in faults)
    if not stale or not read or identity().command not in flight.standing.commands:
        return []
    found = service.changes(flight_id=flight.id, reader=identity(), read=read)
    return [say_fault(fault) for fault in found if fault.pointer.startswith("/timeline")]


def _bar(case: Case) -> Bar | None:
    middle = formats.middle(case.request.flight)
    if middle is None:
        return None
    return timebar.bar(
        case.request.flight,
        zones=case.zones,
        others=case.others,
        concealed=case.concealed,
        place=middle,
        zone=ZoneInfo(settings().time_zone),
    )


def _forms() -> dict[str, Any]:
    empty: dict[str, Any] = {"formdata": None}
    return {
        "approve": ApproveForm(**empty),
        "deny": DenyForm(**empty),
        "ask": WordsForm("ask", **empty),
        "message": WordsForm("message", **empty),
        "phone": WordsForm("phone", **empty),
        "suspend": DenyForm("suspend", **empty),
        "rescind": DenyForm("rescind", **empty),
        "propose": ProposeForm(**empty),
        "sign": SignForm(**empty),
        "act": BareForm(**empty),
    }


def reauthenticated() -> dict[str, Any]:
    """When the reader last showed in this session who they are, for a decision that may ask it."""
    return {"reauthenticated_at": accounts.reauthenticated_at(person_id=identity().id)}


def _is_fresh() -> bool:
    return signatures.is_fresh(reauthenticated()["reauthenticated_at"], now())


def _text(form: WordsForm) -> str:
    return (form.text.data or "").strip()


def _tried(move: Callable[..., tuple[Fault, ...]], **facts: Any) -> tuple[Fault, ...]:
    """Make the move; a plan that changed between the look and the lock is a fault like any other."""
    try:
        return move(**facts)
    except Problem as problem:
        if problem.status != 412:
            raise
        return (Fault("version", "liaison.refusal.stale"),)


def _status(faults: tuple[Fault, ...]) -> int:
    return next((STATUS[fault.pointer] for fault in faults if fault.pointer in STATUS), 422)
