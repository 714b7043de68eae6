"""Reading OpenAir: one block an airspace, its class a restriction, its limits in the safe direction."""

from __future__ import annotations

from shapely.geometry.base import BaseGeometry

from geofences.engine.model import ALWAYS, Applicability, Band, Zone, ZoneVolume
from geofences.zones.formats.areas import bounded, circle_area
from geofences.zones.formats.assumed import NOTHING, Assumed, country_of, derived_identifier
from geofences.zones.formats.classes import restriction_of_class
from geofences.zones.formats.document import Notes, Place, clip
from geofences.zones.formats.levels import read_level
from geofences.zones.formats.openair.lines import Block, Line, read_blocks
from geofences.zones.formats.openair.outlines import Outline, read_outline
from geofences.zones.formats.openair.rings import area_of
from geofences.zones.formats.reading import Found, Reading, conclude
from geofences.zones.formats.times import read_moment

FORMAT = "openair"
_ONCE = ("AC", "AN", "AY", "AI", "AL", "AH", "AF", "AG")


def read_openair(data: bytes, notes: Notes, assumed: Assumed = NOTHING) -> Reading:
    """Every airspace that is sound; every fault has the number of its line.

    Files state no country: it is assumed, else ``XXX``. Classes become restrictions as ``classes``
    has them, limits are widened where a file leaves them open as ``levels`` has it. Times of
    activation (``AA``) are kept; other programs' hours are left out, so that the zone always applies.
    """
    country = country_of(assumed, Place("line 1", None, notes))
    blocks, found = 0, []
    for block in read_blocks(data, notes):
        blocks += 1
        if (zone := _zone(block, notes, country)) is not None:
            found.append(zone)
    if not blocks and not notes.error_count:
        notes.warning("line 1", "no_zones")
    return conclude(notes, found, FORMAT)


def _zone(block: Block, notes: Notes, country: str) -> Found | None:
    before = notes.error_count
    if len(block.lines) == 1:  # between airspaces it sets colours for some programs
        block.lines[0].place(notes).warn("class_alone", text=clip(block.lines[0].content))
        return None
    said = _said_once(block, notes)
    band = _band(block, said, notes)
    applicability, message = _activations(block, notes), _frequency(said, notes)
    volume = _volume(block, band, notes)
    if notes.error_count > before or volume is None or not block.sound:
        return None
    place = block.lines[0].place(notes)
    stated = [_place(said, command, place) for command in ("AC", "AY")]
    west, south, _, _ = volume.area.bounds
    name = _text(said, "AN")
    if not name:
        place.warn("name_missing")
    zone = Zone(
        country=country,
        identifier=_text(said, "AI")[:64] or derived_identifier(name, _text(said, "AC"), (west, south)),
        restriction=restriction_of_class(*stated),
        volumes=(volume,),
        applicability=applicability or (ALWAYS,),
        name=name[:200],
        reasons=("AIR_TRAFFIC",),
        message=message,
        source=", ".join(
            ["OpenAir", *(f"{one} {_text(said, one)}" for one in ("AC", "AY", "AL", "AH") if one in said)]
        )[:200],
    )
    return Found(place, zone)


def _said_once(block: Block, notes: Notes) -> dict[str, Line]:
    said: dict[str, Line] = {}
    for line in block.each(*_ONCE):
        if line.command in said:
            line.place(notes).error("command_twice", text=line.command)
        said[line.command] = line
    return said


def _text(said: dict[str, Line], command: str) -> str:
    return said[command].content if command in said else ""


def _place(said: dict[str, Line], command: str, otherwise: Place) -> Place:
    if command in said:
        return said[command].place(otherwise.notes)
    return Place(otherwise.pointer, None, otherwise.notes)


def _band(block: Block, said: dict[str, Line], notes: Notes) -> Band | None:
    place = block.lines[0].place(notes)
    missing = [command for command in ("AL", "AH") if command not in said]
    if missing:
        place.error("limits_missing", text=", ".join(missing))
        return None
    before = notes.error_count
    floor, ceiling = (
        read_level(said[command].place(notes), floor=command == "AL", feet=True) for command in ("AL", "AH")
    )
    return None if notes.error_count > before else bounded(floor, ceiling, said["AH"].place(notes))


def _volume(block: Block, band: Band | None, notes: Notes) -> ZoneVolume | None:
    outline = read_outline(block, notes)
    if outline is None:
        return None
    area = _circle(outline, block) if outline.circle is not None else area_of(outline)
    return None if area is None or band is None else ZoneVolume(area, band, outline.circle)


def _circle(outline: Outline, block: Block) -> BaseGeometry | None:
    assert outline.circle is not None
    return circle_area(outline.circle, block.each("DC")[0].place(outline.notes))


def _activations(block: Block, notes: Notes) -> tuple[Applicability, ...]:
    """``AA start/end``, either of them ``NONE`` (open), several: any applies."""
    found = [_activation(line, notes) for line in block.each("AA")]
    return tuple(dict.fromkeys(period for period in found if period is not None))


def _activation(line: Line, notes: Notes) -> Applicability | None:
    place, before = line.place(notes), notes.error_count
    start, slash, end = (part.strip() for part in line.content.partition("/"))
    if not slash or {start.upper(), end.upper()} == {"NONE"}:
        place.error("not_an_activation", text=clip(line.content))
        return None
    first, last = (
        None if text.upper() == "NONE" else read_moment(Place(place.pointer, text or "-", notes))
        for text in (start, end)
    )
    if notes.error_count > before:
        return None
    if first is not None and last is not None and not first < last:
        place.error("period_upside_down")
        return None
    return Applicability(first, last)


def _frequency(said: dict[str, Line], notes: Notes) -> str:
    """Station and frequency, for people; a station without its frequency is a fault of the file."""
    if "AG" in said and "AF" not in said:
        said["AG"].place(notes).error("frequency_missing")
    if "AF" not in said:
        return ""
    return f"{_text(said, 'AG')} {_text(said, 'AF')} MHz".strip()[:200]
