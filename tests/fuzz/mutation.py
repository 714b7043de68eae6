"""Mutations that keep a file's shape: another value in JSON, another word or number in a text."""

from __future__ import annotations

import json
import random
import re
from typing import Any

from tests.fuzz.seeds import unpacked
from tests.unit.geofences.zones.formats.hostile import kmz

VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 7, 0.5, -0.0, 90, -90, 180, -180, 180.0000001, 1e-12, 1e300, -1e300,
    99999, 99998.9, 2**53, 10**30, "", " ", "x", "é", "\u0000", "\ud800", "ﬀ", "a" * 201, "a " * 150,
    "a\nb", "7", "NaN", "1e5", [], [[]], {}, [{}], [7], "ANY", "MON", "YES", "NO", "PROHIBITED",
    "REQ_AUTHORISATION", "REQ_AUTHORIZATION", "USPACE", "CONDITIONAL", "NO_RESTRICTION", "AGL", "AMSL",
    "WGS84", "M", "FT", "m", "ft", "COMMON", "CUSTOMIZED", "Polygon", "MultiPolygon", "Point", "Circle",
    "GeometryCollection", "SR", "SS", "BMCT", "EECT", "DAR", "FOREIGN_TERRITORY", "OTHER", "P30D",
    "P1Y2M3W4DT5H6M7S", "PT0S", "P", "00:00:00.00Z", "23:59Z", "24:00Z", "23:59:59.99+05:30",
    "12:00-23:59", "00:00+14:00", "06:00:00.005Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
    "2026-03-29T02:30:00+01:00", "2026-02-29T00:00:00Z", "1900-01-01T00:00:00-00:01",
    "2026-06-30T23:59:60Z", "2026-01-01T00:00:00.0009Z", "https://a.test/", "javascript:1", "a@b",
    "Africa/Bamako", "Europe/Paris", "../x", [0, 0], [[0, 0], [1, 0], [1, 1], [0, 0]],
    [[[0, 0], [0, 1], [1, 1], [0, 0]]],
)  # fmt: skip
NAMES = (
    "identifier", "country", "name", "type", "restriction", "restrictionConditions", "reason",
    "otherReasonInfo", "message", "applicability", "limitedApplicability", "schedule", "day", "startTime",
    "endTime", "startEvent", "endEvent", "permanent", "startDateTime", "endDateTime", "zoneAuthority",
    "purpose", "intervalBefore", "siteURL", "geometry", "layer", "lower", "lowerReference", "uom", "upper",
    "upperReference", "extent", "radius", "subType", "horizontalProjection", "coordinates", "center",
    "uomDimensions", "lowerLimit", "upperLimit", "geometries", "lowerVerticalReference",
    "upperVerticalReference", "extendedProperties", "portal", "timeZone", "exercise", "circle", "radius_m",
    "variant", "LOWER", "UPPER", "TYPEOFAREA", "FROM", "TO", "features", "UASZoneList",
)  # fmt: skip
WORDS = (
    "AC R", "AC P", "AN x", "AL GND", "AH UNL", "AL FL95", "AH 2500ft AGL", "AH 120M AMSL", "AH 1000",
    "AY TMA", "AA 2026-01-01T00:00Z/NONE", "AA NONE/2026-01-01T00:00Z", "V X=14:00:00 N 011:00:00 W",
    "V D=-", "V D=+", "DC 5", "DA 5,0,90", "DA 5,350,10",
    "DB 14:05:00 N 011:00:00 W,14:00:00 N 011:05:00 W", "DP 14:00:00 N 011:00:00 W",
    "DP 14:30:00 N 011:30:00 W", "DP 13:00:00 N 010:00:00 W", "DP 89:00 N 179:59:60 E", "AG x",
    "AF 118.000", "DY 1", "<Folder>", "</Folder>", "<Placemark>", "</Placemark>", "<NetworkLink/>",
    "<TimeSpan><begin>2026</begin></TimeSpan>", "<TimeStamp><when>2026-03-29</when></TimeStamp>",
    "<extrude>1</extrude>", "<altitudeMode>absolute</altitudeMode>",
    "<coordinates>0,0 1,0 1,1 0,0</coordinates>", "<innerBoundaryIs>", "<MultiGeometry>", "<![CDATA[",
    "]]>", "&amp;", "<!DOCTYPE kml>", '<Data name="restriction"><value>PROHIBITED</value></Data>',
    "2026-03-29T02:30:00+01:00",
)  # fmt: skip
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_NUMBERS = (
    b"0",
    b"1",
    b"-1",
    b"60",
    b"90",
    b"180",
    b"-180",
    b"1e308",
    b"99999",
    b"179.9999999",
    b"14.4000001",
)


def changed(data: bytes, seed: int) -> bytes:
    """The file with one to four changes that keep it readable, as far as it was."""
    dice = random.Random(seed)
    if (inner := unpacked(data)) is not None:
        return kmz((dice.choice(("doc.kml", "a.kml", "DOC.KML")), changed(inner, seed)))
    try:
        root = json.loads(data)
    except (ValueError, RecursionError):
        return _lines(data, dice)
    for _ in range(dice.randint(1, 4)):
        root = _json(root, dice)
    try:
        return json.dumps(root).encode()
    except (ValueError, RecursionError):
        return data


def _json(root: Any, dice: random.Random) -> Any:
    holder: Any = [root]
    whole, key = holder, 0
    for _ in range(dice.randint(1, 12)):
        value = holder[key]
        if not isinstance(value, dict | list) or not value:
            break
        holder = value
        key = dice.choice(list(value) if isinstance(value, dict) else range(len(value)))
    _one(holder, key, dice)
    return whole[0] if whole else None


def _one(holder: Any, key: Any, dice: random.Random) -> None:
    value = holder[key]
    match dice.randrange(7):
        case 0 if isinstance(value, int | float):
            holder[key] = value + dice.choice((-1, 1, 1e-7, -1e-7, 0.5, 360))
        case 1:
            del holder[key]
        case 2 if isinstance(holder, list):
            holder.insert(key, value)
        case 3 if isinstance(holder, dict):
            holder[dice.choice(NAMES)] = dice.choice((value, dice.choice(VALUES)))
        case 4:
            holder[key] = [value]
        case 5 if isinstance(value, list):
            dice.shuffle(value)
        case _:
            holder[key] = dice.choice(VALUES)


def _lines(data: bytes, dice: random.Random) -> bytes:
    lines = data[:100_000].splitlines(keepends=True) or [b""]
    for _ in range(dice.randint(1, 4)):
        place = dice.randrange(len(lines))
        match dice.randrange(5):
            case 0:
                lines.insert(place, lines[dice.randrange(len(lines))])
            case 1 if len(lines) > 1:
                del lines[place]
            case 2:
                found = list(_NUMBER.finditer(lines[place]))
                if found:
                    one = dice.choice(found)
                    lines[place] = (
                        lines[place][: one.start()] + dice.choice(_NUMBERS) + lines[place][one.end() :]
                    )
            case 3:
                lines.insert(place, dice.choice(WORDS).encode() + b"\n")
            case _:
                other = dice.randrange(len(lines))
                lines[place], lines[other] = lines[other], lines[place]
    return b"".join(lines)
