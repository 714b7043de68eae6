"""A zone, a pre-approval and an emergency zone by hand: every field is a text, so that all is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from geofences.engine.model import Datum, Unit, Weekday
from geofences.zones.forms import words
from portal.kit.forms import MOST_SHOWN, Form
from portal.kit.i18n import local, say
from portal.kit.model import Fault
from portal.kit.settings import settings

_CALENDAR_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_EVERY_DAY = [day.name for day in Weekday]
_COMMAND_HELP = _l("Whose consent the flights ask for, such as ZONE4.")


def _boxes(label: Any, choices: Sequence[tuple[str, Any]], **more: Any) -> SelectMultipleField:
    return SelectMultipleField(
        label,
        choices=list(choices),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        **more,
    )


class _AreaBlock(PlainForm):
    """The area of a layer."""

    origin = HiddenField()
    shape = RadioField(_l("Area of the layer"), choices=words.SHAPES, default="circle", validate_choice=False)
    centre = StringField(
        _l("Centre of the circle"),
        description=_l("Latitude, longitude: 14.44693, -11.44448 or 14°26'49\"N 11°26'40\"O."),
    )
    radius_m = StringField(_l("Radius in metres"))
    outline = TextAreaField(
        _l("Corners of the polygon"), description=_l("One position a line, latitude first, around the area.")
    )
    piece = TextAreaField(
        _l("Outline as GeoJSON or ED-269"), description=_l("Longitude comes first in these formats.")
    )


class LayerBlock(_AreaBlock):
    """One layer: an area and its heights."""

    floor = StringField(_l("Floor"), description=_l("Empty: from the ground, without any lower limit."))
    floor_unit = SelectField(_l("Unit of the floor"), choices=words.UNITS, validate_choice=False)
    floor_datum = SelectField(_l("Floor measured"), choices=words.DATUMS, validate_choice=False)
    ceiling = StringField(_l("Ceiling"), description=_l("Empty: without a ceiling."))
    ceiling_unit = SelectField(_l("Unit of the ceiling"), choices=words.UNITS, validate_choice=False)
    ceiling_datum = SelectField(_l("Ceiling measured"), choices=words.DATUMS, validate_choice=False)
    drop = BooleanField(_l("Remove this layer"))


class PeriodBlock(PlainForm):
    """One period: from when to when, on which days, at which hours."""

    begin_date = StringField(_l("First day"), description=_l("Empty: without a begin."))
    begin_time = StringField(_l("Begin (Bamako time)"), description=_l("24-hour clock, for example 10:00."))
    end_date = StringField(_l("Last day"), description=_l("Empty: without an end."))
    end_time = StringField(_l("End (Bamako time)"))
    days = _boxes(_l("On these days"), words.DAYS, default=_EVERY_DAY)
    opens = SelectField(_l("Each day from"), choices=words.BOUNDS, default="clock", validate_choice=False)
    opens_at = StringField(_l("Hour of the begin"), description=_l("Both hours empty: all day."))
    closes = SelectField(_l("Each day until"), choices=words.BOUNDS, default="clock", validate_choice=False)
    closes_at = StringField(
        _l("Hour of the end"), description=_l("Earlier than the begin: it is the next morning.")
    )
    hours_zone = SelectField(_l("Hours in the time zone of"), choices=[], validate_choice=False)
    drop = BooleanField(_l("Remove this period"))


class AuthorityBlock(PlainForm):
    """One authority: whom to ask, how, how long before."""

    name = StringField(_l("Name of the authority"))
    service = StringField(_l("Service"))
    contact_name = StringField(_l("Person to contact"))
    phone = StringField(_l("Telephone"))
    email = StringField(_l("E-mail"))
    site_url = StringField(_l("Web site"), description=_l("Begins with https://"))
    purpose = SelectField(_l("To be contacted"), choices=words.PURPOSES, validate_choice=False)
    lead = StringField(_l("Ask how long before the flight"))
    lead_unit = SelectField(
        _l("Unit of this time"), choices=words.LEADS, default="hours", validate_choice=False
    )
    drop = BooleanField(_l("Remove this authority"))


class BlockForm(Form):
    """A form with blocks that may be added and removed, and faults that name a field within a block."""

    def typed(self) -> dict[str, Any]:
        """All that was typed, blocks as lists."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}

    def show_faults(self, faults: Sequence[Fault], otherwise: str | None = None) -> None:
        """Each fault beside its field (``layers/0/centre``), else at ``otherwise`` or above the form."""
        for fault in faults:
            found = self._field_of(fault.pointer.split("/")) if fault.pointer else None
            if found is None and otherwise is not None:
                found = self[otherwise]
            message = say(fault.code, **fault.facts)
            if found is None:
                self.form_errors.append(message)
            elif len(found.errors) < MOST_SHOWN:
                found.errors = [*found.errors, message]
        for one in self:
            if isinstance(one, FieldList):
                wrong = [entry.errors for entry in one if entry.errors]
                one.errors = [*[text for text in one.errors if isinstance(text, str)], *wrong]

    def _field_of(self, path: Sequence[str]) -> Field | None:
        name, *rest = path
        if name not in self._fields:
            return None
        found: Field = self._fields[name]
        if not rest or not isinstance(found, FieldList):
            return found
        index = int(rest[0]) if rest[0].isdigit() else len(found.entries)
        if index >= len(found.entries):
            return found
        inner: Mapping[str, Field] = found.entries[index].form._fields
        return inner.get(rest[1], found) if len(rest) > 1 else found

    def offer(self) -> None:
        """Choices that depend on what stands in the blocks: areas to keep, time zones, older reasons."""
        for layer in self._fields.get("layers", ()):
            if layer.form.origin.data:
                layer.form.shape.choices = [words.KEPT, *words.SHAPES]
        for period in self._fields.get("periods", ()):
            zone = period.form.hours_zone
            own = settings().time_zone
            zone.choices = [(one, one) for one in dict.fromkeys([own, "UTC", zone.data or own])]

    @staticmethod
    def day_kind(field: Field) -> str:
        """The kind of input for a day: a calendar, or a text where that would drop what was typed."""
        typed = str(field.data or "")
        return "date" if not typed or _CALENDAR_DAY.fullmatch(typed) else "text"


class ZoneForm(BlockForm):
    """A zone by hand."""

    base = HiddenField()
    seen = HiddenField()
    country = StringField(_l("Country"), description=_l("Three capitals, such as MLI."), default="MLI")
    identifier = StringField(
        _l("Identifier"), description=_l("At most 7 characters where others are to read it (ED-269).")
    )
    name = StringField(_l("Name"))
    restriction = RadioField(_l("What it asks"), choices=words.RESTRICTIONS, validate_choice=False)
    command = StringField(_l("Command to ask"), description=_COMMAND_HELP)
    two_signatures = BooleanField(
        _l("Two signatures: two persons of the command consent, one of them a commander")
    )
    message = TextAreaField(_l("Message"), description=_l("What pilots read first; at most 200 characters."))
    conditions = TextAreaField(
        _l("Conditions"), description=_l("A blank line between one condition and the next.")
    )
    reasons = _boxes(_l("Why"), words.REASONS)
    other_reason = StringField(_l("Other reason"), description=_l("At most 30 characters."))
    source = StringField(_l("Source"), description=_l("The act or the letter on which the zone rests."))
    exercise = BooleanField(_l("This is an exercise: every page says so"))
    layers = FieldList(FormField(LayerBlock), label=_l("Layers"), min_entries=1)
    periods = FieldList(FormField(PeriodBlock), label=_l("When it applies"), min_entries=1)
    authorities = FieldList(FormField(AuthorityBlock), label=_l("Whom to ask"), min_entries=1)
    pasted = TextAreaField(
        _l("Paste a zone or its geometry"),
        description=_l("A GeoJSON, ED-269 or ED-318 piece. What is read of it appears in the fields below."),
    )
    at_date = StringField(_l("Day"))
    at_time = StringField(_l("Hour (Bamako)"))

    def offer(self) -> None:
        """As every form with blocks; reasons that the zone already has stay choices."""
        super().offer()
        known = dict(words.REASONS)
        more = [(one, one) for one in self.reasons.data or () if one not in known]
        self.reasons.choices = [*words.REASONS, *more]


class ApprovalForm(BlockForm):
    """A pre-approval by hand."""

    base = HiddenField()
    seen = HiddenField()
    identifier = StringField(_l("Identifier"))
    name = StringField(_l("Name"))
    command = StringField(
        _l("Command that consents"), description=_l("It consents for its own zones only, such as ZONE4.")
    )
    exercise = BooleanField(_l("This is an exercise: every page says so"))
    layers = FieldList(FormField(_AreaBlock), label=_l("Area of the zone"), min_entries=1)
    ceiling = StringField(_l("Ceiling"), description=_l("Flights wholly under it need not ask."))
    ceiling_unit = SelectField(_l("Unit of the ceiling"), choices=words.UNITS, validate_choice=False)
    ceiling_datum = SelectField(_l("Ceiling measured"), choices=words.DATUMS, validate_choice=False)
    periods = FieldList(FormField(PeriodBlock), label=_l("When it applies"), min_entries=1)


class EmergencyForm(BlockForm):
    """A zone that a commander publishes alone: few questions, at most a day."""

    identifier = StringField(_l("Identifier"))
    name = StringField(_l("Name"), description=_l("What happens, in a few words."))
    restriction = RadioField(
        _l("What it asks"), choices=words.TIGHTENING, default="PROHIBITED", validate_choice=False
    )
    command = StringField(_l("Command to ask"), description=_COMMAND_HELP)
    message = TextAreaField(_l("Message"), description=_l("What pilots read first; at most 200 characters."))
    layers = FieldList(FormField(LayerBlock), label=_l("Area of the zone"), min_entries=1)
    until_date = StringField(_l("Until (day)"))
    until_time = StringField(_l("Until (Bamako time)"), description=_l("At most 24 hours from now."))
    phone = StringField(_l("Telephone"))
    exercise = BooleanField(_l("This is an exercise: every page says so"))
    sure = BooleanField(
        _l("It takes effect at once, before anybody else has read it"),
        validators=[DataRequired(_l("Please confirm."))],
    )

    def as_zone(self, country: str, authority: str, now: datetime) -> dict[str, Any]:
        """What was typed, as a zone's form would hold it."""
        typed = self.typed()
        begin = {"begin_date": local(now).date().isoformat(), "begin_time": f"{local(now):%H:%M}"}
        end = {"end_date": typed["until_date"], "end_time": typed["until_time"]}
        asked = {"name": authority, "phone": typed["phone"], "purpose": "INFORMATION"}
        hours = {"days": _EVERY_DAY, "opens": "clock", "closes": "clock", "hours_zone": settings().time_zone}
        return {
            **typed,
            "country": country,
            "reasons": ["EMERGENCY"],
            "periods": [{**begin, **end, **hours}],
            "authorities": [asked] if typed["phone"] else [],
        }


def empty_limits() -> Mapping[str, str]:
    """The heights of a new layer: not limited."""
    unit, datum = Unit.METRES.value, Datum.AGL.value
    sides = ("floor", "ceiling")
    return {
        name: value
        for side in sides
        for name, value in ((side, ""), (f"{side}_unit", unit), (f"{side}_datum", datum))
    }
