"""A flight plan as the programming interface tells it to its owner."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shapely.geometry import mapping

from drones.flights.formats import documents, findings
from drones.flights.formats.documents import write_height, write_time
from drones.flights.model import Assessment, Entry, FlightView
from geofences.engine.model import FlightVolume


def write_flight(flight: FlightView, timeline: Iterable[Entry], *, address: str) -> dict[str, Any]:
    """The whole plan: what was stated, where it stands, findings, timeline, permit.

    ``address`` is the portal's own, in front of the permit's page.
    """
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
        "permit": None
        if flight.permit is None
        else {"code": flight.permit, "url": f"{address}/V/{flight.permit}"},
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


def _write_volume(volume: FlightVolume) -> dict[str, Any]:
    return {
        "geometry": mapping(volume.area),
        "floor": write_height(volume.band.floor),
        "ceiling": write_height(volume.band.ceiling),
        "start": write_time(volume.period.start),
        "end": write_time(volume.period.end),
    }
