"""What reading a file gives: the sound zones, and every fault with its place."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from shapely import Polygon

from geofences.engine.model import Band, Zone, ZoneVolume
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
    kept: dict[Zone, Zone] = {}  # by what they say apart from their layers
    layers: dict[Zone, dict[ZoneVolume, None]] = {}
    taken: set[tuple[str, str]] = set()
    for entry in found:
        said = replace(entry.zone, volumes=_NOWHERE)
        if said in kept:
            _join(entry, layers[said], layered)
            continue
        kept[said] = _renamed(entry, taken) if entry.zone.key in taken else entry.zone
        layers[said] = dict.fromkeys(entry.zone.volumes)
        taken.add(kept[said].key)
    return [replace(zone, volumes=tuple(layers[said])) for said, zone in kept.items()]


#: Stands for the layers where they do not count; looked up once, so that long files stay quick.
_NOWHERE = (ZoneVolume(Polygon(), Band()),)


def _join(entry: Found, known: dict[ZoneVolume, None], layered: bool) -> None:
    new = [volume for volume in entry.zone.volumes if volume not in known]
    if not new:
        entry.place.warn("duplicate_dropped", identifier=entry.zone.identifier)
    elif not layered:
        entry.place.warn("duplicate_joined", identifier=entry.zone.identifier)
    known.update(dict.fromkeys(new))


def _renamed(entry: Found, taken: set[tuple[str, str]]) -> Zone:
    zone, number = entry.zone, entry.place.notes.next_number(entry.zone.key)
    while True:
        ending = f"-{number}"
        name = zone.identifier[: MAX_IDENTIFIER - len(ending)] + ending
        if (zone.country, name) not in taken:
            entry.place.warn("duplicate_renamed", identifier=zone.identifier, renamed=name)
            return replace(zone, identifier=name)
        number = entry.place.notes.next_number(zone.key)
