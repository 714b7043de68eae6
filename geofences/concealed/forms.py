"""The shapes of what a commander sends: a concealed zone, its withdrawal."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # its stubs lack SelectChoice
    BooleanField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import DataRequired

from geofences.concealed.formats.typed import CIRCLE, GEOJSON, POLYGON
from geofences.engine.model import Datum
from portal.kit.forms import Form


class ZoneForm(Form):
    """A concealed zone as it is typed; the room's own reader names every fault."""

    identifier = StringField(
        _l("Identifier"),
        description=_l("Capitals, figures and hyphens, such as CX-1. Only your command sees it."),
    )
    name = StringField(_l("Name"), description=_l("As officers will speak of it among themselves."))
    guidance = TextAreaField(_l("Words for officers"), description=_l("What an officer is to mind here."))
    shape = RadioField(
        _l("Surface of the concealed zone"),
        choices=[
            SelectChoice(CIRCLE, _l("A circle")),
            SelectChoice(POLYGON, _l("Positions, one a line")),
            SelectChoice(GEOJSON, _l("A GeoJSON text")),
        ],
        default=CIRCLE,
        validate_choice=False,
    )
    centre = StringField(
        _l("Centre of the circle"), description=_l("Latitude, longitude in decimal degrees: 14.70, -10.40")
    )
    radius_m = StringField(_l("Radius in metres"))
    outline = TextAreaField(
        _l("Positions of the outline"),
        description=_l("One position a line, latitude first: 14.70, -10.40. The last joins the first."),
    )
    geojson = TextAreaField(
        _l("GeoJSON of the area"), description=_l("One Polygon or MultiPolygon, longitude first.")
    )
    floor_m = StringField(_l("From which height, in metres"), description=_l("Empty: from below the ground"))
    ceiling_m = StringField(_l("Up to which height, in metres"), description=_l("Empty: without limit"))
    datum = SelectField(
        _l("Heights are counted from"),
        choices=[SelectChoice(one.value, _l(f"height.{one.value}")) for one in Datum],
        default=Datum.AGL.value,
        validate_choice=False,
    )
    start_date = StringField(_l("First day"), description=_l("Empty: from now on"))
    start_time = StringField(_l("Hour of the first day (Bamako)"))
    end_date = StringField(_l("Last day"), description=_l("Empty: until it is withdrawn"))
    end_time = StringField(_l("Hour of the last day (Bamako)"))
    daily_from = StringField(_l("Each day from (Bamako)"), description=_l("Empty: day and night"))
    daily_to = StringField(_l("Each day until (Bamako)"))
    exercise = BooleanField(_l("This is an exercise"))
    submit = SubmitField(_l("Set the concealed zone"))

    def texts(self) -> Mapping[str, str]:
        """What was typed, by field."""
        plain = {field.name: str(field.data or "") for field in self if field.name != "exercise"}
        return plain | ({"exercise": "y"} if self.exercise.data else {})

    def fill(self, texts: Mapping[str, str]) -> None:
        """Show texts as if they had been typed."""
        for name, text in texts.items():
            self[name].data = bool(text) if name == "exercise" else text


class WithdrawForm(Form):
    """The decision to withdraw a concealed zone."""

    sure = BooleanField(
        _l("Yes, this concealed zone no longer counts from now on"),
        validators=[DataRequired(_l("Please confirm."))],
    )
    submit = SubmitField(_l("Withdraw the concealed zone"))
