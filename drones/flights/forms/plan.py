"""The form of a flight plan: it only carries what was typed; formats read it, rules judge it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from drones.flights.formats import carried
from drones.flights.formats.drafts import kind_of
from drones.flights.formats.texts import (
    VOLUME_FIELDS,
    field_name,
    field_of,
    fields,
    volume_count,
    volume_of,
)
from drones.flights.formats.typed import read_clock
from drones.flights.forms.choices import (
    CATEGORIES,
    CONNECTIVITIES,
    IDENTIFICATIONS,
    KINDS,
    MODES,
    PURPOSES,
    WEEKDAYS,
)
from drones.flights.forms.upload import FileRead, picked_again, read_upload
from drones.flights.forms.volumes import VOLUME
from drones.flights.model import Mode, PlanDraft, PlanInput, PlanPart, Suggestion
from drones.registry.model import AircraftState, AircraftView, PilotView
from portal.kit.forms import Form
from portal.kit.i18n import local
from portal.kit.model import Fault

_CALENDAR_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_BOXES: dict[str, Any] = {"widget": ListWidget(prefix_label=False), "option_widget": CheckboxInput()}
#: What a volume that is added has in common with the one before.
_INHERITED = (
    "floor_m",
    "ceiling_m",
    "datum",
    "floor_datum",
    "start_date",
    "start_time",
    "end_date",
    "end_time",
)


class PlanForm(Form):
    """Every field is a text, so that whatever was typed can be shown again."""

    aircraft = SelectField(_l("Aircraft"), validate_choice=False)
    pilot = SelectField(_l("Remote pilot"), validate_choice=False)
    purpose = SelectField(_l("Purpose"), choices=PURPOSES, validate_choice=False)
    mode = RadioField(_l("Mode"), choices=MODES, default=Mode.VLOS.value, validate_choice=False)
    contact = TelField(
        _l("Telephone on the day"),
        description=_l("The number at which the pilot answers during the flight."),
    )
    notes = TextAreaField(_l("Remarks for the liaison desk"))
    file = FileField(
        _l("Plan file"),
        description=_l(
            "QGroundControl (.plan, .mission, .waypoints), KML or KMZ, DJI (WPML), GPX, GeoJSON, "
            "ASTM F3548 JSON or CSV (Litchi), at most 2 MB. What is read of it appears in the fields below."
        ),
    )
    #: The geometries of a file that was read, for choosing others among them.
    file_parts = HiddenField()
    #: What a second sending of the same form is known by.
    token = HiddenField()
    volumes = HiddenField(default="1")
    uspace = BooleanField(_l("This flight asks for a U-space authorisation"), false_values=("", "0"))
    uspace_kind = SelectField(_l("Type of flight"), choices=KINDS, validate_choice=False)
    uspace_category = SelectField(_l("Category of the operation"), choices=CATEGORIES, validate_choice=False)
    uspace_identification = SelectMultipleField(
        _l("Identification in flight"), choices=IDENTIFICATIONS, validate_choice=False, **_BOXES
    )
    uspace_connectivity = SelectMultipleField(
        _l("Connection in flight"), choices=CONNECTIVITIES, validate_choice=False, **_BOXES
    )
    uspace_endurance_min = StringField(_l("Endurance in minutes"))
    uspace_emergency = TextAreaField(
        _l("What the aircraft does when the command link is lost"),
        description=_l("In a few words, or the address of the procedure."),
    )
    uspace_certificate = StringField(_l("Type certificate, where it has one"))
    uspace_mark = StringField(_l("Registration mark of the aircraft, where it has one"))
    repeat = BooleanField(_l("Repeat this flight on several days"), false_values=("", "0"))
    repeat_days = SelectMultipleField(_l("On these days"), choices=WEEKDAYS, validate_choice=False, **_BOXES)
    repeat_from = StringField(
        _l("From"), description=_l("The first day; without it, the day on which the flight above starts.")
    )
    repeat_until = StringField(_l("Until, this day included"))
    repeat_without = StringField(
        _l("Except on"), description=_l("Days such as 2026-12-24 or 24/12/2026, with a space between them.")
    )

    def offer(self, aircraft: Iterable[AircraftView], pilots: Iterable[PilotView]) -> PlanForm:
        """Fill the lists; a sole choice is made already."""
        flying = [one for one in aircraft if one.state is AircraftState.ACTIVE]
        craft = [(one.id, craft_name(one)) for one in flying]
        people = [(one.id, one.name) for one in pilots]
        for field, known, words in (
            (self.aircraft, craft, _l("Choose the aircraft")),
            (self.pilot, people, _l("Choose the pilot")),
        ):
            field.choices = [("", words), *known]
            if not self.is_submitted() and not field.data and len(known) == 1:
                field.data = known[0][0]
        return self

    @property
    def count(self) -> int:
        """How many volumes the form holds."""
        return sum(1 for name in self._fields if name == "shape" or name.endswith("_shape"))

    def typed(self) -> dict[str, str]:
        """What was typed, by field; ``volumes`` is their number."""
        texts = {name: _text(self._fields[name].data) for name in fields(self.count)}
        return {**texts, "volumes": str(self.count)}

    def fill(self, texts: Mapping[str, str]) -> PlanForm:
        """Put texts into the fields."""
        for name, text in texts.items():
            found = self._fields.get(name)
            if isinstance(found, SelectMultipleField):
                found.data = [word for word in str(text).split(",") if word]
            elif found is not None and name not in {"volumes", "csrf_token", "file"}:
                found.data = str(text)
        return self

    def fill_defaults(self, now: datetime, contact: str) -> PlanForm:
        """What a new plan begins with: tomorrow, from the ground up."""
        tomorrow = (local(now) + timedelta(days=1)).date().isoformat()
        return self.fill({"start_date": tomorrow, "end_date": tomorrow, "floor_m": "0", "contact": contact})

    def day_kind(self, name: str) -> str:
        """The kind of input for a day: a calendar, or a text where the calendar would drop what was typed."""
        typed = str(self._fields[name].data or "")
        return "date" if not typed or _CALENDAR_DAY.fullmatch(typed) else "text"

    def read_file(self, now: datetime) -> FileRead:
        """What an uploaded file, or another choice among its parts, states; faults beside its field."""
        action = request.form.get("action")
        if action in {"pick", "pick_apart"}:
            picks, apart = request.form.getlist("part"), action == "pick_apart"
            found = picked_again(self.carried(), picks, self.typed(), apart=apart)
        else:
            found = read_upload(self.file.data, self.typed(), now)
        self.show(found.faults)
        return found

    def carried(self) -> PlanDraft | None:
        """The file that was read before, as far as the page carries it."""
        return carried.read(_text(self.file_parts.data))

    def kind_of(self, part: PlanPart) -> str:
        """What a geometry of a file is: a word of ``flights.part``."""
        return kind_of(part)

    def asked(self, pointer: str) -> str:
        """The field that a question of a file is about."""
        volume = min(volume_of(pointer), self.count - 1)
        return field_of(pointer, _text(self._fields[field_name("shape", volume)].data)) or "file"

    def show_faults(self, faults: Sequence[Fault]) -> None:
        """Each fault beside the field in which it is corrected."""
        for fault in faults:
            chosen = _text(
                self._fields[field_name("shape", min(volume_of(fault.pointer), self.count - 1))].data
            )
            field = field_of(fault.pointer, chosen)
            self.show([Fault(field or fault.pointer, fault.code, fault.facts)])

    def overnight(self, volume: int) -> str:
        """The day after, where a volume ends before it starts on one and the same day; else nothing."""
        day, until, start, end = (
            _text(self._fields[field_name(name, volume)].data).strip()
            for name in ("start_date", "end_date", "start_time", "end_time")
        )
        begins, ends = read_clock(start), read_clock(end)
        if (
            day != until
            or begins is None
            or ends is None
            or ends > begins
            or not _CALENDAR_DAY.fullmatch(day)
        ):
            return ""
        try:
            return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
        except (ValueError, OverflowError):
            return ""

    def take(self, way: Suggestion, plan: PlanInput) -> None:
        """Put an alternative for the plan that was typed into the fields of each volume."""
        starts = [volume.start for volume in plan.volumes if volume.start is not None]
        for at, volume in enumerate(plan.volumes):
            if way.start is not None and volume.start is not None and volume.end is not None:
                shift = way.start - min(starts)
                self._put_times(at, volume.start + shift, volume.end + shift)
            ceiling = volume.ceiling
            if (
                way.ceiling is not None
                and ceiling is not None
                and (ceiling.datum is not way.ceiling.datum or ceiling.metres > way.ceiling.metres)
            ):
                self.fill({field_name("ceiling_m", at): f"{way.ceiling.metres:g}"})
                self.fill({field_name("datum", at): way.ceiling.datum.value})

    def _put_times(self, at: int, start: datetime, end: datetime) -> None:
        for name, moment in (("start", start), ("end", end)):
            self.fill({field_name(f"{name}_date", at): local(moment).date().isoformat()})
            self.fill({field_name(f"{name}_time", at): local(moment).strftime("%H:%M")})


def craft_name(aircraft: AircraftView) -> str:
    """The owner's own name for an aircraft, where it has one, and what it is."""
    what = f"{aircraft.maker} {aircraft.model}"
    return f"{aircraft.label} – {what}" if aircraft.label not in {"", what, aircraft.model} else what


def plan_form(texts: Mapping[str, str] | None = None, *, volumes: int | None = None) -> PlanForm:
    """The form as it was sent or, with ``texts``, filled with them; it has as many volumes as they say."""
    if texts is None:
        count = volumes or volume_count(request.form)
        return _named(_with_volumes(count)(), count)
    count = volumes or volume_count(texts)
    # Without ``None`` a posted form would fill itself from the request.
    return _named(_with_volumes(count)(None), count).fill(texts)


def with_another_volume(typed: Mapping[str, str]) -> dict[str, str]:
    """The texts with one volume more, of the same heights and times as the last one."""
    count = volume_count(typed)
    inherited = {field_name(name, count): typed.get(field_name(name, count - 1), "") for name in _INHERITED}
    return {**typed, **inherited, field_name("shape", count): "circle", "volumes": str(count + 1)}


def without_volume(typed: Mapping[str, str], volume: int) -> dict[str, str]:
    """The texts with one volume less; those behind it move up."""
    count = volume_count(typed)
    kept = [at for at in range(count) if at != volume]
    moved = {
        field_name(name, to): typed.get(field_name(name, at), "")
        for to, at in enumerate(kept)
        for name in VOLUME_FIELDS
    }
    return {**typed, **moved, "volumes": str(max(1, len(kept)))}


@cache
def _with_volumes(count: int) -> type[PlanForm]:
    """The form with the fields of so many volumes."""
    made = {field_name(name, at): make() for at in range(count) for name, make in VOLUME.items()}
    return type("PlanForm", (PlanForm,), made)


def _named(form: PlanForm, count: int) -> PlanForm:
    """Where there are several volumes each label says of which it is, for the list of errors."""
    form.volumes.data = str(count)
    for at in range(1, count):
        for name in VOLUME_FIELDS:
            label = form[field_name(name, at)].label
            label.text = _("%(label)s (volume %(number)s)", label=label.text, number=at + 1)
    return form


def _text(data: Any) -> str:
    """A field's data as the text that is kept."""
    if isinstance(data, list):
        return ",".join(map(str, data))
    return ("1" if data else "") if isinstance(data, bool) else str(data or "")
