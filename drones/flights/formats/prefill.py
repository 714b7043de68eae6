"""A plan file's draft as the texts of the form, and which of them a new choice may replace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from drones.flights.formats.texts import (
    MOST_TYPED,
    VOLUME_FIELDS,
    field_name,
    volume_count,
    write_shapes,
)
from drones.flights.model.plans import DraftVolume, Frame, PlanDraft

_SHAPE_FIELDS = ("shape", "centre", "path", "outline", "area")
_AGAIN = ("floor_m", "ceiling_m", "datum", "floor_datum", "start_date", "start_time", "end_date", "end_time")
#: What says where a volume is; one without any of it was added and never filled.
_PLACES = ("centre", "path", "outline", "area")

Texts = Mapping[str, str]


def room_beside(typed: Texts, taken: int) -> int:
    """How many volumes a file may fill, where the first ``taken`` are its own and others were typed."""
    return max(1, MOST_TYPED - len(_beside(typed, taken)))


def texts_of(draft: PlanDraft, zone: ZoneInfo) -> dict[str, str]:
    """The fields that the draft fills; what it does not know is left to what was typed."""
    return {
        field_name(name, at): text
        for at, volume in enumerate(draft.volumes)
        for name, text in _texts(volume, zone).items()
    }


def filled(draft: PlanDraft, typed: Texts, zone: ZoneInfo) -> dict[str, str]:
    """The form's texts once a file was read into its first volume; volumes typed behind it stay behind."""
    return _put(draft, 1, texts_of(draft, zone), typed)


def chosen_again(before: PlanDraft, after: PlanDraft, typed: Texts, zone: ZoneInfo) -> dict[str, str]:
    """The form's texts when other parts of the same file are chosen: what was typed since stays.

    Where the number of its volumes changes, heights and times that the file does not say stay.
    """
    old, new = texts_of(before, zone), texts_of(after, zone)
    same = len(before.volumes) == len(after.volumes)
    changed = {name for name, text in typed.items() if text not in ("", old.get(name, ""))}
    kept = {
        name
        for name, text in new.items()
        if _plain(name) in _AGAIN
        and (name in changed if same else not text and not changed.isdisjoint({name, _plain(name)}))
    }
    return _put(after, len(before.volumes), {n: t for n, t in new.items() if n not in kept}, typed)


def _put(draft: PlanDraft, taken: int, new: Texts, typed: Texts) -> dict[str, str]:
    """The file's volumes in place of the first ``taken``, then those that were typed beside them."""
    beside = _beside(typed, taken)
    texts = dict(typed)
    for to, at in enumerate(beside, start=len(draft.volumes)):
        texts |= {field_name(name, to): typed.get(field_name(name, at), "") for name in VOLUME_FIELDS}
    for at in range(taken, len(draft.volumes)):
        # What the file does not say of a further volume is as it was typed for the first.
        texts |= {field_name(name, at): typed.get(name, "") for name in _AGAIN}
        texts |= {field_name(name, at): "" for name in VOLUME_FIELDS if name not in _AGAIN}
    texts |= new
    return {**texts, "volumes": str(min(MOST_TYPED, len(draft.volumes) + len(beside)))}


def _beside(typed: Texts, taken: int) -> list[int]:
    """The volumes behind the first ``taken`` in which a place was typed."""
    return [
        at
        for at in range(taken, volume_count(typed))
        if any(typed.get(field_name(name, at), "").strip() for name in _PLACES)
    ]


def _plain(name: str) -> str:
    """A field's name without its volume."""
    return name.split("_", 1)[1] if name[:1] == "v" and name[1:2].isdigit() else name


def _texts(volume: DraftVolume, zone: ZoneInfo) -> dict[str, str]:
    """One volume's fields.

    Where the file's numbers lack a datum, the greatest is filled in and the datum emptied, so
    that the form asks for it.
    """
    texts = {**dict.fromkeys(_SHAPE_FIELDS[1:], ""), **write_shapes(volume.shapes)}
    texts |= {"floor_m": "", "ceiling_m": "", "floor_datum": ""}
    if volume.floor is not None and volume.ceiling is not None:
        texts["floor_m"], texts["ceiling_m"] = f"{volume.floor.metres:g}", f"{volume.ceiling.metres:g}"
        texts["datum"] = volume.ceiling.datum.value
        if volume.floor.datum is not volume.ceiling.datum:
            texts["floor_datum"] = volume.floor.datum.value
    elif volume.frame is Frame.UNSTATED and volume.span is not None:
        texts["ceiling_m"], texts["datum"] = f"{volume.span[1]:g}", ""
    for name, moment in (("start", volume.start), ("end", volume.end)):
        texts |= _moment(moment, name, zone)
    return texts


def _moment(moment: datetime | None, name: str, zone: ZoneInfo) -> dict[str, str]:
    if moment is None:
        return {}
    there = moment.astimezone(zone)
    return {f"{name}_date": there.date().isoformat(), f"{name}_time": f"{there:%H:%M}"}
