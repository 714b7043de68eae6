"""Heights as aeronautical files write them: ``GND``, ``2500ft AMSL``, ``FL95``, ``UNL``."""

from __future__ import annotations

import re

from geofences.engine.model import NO_LIMIT, Datum, Height, Unit
from geofences.zones.formats.document import Place, clip

_GROUND = re.compile(r"GND|SFC|GROUND|SURFACE|AGL|0? ?(?:GND|SFC)")
_UNLIMITED = re.compile(r"UNL(?:IM(?:ITED)?|TD)?\.?")
_FLIGHT_LEVEL = re.compile(r"FL ?(\d{1,3}(?:\.\d{1,3})?)", re.ASCII)
_NUMBER = re.compile(
    r"(-?\d{1,6}(?:\.\d{1,9})?) ?(FT|FEET|F|M|METERS?|METRES?)? ?(AMSL|MSL|ASL|ALT|AGL|ASFC|SFC|GND|STD)?",
    re.ASCII,
)
_DATUMS = {
    "AMSL": Datum.AMSL, "MSL": Datum.AMSL, "ASL": Datum.AMSL, "ALT": Datum.AMSL,
    "AGL": Datum.AGL, "ASFC": Datum.AGL, "SFC": Datum.AGL, "GND": Datum.AGL,
}  # fmt: skip
#: How far a true altitude may lie from a flight level: the pressure at sea level (2,000 ft cover
#: 945 to 1,085 hPa) and, in proportion, the temperature of the air.
PRESSURE_FEET = 2_000
TEMPERATURE_SHARE = 0.15


def read_level(place: Place, *, floor: bool, feet: bool) -> Height | None:
    """The limit that ``place`` says in words; ``None`` for no limit, or (with an error) no limit at all.

    Read in the safe direction, with a warning: a flight level becomes the AMSL height that is
    surely below it (floor) or above it (ceiling); a number without datum is AMSL as a floor and AGL
    as a ceiling. ``feet``: a number without unit is in feet (OpenAir says so); else it is no limit.
    """
    text = " ".join(str(place.value).upper().split())
    if _GROUND.fullmatch(text):
        return Height(0.0, Unit.METRES, Datum.AGL)
    if _UNLIMITED.fullmatch(text) and not floor:
        return None
    if level := _FLIGHT_LEVEL.fullmatch(text):
        return _flight_level(float(level[1]) * 100, place, floor)
    found = _NUMBER.fullmatch(text)
    if found is None:
        place.error("not_a_level", text=clip(str(place.value)))
        return None
    return _number(float(found[1]), found[2] or "", found[3] or "", place, floor, feet)


def _number(value: float, unit: str, datum: str, place: Place, floor: bool, feet: bool) -> Height | None:
    if abs(value) >= NO_LIMIT:
        return None
    if not unit and not feet and value != 0:
        place.warn("limit_without_unit")
        return None
    if datum == "STD":
        return _flight_level(value * (1 / 0.3048 if unit.startswith("M") else 1), place, floor)
    if not datum:
        place.warn("datum_widened", text=clip(str(place.value)))
    assumed = Datum.AMSL if floor else Datum.AGL
    found = Unit.METRES if unit.startswith("M") else Unit.FEET
    return Height(value, found, _DATUMS.get(datum, assumed))


def _flight_level(feet: float, place: Place, floor: bool) -> Height:
    margin = PRESSURE_FEET + TEMPERATURE_SHARE * feet
    widened = float(round(feet - margin if floor else feet + margin))
    place.warn("flight_level_widened", text=clip(str(place.value)), feet=round(widened))
    return Height(widened, Unit.FEET, Datum.AMSL)
