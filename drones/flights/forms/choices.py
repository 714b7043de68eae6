"""What a flight plan's form offers to choose from, in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from drones.flights.formats.texts import ShapeChoice
from drones.flights.model import Category, Connectivity, FlightKind, Identification, Mode, Reason
from geofences.engine.model import Datum

SHAPES = [
    (ShapeChoice.CIRCLE.value, _l("Circle: a centre and a radius")),
    (ShapeChoice.CORRIDOR.value, _l("Corridor: a path and its width")),
    (ShapeChoice.POLYGON.value, _l("Polygon: the corners, one after the other")),
    (ShapeChoice.AREA.value, _l("From a plan file")),
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
FLOOR_DATUMS = [("", _l("As the greatest height")), *DATUMS]
KINDS = [
    (FlightKind.ORDINARY.value, _l("Ordinary flight")),
    (FlightKind.POLICE.value, _l("Police or customs")),
    (FlightKind.TRAFFIC.value, _l("Traffic surveillance and pursuit")),
    (FlightKind.ENVIRONMENT.value, _l("Environmental control")),
    (FlightKind.RESCUE.value, _l("Search and rescue")),
    (FlightKind.MEDICAL.value, _l("Medical flight")),
    (FlightKind.EVACUATION.value, _l("Evacuation")),
    (FlightKind.FIRE.value, _l("Firefighting")),
    (FlightKind.STATE.value, _l("Heads of State")),
]
CATEGORIES = [
    ("", _l("Choose the category")),
    (Category.OPEN.value, _l("Open")),
    (Category.SPECIFIC.value, _l("Specific")),
    (Category.CERTIFIED.value, _l("Certified")),
]
IDENTIFICATIONS = [
    (Identification.NETWORK.value, _l("Network remote identification")),
    (Identification.DIRECT.value, _l("Direct remote identification")),
    (Identification.ADS_B.value, _l("ADS-B")),
    (Identification.OTHER.value, _l("Other")),
]
CONNECTIVITIES = [
    (Connectivity.CELLULAR.value, _l("Mobile telephone network")),
    (Connectivity.RADIO.value, _l("Radio link of the remote control")),
    (Connectivity.SATELLITE.value, _l("Satellite")),
    (Connectivity.WIFI.value, _l("Wi-Fi")),
]
WEEKDAYS = [
    ("0", _l("Monday")),
    ("1", _l("Tuesday")),
    ("2", _l("Wednesday")),
    ("3", _l("Thursday")),
    ("4", _l("Friday")),
    ("5", _l("Saturday")),
    ("6", _l("Sunday")),
]
