"""The owner's form: file a plan, change it, make one from another, and find again what was typed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import flash, request, url_for
from flask_babel import gettext as _

from drones.flights import service
from drones.flights.formats.positions import read_position, write_position
from drones.flights.formats.recorded import ended_after, length_note
from drones.flights.formats.repeats import asks_to_repeat
from drones.flights.formats.texts import field_name, fields, volume_count, write_typed
from drones.flights.forms import PlanForm, craft_name, plan_form, with_another_volume, without_volume
from drones.flights.model import FlightView, PlanDraft, Position, Refusal, State, Suggestion
from drones.flights.pages.repeating import repeated, repeats
from drones.flights.pages.room import EDITABLE, Answer, blueprint, refused
from drones.flights.rules.repeats import MOST_DAYS
from drones.registry import service as registry
from drones.registry.model import AircraftState
from drones.registry.rules.serials import cta_fault
from geofences.lookup import service as lookup
from geofences.lookup.model import Place
from portal.kit import idempotency
from portal.kit.clock import now
from portal.kit.database import new_id
from portal.kit.edge import Download, Page, SeeOther
from portal.kit.model import Fault, Permission
from portal.kit.permissions import allow, identity
from portal.kit.problems import Problem

#: Longest text of a form that saves itself, all fields together.
LONGEST_KEPT = 200_000
#: Fields in which a place may be named instead of a position.
_PLACE_FIELDS = ("centre", "move_to")


@blueprint.route("/flights/new", methods=["GET", "POST"])
@allow(Permission.FLIGHTS_OWN)
def new() -> Answer:
    """File a plan: check it, keep it as a draft, or submit it."""
    if request.method == "GET":
        return _blank(now())
    moment = now()
    form, draft = _with_file(_offered(plan_form()), moment)
    if form.errors or _asks_only_to_check(form, draft):
        return _checked(form, None, draft, moment)
    flight_id = new_id()
    before = _sent_before(form, service.NEW) or _remember(form, service.NEW, flight_id, moment)
    if before is not None:
        return before
    typed = form.typed()
    flight = service.draft(
        person_id=identity().id,
        plan=service.read_form(typed=typed).plan,
        typed=typed,
        now=moment,
        flight_id=flight_id,
    )
    return _go_on(form, flight, moment, service.NEW)


def _blank(moment: datetime) -> Page:
    """The form of a new plan: as it was when it was left, or with what a plan begins with."""
    kept = service.kept_typing(person_id=identity().id, subject=service.NEW)
    if kept is not None:
        return _page(_offered(plan_form(kept.typed)), None, kept=kept)
    return _page(_offered(plan_form({})).fill_defaults(moment, _last_contact()), None)


@blueprint.route("/flights/<flight_id>/edit", methods=["GET", "POST"])
@allow(Permission.FLIGHTS_OWN)
def edit(flight_id: str) -> Answer:
    """Change a draft, or a plan that a rule refused."""
    flight = service.own_flight(flight_id=flight_id, person_id=identity().id)
    sent = _offered(plan_form()) if request.method == "POST" else None
    before = _sent_before(sent, flight_id) if sent is not None else None
    if before is not None:
        return before
    texts = flight.typed or write_typed(flight.plan, service.zone())
    if flight.state not in EDITABLE or texts is None:
        flash(_("This plan cannot be changed here any more."), "warning")
        return SeeOther(url_for("flights.show", flight_id=flight_id))
    return _opened(flight, texts) if sent is None else _amended(sent, flight, now())


def _amended(form: PlanForm, flight: FlightView, moment: datetime) -> Answer:
    """The plan with what the form says now, or the form again."""
    form, draft = _with_file(form, moment)
    if form.errors or _asks_only_to_check(form, draft):
        return _checked(form, flight, draft, moment)
    if request.form.get("version", str(flight.version)) != str(flight.version):
        # In another tab, perhaps: nothing is written over unseen, and what was typed here stays.
        form.form_errors.append(
            _("This plan was changed elsewhere meanwhile. Here is what you typed; kept once more, it counts.")
        )
        return _page(form, flight, 412)
    if (twice := _remember(form, flight.id, flight.id, moment)) is not None:
        return twice
    typed = form.typed()
    plan = service.read_form(typed=typed).plan
    changed = service.amend(flight_id=flight.id, person_id=identity().id, plan=plan, typed=typed, now=moment)
    if isinstance(changed, Refusal):
        return refused(changed, flight.id)
    return _go_on(form, changed, moment, flight.id)


@blueprint.post("/flights/<flight_id>/submit")
@allow(Permission.FLIGHTS_OWN)
def submit(flight_id: str) -> Answer:
    """Submit a draft as it stands; pressed twice, the second finds it done."""
    flight = service.own_flight(flight_id=flight_id, person_id=identity().id)
    if flight.state not in EDITABLE:
        return SeeOther(url_for("flights.show", flight_id=flight_id))
    texts = flight.typed or write_typed(flight.plan, service.zone()) or {}
    if asks_to_repeat(texts):
        flash(_("This flight is repeated: check its days, then submit them."), "warning")
        return SeeOther(url_for("flights.edit", flight_id=flight_id))
    try:
        return _submit(_offered(plan_form(texts)), flight, now(), flight_id)
    except Problem as twin:
        if twin.status != 412:
            raise
        return SeeOther(url_for("flights.show", flight_id=flight_id))  # pressed twice at one moment


@blueprint.post("/flights/<flight_id>/copy")
@allow(Permission.FLIGHTS_OWN)
def copy(flight_id: str) -> Answer:
    """A draft of the same flight, on a day that lies ahead."""
    made = service.copy(flight_id=flight_id, person_id=identity().id, now=now())
    flash(_("This is a copy: check the day and the hours."), "success")
    return SeeOther(url_for("flights.edit", flight_id=made.id))


@blueprint.post("/flights/<flight_id>/replace")
@allow(Permission.FLIGHTS_OWN)
def replace(flight_id: str) -> Answer:
    """Withdraw a submitted plan and change a draft of it."""
    made = service.replace_submitted(flight_id=flight_id, person_id=identity().id, now=now())
    if isinstance(made, Refusal):
        return refused(made, flight_id)
    flash(_("The plan is withdrawn. Change this copy of it and submit it."), "success")
    return SeeOther(url_for("flights.edit", flight_id=made.id))


@blueprint.post("/flights/typing/<subject>")
@allow(Permission.FLIGHTS_OWN)
def keep_typing(subject: str) -> Download:
    """What is being typed, kept until it is sent; the form sends it by itself."""
    _known_subject(subject)
    sent = {name: request.form.get(name, "") for name in fields(volume_count(request.form))}
    for name in ("uspace_identification", "uspace_connectivity", "repeat_days"):
        sent[name] = ",".join(request.form.getlist(name))
    typed = {**sent, "volumes": str(volume_count(request.form))}
    if sum(map(len, typed.values())) > LONGEST_KEPT:
        raise Problem("flights.problem.typing_too_long", 413)
    moment = now()
    service.keep_typing(person_id=identity().id, subject=subject, typed=typed, now=moment)
    return Download(json.dumps({"kept_at": moment.isoformat()}).encode(), "application/json", inline=True)


@blueprint.post("/flights/typing/<subject>/drop")
@allow(Permission.FLIGHTS_OWN)
def drop_typing(subject: str) -> Answer:
    """Begin afresh: what was kept is forgotten."""
    _known_subject(subject)
    service.drop_typing(person_id=identity().id, subject=subject)
    if subject == service.NEW:
        return SeeOther(url_for("flights.new"))
    return SeeOther(url_for("flights.edit", flight_id=subject))


def _known_subject(subject: str) -> None:
    """A new plan's form, or that of one of the person's own plans; a 404 problem otherwise."""
    if subject != service.NEW:
        service.own_flight(flight_id=subject, person_id=identity().id)


def _opened(flight: FlightView, texts: Mapping[str, str]) -> Page:
    """The form of a plan: as it stands, or as it was being changed when it was left."""
    kept = service.kept_typing(person_id=identity().id, subject=flight.id)
    if kept is not None and kept.at > flight.changed_at and "take" not in request.args:
        return _page(_offered(plan_form(kept.typed)), flight, kept=kept)
    form = _offered(plan_form(texts))
    chosen = request.args.get("take", "")
    ways = flight.assessment.alternatives if flight.assessment else ()
    if chosen in _numbers(ways):
        form.take(ways[int(chosen)], service.read_form(typed=form.typed()).plan)
    return _page(form, flight)


def _offered(form: PlanForm) -> PlanForm:
    """The form with the operator's aircraft and pilots in its lists."""
    operator = registry.operator_of(person_id=identity().id)
    if operator is None:
        return form.offer((), ())
    pilots = [file.pilot for file in registry.pilots_of(operator_id=operator.id)]
    return form.offer(registry.aircraft_of(operator_id=operator.id), pilots)


def _with_file(form: PlanForm, moment: datetime) -> tuple[PlanForm, PlanDraft | None]:
    """The form with what a file states, which may be several volumes, and what was understood of it."""
    found = form.read_file(moment)
    return (form if found.texts is None else _again(form, found.texts)), found.draft


def _again(form: PlanForm, texts: Mapping[str, str]) -> PlanForm:
    """The same form with these texts, whose number of volumes may be another."""
    fresh = _offered(plan_form({"file_parts": str(form.file_parts.data or ""), **texts}))
    fresh.token.data = form.token.data
    return fresh


def _asks_only_to_check(form: PlanForm, draft: PlanDraft | None) -> bool:
    """A file, or a place found by its name, is shown as it was read before anything is done with it."""
    if draft is not None or request.form.get("action") not in {"save", "submit"}:
        return True
    return request.form["action"] == "submit" and (repeats(form) or any(_named_places(form.typed())))


def _sent_before(form: PlanForm, subject: str) -> Answer | None:
    """The answer to the very same form, sent before; a page that keeps what was typed when it differs."""
    key = str(form.token.data or "")
    if not key or request.form.get("action") not in {"save", "submit"}:
        return None
    try:
        before = idempotency.replay(person_id=identity().id, route=_route(subject), key=key, body=_body(form))
    except Problem as reused:
        if reused.status != 422:
            raise
        form.form_errors.append(
            _("This form was already sent, with other words. Sent once more it counts anew.")
        )
        form.token.data = new_id()
        return _page(form, None, 422)
    return None if before is None else SeeOther(url_for("flights.show", flight_id=before.answer["flight"]))


def _remember(form: PlanForm, subject: str, flight_id: str, moment: datetime) -> Answer | None:
    """Keep what this form was answered with, before anything else is written; the first answer to a twin."""
    key = str(form.token.data or "")
    if not key:
        return None
    try:
        idempotency.remember(
            person_id=identity().id,
            route=_route(subject),
            key=key,
            body=_body(form),
            answer={"flight": flight_id},
            status=303,
            now=moment,
        )
    except Problem as twin:
        if twin.status != 409:
            raise
        return _sent_before(form, subject)
    return None


def _route(subject: str) -> str:
    return f"form {subject}"


def _body(form: PlanForm) -> bytes:
    return json.dumps([request.form.get("action"), sorted(form.typed().items())]).encode()


def _go_on(form: PlanForm, flight: FlightView, moment: datetime, subject: str) -> Answer:
    if request.form.get("action") == "submit":
        return _submit(form, flight, moment, subject)
    service.drop_typing(person_id=identity().id, subject=subject)
    flash(_("The draft is kept."), "success")
    return SeeOther(url_for("flights.show", flight_id=flight.id))


def _submit(form: PlanForm, flight: FlightView, moment: datetime, subject: str) -> Answer:
    done = service.submit(flight_id=flight.id, person_id=identity().id, now=moment)
    if done.refusal is not None:
        return refused(done.refusal, flight.id)
    if done.faults:
        form.show_faults(done.faults)
        known = None if request.endpoint == "flights.new" else flight
        return _page(form, known, 422)
    service.drop_typing(person_id=identity().id, subject=subject)
    if done.flight is not None and done.flight.state is State.REFUSED:
        flash(_("The plan was refused by rule: read why, and what would pass."), "warning")
    else:
        flash(
            _("The plan is submitted. Its reference is %(reference)s.", reference=flight.reference), "success"
        )
    return SeeOther(url_for("flights.show", flight_id=flight.id))


def _checked(form: PlanForm, flight: FlightView | None, draft: PlanDraft | None, moment: datetime) -> Answer:
    """The verdict on what is typed, nothing stored; what a button asked for is done first."""
    if form.errors:
        return _page(form, flight, 422)
    form, changed = _arranged(form)
    if changed:
        return _page(form, flight)
    found = _with_places(form)
    if draft is None and repeats(form) and "take" not in request.form:
        _point_out(form, found)
        return repeated(form, flight, moment, _page, found=found)
    result = service.check(reading=service.read_form(typed=form.typed()), now=moment)
    chosen = request.form.get("take", "")
    ways = result.assessment.alternatives if result.assessment else ()
    if chosen in _numbers(ways):
        form.take(ways[int(chosen)], service.read_form(typed=form.typed()).plan)
        result = service.check(reading=service.read_form(typed=form.typed()), now=moment)
    if draft is None:
        form.show_faults([*result.faults, *([result.unprintable] if result.unprintable else [])])
        _point_out(form, found)
    status = 422 if form.errors else 200
    checked = None if result.faults else result
    return _page(form, flight, status, draft=draft, checked=checked, found=found)


def _arranged(form: PlanForm) -> tuple[PlanForm, bool]:
    """The form after a button that only rearranges it: one volume more or less, another day, a place."""
    asked, typed = request.form, form.typed()
    if asked.get("action") == "add_volume" and form.count < service.MOST_TYPED:
        typed = with_another_volume(typed)
    elif asked.get("remove", "") in map(str, range(form.count)) and form.count > 1:
        # The file's volumes are no longer the first ones: its parts cannot be chosen again.
        typed = {**without_volume(typed, int(asked["remove"])), "file_parts": ""}
    elif ":" in asked.get("lasts", "") and (end := ended_after(typed, asked["lasts"], service.zone())):
        typed = {**typed, **end}
    elif ":" in asked.get("next_day", ""):
        at, day = asked["next_day"].split(":", 1)
        typed = {**typed, field_name("end_date", int(at) if at.isdigit() and len(at) == 1 else 0): day[:10]}
    elif ":" in asked.get("place", ""):
        name, position = asked["place"].split(":", 1)
        typed = {**typed, name: position[:60]} if name in typed else typed
    else:
        return form, False
    return _again(form, typed), True


def _with_places(form: PlanForm) -> dict[str, tuple[str, tuple[Place, ...]]]:
    """Place names in fields of positions: the only place so named fills the field."""
    found = dict(_named_places(form.typed()))
    for name, (_typed, places) in found.items():
        if len(places) == 1:
            form.fill({name: _position_of(places[0])})
    return found


def _named_places(typed: Mapping[str, str]) -> list[tuple[str, tuple[str, tuple[Place, ...]]]]:
    """For each field in which a place seems to be named: what was typed and the places it may mean."""
    named = []
    for at in range(volume_count(typed)):
        for field in _PLACE_FIELDS:
            name = field_name(field, at)
            text = typed.get(name, "").strip()
            wanted = field == "move_to" or typed.get(field_name("shape", at)) == "circle"
            if text and wanted and isinstance(read_position(text), Fault) and sum(map(str.isalpha, text)) > 1:
                places = lookup.places(name=text)
                if places:
                    named.append((name, (text, places)))
    return named


def _point_out(form: PlanForm, found: Mapping[str, tuple[str, tuple[Place, ...]]]) -> None:
    """Where several places share a name, that is what is wrong with the field."""
    for name, (text, places) in found.items():
        if len(places) > 1:
            field = form[name]
            field.errors = [_("Several places are called “%(name)s”: choose one.", name=text)]


def _position_of(place: Place) -> str:
    return write_position(Position(place.lon, place.lat))


def _numbers(ways: Sequence[Suggestion]) -> set[str]:
    return {str(number) for number in range(len(ways))}


def _page(form: PlanForm, flight: FlightView | None, status: int = 200, **context: Any) -> Page:
    checked = context.get("checked")
    operator = registry.operator_of(person_id=identity().id)
    shown = None
    if checked:
        shown = service.drawn(
            volumes=checked.printed or checked.volumes,
            assessment=checked.assessment,
            now=now(),
            asked=checked.volumes,
        )
    form.token.data = form.token.data or new_id()
    return Page(
        "flights/edit.html",
        status,
        form=form,
        flight=flight,
        operator=operator,
        features=shown,
        most_volumes=service.MOST_TYPED,
        most_days=MOST_DAYS,
        position_of=_position_of,
        length_note=length_note,
        fleet=() if operator is None else _fleet(operator.id),
        person=identity().id,
        subject=service.NEW if flight is None else flight.id,
        **context,
    )


def _fleet(operator_id: str) -> list[dict[str, Any]]:
    """What the register says of each aircraft that can fly, for a U-space authorisation."""
    return [
        {
            "name": craft_name(one),
            "serial": one.serial,
            "cls": one.cls.value,
            "unique": cta_fault(one.serial) is None,
        }
        for one in registry.aircraft_of(operator_id=operator_id)
        if one.state is AircraftState.ACTIVE
    ]


def _last_contact() -> str:
    flights = service.own_flights(person_id=identity().id)
    return next((flight.plan.contact for flight in flights if flight.plan.contact), "")
