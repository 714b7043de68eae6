"""What the lists of the forms offer, in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from geofences.engine.model import Datum, Purpose, Restriction, SolarEvent, Unit, Weekday
from geofences.zones.formats.properties import REASONS as CODES
from geofences.zones.formats.typed import CLOCK, Shape

RESTRICTIONS = [
    (Restriction.PROHIBITED.value, _l("Prohibited")),
    (Restriction.REQ_AUTHORISATION.value, _l("Authorisation required")),
    (Restriction.CONDITIONAL.value, _l("Allowed under conditions")),
    (Restriction.NO_RESTRICTION.value, _l("Information only")),
]
#: What a commander may publish alone.
TIGHTENING = RESTRICTIONS[:2]
REASONS = [(code, _l(f"zones.reason.{code}")) for code in CODES]
DAYS = [(day.name, _l(f"zones.day.{day.name}")) for day in Weekday]
SHAPES = [
    (Shape.CIRCLE.value, _l("Circle: a centre and a radius")),
    (Shape.POLYGON.value, _l("Polygon: the corners, one after the other")),
    (Shape.PIECE.value, _l("Pasted outline (GeoJSON or ED-269)")),
]
KEPT = (Shape.KEPT.value, _l("The area as it stands"))
UNITS = [(Unit.METRES.value, _l("metres")), (Unit.FEET.value, _l("feet"))]
DATUMS = [
    (Datum.AGL.value, _l("above the ground (AGL)")),
    (Datum.AMSL.value, _l("above mean sea level (AMSL)")),
    (Datum.WGS84.value, _l("above the WGS 84 ellipsoid (GPS height)")),
]
BOUNDS = [
    (CLOCK, _l("at an hour")),
    (SolarEvent.BMCT.value, _l("at the begin of civil twilight")),
    (SolarEvent.SUNRISE.value, _l("at sunrise")),
    (SolarEvent.SUNSET.value, _l("at sunset")),
    (SolarEvent.EECT.value, _l("at the end of civil twilight")),
]
PURPOSES = [
    ("", _l("not said")),
    (Purpose.AUTHORIZATION.value, _l("for an authorisation")),
    (Purpose.NOTIFICATION.value, _l("for a notification")),
    (Purpose.INFORMATION.value, _l("for information")),
]
LEADS = [("minutes", _l("minutes")), ("hours", _l("hours")), ("days", _l("days"))]
