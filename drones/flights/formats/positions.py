"""Typed positions: decimal degrees; degrees, minutes and seconds; UTM and MGRS; and never a guess.

The latitude comes first unless letters say otherwise. ``O`` is ``Ouest`` (west). A comma is a
decimal sign where it cannot be a separator; where both could be meant the text is refused. Bare numbers that
lie far from Mali, but in Mali when they change places or the longitude its sign, are asked about too:
letters (N, S, E, W, O) settle it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from drones.flights.formats import grids
from drones.flights.model.plans import Point, Position
from portal.kit.model import Fact, Fault

#: Longest line read; a position needs far less.
LONGEST = 80
MOST_LINES = 2_000

_SIGNS = str.maketrans(
    {"’": "'", "′": "'", "‘": "'", "`": "'", "´": "'", "″": '"', "“": '"', "”": '"', "º": "°", "˚": "°"}
    | {"−": "-", "–": "-", "\u00a0": " ", "\u202f": " ", "\t": " "}
)
_NUMBER = r"\d+(?:[.,]\d+)?"
_PLAIN = re.compile(rf"[+-]?{_NUMBER}")
_ANGLE = (
    rf"(?P<sign{{0}}>[+-]?)\s*(?P<deg{{0}}>{_NUMBER})(?:"
    rf"\s*°?|"
    rf"\s*°\s*(?P<min{{0}}>{_NUMBER})\s*'?|"
    rf"\s*°\s*(?P<minute{{0}}>\d+)\s*'\s*(?P<sec{{0}}>{_NUMBER})\s*(?:\"|'')?|"
    rf"\s+(?P<bare_minute{{0}}>\d+)\s+(?P<bare_sec{{0}}>{_NUMBER})|"
    rf"\s+(?P<lone_minute{{0}}>{_NUMBER})\s*'?)"
)
#: Something must stand between two angles, or the digits of one could be taken for both.
_BETWEEN = r"(?:\s*[,;/]\s*|\s+|(?<=[NSEWO°'\"]))"
#: West, south, east, north of Mali with a margin.
_MALI = (-12.6, 9.9, 4.5, 25.2)
_LABELLED = re.compile(
    r"(?P<first>LAT|LON)[A-Z]*\.?\s*[:=]?\s*(?P<one>[^:=]*?)[\s,;]+(?:LAT|LON)[A-Z]*\.?\s*[:=]?\s*(?P<two>[^:=]+)"
)
_COMPACT = re.compile(
    r"(?P<lat_deg>\d{2})(?P<lat_min>\d{2})(?P<lat_sec>\d{2}(?:[.,]\d+)?)?(?P<lat_side>[NS])[\s,;/]*"
    r"(?P<lon_deg>\d{3})(?P<lon_min>\d{2})(?P<lon_sec>\d{2}(?:[.,]\d+)?)?(?P<lon_side>[EWO])"
)
_TRAILING = re.compile(
    _ANGLE.format(1) + r"\s*(?P<side1>[NSEWO]?)" + _BETWEEN + _ANGLE.format(2) + r"\s*(?P<side2>[NSEWO]?)"
)
_LEADING = re.compile(
    r"(?P<side1>[NSEWO])\s*" + _ANGLE.format(1) + _BETWEEN + r"(?P<side2>[NSEWO])\s*" + _ANGLE.format(2)
)


def read_position(text: str, pointer: str = "") -> Position | Fault:
    """The position that ``text`` states, or the fault for which none can be read.

    >>> read_position("14.44693, -11.44448")
    Position(lon=-11.44448, lat=14.44693)
    >>> read_position("14°26'49\\"N 11°26'40\\"O").lat
    14.446944444444444
    """
    line = " ".join(text.translate(_SIGNS).upper().split())
    if not line:
        return Fault(pointer, "flights.error.position_missing")
    if len(line) > LONGEST or (not line.isascii() and "°" not in line):
        return _unreadable(pointer, text)
    line = _unlabelled(line)
    lettered = re.search(r"[NSEWO°'\"]", line) is not None
    if grids.looks_like(line):
        found = grids.read(line)
        lettered = True
    elif (compact := _COMPACT.fullmatch(line)) is not None:
        found = _read_compact(compact)
    else:
        found = _read_angles(line) if lettered else _read_decimals(line)
    if isinstance(found, str):
        return Fault(pointer, found, {"typed": _short(text)})
    return _within_range(found, pointer) if lettered else _near_mali(found, pointer, text)


def read_points(text: str, pointer: str = "") -> tuple[tuple[Point, ...], tuple[Fault, ...]]:
    """One position a line; blank lines are skipped, every unreadable line is named."""
    points: list[Point] = []
    faults: list[Fault] = []
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        return (), (
            Fault(pointer, "flights.error.too_many_lines", {"count": len(lines), "limit": MOST_LINES}),
        )
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        found = read_position(line, pointer)
        if isinstance(found, Position):
            points.append((found.lon, found.lat))
        else:
            facts: dict[str, Fact] = {"line": number, **found.facts}
            faults.append(Fault(pointer, f"{found.code}_line", facts))
    return tuple(points), tuple(faults)


def write_points(points: Iterable[Point]) -> str:
    """The same points as ``read_points`` reads them, latitude first, a line each."""
    return "\n".join(write_position(Position(lon, lat)) for lon, lat in points)


def write_position(position: Position) -> str:
    """Decimal degrees, latitude first, to about a centimetre; lettered where bare numbers would not do."""
    lat, lon = position.lat, position.lon
    if isinstance(_near_mali((lon, lat), "", ""), Position):
        return f"{_decimal(lat)}, {_decimal(lon)}"
    return f"{_decimal(abs(lat))} {'S' if lat < 0 else 'N'}, {_decimal(abs(lon))} {'W' if lon < 0 else 'E'}"


def _decimal(value: float) -> str:
    return f"{value:.7f}".rstrip("0").rstrip(".")


def _unlabelled(line: str) -> str:
    """The line without the words "lat" and "lon", latitude first."""
    match = _LABELLED.fullmatch(line)
    if match is None:
        return line
    parts = [match["one"].rstrip(" ,;"), match["two"]]
    return "; ".join(parts if match["first"].startswith("LAT") else reversed(parts))


def _read_compact(match: re.Match[str]) -> tuple[float, float] | str:
    """Degrees, minutes and seconds without anything between, as aviation writes them: 142649N 0112640W."""
    lat, lon = (
        (
            int(match[f"{axis}_deg"]),
            int(match[f"{axis}_min"]),
            float((match[f"{axis}_sec"] or "0").replace(",", ".")),
        )
        for axis in ("lat", "lon")
    )
    if any(part[1] >= 60 or part[2] >= 60 for part in (lat, lon)):
        return "flights.error.position_minutes"
    north, east = (degrees + minutes / 60 + seconds / 3600 for degrees, minutes, seconds in (lat, lon))
    return (-east if match["lon_side"] in "WO" else east), (-north if match["lat_side"] == "S" else north)


def _near_mali(found: tuple[float, float], pointer: str, text: str) -> Position | Fault:
    """Bare numbers; what only lies in Mali when read otherwise is asked about."""
    lon, lat = found
    if not _in_mali(lon, lat):
        facts: dict[str, Fact] = {"lat": _decimal(lat), "lon": _decimal(lon), "typed": _short(text)}
        if _in_mali(lat, lon):
            return Fault(pointer, "flights.error.position_swapped", facts)
        if _in_mali(-lon, lat):
            return Fault(pointer, "flights.error.position_east", facts)
    return _within_range(found, pointer)


def exchanged(points: Iterable[tuple[float, float]]) -> bool:
    """True where positions (lon, lat) all lie in Mali only when latitude and longitude change places."""
    found = tuple(points)
    return bool(found) and all(_in_mali(lat, lon) and not _in_mali(lon, lat) for lon, lat in found)


def _in_mali(lon: float, lat: float) -> bool:
    west, south, east, north = _MALI
    return west <= lon <= east and south <= lat <= north


def _read_decimals(line: str) -> tuple[float, float] | str:
    """Longitude and latitude, or the code of the fault."""
    parts = _split_decimals(line)
    if isinstance(parts, str):
        return parts
    if len(parts) != 2 or not all(_PLAIN.fullmatch(part) for part in parts):
        return "flights.error.position_unreadable"
    lat, lon = (float(part.replace(",", ".")) for part in parts)
    return lon, lat


def _split_decimals(line: str) -> list[str] | str:
    if re.search(r"[;/]", line):
        return [part.strip() for part in re.split(r"[;/]", line)]
    pieces = line.split(" ")
    if len(pieces) == 3 and pieces[1] == ",":
        del pieces[1]
    if len(pieces) == 2:
        return [pieces[0].rstrip(","), pieces[1].lstrip(",")]
    if len(pieces) != 1 or "," not in line:
        return "flights.error.position_unreadable"
    around = line.split(",")
    if len(around) == 2 and ("." in line or around[1][:1] in "+-"):
        return around
    return "flights.error.position_ambiguous"


def _read_angles(line: str) -> tuple[float, float] | str:
    match = _TRAILING.fullmatch(line) or _LEADING.fullmatch(line)
    if match is None:
        return "flights.error.position_unreadable"
    first, second = _angle(match, 1), _angle(match, 2)
    if first is None or second is None:
        return "flights.error.position_minutes"
    axes = [_axis(match["side1"]), _axis(match["side2"])]
    if any(match[f"lone_minute{n}"] for n in (1, 2)) and not all(axes):
        return "flights.error.position_unreadable"
    if any(match[f"side{n}"] and match[f"sign{n}"] for n in (1, 2)):
        return "flights.error.position_sign_and_letter"
    if axes[0] and axes[0] == axes[1]:
        return "flights.error.position_same_letters"
    swapped = axes[0] == "lon" or axes[1] == "lat"
    return (first, second) if swapped else (second, first)


def _angle(match: re.Match[str], which: int) -> float | None:
    """Degrees with their sign; ``None`` when minutes or seconds are no minutes or seconds."""

    def part(*names: str) -> float:
        texts = [match[f"{name}{which}"] for name in names]
        return next((float(text.replace(",", ".")) for text in texts if text), 0.0)

    degrees, minutes = part("deg"), part("min", "minute", "bare_minute", "lone_minute")
    seconds = part("sec", "bare_sec")
    divided = any(match[f"{name}{which}"] for name in ("min", "minute", "bare_minute", "lone_minute"))
    if minutes >= 60 or seconds >= 60 or (divided and degrees != int(degrees)):
        return None
    size = degrees + minutes / 60 + seconds / 3600
    negative = match[f"sign{which}"] == "-" or match[f"side{which}"] in {"S", "W", "O"}
    return -size if negative and size else size


def _axis(letter: str) -> str:
    return {"N": "lat", "S": "lat", "E": "lon", "W": "lon", "O": "lon"}.get(letter, "")


def _within_range(found: tuple[float, float], pointer: str) -> Position | Fault:
    lon, lat = found
    if not -90 <= lat <= 90:
        return Fault(pointer, "flights.error.latitude_range", {"value": lat})
    if not -180 <= lon <= 180:
        return Fault(pointer, "flights.error.longitude_range", {"value": lon})
    return Position(lon=lon, lat=lat)


def _unreadable(pointer: str, text: str) -> Fault:
    return Fault(pointer, "flights.error.position_unreadable", {"typed": _short(text)})


def _short(text: str) -> str:
    return text.strip()[:LONGEST]
