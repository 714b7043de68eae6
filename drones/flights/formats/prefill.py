"""A plan file's draft as the texts of the form, and which of them a new choice may replace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from drones.flights.formats.texts import write_shapes
from drones.flights.model.plans import Frame, PlanDraft

_SHAPE_FIELDS = ("shape", "centre", "path", "outline", "area")
_AGAIN = ("floor_m", "ceiling_m", "datum", "floor_datum", "start_date", "start_time", "end_date", "end_time")


def texts_of(draft: PlanDraft, zone: ZoneInfo) -> dict[str, str]:
    """The fields that the draft fills; what it does not know is left to what was typed.

    Where the file's numbers lack a datum, the greatest is filled in and the datum emptied, so
    that the form asks for it.
    """
    texts = {**dict.fromkeys(_SHAPE_FIELDS[1:], ""), **write_shapes(draft.shapes)}
    texts |= {"floor_m": "", "ceiling_m": "", "floor_datum": ""}
    if draft.floor is not None and draft.ceiling is not None:
        texts["floor_m"], texts["ceiling_m"] = f"{draft.floor.metres:g}", f"{draft.ceiling.metres:g}"
        texts["datum"] = draft.ceiling.datum.value
        if draft.floor.datum is not draft.ceiling.datum:
            texts["floor_datum"] = draft.floor.datum.value
    elif draft.frame is Frame.UNSTATED and draft.span is not None:
        texts["ceiling_m"], texts["datum"] = f"{draft.span[1]:g}", ""
    for name, moment in (("start", draft.start), ("end", draft.end)):
        texts |= _moment(moment, name, zone)
    return texts


def chosen_again(
    before: PlanDraft, after: PlanDraft, typed: Mapping[str, str], zone: ZoneInfo
) -> dict[str, str]:
    """The fields to fill when other parts of the same file are chosen: what was typed since stays."""
    old, new = texts_of(before, zone), texts_of(after, zone)
    return {
        name: text
        for name, text in new.items()
        if name not in _AGAIN or typed.get(name, "") in ("", old.get(name, ""))
    }


def _moment(moment: datetime | None, name: str, zone: ZoneInfo) -> dict[str, str]:
    if moment is None:
        return {}
    there = moment.astimezone(zone)
    return {f"{name}_date": there.date().isoformat(), f"{name}_time": f"{there:%H:%M}"}
