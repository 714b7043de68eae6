"""What was understood of a plan file, as JSON for programs."""

from __future__ import annotations

from typing import Any

from drones.flights.formats.documents import write_height, write_time
from drones.flights.formats.drafts import kind_of
from drones.flights.model.plans import DraftVolume, PlanDraft


def told(draft: PlanDraft) -> dict[str, Any]:
    """Format, frame, home, suggested band and times, geometries, notes and open questions.

    Heights are metres with their datum; positions are ``[lon, lat]``; ``parts`` are numbered from 1.
    """
    home = draft.source.home
    return {
        "format": draft.format,
        "frame": draft.frame.value,
        "home": None
        if home.place is None
        else {
            "position": [home.place.lon, home.place.lat],
            "height": None if home.height_m is None else {"value": home.height_m, "datum": home.datum.value},
        },
        "floor": write_height(draft.floor),
        "ceiling": write_height(draft.ceiling),
        "start": write_time(draft.start),
        "end": write_time(draft.end),
        "volumes": [_volume(volume) for volume in draft.volumes],
        "parts": [
            {"number": number, "name": part.name, "kind": kind_of(part), "picked": number - 1 in draft.picked}
            for number, part in enumerate(draft.source.parts, start=1)
        ],
        "notes": [_fault(note.pointer, note.code, note.facts) for note in draft.notes],
        "questions": [_fault(one.pointer, one.code, one.facts) for one in draft.questions],
    }


def _volume(volume: DraftVolume) -> dict[str, Any]:
    """``parts`` by their numbers; ``length_s`` is a suggestion where the file says no window."""
    return {
        "parts": [number + 1 for number in volume.parts],
        "frame": volume.frame.value,
        "floor": write_height(volume.floor),
        "ceiling": write_height(volume.ceiling),
        "start": write_time(volume.start),
        "end": write_time(volume.end),
        "length_s": None if volume.length is None else round(volume.length.total_seconds()),
    }


def _fault(pointer: str, code: str, facts: dict[str, Any]) -> dict[str, Any]:
    return {"pointer": pointer, "code": code, "facts": dict(facts)}
