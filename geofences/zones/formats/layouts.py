"""GeoJSON of aeronautical services that is no file of UAS zones: its own names, read as ED-269's."""

from __future__ import annotations

from geofences.engine.model import Height, Unit
from geofences.zones.formats.assumed import Assumed, country_of, derived_identifier
from geofences.zones.formats.classes import restriction_of_class
from geofences.zones.formats.document import Place
from geofences.zones.formats.levels import read_level

#: A feature with one of these is a zone of ED-269, however incomplete.
_ZONE = ("restriction", "identifier", "country", "applicability", "zoneAuthority", "lowerLimit", "upperLimit")
_KINDS = ("TYPEOFAREA", "TYPEOFPOINT", "TYPE", "CLASS", "type", "class")
_NAMES = ("NAMEOFAREA", "NAMEOFPOINT", "NAME", "LOCATION", "DESIG", "name")
_IDENTIFIERS = ("ID", "MSID")
_TEXTS = ("COM_EN", "COMMENT_2", "SCHEDULE")
NAMES = (*_KINDS, *_NAMES, *_IDENTIFIERS, *_TEXTS, "LOWER", "UPPER", "FROM", "TO")


def is_airspace(stated: Place) -> bool:
    """True for the layouts of the Swedish and the Finnish service: a kind and a name, and no zone."""
    if any(not stated.member(name).absent for name in _ZONE):
        return False
    kind = stated.member(*_KINDS)
    named = any(not stated.member(name).absent for name in (*_NAMES, *_IDENTIFIERS))
    return named and (isinstance(kind.value, str) or not stated.member("LOWER").absent)


def as_zone(stated: Place, geometry: Place, assumed: Assumed) -> dict[str, object]:
    """The feature's properties under ED-269's names; what is not stated is read widely, with a warning."""
    name = str(stated.member(*_NAMES).value or "")[:200]
    kind = stated.member(*_KINDS)
    restriction = restriction_of_class(kind)
    number = stated.member(*_IDENTIFIERS).value
    identifier = str(number) if isinstance(number, str | int) else ""
    found: dict[str, object] = {
        "identifier": identifier[:64] or derived_identifier(name, str(kind.value), _first(geometry.value)),
        "country": country_of(assumed, stated),
        "name": name,
        "type": "COMMON",
        "restriction": restriction.value,
        "message": _message(stated),
        "applicability": _applicability(stated),
    }
    for name_ in ("radius", "radius_m"):
        found[name_] = stated.member(name_).value
    return found | _limits(stated)


def _message(stated: Place) -> str:
    texts = (stated.member(name).value for name in _TEXTS)
    return " / ".join(" ".join(text.split()) for text in texts if isinstance(text, str) and text.strip())


def _applicability(stated: Place) -> list[dict[str, object]]:
    begin, end = stated.member("FROM"), stated.member("TO")
    if begin.absent and end.absent:
        return [{"permanent": "YES"}]
    return [{"permanent": "NO", "startDateTime": begin.value, "endDateTime": end.value}]


def _limits(stated: Place) -> dict[str, object]:
    """Both limits in metres."""
    found: dict[str, object] = {"uomDimensions": "M"}
    for side, member in (("lower", "LOWER"), ("upper", "UPPER")):
        place = stated.member(member)
        if place.absent:
            place.warn("limit_not_stated")
            continue
        height = read_level(place, floor=side == "lower", feet=False)
        if height is not None:
            found[f"{side}Limit"] = _metres(height)
            found[f"{side}VerticalReference"] = height.datum.value
    return found


def _metres(height: Height) -> float:
    return height.value if height.unit is Unit.METRES else height.metres


def _first(geometry: object) -> tuple[float, float]:
    """The geometry's first position, or 0, 0 where it has none that is sound."""
    value = geometry.get("coordinates") if isinstance(geometry, dict) else None
    while isinstance(value, list) and value and isinstance(value[0], list):
        value = value[0]
    if isinstance(value, list) and len(value) >= 2:
        lon, lat = value[0], value[1]
        sound = all(isinstance(one, int | float) and abs(one) <= 180 for one in (lon, lat))
        return (float(lon), float(lat)) if sound else (0.0, 0.0)
    return (0.0, 0.0)
