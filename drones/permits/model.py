"""Frozen values of permits: what is signed, what was read, what a verification says.

A permit knows its flight only by the text of the flight's id, and no person at all: it names the
operator's public number and the tail of the aircraft's serial number.
"""

from __future__ import annotations

import re
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from itertools import pairwise

from shapely.geometry import MultiPolygon, Polygon

from geofences.engine.model import Datum

#: A permit's number has 40 bits: five bytes in the revocation list, eight letters for people.
NUMBER_BITS = 40
MOST_VERTICES = 16
#: Decimal places of the coordinates: 7 is a centimetre, 4 is eleven metres (for very large areas).
MOST_DIGITS, LEAST_DIGITS = 7, 4
SERIAL_TAIL = 6

_OPERATOR = re.compile(r"[A-Z]{3}[0-9a-z]{13}")
_SERIAL = re.compile(r"[!-~]{1,6}")

Vertex = tuple[int, int]


class Condition(IntEnum):
    """Conditions by number, as signed; words for each are ``permits.condition.<number>``.

    Numbers are never used again for something else. A number unknown to a reader is shown as such.
    """

    CALL_BEFORE_TAKE_OFF = 1
    CALL_AFTER_LANDING = 2
    OBSERVER = 3
    DAYLIGHT_ONLY = 4
    VISUAL_LINE_OF_SIGHT = 5
    NOT_OVER_PEOPLE = 6
    NO_IMAGES = 7
    LAND_ON_DEMAND = 8
    KEEP_PHONE_REACHABLE = 9


@dataclass(frozen=True, slots=True)
class PermitArea:
    """An area as printed and signed: rings of whole numbers, each a vertex (lon, lat) x 10**digits.

    Rings are open (the first vertex is not repeated) and have no holes; together they have at most
    16 vertices. WGS 84.
    """

    digits: int
    rings: tuple[tuple[Vertex, ...], ...]

    def __post_init__(self) -> None:
        if not LEAST_DIGITS <= self.digits <= MOST_DIGITS:
            raise ValueError("area_digits")
        if not self.rings or any(len(ring) < 3 for ring in self.rings):
            raise ValueError("area_without_ring")
        if sum(map(len, self.rings)) > MOST_VERTICES:
            raise ValueError("area_too_many_vertices")
        scale = 10**self.digits
        for lon, lat in self.vertices:
            if abs(lon) > 180 * scale or abs(lat) > 90 * scale:
                raise ValueError("area_off_the_earth")

    @property
    def vertices(self) -> tuple[Vertex, ...]:
        """All vertices of all rings in order."""
        return tuple(vertex for ring in self.rings for vertex in ring)

    @property
    def degrees(self) -> tuple[tuple[tuple[float, float], ...], ...]:
        """The rings as (lon, lat) in degrees."""
        scale = 10**self.digits
        return tuple(tuple((lon / scale, lat / scale) for lon, lat in ring) for ring in self.rings)

    @property
    def polygon(self) -> Polygon | MultiPolygon:
        """The area in lon, lat degrees."""
        parts = [Polygon(ring) for ring in self.degrees]
        return parts[0] if len(parts) == 1 else MultiPolygon(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class PermitContent:
    """What a permit says, and all that its signature covers.

    Heights are whole metres in their datum; ``start`` and ``end`` are aware whole seconds, half-open.
    Raises ``ValueError`` for what could not be signed.
    """

    number: int
    operator_number: str
    serial_tail: str
    area: PermitArea
    ceiling_m: int
    ceiling_datum: Datum
    floor_m: int = 0
    floor_datum: Datum = Datum.AGL
    start: datetime
    end: datetime
    conditions: tuple[int, ...] = ()
    exercise: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.number < 2**NUMBER_BITS:
            raise ValueError("permit_number")
        if not _OPERATOR.fullmatch(self.operator_number):
            raise ValueError("operator_number")
        if not _SERIAL.fullmatch(self.serial_tail):
            raise ValueError("serial_tail")
        _check_heights(self)
        _check_times(self)
        if any(not 1 <= code <= 255 for code in self.conditions) or not _rising(self.conditions):
            raise ValueError("conditions")

    @property
    def code(self) -> str:
        """The permit's number as eight letters and digits (RFC 4648 base 32), as people say it."""
        return code_of(self.number)


def code_of(number: int) -> str:
    """The eight-character code of a permit's number."""
    return b32encode(number.to_bytes(NUMBER_BITS // 8, "big")).decode()


def _check_heights(content: PermitContent) -> None:
    if any(not -1_000 <= height <= 100_000 for height in (content.floor_m, content.ceiling_m)):
        raise ValueError("height_out_of_range")
    if content.floor_datum is content.ceiling_datum and content.floor_m > content.ceiling_m:
        raise ValueError("band_upside_down")


def _check_times(content: PermitContent) -> None:
    for moment in (content.start, content.end):
        if moment.tzinfo is None:
            raise ValueError("time_without_zone")
        if moment.microsecond or moment.timestamp() < 0:
            raise ValueError("time_not_whole")
    if not content.start < content.end:
        raise ValueError("period_upside_down")


def _rising(codes: tuple[int, ...]) -> bool:
    return all(before < after for before, after in pairwise(codes))


class ReadCode(StrEnum):
    """What reading a permit's bytes found."""

    GENUINE = "genuine"
    NOT_GENUINE = "not_genuine"
    UNKNOWN_KEY = "unknown_key"
    #: Signed by a known key, in a form that is newer than this reader.
    UNKNOWN_FORMAT = "unknown_format"


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading a permit's bytes; ``content`` is there only when it is genuine."""

    code: ReadCode
    content: PermitContent | None = None
    key_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """An issued permit as the register holds it; ``id`` is its eight-character code."""

    id: str
    flight_id: str
    content: PermitContent
    signed: bytes
    key_id: str
    issued_at: datetime
    revoked_at: datetime | None = None
    revoked_reason: str = ""
    suspended_at: datetime | None = None


class State(StrEnum):
    """What a verification says; words for each are ``permits.state.<state>``."""

    VALID = "valid"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    NOT_GENUINE = "not_genuine"
    #: The key that signed it is not known here: nothing can be said.
    UNKNOWN_KEY = "unknown_key"
    #: Genuine, yet not in the register: whether it was revoked cannot be said.
    NOT_IN_REGISTER = "not_in_register"


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer to whoever shows or reads a permit, as of a moment."""

    state: State
    as_of: datetime
    content: PermitContent | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RevocationList:
    """The signed list: permits that are revoked or suspended although their time is not over."""

    as_of: datetime
    revoked: frozenset[int]
    suspended: frozenset[int]
