"""Serial numbers of aircraft: ANSI/CTA-2063-A where the class demands it, any other elsewhere."""

from __future__ import annotations

import unicodedata

from drones.registry.model import AircraftClass
from portal.kit.model import Fault

#: Digits and capitals without I and O.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH_CODES = "123456789ABCDEF"
SHORTEST, LONGEST = 6, 20
#: Longest serial taken where no standard gives one; a bound against nonsense, no rule.
LONGEST_FREE = 64
#: Classes that must carry a CTA serial ((EU) 2019/945).
CTA_CLASSES = frozenset(
    {AircraftClass.C1, AircraftClass.C2, AircraftClass.C3, AircraftClass.C5, AircraftClass.C6}
)


def cta_fault(serial: str) -> Fault | None:
    """The first way in which ``serial`` is no ANSI/CTA-2063-A serial; ``None`` when it is one.

    Four characters of the maker's code, a length code (1-9, A-F), and that many characters.

    >>> cta_fault("MFR1C123456789ABC") is None
    True
    >>> cta_fault("1A2B3AB").code
    'registry.serial.length_code'
    """
    if not SHORTEST <= len(serial) <= LONGEST:
        return _fault("length", shortest=SHORTEST, longest=LONGEST, found=len(serial))
    for place, character in enumerate(serial, start=1):
        if character not in ALPHABET:
            return _character_fault(character, place)
    if serial[4] not in LENGTH_CODES:
        return _fault("no_length_code")
    stated, found = LENGTH_CODES.index(serial[4]) + 1, len(serial) - 5
    if stated != found:
        return _fault("length_code", stated=serial[4], expected=stated, found=found)
    return None


def serial_fault(cls: AircraftClass, serial: str) -> Fault | None:
    """What is wrong with the serial of an aircraft of this class, or ``None``.

    C1, C2, C3, C5 and C6 need a CTA serial; for C0, C4, no class mark and privately built any
    serial that can be read will do (that of the add-on for remote identification, say).
    """
    if not serial.strip():
        return _fault("missing")
    if cls in CTA_CLASSES:
        return cta_fault(serial)
    if len(serial) > LONGEST_FREE:
        return _fault("too_long", longest=LONGEST_FREE)
    if not serial.isprintable() or not any(character.isalnum() for character in serial):
        return _fault("unreadable")
    return None


def serial_key(serial: str) -> str:
    """The form in which two serials are compared: width, case and blanks do not tell them apart."""
    return "".join(unicodedata.normalize("NFKC", serial).casefold().split())


def _character_fault(character: str, place: int) -> Fault:
    if character in "IO":
        return _fault("letter_i_or_o", letter=character, position=place)
    if character.isascii() and character.islower():
        return _fault("lower_case", position=place)
    return _fault("alphabet", position=place)


def _fault(code: str, **facts: str | int) -> Fault:
    return Fault("serial", f"registry.serial.{code}", dict(facts))
