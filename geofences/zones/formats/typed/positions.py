"""Positions as people type them: decimal degrees or degrees, minutes and seconds; latitude first."""

from __future__ import annotations

import re

from portal.kit.model import Fault

LONGEST = 80
_SIGNS = str.maketrans(
    {"’": "'", "′": "'", "‘": "'", "`": "'", "´": "'", "″": '"', "“": '"', "”": '"', "º": "°", "˚": "°"}
    | {"−": "-", "–": "-", "\u00a0": " ", "\u202f": " ", "\t": " "}
)
_N = r"\d+(?:[.,]\d+)?"
_PLAIN = re.compile(rf"[+-]?{_N}")
_ANGLE = (
    rf"(?P<sign{{0}}>[+-]?)(?P<deg{{0}}>{_N})\s*°?"
    rf"(?:\s*(?P<min{{0}}>{_N})\s*')?(?:\s*(?P<sec{{0}}>{_N})\s*(?:\"|''))?"
)
_LETTER = r"(?P<side{0}>[NSEWO])"
#: Letters before both angles, or after each that has one.
_PAIRS = (
    re.compile(
        rf"{_LETTER.format(1)}\s*{_ANGLE.format(1)}\s*[,;/]?\s*{_LETTER.format(2)}\s*{_ANGLE.format(2)}"
    ),
    re.compile(
        rf"{_ANGLE.format(1)}\s*{_LETTER.format(1)}?\s*[,;/]?\s*{_ANGLE.format(2)}\s*{_LETTER.format(2)}?"
    ),
)
_AXES = {"N": "lat", "S": "lat", "E": "lon", "W": "lon", "O": "lon"}
Position = tuple[float, float]


def read_position(text: str, pointer: str = "") -> Position | Fault:
    """Longitude and latitude that a line states, or why none can be read; never a guess.

    >>> read_position("14.44693, -11.44448")
    (-11.44448, 14.44693)
    >>> read_position("14°27'N 11°30'O")
    (-11.5, 14.45)
    """
    line = " ".join(text.translate(_SIGNS).upper().split())
    found = (
        None if len(line) > LONGEST else _angles(line) if re.search(r"[NSEWO°'\"]", line) else _plain(line)
    )
    if found is None:
        return Fault(pointer, "zones.error.position_unreadable", {"text": text.strip()[:40]})
    lon, lat = found
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return Fault(pointer, "zones.error.position_off_the_globe", {"text": text.strip()[:40]})
    return lon, lat


def _plain(line: str) -> Position | None:
    parts = re.split(r"\s*[;/]\s*", line) if re.search("[;/]", line) else line.replace(" ,", ",").split(" ")
    if len(parts) == 1:
        parts = line.split(",") if "." in line or ",-" in line or ",+" in line else []
    parts = [part.strip().rstrip(",") for part in parts]
    if len(parts) != 2 or not all(_PLAIN.fullmatch(part) for part in parts):
        return None
    lat, lon = (float(part.replace(",", ".")) for part in parts)
    return lon, lat


def _angles(line: str) -> Position | None:
    match = next((found for pattern in _PAIRS if (found := pattern.fullmatch(line))), None)
    if match is None:
        return None
    axes = [_AXES.get(match[f"side{n}"] or "", "") for n in (1, 2)]
    first, second = _degrees(match, 1), _degrees(match, 2)
    if (axes[0] and axes[0] == axes[1]) or first is None or second is None:
        return None
    swapped = axes[0] == "lon" or axes[1] == "lat"
    return (first, second) if swapped else (second, first)


def _degrees(match: re.Match[str], n: int) -> float | None:
    """Degrees with their sign; ``None`` for 60 minutes, or a sign beside a letter."""
    degrees, minutes, seconds = (
        float((match[f"{p}{n}"] or "0").replace(",", ".")) for p in ("deg", "min", "sec")
    )
    letter = match[f"side{n}"]
    if minutes >= 60 or seconds >= 60 or (letter and match[f"sign{n}"]):
        return None
    size = degrees + minutes / 60 + seconds / 3600
    return -size if match[f"sign{n}"] == "-" or letter in ("S", "W", "O") else size


def read_positions(text: str, pointer: str) -> tuple[tuple[Position, ...], tuple[Fault, ...]]:
    """One position a line; blank lines are skipped, every line that cannot be read is named."""
    points: list[Position] = []
    faults: list[Fault] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        found = read_position(line, pointer)
        if isinstance(found, Fault):
            faults.append(Fault(pointer, f"{found.code}_line", {**found.facts, "line": number}))
        else:
            points.append(found)
    return tuple(points), tuple(faults)
