"""The form of a flight plan: it only carries what was typed; formats read it, rules judge it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, StringField, TelField, TextAreaField

from drones.flights.formats.recognise import read_plan
from drones.flights.formats.texts import FIELDS, ShapeChoice, field_of, write_shapes
from drones.flights.model import Mode, PlanDraft, Reason, Suggestion
from drones.registry.model import AircraftState, AircraftView, PilotView
from geofences.engine.model import Datum
from portal.kit.forms import Form
from portal.kit.i18n import local
from portal.kit.model import Fault

_CALENDAR_DAY = re.compile(r"\d{4}-\d\d-\d\d")
SHAPES = [
    (ShapeChoice.CIRCLE.value, _l("Circle: a centre and a radius")),
    (ShapeChoice.CORRIDOR.value, _l("Corridor: a path and its width")),
    (ShapeChoice.POLYGON.value, _l("Polygon: the corners, one after the other")),
    (ShapeChoice.AREA.value, _l("From a plan file (QGroundControl .plan)")),
]
DATUMS = [
    (Datum.AGL.value, _l("Above the ground (AGL)")),
    (Datum.AMSL.value, _l("Above mean sea level (AMSL)")),
    (Datum.WGS84.value, _l("Above the WGS 84 ellipsoid (GPS height)")),
]
MODES = [
    (Mode.VLOS.value, _l("Within the pilot's sight (VLOS)")),
    (Mode.BVLOS.value, _l("Beyond the pilot's sight (BVLOS)")),
]
REASONS = {
    Reason.LEISURE: _l("Leisure"),
    Reason.PHOTO: _l("Photography or film"),
    Reason.SURVEY: _l("Survey and mapping"),
    Reason.INSPECTION: _l("Inspection of works"),
    Reason.AGRICULTURE: _l("Agriculture and livestock"),
    Reason.DELIVERY: _l("Delivery"),
    Reason.HEALTH: _l("Health and medicines"),
    Reason.RESCUE: _l("Search and rescue"),
    Reason.RESEARCH: _l("Research"),
    Reason.TRAINING: _l("Training"),
    Reason.OTHER: _l("Other"),
}
PURPOSES = [("", _l("Choose the purpose")), *((one.value, words) for one, words in REASONS.items())]


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
    shape = RadioField(_l("Area"), choices=SHAPES, default=ShapeChoice.CIRCLE.value, validate_choice=False)
    file = FileField(
        _l("Plan file"),
        description=_l("QGroundControl .plan, at most 2 MB. What is read of it appears in the fields below."),
    )
    centre = StringField(
        _l("Centre of the circle"),
        description=_l("Latitude, longitude: 13.80650, -10.83210 or 13°48'23\"N 10°49'56\"O."),
    )
    radius_m = StringField(_l("Radius in metres"))
    path = TextAreaField(
        _l("Points of the path"), description=_l("One position a line, latitude first, in the order flown.")
    )
    width_m = StringField(
        _l("Width of the corridor in metres"), description=_l("The whole width, both sides together.")
    )
    outline = TextAreaField(
        _l("Corners of the polygon"), description=_l("One position a line, latitude first, around the area.")
    )
    area = TextAreaField(
        _l("Area as GeoJSON"), description=_l("Filled in from the file; longitude comes first here.")
    )
    move_to = StringField(
        _l("Move the area's centre to"),
        description=_l("Shifts the whole area, its size and direction kept. Leave empty to keep its place."),
    )
    floor_m = StringField(_l("Lowest height in metres"))
    ceiling_m = StringField(_l("Greatest height in metres"))
    datum = RadioField(
        _l("Heights are measured"), choices=DATUMS, default=Datum.AGL.value, validate_choice=False
    )
    start_date = StringField(_l("Day of the start"))
    start_time = StringField(_l("Start (Bamako time)"), description=_l("24-hour clock, for example 10:00."))
    end_date = StringField(_l("Day of the end"))
    end_time = StringField(_l("End (Bamako time)"), description=_l("After midnight it is another day."))

    def offer(self, aircraft: Iterable[AircraftView], pilots: Iterable[PilotView]) -> PlanForm:
        """Fill the lists; a sole choice is made already."""
        flying = [one for one in aircraft if one.state is AircraftState.ACTIVE]
        craft = [(one.id, f"{one.label or one.model} – {one.maker} {one.model}") for one in flying]
        people = [(one.id, one.name) for one in pilots]
        for field, known, words in (
            (self.aircraft, craft, _l("Choose the aircraft")),
            (self.pilot, people, _l("Choose the pilot")),
        ):
            field.choices = [("", words), *known]
            if not self.is_submitted() and not field.data and len(known) == 1:
                field.data = known[0][0]
        return self

    def typed(self) -> dict[str, str]:
        """What was typed, by field."""
        return {name: str(self._fields[name].data or "") for name in FIELDS}

    def fill(self, texts: Mapping[str, str]) -> PlanForm:
        """Put texts into the fields."""
        for name, text in texts.items():
            if name in FIELDS:
                self._fields[name].data = str(text)
        return self

    def fill_defaults(self, now: datetime, contact: str) -> PlanForm:
        """What a new plan begins with: tomorrow, from the ground up."""
        tomorrow = (local(now) + timedelta(days=1)).date().isoformat()
        return self.fill({"start_date": tomorrow, "end_date": tomorrow, "floor_m": "0", "contact": contact})

    def day_kind(self, name: str) -> str:
        """The kind of input for a day: a calendar, or a text where the calendar would drop what was typed."""
        typed = str(self._fields[name].data or "")
        return "date" if not typed or _CALENDAR_DAY.fullmatch(typed) else "text"

    def read_file(self) -> PlanDraft | None:
        """Put what an uploaded file states into the fields; its faults beside the file's field."""
        upload = self.file.data
        if not upload or not upload.filename:
            return None
        reading = read_plan(upload.read(), upload.filename)
        if reading.draft is None:
            self.show([Fault("file", fault.code, fault.facts) for fault in reading.faults])
            return None
        self.fill({"centre": "", "path": "", "outline": "", "area": "", **write_shapes(reading.draft.shapes)})
        self.fill(_band(reading.draft))
        return reading.draft

    def show_faults(self, faults: Sequence[Fault]) -> None:
        """Each fault beside the field in which it is corrected."""
        chosen = str(self.shape.data or "")
        for fault in faults:
            field = field_of(fault.pointer, chosen)
            self.show([Fault(field or fault.pointer, fault.code, fault.facts)])

    def take(self, way: Suggestion) -> None:
        """Put an alternative into the fields."""
        texts: dict[str, str] = {}
        for name, moment in (("start", way.start), ("end", way.end)):
            if moment is not None:
                texts[f"{name}_date"] = local(moment).date().isoformat()
                texts[f"{name}_time"] = local(moment).strftime("%H:%M")
        if way.ceiling is not None:
            texts["ceiling_m"], texts["datum"] = f"{way.ceiling.metres:g}", way.ceiling.datum.value
        self.fill(texts)


def _band(draft: PlanDraft) -> dict[str, str]:
    """The heights that the file suggests; none where it does not say what they refer to."""
    texts: dict[str, Any] = {"floor_m": "", "ceiling_m": ""}
    if draft.floor is not None and draft.ceiling is not None:
        texts["floor_m"], texts["ceiling_m"] = f"{draft.floor.metres:g}", f"{draft.ceiling.metres:g}"
        texts["datum"] = draft.ceiling.datum.value
    return texts
