"""Positions of OpenAir: ``39:29:09.5 N 119:46:12 W``, with decimals in any last part."""

from __future__ import annotations

import re

from geofences.zones.formats.document import Place, clip

_PART = r"(\d{1,3}(?:\.\d{1,12})?)(?: ?: ?(\d{1,2}(?:\.\d{1,12})?))?(?: ?: ?(\d{1,2}(?:\.\d{1,12})?))?"
_POSITION = re.compile(rf"{_PART} ?([NS]) ?,? ?{_PART} ?([EW])", re.IGNORECASE | re.ASCII)

Position = tuple[float, float]


def read_position(text: str, place: Place) -> Position | None:
    """Longitude and latitude in degrees; ``None``, with an error, for anything else.

    Minutes of 60 and more and seconds of more than 60 are refused: which digit is wrong cannot be
    known. Seconds of exactly 60 are what programs write that round 59.9995: the next minute, with
    a warning.
    """
    found = _POSITION.fullmatch(" ".join(text.split()))
    if found is None:
        place.error("not_a_dms_position", text=clip(text))
        return None
    lat, lon = (_degrees(found.groups()[first : first + 3]) for first in (0, 4))
    if lat is None or lon is None:
        place.error("minutes_60", text=clip(text))
        return None
    if any(part is not None and float(part) == 60 for part in (found[3], found[7])):
        place.warn("seconds_60", text=clip(text))
    if lat > 90 or lon > 180:
        place.error("position_out_of_range", lon=clip(str(lon)), lat=clip(str(lat)))
        return None
    return (lon if found[8] in "Ee" else -lon), (lat if found[4] in "Nn" else -lat)


def _degrees(parts: tuple[str | None, ...]) -> float | None:
    """Degrees of degrees, minutes and seconds; ``None`` when one is 60 or decimals stand before the last."""
    stated = [part for part in parts if part is not None]
    values = [float(part) for part in stated]
    if any(value >= 60 for value in values[1:2]) or any("." in part for part in stated[:-1]):
        return None
    if len(values) == 3 and values[2] > 60:
        return None
    return float(sum(value / 60**rank for rank, value in enumerate(values)))
