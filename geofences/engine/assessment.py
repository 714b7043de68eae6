"""What published zones say to a flight, to a point, to many points.

The order of severity and the rule of pre-approvals are decision 4 of the house: prohibited,
authorisation required, unknown, conditional, clear. A verdict is all findings at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isfinite

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geofences.engine.heights import certainly_under
from geofences.engine.instants import Span, period, span
from geofences.engine.layers import Areas
from geofences.engine.meetings import ANY_HEIGHT, alone, met_by
from geofences.engine.model import (
    Band,
    Finding,
    FindingCode,
    FlightVolume,
    Period,
    PreApproval,
    Status,
    Verdict,
)
from geofences.engine.snapshot import Snapshot

#: Findings kept in a verdict unless the caller says otherwise; the rest is counted.
FINDING_LIMIT = 1_000
#: More vertices than this in one area of a flight are refused.
VERTEX_LIMIT = 20_000
_FARTHEST = np.array([180.0, 90.0])


def assess(snapshot: Snapshot, volumes: Sequence[FlightVolume], *, limit: int = FINDING_LIMIT) -> Verdict:
    """The verdict on a flight: every zone that any volume meets in area, height and time.

    Touching a zone's border is meeting it. Raises ``ValueError`` with a code for what no
    predicate may see: ``flight_without_volume``, ``area_not_polygon``, ``area_empty``,
    ``area_not_finite``, ``area_out_of_range``, ``area_not_valid``, ``area_too_complex``;
    shapes.py names such faults for people.
    """
    if not volumes:
        raise ValueError("flight_without_volume")
    findings: list[Finding] = []
    for number, volume in enumerate(volumes):
        require_area(volume.area)
        findings.extend(_met(snapshot, number, alone(volume.area), volume.band, volume.period))
        if not snapshot.covers(volume.area):
            findings.append(_outside(number, volume.period, wholly=snapshot.is_apart(volume.area)))
    return _verdict(snapshot, volumes, findings, limit)


def at_point(
    snapshot: Snapshot, lon: float, lat: float, *, period: Period, band: Band | None = None
) -> Verdict:
    """The verdict at one position; no ``band`` means any height.

    Raises ``ValueError``: ``position_not_finite``, ``position_out_of_range``.
    """
    if not (isfinite(lon) and isfinite(lat)):
        raise ValueError("position_not_finite")
    if abs(lon) > 180 or abs(lat) > 90:
        raise ValueError("position_out_of_range")
    one = _position(lon, lat)
    heights = ANY_HEIGHT if band is None else band
    findings = _met(snapshot, 0, one, heights, period)
    if not snapshot.covering.holds_point(lon, lat, one[0]):
        findings.append(_outside(0, period, wholly=True))
    if not findings:
        return _CLEAR
    return _verdict(snapshot, (FlightVolume(one[0], heights, period),), findings, FINDING_LIMIT)


def _position(lon: float, lat: float) -> Areas:
    """A position alone in an array; on the antimeridian, on both sides of the map."""
    if abs(lon) == 180.0:
        return alone(shapely.multipoints([(-180, lat), (180, lat)]))
    lonlat = np.empty((1, 2))
    lonlat[0, 0], lonlat[0, 1] = lon, lat
    made: Areas = np.asarray(shapely.points(lonlat))
    return made


def require_area(area: BaseGeometry) -> None:
    """Refuse a flight's area that no predicate may see.

    An area that overlaps itself would have holes by the even-odd rule, in which a zone could
    hide: invalid is refused here too, whoever checked it before.
    """
    if area.geom_type not in ("Polygon", "MultiPolygon"):
        raise ValueError("area_not_polygon")
    coordinates = shapely.get_coordinates(area)
    if not len(coordinates):
        raise ValueError("area_empty")
    if not np.isfinite(coordinates).all():
        raise ValueError("area_not_finite")
    if (np.abs(coordinates) > _FARTHEST).any():
        raise ValueError("area_out_of_range")
    if len(coordinates) > VERTEX_LIMIT:
        raise ValueError("area_too_complex")
    if not shapely.is_valid(area):
        raise ValueError("area_not_valid")


def _met(snapshot: Snapshot, number: int, one: Areas, band: Band, when: Period) -> list[Finding]:
    """Findings of one volume, in no order."""
    start, end = span(when)
    found: list[Finding] = []
    for entry, sure in met_by(snapshot, one, band):
        spans = entry.timetable.spans(start, end)
        if spans:
            hours = _periods(spans, when, start, end)
            found.append(
                Finding(
                    entry.code, entry.status, number, entry.zone, entry.volume, None, hours, sure, entry.band
                )
            )
    return found


def _outside(number: int, when: Period, *, wholly: bool) -> Finding:
    return Finding(FindingCode.OUTSIDE_COVERAGE, Status.UNKNOWN, number, intervals=(when,), wholly=wholly)


def _periods(spans: Sequence[Span], whole: Period, start: int, end: int) -> tuple[Period, ...]:
    if len(spans) == 1 and spans[0] == (start, end):
        return (whole,)
    return tuple(period(a, b) for a, b in spans)


def _verdict(
    snapshot: Snapshot, volumes: Sequence[FlightVolume], findings: list[Finding], limit: int
) -> Verdict:
    if not findings:
        return _CLEAR
    if snapshot.consents:
        findings = _with_consents(snapshot, volumes, findings)
    if len(findings) > 1:
        findings.sort(key=_order)
    status = findings[0].status
    commands, twice = set[str](), set[str]()
    if status is Status.AUTHORISATION_REQUIRED:
        asking = [finding for finding in findings if finding.status is status]
        commands = {_command(finding) for finding in asking}
        twice = {_command(one) for one in asking if one.zone is not None and one.zone.two_signatures}
    left_out = max(0, len(findings) - limit)
    return Verdict(status, tuple(findings[:limit]), tuple(sorted(commands)), tuple(sorted(twice)), left_out)


def _with_consents(
    snapshot: Snapshot, volumes: Sequence[FlightVolume], findings: list[Finding]
) -> list[Finding]:
    """Findings with those that a pre-approval satisfies turned into clear ones."""
    asked = {_command(item) for item in findings if item.status is Status.AUTHORISATION_REQUIRED} - {""}
    given = {command: consent_of(snapshot, command, volumes) for command in asked}
    return [
        replace(item, code=FindingCode.PRE_APPROVED, status=Status.CLEAR, pre_approval=consent)
        if item.status is Status.AUTHORISATION_REQUIRED and (consent := given.get(_command(item))) is not None
        else item
        for item in findings
    ]


def consent_of(snapshot: Snapshot, command: str, volumes: Sequence[FlightVolume]) -> PreApproval | None:
    """A pre-approval of ``command`` that holds the whole flight: area, ceiling and hours."""
    for consent in snapshot.consents:
        given = consent.pre_approval
        if given.command != command:
            continue
        if all(
            certainly_under(volume.band.ceiling, given.ceiling, snapshot.ground_under(volume.area))
            and list(consent.timetable.spans(*span(volume.period))) == [span(volume.period)]
            and shapely.covers(given.area, volume.area)
            for volume in volumes
        ):
            return given
    return None


def _command(finding: Finding) -> str:
    return "" if finding.zone is None else finding.zone.command


def _order(finding: Finding) -> tuple[int, int, tuple[str, str], int]:
    key = ("", "") if finding.zone is None else finding.zone.key
    return (-finding.status.severity, finding.volume, key, finding.zone_volume)


_CLEAR = Verdict(Status.CLEAR)
