"""From a verdict at a place to an answer a person can act on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from geofences.engine.model import Finding, FindingCode, HeightOverlap, Period, Verdict, Zone
from geofences.engine.schedules import expand_any
from geofences.lookup.model import ZoneAnswer
from portal.kit.model import Fault

#: The shortest period: a moment ``at`` is asked about as ``[at, at + 1 µs)``.
INSTANT = timedelta(microseconds=1)
#: How far before and after the asked period a zone's hours are shown.
_AROUND = timedelta(days=2)
LONGEST = timedelta(days=31)
FIRST_YEAR, LAST_YEAR = 2000, 2199
_ORDER = {HeightOverlap.CERTAIN: 0, HeightOverlap.POSSIBLE: 1}


def period_of(at: datetime, until: datetime | None) -> Period | Fault:
    """The period asked about, or why it cannot be one: upside down, longer than 31 days, far away."""
    for name, moment in (("at", at), ("until", until)):
        if moment is not None and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            return Fault(f"/{name}", "lookup.error.year", {"first": FIRST_YEAR, "last": LAST_YEAR})
    if until is None:
        return Period(at, at + INSTANT)
    if not at < until:
        return Fault("/until", "lookup.error.upside_down")
    if until - at > LONGEST:
        return Fault("/until", "lookup.error.too_long", {"days": LONGEST.days})
    return Period(at, until)


def answers(verdict: Verdict, period: Period) -> tuple[ZoneAnswer, ...]:
    """The zones of a verdict, each once with all the layers that were met, most severe first."""
    by_zone: dict[tuple[str, str], list[Finding]] = {}
    for finding in verdict.findings:
        if finding.zone is not None:
            by_zone.setdefault(finding.zone.key, []).append(finding)
    return tuple(_answer(findings, period) for findings in by_zone.values())


def _answer(findings: Sequence[Finding], period: Period) -> ZoneAnswer:
    zone = findings[0].zone
    assert zone is not None
    return ZoneAnswer(
        zone=zone,
        status=findings[0].status,
        bands=tuple(finding.band for finding in findings if finding.band is not None),
        heights=min((finding.heights for finding in findings), key=_ORDER.__getitem__),
        intervals=hours_around(zone, period),
        pre_approval=findings[0].pre_approval,
    )


def hours_around(zone: Zone, period: Period) -> tuple[Period, ...]:
    """The zone's whole hours that meet ``period``; none for a zone that always applies."""
    if any(item.start is None and item.end is None and not item.rules for item in zone.applicability):
        return ()
    window = Period(period.start - _AROUND, period.end + _AROUND)
    west, south, east, north = zone.volumes[0].area.bounds
    hours = expand_any(zone.applicability, window, (((west + east) / 2, (south + north) / 2),))
    return tuple(span for span in hours if span.start < period.end and period.start < span.end)


def outside(verdict: Verdict) -> bool:
    """True when the place lies outside the area that the register answers for."""
    return any(finding.code is FindingCode.OUTSIDE_COVERAGE for finding in verdict.findings)


def open_start(span: Period, period: Period) -> bool:
    """True when an interval began before the days that were looked at."""
    return span.start <= period.start - _AROUND


def open_end(span: Period, period: Period) -> bool:
    """True when an interval ends after the days that were looked at."""
    return span.end >= period.end + _AROUND
