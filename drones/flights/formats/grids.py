"""Positions of the UTM and MGRS grids as people type them, WGS 84, northern hemisphere and beyond."""

from __future__ import annotations

import re
from functools import cache

from pyproj import Transformer

_UTM = re.compile(
    r"(?:UTM\s*)?(?P<zone>\d{1,2})\s*(?P<letter>[A-Z])?\s+"
    r"(?P<first>[EX]?\s*=?\s*\d{5,7}(?:[.,]\d+)?\s*(?:ME|MN|E|N|M)?)[\s,;/]+"
    r"(?P<second>[NY]?\s*=?\s*\d{5,8}(?:[.,]\d+)?\s*(?:MN|ME|N|E|M)?)"
)
_LABELLED = re.compile(r"[EX]\s*=?\s*(\d[\d.,]*)\s*M?[\s,;/]+[NY]\s*=?\s*(\d[\d.,]*)\s*M?$")
_BARE = re.compile(
    r"[EX]?\s*=?\s*\d{6}(?:[.,]\d+)?\s*(?:ME|E|M)?[\s,;/]+[NY]?\s*=?\s*\d{7}(?:[.,]\d+)?\s*(?:MN|N|M)?"
)
_MGRS = re.compile(
    r"(?P<zone>\d{1,2})\s*(?P<band>[C-HJ-NP-X])\s*(?P<square>[A-HJ-NP-Z][A-HJ-NP-V])\s*(?P<digits>[\d ]*)"
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")

_BANDS = "CDEFGHJKLMNPQRSTUVWX"
_COLUMNS = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")
_ROWS = "ABCDEFGHJKLMNPQRSTUV"
#: Fewer digits than these name a square of a kilometre and more, which is no place to fly at.
LEAST_DIGITS = 6

Degrees = tuple[float, float]


def looks_like(line: str) -> bool:
    """Whether an upper-case line seems to be meant as a position of one of these grids."""
    return any(form.fullmatch(_plain(line)) for form in (_UTM, _BARE, _MGRS))


def read(line: str) -> Degrees | str:
    """Longitude and latitude of an upper-case line, or the code of the fault.

    >>> [round(part, 4) for part in read("28N 725000 1596000")]
    [-12.913, 14.4272]
    """
    line = _plain(line)
    if (mgrs := _MGRS.fullmatch(line)) is not None:
        return _read_mgrs(mgrs)
    if (utm := _UTM.fullmatch(line)) is not None:
        return _read_utm(utm)
    return "flights.error.utm_zone_missing"


def _plain(line: str) -> str:
    """``E 236000 N 1598000`` without its letters, the easting first."""
    return _LABELLED.sub(r"\1 \2", line)


def _read_utm(match: re.Match[str]) -> Degrees | str:
    zone, letter = int(match["zone"]), match["letter"] or "N"
    if not 1 <= zone <= 60:
        return "flights.error.utm_zone"
    if letter == "S" or letter not in _BANDS:
        # S is the band of 32 to 40 degrees north and, for many, the southern hemisphere.
        return "flights.error.utm_letter"
    first, second = (_metres(match[name]) for name in ("first", "second"))
    if "N" in match["first"] or "E" in match["second"].replace("ME", "E"):
        first, second = second, first
    if not (100_000 <= first < 1_000_000 and 0 <= second < 10_000_000):
        return "flights.error.utm_range"
    lon, lat = _degrees(zone, first, second)
    # N is read as "north"; every other letter is a band of latitude and must be the right one.
    return (lon, lat) if letter == "N" or _band(lat) == letter else "flights.error.utm_band"


def _read_mgrs(match: re.Match[str]) -> Degrees | str:
    zone, digits = int(match["zone"]), match["digits"].replace(" ", "")
    halves = match["digits"].split()
    if not 1 <= zone <= 60:
        return "flights.error.utm_zone"
    if (
        len(digits) % 2
        or len(digits) > 10
        or (len(halves) > 1 and (len(halves) > 2 or len(halves[0]) != len(halves[1])))
    ):
        return "flights.error.mgrs_digits"
    if len(digits) < LEAST_DIGITS:
        return "flights.error.mgrs_coarse"
    column = _COLUMNS[(zone - 1) % 3].find(match["square"][0])
    if column < 0:
        return "flights.error.mgrs_square"
    row = (_ROWS.index(match["square"][1]) - (5 if zone % 2 == 0 else 0)) % len(_ROWS)
    half, step = len(digits) // 2, 10 ** (5 - len(digits) // 2)
    # The middle of the square that the digits name.
    east = (column + 1) * 100_000 + (int(digits[:half]) + (0.5 if step > 1 else 0)) * step
    north = row * 100_000 + (int(digits[half:]) + (0.5 if step > 1 else 0)) * step
    return _in_band(zone, match["band"], east, north)


def _in_band(zone: int, band: str, east: float, north: float) -> Degrees | str:
    """Rows repeat every 2,000 km: the one that lies in the band of latitude is meant."""
    south = band < "N"
    for turn in range(5):
        lon, lat = _degrees(zone, east, north + 2_000_000 * turn, south=south)
        if _band(lat) == band:
            return lon, lat
    return "flights.error.mgrs_square"


def _band(lat: float) -> str:
    if not -80 <= lat <= 84:
        return ""
    return _BANDS[min(int((lat + 80) // 8), len(_BANDS) - 1)]


def _metres(text: str) -> float:
    found = _NUMBER.search(text)
    assert found is not None
    return float(found[0].replace(",", "."))


def _degrees(zone: int, east: float, north: float, *, south: bool = False) -> Degrees:
    lon, lat = _to_degrees((32700 if south else 32600) + zone).transform(east, north)
    return float(lon), float(lat)


@cache
def _to_degrees(epsg: int) -> Transformer:
    return Transformer.from_crs(epsg, 4326, always_xy=True)
