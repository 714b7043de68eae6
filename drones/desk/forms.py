"""The form of the question: a place in any way it may be typed, and a time in Bamako."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, StringField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import TextInput

from portal.kit.forms import Form
from portal.kit.i18n import local, say
from portal.kit.settings import settings

LONGEST_PLACE = 80
WIDEST_KM = 100


class Day(DateField):
    """A day; what is none is said in the reader's language and kept."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """The day typed."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(say("desk.error.day")) from error


class Clock(TimeField):
    """A time of day on 24 hours, whatever clock the reader's browser prefers."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """The time typed."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(say("desk.error.clock")) from error


class KnownForm(Form):
    """Sent with GET, so that a page that lay open for a day still asks."""

    class Meta:
        csrf = False

    place = StringField(
        _l("Where was it seen?"),
        description=_l("14.4469, -11.4445, or degrees and minutes, UTM, MGRS, or the name of a place"),
        validators=[
            InputRequired(_l("Say where the drone was seen.")),
            Length(max=LONGEST_PLACE, message=_l("A place has at most 80 characters.")),
        ],
    )
    date = Day(_l("Day"), description=_l("Empty: today"), validators=[Optional()])
    time = Clock(
        _l("Hour (Bamako)"),
        description=_l("On 24 hours, such as 14:05; empty: now"),
        validators=[Optional()],
        format=["%H:%M", "%H:%M:%S"],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )

    def at(self, moment: datetime) -> datetime:
        """The time asked about: what is left empty is that of ``moment``."""
        if self.date.data is None and self.time.data is None:
            return moment
        there = local(moment)
        day = self.date.data or there.date()
        clock = self.time.data or there.time()
        return datetime.combine(day, clock, tzinfo=ZoneInfo(settings().time_zone))


class PeriodForm(Form):
    """The days that figures are counted over; both may be left empty."""

    class Meta:
        csrf = False

    first = Day(_l("First day"), description=_l("Empty: thirty days in all"), validators=[Optional()])
    last = Day(_l("Last day"), description=_l("Empty: today"), validators=[Optional()])


def _squeezed(typed: str | None) -> str | None:
    return None if typed is None else " ".join(typed.split())


class Kilometres(IntegerField):
    """Whole kilometres; what is no number is said in the reader's language and kept."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """The number typed."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(say("desk.checkpoint.radius", most=WIDEST_KM)) from error


class CheckpointForm(Form):
    """A checkpoint: its name, its place in any way it may be typed, how far around it is its own."""

    name = StringField(
        _l("Name of the checkpoint"),
        filters=[_squeezed],
        validators=[
            InputRequired(_l("Give the checkpoint a name.")),
            Length(max=60, message=_l("A name has at most 60 characters.")),
        ],
    )
    place = StringField(
        _l("Place of the checkpoint"),
        description=_l("14.4469, -11.4445, or degrees and minutes, UTM, MGRS, or the name of a place"),
        validators=[
            InputRequired(_l("Say where the checkpoint is.")),
            Length(max=LONGEST_PLACE, message=_l("A place has at most 80 characters.")),
        ],
    )
    radius_km = Kilometres(
        _l("Radius in kilometres"),
        description=_l("Its list holds every permit whose area begins within this distance."),
        validators=[
            InputRequired(_l("Give the radius.")),
            NumberRange(1, WIDEST_KM, message=_l("From 1 to 100 km, in whole kilometres.")),
        ],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
