"""A plan's page after it was submitted: who acts next, the question, the proposal, messages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import flash, url_for
from flask_babel import gettext as _

from drones.flights import service
from drones.flights.forms.words import WordsForm
from drones.flights.model import LIVE, Entry, FlightView, Refusal, State
from drones.flights.pages.room import Answer, blueprint, pressed, refused
from drones.flights.rules import moves, receipts, waiting
from portal.kit.clock import now
from portal.kit.edge import SeeOther
from portal.kit.i18n import say
from portal.kit.model import Permission
from portal.kit.permissions import allow, identity

#: Until a command has answered, the owner reads how long that usually takes.
_WAITING = frozenset({State.REFERRED, State.INFO_REQUESTED, State.PROPOSED})


def context(flight: FlightView, timeline: tuple[Entry, ...], moment: datetime) -> dict[str, Any]:
    """What the page says of where the plan stands, all of it from published things."""
    commands = flight.standing.commands if flight.state in _WAITING else ()
    waits = service.usual_waits(commands=commands, now=moment)
    alerts = service.own_alerts(flight_id=flight.id, person_id=flight.person_id)
    return {
        "turn": waiting.turn(flight.standing, timeline, created_at=flight.created_at),
        "waits": [_usual(one, _name(flight, one.command)) for one in waits],
        "alerts": [one for one in alerts if one.cleared_at is None],
        "track": service.own_track(flight_id=flight.id, person_id=flight.person_id),
        "permit": flight.permit_at(moment),
        "ready_from": _ready_from(flight, moment),
        "permit_from": flight.undoable.word.until if flight.undoable and flight.permit else None,
        "question": next((one for one in reversed(timeline) if one.kind == "asked"), None),
        "to_confirm": receipts.unconfirmed(timeline),
        "words": WordsForm(),
        "may_write": flight.state in LIVE,
    }


def _ready_from(flight: FlightView, moment: datetime) -> datetime | None:
    """From when on the pilot may report ready; ``None``: now, or never."""
    if flight.state is not State.APPROVED or flight.window is None:
        return None
    opens = flight.window.start - moves.EARLY_ACTIVATION
    return opens if moment < opens else None


@blueprint.post("/flights/<flight_id>/answer")
@allow(Permission.FLIGHTS_OWN)
def answer(flight_id: str) -> Answer:
    """The owner answers the command's question."""
    return _with_words(service.answer, flight_id, _("Your answer is with the command."))


@blueprint.post("/flights/<flight_id>/confirm")
@allow(Permission.FLIGHTS_OWN)
def confirm(flight_id: str) -> Answer:
    """The owner has read that the flight was stopped, or may fly again."""
    found = service.confirm(flight_id=flight_id, person_id=identity().id, now=now())
    if isinstance(
        found, Refusal
    ):  # pressed twice, or told by telephone meanwhile: there is nothing left to do
        return SeeOther(url_for("flights.show", flight_id=flight_id))
    return _done(found, flight_id, _("Thank you: the command knows that you have read it."))


@blueprint.post("/flights/<flight_id>/message")
@allow(Permission.FLIGHTS_OWN)
def message(flight_id: str) -> Answer:
    """The owner writes to the commands asked."""
    return _with_words(service.message, flight_id, _("Your message is with the command."))


@blueprint.post("/flights/<flight_id>/accept")
@allow(Permission.FLIGHTS_OWN)
def accept(flight_id: str) -> Answer:
    """The owner accepts what the command proposed."""
    return pressed(service.accept, flight_id, _accepted, leads_to=frozenset({State.APPROVED, State.REFERRED}))


def _accepted(flight: FlightView) -> str:
    if flight.state is State.APPROVED:
        return str(_("Accepted: the flight is approved as proposed."))
    return str(_("Accepted. Other commands must still consent."))


@blueprint.post("/flights/<flight_id>/decline")
@allow(Permission.FLIGHTS_OWN)
def decline(flight_id: str) -> Answer:
    """The owner declines what the command proposed."""
    words = _("Declined: the command decides on the plan as you filed it.")
    return pressed(service.decline, flight_id, words, leads_to=frozenset({State.REFERRED}))


def _with_words(move: Callable[..., FlightView | Refusal], flight_id: str, words: str) -> Answer:
    form = WordsForm()
    if not form.validate_on_submit():
        for error in form.text.errors or ():
            flash(error, "error")
        return SeeOther(url_for("flights.show", flight_id=flight_id))
    found = move(flight_id=flight_id, person_id=identity().id, text=form.text.data, now=now())
    return _done(found, flight_id, words)


def _done(found: FlightView | Refusal, flight_id: str, words: str) -> Answer:
    if isinstance(found, Refusal):
        return refused(found, flight_id)
    flash(words, "success")
    return SeeOther(url_for("flights.show", flight_id=flight_id))


def _name(flight: FlightView, command: str) -> str:
    """A command as the zones of the verdict name it; its code where they give no name."""
    found = flight.assessment.findings if flight.assessment else ()
    names = (who.name for one in found if one.command == command for who in one.contacts if who.name)
    return next(names, command)


def _usual(one: waiting.Usual, name: str) -> str:
    """The usual waiting time as a sentence, honest where there were too few answers."""
    if one.median is None or one.ninetieth is None:
        return say("flights.wait.too_few", command=name, count=one.answers)
    return say(
        "flights.wait.usual",
        command=name,
        median=_spoken(one.median),
        ninetieth=_spoken(one.ninetieth),
        count=one.answers,
    )


def _spoken(span: timedelta) -> str:
    """A duration in words, no finer than anybody needs."""
    minutes = max(1, round(span.total_seconds() / 60))
    if minutes < 60:
        return say("flights.duration.minutes", minutes=minutes)
    if minutes < 24 * 60:
        return say("flights.duration.hours", hours=minutes // 60, minutes=minutes % 60 // 5 * 5)
    return say("flights.duration.days", days=minutes // 1440, hours=minutes % 1440 // 60)
