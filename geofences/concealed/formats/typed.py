"""A concealed zone as a commander types it: texts in, a zone or every fault by field out, and back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from shapely.geometry import mapping

from geofences.concealed.formats.places import number, read_circle, read_geojson, read_outline
from geofences.concealed.model import Reading
from geofences.engine.model import (
    EVERY_DAY,
    Applicability,
    Band,
    DailyRule,
    Datum,
    Height,
    Restriction,
    Unit,
    Zone,
    ZoneVolume,
)
from portal.kit.model import Fault

CIRCLE, POLYGON, GEOJSON = "circle", "polygon", "geojson"
LONGEST_NAME, LONGEST_WORDS = 100, 1_000
_IDENTIFIER = re.compile(r"[A-Z0-9][A-Z0-9-]{1,18}[A-Z0-9]")
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:hH]([0-5]\d)")
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")

Texts = Mapping[str, str]


def read_typed(typed: Texts, *, command: str, zone: ZoneInfo) -> Reading:
    """The concealed zone of ``command`` that was typed, times read in ``zone``."""
    faults: list[Fault] = []
    identifier = _text(typed, "identifier").upper()
    if not _IDENTIFIER.fullmatch(identifier):
        faults.append(Fault("identifier", "concealed.error.identifier"))
    name = _text(typed, "name")
    if not 3 <= len(name) <= LONGEST_NAME:
        faults.append(Fault("name", "concealed.error.name", {"most": LONGEST_NAME}))
    words = _text(typed, "guidance")
    if len(words) > LONGEST_WORDS:
        faults.append(Fault("guidance", "concealed.error.words", {"most": LONGEST_WORDS}))
    volume, band = _volume(typed, faults), _band(typed, faults)
    applies = _applicability(typed, zone, faults)
    if faults or volume is None or band is None or applies is None:
        return Reading(None, tuple(faults))
    made = made_zone(
        command=command,
        identifier=identifier,
        name=name,
        words=words,
        volume=replace(volume, band=band),
        applicability=applies,
        time_zone=zone.key,
        exercise=bool(_text(typed, "exercise")),
    )
    return Reading(made)


def made_zone(
    *,
    command: str,
    identifier: str,
    name: str,
    words: str,
    volume: ZoneVolume,
    applicability: Applicability,
    time_zone: str,
    exercise: bool,
) -> Zone:
    """A concealed zone as the engine knows zones: its key is (command, identifier)."""
    return Zone(
        country=command,
        identifier=identifier,
        restriction=Restriction.REQ_AUTHORISATION,
        volumes=(volume,),
        applicability=(applicability,),
        name=name,
        message=words,
        command=command,
        time_zone=time_zone,
        exercise=exercise,
    )


def write_typed(made: Zone, zone: ZoneInfo) -> dict[str, str]:
    """The texts from which ``read_typed`` reads the same zone again."""
    volume, applies = made.volumes[0], made.applicability[0]
    texts = {"identifier": made.identifier, "name": made.name, "guidance": made.message}
    texts |= {"exercise": "y"} if made.exercise else {}
    if volume.circle is not None:
        stated = volume.circle
        texts |= {
            "shape": CIRCLE,
            "centre": f"{stated.lat!r}, {stated.lon!r}",
            "radius_m": f"{stated.radius_m:g}",
        }
    else:
        texts |= {"shape": GEOJSON, "geojson": json.dumps(mapping(volume.area))}
    limits = {"floor_m": volume.band.floor, "ceiling_m": volume.band.ceiling}
    for field, limit in limits.items():
        if limit is not None:
            texts |= {field: f"{limit.metres:g}", "datum": limit.datum.value}
    for side, moment in (("start", applies.start), ("end", applies.end)):
        if moment is not None:
            there = moment.astimezone(zone)
            texts |= {f"{side}_date": there.strftime("%Y-%m-%d"), f"{side}_time": there.strftime("%H:%M")}
    for rule in applies.rules[:1]:
        if isinstance(rule.start, time) and isinstance(rule.end, time):
            texts |= {"daily_from": rule.start.strftime("%H:%M"), "daily_to": rule.end.strftime("%H:%M")}
    return texts


def _volume(typed: Texts, faults: list[Fault]) -> ZoneVolume | None:
    shape = _text(typed, "shape")
    if shape == CIRCLE:
        found = read_circle(_text(typed, "centre"), _text(typed, "radius_m"))
        if isinstance(found, ZoneVolume):
            return found
        faults += found
        return None
    if shape not in {POLYGON, GEOJSON}:
        faults.append(Fault("shape", "concealed.error.shape"))
        return None
    area = (
        read_outline(typed.get("outline", "")) if shape == POLYGON else read_geojson(_text(typed, "geojson"))
    )
    if isinstance(area, list):
        faults += area
        return None
    return ZoneVolume(area, Band())


def _band(typed: Texts, faults: list[Fault]) -> Band | None:
    datum = _text(typed, "datum") or Datum.AGL.value
    if datum not in set(Datum):
        faults.append(Fault("datum", "concealed.error.datum"))
        return None
    limits: list[Height | None] = []
    for field in ("floor_m", "ceiling_m"):
        text = _text(typed, field)
        metres = number(text) if text else None
        if text and (metres is None or not -1_000 <= metres <= 20_000):
            faults.append(Fault(field, "concealed.error.height"))
            return None
        limits.append(None if metres is None else Height(metres, Unit.METRES, Datum(datum)))
    floor, ceiling = limits
    if floor is not None and ceiling is not None and floor.metres > ceiling.metres:
        faults.append(Fault("ceiling_m", "concealed.error.upside_down"))
        return None
    return Band(floor, ceiling)


def _applicability(typed: Texts, zone: ZoneInfo, faults: list[Fault]) -> Applicability | None:
    before = len(faults)
    start, end = _moment(typed, "start", zone, faults), _moment(typed, "end", zone, faults)
    rules = _daily(typed, zone, faults)
    if start is not None and end is not None and not start < end:
        faults.append(Fault("end_date", "concealed.error.end_before_start"))
    return Applicability(start, end, rules) if len(faults) == before else None


def _moment(typed: Texts, side: str, zone: ZoneInfo, faults: list[Fault]) -> datetime | None:
    day_text, clock_text = _text(typed, f"{side}_date"), _text(typed, f"{side}_time")
    if not day_text and not clock_text:
        return None
    day, clock = _day(day_text), _clock(clock_text)
    if day is None:
        faults.append(Fault(f"{side}_date", "concealed.error.day"))
    if clock is None:
        faults.append(Fault(f"{side}_time", "concealed.error.clock"))
    if day is None or clock is None:
        return None
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _daily(typed: Texts, zone: ZoneInfo, faults: list[Fault]) -> tuple[DailyRule, ...]:
    first, last = _text(typed, "daily_from"), _text(typed, "daily_to")
    if not first and not last:
        return ()
    clocks = {"daily_from": _clock(first), "daily_to": _clock(last)}
    faults += [Fault(field, "concealed.error.clock") for field, clock in clocks.items() if clock is None]
    start, end = clocks["daily_from"], clocks["daily_to"]
    return () if start is None or end is None else (DailyRule(EVERY_DAY, start, end, zone),)


def _day(text: str) -> date | None:
    try:
        local = _DAY.fullmatch(text)
        found = date(int(local[3]), int(local[2]), int(local[1])) if local else date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2199 else None


def _clock(text: str) -> time | None:
    match = _CLOCK.fullmatch(text) if text.isascii() else None
    return None if match is None else time(int(match[1]), int(match[2]))


def _text(typed: Texts, field: str) -> str:
    return typed.get(field, "").strip()
