"""The parts of a plan file carried in the form's page, so that others can be chosen without the file.

What comes back was in a stranger's hands: it is read as strictly as a file.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from drones.flights.formats import geojson
from drones.flights.formats.documents import read_time, write_time
from drones.flights.formats.drafts import MOST_PARTS, choose
from drones.flights.formats.grouping import MOST
from drones.flights.formats.json_text import number, read_json
from drones.flights.model.plans import Frame, Home, Level, PlanDraft, PlanFile, PlanPart, Position
from geofences.engine.model import Datum

#: A page carries no more; a larger file is chosen again to be read differently.
LONGEST = 200_000


def write(draft: PlanDraft) -> str:
    """The file's parts and the numbers chosen; empty where there is nothing to choose, or too much."""
    source, home = draft.source, draft.source.home
    if len(source.parts) < 2:
        return ""
    document = {
        "format": source.format,
        "home": [home.height_m, home.datum.value] + ([home.place.lon, home.place.lat] if home.place else []),
        "parts": [_write_part(part) for part in source.parts],
        "picked": list(draft.picked),
        "apart": draft.apart,
        "most": draft.most,
    }
    text = json.dumps(document, separators=(",", ":"))
    return text if len(text) <= LONGEST else ""


def read(text: str) -> PlanDraft | None:
    """The draft that was written; ``None`` for what ``write`` never writes."""
    if not text or len(text) > LONGEST:
        return None
    document, faults = read_json(text)
    if faults or not isinstance(document, dict):
        return None
    try:
        parts = tuple(_read_part(part) for part in document["parts"][:MOST_PARTS])
        picked = [int(one) for one in document["picked"]]
        most = min(max(int(document["most"]), 1), MOST)
        source = PlanFile(str(document["format"])[:40], parts, _read_home(document["home"]))
    except (KeyError, TypeError, ValueError, IndexError, OverflowError):
        return None
    return choose(source, picked, most=most, apart=document.get("apart") is True)


def _write_part(part: PlanPart) -> dict[str, Any]:
    return {
        "name": part.name,
        "shapes": geojson.write(part.shapes),
        "levels": [[level.metres, level.frame.value] for level in part.levels],
        "floor": part.floor_stated,
        "start": write_time(part.start),
        "end": write_time(part.end),
        "recorded": part.recorded,
        "lasted": None if part.lasted is None else part.lasted.total_seconds(),
        "speed": part.speed_m_s,
    }


def _read_part(value: dict[str, Any]) -> PlanPart:
    shapes, faults = geojson.read(value["shapes"])
    levels = tuple(Level(_number(metres), Frame(frame)) for metres, frame in value["levels"])
    if faults:
        raise ValueError
    start, end = _moment(value["start"]), _moment(value["end"])
    return PlanPart(
        shapes,
        levels,
        str(value["name"])[:80],
        floor_stated=value["floor"] is True,
        start=start,
        end=end,
        recorded=value["recorded"] is True,
        lasted=None if value["lasted"] is None else timedelta(seconds=_number(value["lasted"])),
        speed_m_s=None if value["speed"] is None else _number(value["speed"]),
    )


def _read_home(value: list[Any]) -> Home:
    height, datum = value[:2]
    place = Position(_number(value[2]), _number(value[3])) if len(value) > 2 else None
    return Home(place, None if height is None else _number(height), Datum(datum))


def _moment(value: Any) -> datetime | None:
    found = None if value is None else read_time(value, "")
    if found is not None and not isinstance(found, datetime):
        raise ValueError
    return found


def _number(value: Any) -> float:
    found = number(value)
    if found is None:
        raise ValueError
    return found
