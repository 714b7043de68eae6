"""A flight plan as the programming interface tells it to its owner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from shapely.geometry import mapping

from drones.flights.formats import documents, findings
from drones.flights.formats.documents import write_height, write_time
from drones.flights.model import Assessment, Entry, FlightView, Proposal
from drones.flights.rules import waiting
from drones.flights.rules.waiting import Usual
from geofences.engine.model import FlightVolume


def write_flight(
    flight: FlightView, timeline: Sequence[Entry], *, address: str, now: datetime
) -> dict[str, Any]:
    """The whole plan: what was stated, where it stands, who acts next, findings, timeline, permit.

    ``address`` is the portal's own, in front of the permit's page; a permit that has not left yet
    is not told.
    """
    permit, turn = (
        flight.permit_at(now),
        waiting.turn(flight.standing, timeline, created_at=flight.created_at),
    )
    told = None if flight.assessment is None else findings.write(flight.assessment)
    standing = flight.standing
    return {
        "id": flight.id,
        "reference": flight.reference,
        "status": standing.state.value,
        "version": standing.version,
        **documents.write_plan(flight.plan),
        "operational_volumes": [_write_volume(volume) for volume in flight.volumes],
        "outcome": told["outcome"] if told else None,
        "findings": told["findings"] if told else [],
        "alternatives": told["alternatives"] if told else [],
        "zones_version": told["zones_version"] if told else None,
        "commands": list(standing.commands),
        "consents": list(standing.consents),
        "conditions": list(flight.conditions),
        "timeline": [write_entry(entry) for entry in timeline],
        "permit": None if permit is None else {"code": permit, "url": f"{address}/V/{permit}"},
        "acts_next": turn.actor.value,
        "acts_next_since": write_time(turn.since),
        "acts_next_commands": list(turn.commands),
        "proposal": _write_proposal(flight.proposal),
        "series": flight.series,
        "own_reference": flight.own_reference,
        "submitted_at": write_time(standing.submitted_at),
        "created_at": write_time(flight.created_at),
        "changed_at": write_time(flight.changed_at),
    }


def write_assessment(assessment: Assessment) -> dict[str, Any]:
    """The answer to a check."""
    return findings.write(assessment)


def write_entry(entry: Entry) -> dict[str, Any]:
    """One line of the timeline."""
    return {
        "at": write_time(entry.at),
        "kind": entry.kind,
        "by": entry.role.value,
        "facts": dict(entry.facts),
    }


def _write_proposal(proposal: Proposal | None) -> dict[str, Any] | None:
    """What the owner is asked to accept or decline."""
    if proposal is None:
        return None
    return {
        "command": proposal.command,
        "at": write_time(proposal.at),
        "text": proposal.text,
        "operational_volumes": [_write_volume(volume) for volume in proposal.volumes],
    }


def write_waits(waits: Iterable[Usual]) -> list[dict[str, Any]]:
    """The usual waiting times; null where there were too few answers to say."""
    return [
        {
            "command": one.command,
            "answers": one.answers,
            "median_s": None if one.median is None else int(one.median.total_seconds()),
            "ninetieth_s": None if one.ninetieth is None else int(one.ninetieth.total_seconds()),
        }
        for one in waits
    ]


def _write_volume(volume: FlightVolume) -> dict[str, Any]:
    return {
        "geometry": mapping(volume.area),
        "floor": write_height(volume.band.floor),
        "ceiling": write_height(volume.band.ceiling),
        "start": write_time(volume.period.start),
        "end": write_time(volume.period.end),
    }
