"""The fields of one volume of a flight plan's form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField

from drones.flights.formats.texts import ShapeChoice
from drones.flights.forms.choices import DATUMS, FLOOR_DATUMS, SHAPES
from geofences.engine.model import Datum

_POSITIONS = _l(
    "One position a line, latitude first: decimal degrees, degrees and minutes, UTM (28N or 29N) or MGRS."
)

#: Each makes a fresh field, so that it can stand in a form once a volume.
VOLUME: dict[str, Callable[[], Any]] = {
    "shape": lambda: RadioField(
        _l("Area"), choices=SHAPES, default=ShapeChoice.CIRCLE.value, validate_choice=False
    ),
    "centre": lambda: StringField(
        _l("Centre of the circle"),
        description=_l(
            "A place name, or latitude, longitude: 13.80650, -10.83210 or 13°48'23\"N 10°49'56\"O; "
            "UTM and MGRS too."
        ),
    ),
    "radius_m": lambda: StringField(_l("Radius in metres")),
    "path": lambda: TextAreaField(_l("Points of the path, in the order flown"), description=_POSITIONS),
    "width_m": lambda: StringField(
        _l("Width of the corridor in metres"), description=_l("The whole width, both sides together.")
    ),
    "outline": lambda: TextAreaField(_l("Corners of the polygon, around the area"), description=_POSITIONS),
    "area": lambda: TextAreaField(
        _l("Area as GeoJSON"), description=_l("Filled in from the file; longitude comes first here.")
    ),
    "move_to": lambda: StringField(
        _l("Move the area's centre to"),
        description=_l("Shifts the whole area, its size and direction kept. Leave empty to keep its place."),
    ),
    "floor_m": lambda: StringField(_l("Lowest height in metres")),
    "ceiling_m": lambda: StringField(_l("Greatest height in metres")),
    "datum": lambda: RadioField(
        _l("Heights are measured"), choices=DATUMS, default=Datum.AGL.value, validate_choice=False
    ),
    "floor_datum": lambda: SelectField(
        _l("The lowest height is measured"), choices=FLOOR_DATUMS, default="", validate_choice=False
    ),
    "start_date": lambda: StringField(_l("Day of the start")),
    "start_time": lambda: StringField(
        _l("Start (Bamako time)"), description=_l("24-hour clock: 10:00, 10h, 10h30 or 1030.")
    ),
    "end_date": lambda: StringField(_l("Day of the end")),
    "end_time": lambda: StringField(
        _l("End (Bamako time)"), description=_l("After midnight it is another day.")
    ),
}
