"""What is still open on a plan, as JSON for its row: a proposal, a decision that can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from shapely.geometry import mapping, shape

from drones.flights.formats.documents import write_height, write_time
from drones.flights.model.states import LastWord, Standing, State
from drones.flights.model.views import Changes, Proposal, Undoable
from geofences.engine.model import Band, Datum, FlightVolume, Height, Period, Unit

Json = Mapping[str, Any]


def write_proposal(proposal: Proposal | None) -> dict[str, Any] | None:
    """The proposal, or null."""
    if proposal is None:
        return None
    changes = proposal.changes
    return {
        "command": proposal.command,
        "at": write_time(proposal.at),
        "text": proposal.text,
        "ceiling_m": changes.ceiling_m,
        "start": write_time(changes.start),
        "end": write_time(changes.end),
        "area": None if changes.area is None else mapping(changes.area),
        "volumes": write_volumes(proposal.volumes),
    }


def read_proposal(document: Json | None) -> Proposal | None:
    """What ``write_proposal`` wrote."""
    if document is None:
        return None
    start, end = document["start"], document["end"]
    changes = Changes(
        ceiling_m=document["ceiling_m"],
        start=None if start is None else datetime.fromisoformat(start),
        end=None if end is None else datetime.fromisoformat(end),
        area=None if document["area"] is None else shape(document["area"]),
    )
    at = datetime.fromisoformat(document["at"])
    return Proposal(document["command"], at, changes, read_volumes(document["volumes"]), document["text"])


def write_undoable(undoable: Undoable | None) -> dict[str, Any] | None:
    """The decision that can be undone, or null."""
    if undoable is None:
        return None
    word, before = undoable.word, undoable.word.before
    return {
        "command": word.command,
        "version": word.version,
        "until": write_time(word.until),
        "before": {
            "state": before.state.value,
            "version": before.version,
            "resumes": before.resumes.value if before.resumes else None,
            "submitted_at": write_time(before.submitted_at),
            "commands": list(before.commands),
            "consents": list(before.consents),
            "signed_twice": list(before.signed_twice),
        },
        "volumes": write_volumes(undoable.volumes),
        "conditions": list(undoable.conditions),
        "proposal": write_proposal(undoable.proposal),
        "notices": list(undoable.notices),
    }


def read_undoable(document: Json | None) -> Undoable | None:
    """What ``write_undoable`` wrote."""
    if document is None:
        return None
    word = LastWord(
        command=document["command"],
        before=_read_standing(document["before"]),
        version=document["version"],
        until=datetime.fromisoformat(document["until"]),
    )
    return Undoable(
        word=word,
        volumes=read_volumes(document["volumes"]),
        conditions=tuple(document["conditions"]),
        proposal=read_proposal(document["proposal"]),
        notices=tuple(document["notices"]),
    )


def write_volumes(volumes: Iterable[FlightVolume]) -> list[dict[str, Any]]:
    """Operational volumes: GeoJSON area, band, window."""
    return [
        {
            "geometry": mapping(volume.area),
            "floor": write_height(volume.band.floor),
            "ceiling": write_height(volume.band.ceiling),
            "start": write_time(volume.period.start),
            "end": write_time(volume.period.end),
        }
        for volume in volumes
    ]


def read_volumes(documents: Iterable[Json]) -> tuple[FlightVolume, ...]:
    """What ``write_volumes`` wrote."""
    return tuple(
        FlightVolume(
            shape(one["geometry"]),
            Band(_read_height(one["floor"]), _read_height(one["ceiling"])),
            Period(datetime.fromisoformat(one["start"]), datetime.fromisoformat(one["end"])),
        )
        for one in documents
    )


def _read_height(document: Json | None) -> Height | None:
    return None if document is None else Height(document["value"], Unit.METRES, Datum(document["datum"]))


def _read_standing(document: Json) -> Standing:
    submitted, resumes = document["submitted_at"], document["resumes"]
    return Standing(
        state=State(document["state"]),
        version=document["version"],
        resumes=None if resumes is None else State(resumes),
        submitted_at=None if submitted is None else datetime.fromisoformat(submitted),
        commands=tuple(document["commands"]),
        consents=tuple(document["consents"]),
        signed_twice=tuple(document.get("signed_twice", ())),
    )
