"""Identifiers of the standards' seven characters for zones that have longer ones, and back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from geofences.engine.model import Zone
from geofences.zones.formats.document import Place
from geofences.zones.formats.own import OWN
from geofences.zones.formats.properties import MAX_IDENTIFIER, STANDARD_IDENTIFIER

_TURNS = 4


def short_identifiers(zones: Sequence[Zone]) -> dict[tuple[str, str], str]:
    """Identifiers of at most 7 characters, the same on every export, unique within a country.

    One that is longer keeps its first two letters or digits and takes five of its digest.
    """
    taken = {zone.key for zone in zones if len(zone.identifier) <= STANDARD_IDENTIFIER}
    names = {key: key[1] for key in taken}
    for zone in zones:
        if zone.key in names:
            continue
        name, turn = _shortened(zone.key, 0), 0
        while (zone.country, name) in taken:
            turn += 1
            name = _shortened(zone.key, turn)
        taken.add((zone.country, name))
        names[zone.key] = name
    return names


def _shortened(key: tuple[str, str], turn: int) -> str:
    digest = hashlib.sha256(f"{key[0]}/{key[1]}/{turn}".encode()).hexdigest().upper()
    head = "".join(char for char in key[1] if char.isascii() and char.isalnum())[:2].upper()
    return head + digest[: STANDARD_IDENTIFIER - len(head)]


def whole_identifier(written: str, zone: Place) -> str:
    """The identifier that our own file keeps beside a shortened one, if that is its shortening."""
    own = zone.member("extendedProperties").member(OWN).member("identifier")
    country = zone.member("country").value
    if own.absent or not isinstance(country, str):
        return written
    whole = own.text(MAX_IDENTIFIER, MAX_IDENTIFIER)
    return whole if written in {_shortened((country, whole), turn) for turn in range(_TURNS)} else written
