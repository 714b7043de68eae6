"""What reading a file gives: the sound zones, and every fault with its place."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from geofences.engine.model import Zone, ZoneVolume
from geofences.zones.formats.document import Notes, Place
from geofences.zones.formats.properties import MAX_IDENTIFIER, Properties
from portal.kit.model import Fault


@dataclass(frozen=True, slots=True)
class Reading:
    """The zones of a file that are sound, and what was found while reading it.

    ``errors`` holds at most 100 faults and ``warnings`` at most 5,000; ``errors_left_out`` and
    ``warnings_left_out`` say how many more there were.
    """

    zones: tuple[Zone, ...]
    errors: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    format: str
    errors_left_out: int = 0
    warnings_left_out: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """A sound zone and the place in the file where it stands."""

    place: Place
    zone: Zone


def compose(place: Place, properties: Properties, volumes: tuple[ZoneVolume, ...]) -> Found:
    """The zone of the given properties and layers."""
    facts = {field.name: getattr(properties, field.name) for field in fields(properties)}
    return Found(place, Zone(volumes=volumes, **facts))


def conclude(notes: Notes, found: list[Found], format_: str, *, layered: bool = False) -> Reading:
    """The reading of a file: doubled identities resolved, faults closed and counted.

    ``layered``: the layout itself writes one entry a layer, so joining them is not remarked.
    """
    zones = one_each(found, layered=layered)
    notes.close()
    return Reading(
        zones=tuple(zones),
        errors=tuple(notes.errors),
        warnings=tuple(notes.warnings),
        format=format_,
        errors_left_out=notes.error_count - len(notes.errors),
        warnings_left_out=notes.warning_count - len(notes.warnings),
    )


def one_each(found: list[Found], *, layered: bool) -> list[Zone]:
    """One zone for each identity (country and identifier), losing nothing that a file says.

    Entries that differ only in their layers are one zone with several layers. Entries that differ
    otherwise stay apart: the later one takes a number after its identifier, with a warning.
    """
    zones: dict[tuple[str, str], Zone] = {}
    copies: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for entry in found:
        original = entry.zone.key
        if original not in zones:
            zones[original] = entry.zone
            copies[original] = [original]
            continue
        for key in copies[original]:
            if _same_but_layers(zones[key], entry.zone):
                zones[key] = _joined(zones[key], entry, layered)
                break
        else:
            renamed = _renamed(entry, zones)
            zones[renamed.key] = renamed
            copies[original].append(renamed.key)
    return list(zones.values())


def _same_but_layers(known: Zone, other: Zone) -> bool:
    return replace(known, identifier=other.identifier, volumes=other.volumes) == other


def _joined(known: Zone, entry: Found, layered: bool) -> Zone:
    new = tuple(volume for volume in entry.zone.volumes if volume not in known.volumes)
    if not new:
        entry.place.warn("duplicate_dropped", identifier=entry.zone.identifier)
    elif not layered:
        entry.place.warn("duplicate_joined", identifier=entry.zone.identifier)
    return replace(known, volumes=known.volumes + new)


def _renamed(entry: Found, taken: dict[tuple[str, str], Zone]) -> Zone:
    zone, number = entry.zone, 2
    while True:
        ending = f"-{number}"
        name = zone.identifier[: MAX_IDENTIFIER - len(ending)] + ending
        if (zone.country, name) not in taken:
            entry.place.warn("duplicate_renamed", identifier=zone.identifier, renamed=name)
            return replace(zone, identifier=name)
        number += 1
