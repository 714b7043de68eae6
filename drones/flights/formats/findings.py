"""Findings told once, as values and as JSON that can be read years later without the zones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from shapely.geometry import mapping

from drones.flights.formats.documents import write_height, write_time
from drones.flights.model.findings import Assessment, Contact, Reasoned, Suggestion
from geofences.engine.model import (
    Alternative,
    Authority,
    Datum,
    Finding,
    FindingCode,
    Height,
    Period,
    Status,
    Unit,
    Verdict,
    Zone,
)

MOST_FINDINGS = 200


def tell(verdict: Verdict) -> tuple[Reasoned, ...]:
    """The verdict's findings, told; the rest is counted in ``Assessment.left_out``."""
    return tuple(_tell(finding) for finding in verdict.findings[:MOST_FINDINGS])


def tell_other_flight(period: Period, *, holds: bool) -> Reasoned:
    """Another flight in the way: no name, no outline, only a (rounded) time."""
    status = Status.PROHIBITED if holds else Status.AUTHORISATION_REQUIRED
    return Reasoned(code=FindingCode.OTHER_FLIGHT, status=status, intervals=(period,))


def suggest(alternatives: Iterable[Alternative], length: Period) -> tuple[Suggestion, ...]:
    """Alternatives, told; a new start brings the new end with it, the flight's length kept."""
    span = length.end - length.start
    return tuple(
        Suggestion(
            kind=item.kind,
            status=item.status or "",
            start=item.start,
            end=None if item.start is None else item.start + span,
            ceiling=item.ceiling,
            geometry=None if item.area is None else mapping(item.area),
            share=item.share,
            searched_until=item.searched_until,
        )
        for item in alternatives
    )


def _tell(finding: Finding) -> Reasoned:
    zone = finding.zone
    about: dict[str, Any] = {} if zone is None else _about(zone)
    given = finding.pre_approval
    return Reasoned(
        code=finding.code,
        status=finding.status,
        volume=finding.volume,
        pre_approval="" if given is None else given.name or given.identifier,
        intervals=finding.intervals,
        heights=finding.heights,
        floor=None if finding.band is None else finding.band.floor,
        ceiling=None if finding.band is None else finding.band.ceiling,
        wholly=finding.wholly,
        **about,
    )


def _about(zone: Zone) -> dict[str, Any]:
    return {
        "country": zone.country,
        "identifier": zone.identifier,
        "name": zone.name or zone.identifier,
        "reasons": zone.reasons,
        "message": zone.message,
        "conditions": zone.conditions,
        "exercise": zone.exercise,
        "command": zone.command,
        "source": zone.source,
        "contacts": tuple(_contact(who) for who in zone.authorities),
    }


def _contact(who: Authority) -> Contact:
    lead = None if who.interval_before is None else round(who.interval_before.total_seconds() / 60)
    return Contact(who.name, who.service, who.phone, who.email, who.site_url, lead)


def write(assessment: Assessment) -> dict[str, Any]:
    """The assessment as the JSON of the contract (and of the database)."""
    return {
        "outcome": assessment.outcome,
        "status": assessment.status,
        "findings": [_write_finding(one) for one in assessment.findings],
        "alternatives": [_write_suggestion(one) for one in assessment.alternatives],
        "commands": list(assessment.commands),
        "zones_version": assessment.zones_number,
        "left_out": assessment.left_out,
    }


def read(document: Mapping[str, Any]) -> Assessment:
    """What ``write`` wrote."""
    return Assessment(
        outcome=document["outcome"],
        status=document["status"],
        findings=tuple(_read_finding(one) for one in document["findings"]),
        alternatives=tuple(_read_suggestion(one) for one in document["alternatives"]),
        commands=tuple(document["commands"]),
        zones_number=document["zones_version"],
        left_out=document["left_out"],
    )


def _write_finding(one: Reasoned) -> dict[str, Any]:
    return {
        "code": str(one.code),
        "status": str(one.status),
        "volume": one.volume,
        "zone": None
        if not one.identifier
        else {
            "country": one.country,
            "identifier": one.identifier,
            "name": one.name,
            "reasons": list(one.reasons),
            "message": one.message,
            "conditions": list(one.conditions),
            "exercise": one.exercise,
            "authorities": [asdict(contact) for contact in one.contacts],
            "floor": write_height(one.floor),
            "ceiling": write_height(one.ceiling),
            "source": one.source,
        },
        "command": one.command,
        "pre_approval": one.pre_approval,
        "intervals": [{"start": write_time(p.start), "end": write_time(p.end)} for p in one.intervals],
        "heights": str(one.heights),
        "wholly": one.wholly,
    }


def _read_finding(document: Mapping[str, Any]) -> Reasoned:
    zone = document["zone"] or {}
    contacts = tuple(Contact(**contact) for contact in zone.get("authorities", ()))
    words = ("country", "identifier", "name", "message", "exercise")
    return Reasoned(
        code=document["code"],
        status=document["status"],
        volume=document["volume"],
        command=document["command"],
        pre_approval=document["pre_approval"],
        intervals=tuple(Period(_time(p["start"]), _time(p["end"])) for p in document["intervals"]),
        heights=document["heights"],
        floor=_height(zone.get("floor")),
        ceiling=_height(zone.get("ceiling")),
        reasons=tuple(zone.get("reasons", ())),
        conditions=tuple(zone.get("conditions", ())),
        contacts=contacts,
        source=zone.get("source", ""),  # findings told before these were known have neither
        wholly=document.get("wholly", False),
        **{word: zone[word] for word in words if word in zone},
    )


def _write_suggestion(one: Suggestion) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "status": str(one.status),
        "start": write_time(one.start),
        "end": write_time(one.end),
        "ceiling": write_height(one.ceiling),
        "geometry": one.geometry,
        "share": one.share,
        "searched_until": write_time(one.searched_until),
    }


def _read_suggestion(document: Mapping[str, Any]) -> Suggestion:
    times = {name: document[name] for name in ("start", "end", "searched_until")}
    return Suggestion(
        kind=document["kind"],
        status=document["status"],
        ceiling=_height(document["ceiling"]),
        geometry=document["geometry"],
        share=document["share"],
        **{name: None if text is None else _time(text) for name, text in times.items()},
    )


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _height(document: Mapping[str, Any] | None) -> Height | None:
    if document is None:
        return None
    return Height(float(document["value"]), Unit.METRES, Datum(document["datum"]))
