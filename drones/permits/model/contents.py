"""What a permit says, and all that its signature covers."""

from __future__ import annotations

import re
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from itertools import pairwise

from drones.permits.model.areas import MOST_VERTICES, MOST_VOLUMES, PermitVolume

#: A permit's number has 40 bits: five bytes in the revocation list, eight letters for people.
NUMBER_BITS = 40
SERIAL_TAIL = 6

_OPERATOR = re.compile(r"[A-Z]{3}[0-9a-z]{13}")
_SERIAL = re.compile(r"[!-~]{1,6}")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PermitContent:
    """One to four volumes for one operator and one aircraft, under conditions.

    The areas share their decimal places and have 16 vertices in all, where an area that several volumes
    share counts once. Raises ``ValueError`` for what could not be signed.
    """

    number: int
    operator_number: str
    serial_tail: str
    volumes: tuple[PermitVolume, ...]
    conditions: tuple[int, ...] = ()
    exercise: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.number < 2**NUMBER_BITS:
            raise ValueError("permit_number")
        if not _OPERATOR.fullmatch(self.operator_number):
            raise ValueError("operator_number")
        if not _SERIAL.fullmatch(self.serial_tail):
            raise ValueError("serial_tail")
        _check_volumes(self.volumes)
        if any(not 1 <= code <= 255 for code in self.conditions) or not _rising(self.conditions):
            raise ValueError("conditions")

    @property
    def code(self) -> str:
        """The permit's number as eight letters and digits (RFC 4648 base 32), as people say it."""
        return code_of(self.number)

    @property
    def start(self) -> datetime:
        """When the first of the volumes begins."""
        return min(volume.start for volume in self.volumes)

    @property
    def end(self) -> datetime:
        """When the last of the volumes ends."""
        return max(volume.end for volume in self.volumes)


def code_of(number: int) -> str:
    """The eight-character code of a permit's number."""
    return b32encode(number.to_bytes(NUMBER_BITS // 8, "big")).decode()


def _check_volumes(volumes: tuple[PermitVolume, ...]) -> None:
    if not 1 <= len(volumes) <= MOST_VOLUMES:
        raise ValueError("volumes_count")
    areas = {volume.area for volume in volumes}
    if len({area.digits for area in areas}) > 1:
        raise ValueError("volumes_of_different_digits")
    if sum(len(area.vertices) for area in areas) > MOST_VERTICES:
        raise ValueError("area_too_many_vertices")


def _rising(codes: tuple[int, ...]) -> bool:
    return all(before < after for before, after in pairwise(codes))
