"""The case as a map, and a request as JSON: values in, documents out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from drones.flights.model import FlightView
from drones.liaison.model import Approval, Case, Cause, Request, Signature
from drones.liaison.rules.claims import Claim
from drones.liaison.rules.places import Whereabouts
from drones.liaison.rules.timebar import Bar
from geofences.engine.model import FlightVolume, Height, Restriction, Status
from portal.kit.model import Identity

#: The colour of each restriction on the map, by the verdict that it leads to.
_STATUS = {
    Restriction.PROHIBITED: Status.PROHIBITED,
    Restriction.REQ_AUTHORISATION: Status.AUTHORISATION_REQUIRED,
    Restriction.CONDITIONAL: Status.CONDITIONAL,
    Restriction.NO_RESTRICTION: Status.CLEAR,
}


def features(case: Case, bar: Bar | None = None) -> dict[str, Any]:
    """A GeoJSON FeatureCollection: zones met, published and concealed, the squares that can be left
    out by their numbers, other flights, and last, so on top, this flight.

    With a ``bar`` each carries its ``times`` within it (seconds since 1970, in pairs), so that the map
    can show one moment; what has none is there always.
    """
    times = _times(bar)
    found = [
        _feature(volume.area, kind="zone", status=_STATUS[zone.restriction].value, label=zone.name, **held)
        for zone in case.zones
        for held in (times("zone", zone.name or zone.identifier),)
        for volume in zone.volumes
    ]
    found += [
        _feature(volume.area, kind="concealed", status="", label=one.version.zone.name, **held)
        for one in case.concealed
        for held in (times("concealed", one.version.zone.name),)
        for volume in one.version.zone.volumes
    ]
    found += [
        _feature(cut.area, kind="square", status="", label=str(cut.number), code=cut.code)
        for cut in case.cuts
        if cut.number
    ]
    found += [
        _feature(volume.area, kind="other", status=other.state.value, label=other.reference, **held)
        for other in case.others
        for held in (times("other", other.reference),)
        for volume in other.volumes
    ]
    flight = case.request.flight
    found += [
        _feature(volume.area, kind="flight", status=flight.state.value, label=flight.reference)
        for volume in flight.volumes
    ]
    return {"type": "FeatureCollection", "features": found}


def write_request(request: Request) -> dict[str, Any]:
    """A request as the API gives it; times are left as aware datetimes."""
    flight, window = request.flight, request.flight.window
    aircraft = request.aircraft
    return {
        "id": flight.id,
        "reference": flight.reference,
        "status": flight.state.value,
        "version": flight.version,
        "submitted_at": flight.standing.submitted_at,
        "start": window.start if window else None,
        "end": window.end if window else None,
        "where": _where(request.where),
        "volumes": [_volume(volume) for volume in flight.volumes],
        "causes": [_cause(cause) for cause in request.causes],
        "aircraft": {"maker": aircraft.maker, "model": aircraft.model} if aircraft else None,
        "commands": flight.standing.commands,
        "consents": flight.standing.consents,
    }


def write_claim(claim: Claim | None, *, reader: Identity) -> dict[str, Any] | None:
    """Who of the reader's command holds a case, as the API gives it; ``None``: nobody."""
    if claim is None:
        return None
    return {
        "holder": claim.initials,
        "role": claim.role,
        "mine": claim.officer_id == reader.id,
        "since": claim.since,
        "until": claim.until,
    }


def write_signature(signature: Signature | None) -> dict[str, Any] | None:
    """The signature of the reader's command that waits for a second one, as the API gives it."""
    if signature is None:
        return None
    return {
        "by": signature.initials,
        "commander": signature.commander,
        "at": signature.at,
        "version": signature.version,
        "terms": write_terms(signature.terms),
    }


def write_terms(terms: Approval) -> dict[str, Any]:
    """What was signed, for its row: exact, so that equal terms are written equally."""
    return {
        "conditions": list(terms.conditions),
        "ceiling_m": terms.ceiling_m,
        "remark": terms.remark,
        "start": terms.start.astimezone(UTC).isoformat() if terms.start else None,
        "end": terms.end.astimezone(UTC).isoformat() if terms.end else None,
        "without": sorted(terms.without),
    }


def read_terms(document: Mapping[str, Any]) -> Approval:
    """What ``write_terms`` wrote."""
    start, end = document["start"], document["end"]
    return Approval(
        conditions=tuple(document["conditions"]),
        ceiling_m=document["ceiling_m"],
        remark=document["remark"],
        start=datetime.fromisoformat(start) if start else None,
        end=datetime.fromisoformat(end) if end else None,
        without=tuple(document["without"]),
    )


def middle(flight: FlightView) -> tuple[float, float] | None:
    """A position (lon, lat) inside the flight's first volume; ``None`` without volumes.

    Where it can be the middle, it is: the owner of a circle names its centre on the telephone.
    """
    if not flight.volumes:
        return None
    area = flight.volumes[0].area
    point = area.centroid if area.covers(area.centroid) else area.representative_point()
    return (point.x, point.y)


def _times(bar: Bar | None) -> Callable[[str, str], dict[str, Any]]:
    """When something named applies on the bar, as a property of its features."""
    rows = {(row.kind, row.name): row.periods for row in bar.rows} if bar else {}

    def found(kind: str, name: str) -> dict[str, Any]:
        if (kind, name) not in rows:
            return {}
        pairs = [(one.start.timestamp(), one.end.timestamp()) for one in rows[kind, name]]
        return {"times": [[int(start), int(end)] for start, end in pairs]}

    return found


def _feature(area: BaseGeometry, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": mapping(area), "properties": properties}


def _where(where: Whereabouts | None) -> dict[str, Any] | None:
    if where is None:
        return None
    near = {"place": where.place.name, "distance_m": round(where.distance_m)} if where.place else {}
    return {"lon": round(where.lon, 6), "lat": round(where.lat, 6), **near}


def _volume(volume: FlightVolume) -> dict[str, Any]:
    return {
        "geometry": mapping(volume.area),
        "floor": _height(volume.band.floor),
        "ceiling": _height(volume.band.ceiling),
        "start": volume.period.start,
        "end": volume.period.end,
    }


def _height(height: Height | None) -> dict[str, Any] | None:
    return {"value": height.metres, "datum": height.datum.value} if height else None


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "code": cause.code,
        "identifier": cause.identifier,
        "name": cause.name,
        "reasons": cause.reasons,
    }
