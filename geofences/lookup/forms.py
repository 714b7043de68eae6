"""The look-up's form: a place, a moment in local time, a height; everything but the place optional."""

from __future__ import annotations

from datetime import date, datetime, time
from math import isfinite
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, StringField, TimeField
from wtforms.validators import InputRequired, Optional, ValidationError
from wtforms.widgets import TextInput

from geofences.engine.model import Band, Datum, Height, Period, Unit
from geofences.lookup import rules
from portal.kit.forms import Form
from portal.kit.i18n import local, say
from portal.kit.model import Fault
from portal.kit.settings import settings


def degrees(limit: float) -> object:
    """A validator: decimal degrees, a comma or a point, within ``limit``."""

    def check(_form: Form, field: Field) -> None:
        value = number(field.data)
        if value is None or abs(value) > limit:
            raise ValidationError(say("lookup.error.degrees", limit=f"{limit:g}"))

    return check


def _height(_form: Form, field: Field) -> None:
    value = number(field.data)
    if value is None or not 0 <= value <= 10_000:
        raise ValidationError(say("lookup.error.height"))


def number(text: str | None) -> float | None:
    """A finite decimal number as people type it, or ``None``."""
    try:
        value = float((text or "").strip().replace(",", ".").replace("−", "-").replace("°", ""))
    except ValueError:
        return None
    return value if isfinite(value) else None


class Day(DateField):
    """A date field that says in the reader's language what it could not read."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """The day typed; what is no day is kept to be shown again."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(say("lookup.error.day")) from error


class Clock(TimeField):
    """A time of day on 24 hours, whatever clock the reader's browser prefers."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """The time typed; what is no time is kept to be shown again."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(say("lookup.error.clock")) from error


class LookupForm(Form):
    """What a person asks; the fields' names are those of the address, so that an answer can be shared."""

    class Meta:
        csrf = False  # a GET form that changes nothing

    lat = StringField(
        _l("Latitude"),
        description=_l("Decimal degrees, such as 14.4469"),
        validators=[InputRequired(_l("Enter a latitude.")), degrees(90)],
    )
    lon = StringField(
        _l("Longitude"),
        description=_l("Decimal degrees, west is negative, such as -11.4445"),
        validators=[InputRequired(_l("Enter a longitude.")), degrees(180)],
    )
    date = Day(_l("Day"), description=_l("Empty: today"), validators=[Optional()])
    time = Clock(
        _l("Hour (Bamako)"),
        description=_l("On 24 hours, such as 23:30; empty: now"),
        validators=[Optional()],
        format=["%H:%M", "%H:%M:%S"],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    height_m = StringField(
        _l("Height of the flight above ground, in metres"),
        description=_l("Empty: any height"),
        validators=[Optional(), _height],
    )

    def period(self, moment: datetime) -> Period | Fault:
        """The moment asked about, in the portal's time zone; what is left empty is now."""
        there = local(moment)
        day: date = self.date.data or there.date()
        clock: time = self.time.data or (there.timetz().replace(tzinfo=None))
        at = datetime.combine(day, clock, tzinfo=ZoneInfo(settings().time_zone))
        return rules.period_of(at, None)

    def band(self) -> Band | None:
        """From the ground up to the height: a flight passes through everything below it."""
        value = number(self.height_m.data)
        if value is None:
            return None
        return Band(None, Height(value, Unit.METRES, Datum.AGL))

    def position(self) -> tuple[float, float]:
        """Longitude and latitude of a form that was found valid."""
        lon, lat = number(self.lon.data), number(self.lat.data)
        assert lon is not None
        assert lat is not None
        return lon, lat
