"""Whether a flight keeps to its plan: positions against volumes, states as ASTM F3548 names them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import cos, hypot, radians

import shapely
from shapely.geometry.base import BaseGeometry

from drones.flights.model.tracks import (
    Conformance,
    Fix,
    Found,
    Judged,
    Level,
    Mark,
    Status,
    Tolerance,
    TrackView,
)
from geofences.engine.heights import overlap
from geofences.engine.model import Band, FlightVolume, Height, TerrainBounds, Unit
from geofences.engine.relief import Relief

Volumes = tuple[FlightVolume, ...]

#: Clocks may differ by this much (F3548 ``TimeSyncMaxDifferential``).
AHEAD = timedelta(seconds=5)
#: An older position is no longer live (F3411 ``NetMaxNearRealTimeDataPeriod``).
LIVE = timedelta(seconds=60)
#: A flight that is outside for longer is contingent (F3548 ``MaxRecoverableTimeInNonconformingState``).
RECOVERABLE = timedelta(seconds=60)
#: It is nominal again after so long inside, so that a border flown along raises no storm of alerts.
RESTORED = timedelta(seconds=5)
#: A pilot may be active this long before the start; older positions belong to no flight.
BEFORE_START = timedelta(minutes=31)
#: No such aircraft is faster (F3411, greatest speed that can be stated).
FASTEST_M_S = 254.25
#: Of its own stated accuracy a position is credited no more than this, metres aside and up or down.
CREDITED_M, CREDITED_V_M = 30.0, 15.0


@dataclass(frozen=True)
class Followed:
    """The track after some positions, what was found of each, and each change of conformance."""

    track: TrackView
    judged: tuple[Judged, ...]
    changes: tuple[tuple[Conformance, Judged], ...]


def follow(
    track: TrackView | None,
    fixes: Sequence[Fix],
    volumes: Volumes,
    *,
    known: Collection[datetime],
    tolerance: Tolerance,
    relief: Relief,
    now: datetime,
) -> Followed:
    """Take positions into the track of a flight with these volumes, the oldest first.

    ``known`` are the moments of which a position is kept already. What was found is given in
    the order of ``fixes``.
    """
    track = track or TrackView(Conformance.NOMINAL, now, now)
    earliest = min(volume.period.start for volume in volumes) - BEFORE_START
    seen, found, changes = set(known), {}, []
    for index, fix in sorted(enumerate(fixes), key=lambda one: one[1].at):
        named = _unusable(fix, seen, earliest, now) or _named(track, fix, now)
        judged = _judged(fix, named, volumes, tolerance, relief)
        before = track.conformance
        track = _after(track, judged, now)
        if track.conformance is not before:
            changes.append((track.conformance, judged))
        seen.add(fix.at)
        found[index] = judged
    return Followed(track, tuple(found[index] for index in range(len(fixes))), tuple(changes))


def grown_contingent(track: TrackView, now: datetime) -> TrackView | None:
    """The track of a flight that nobody has heard to be back in time; ``None``: nothing has changed."""
    if track.conformance is Conformance.NONCONFORMING and now - track.since > RECOVERABLE:
        return replace(track, conformance=Conformance.CONTINGENT, since=now)
    return None


def judge(fix: Fix, volumes: Volumes, tolerance: Tolerance, relief: Relief) -> tuple[tuple[str, ...], float]:
    """In what a position lies outside the volume that it fits best, and how many metres beside it.

    Heights of another datum are compared by what is known of the ground right there; those that cannot
    be compared are not held against the flight. An aircraft on the ground flies nowhere.
    """
    if fix.status is Status.GROUND:
        return (), 0.0
    terrain = relief.default if relief.is_plain else relief.under(_below(fix))
    fits = (_fit(fix, volume, tolerance, terrain) for volume in volumes)
    return min(fits, key=lambda fit: (len(fit[0]), fit[1]))


def distance_m(one: Mark | Fix, other: Mark | Fix) -> float:
    """Metres between two positions, good to 0.5 % and over any border; enough to know a jump."""
    east, north = _scale((one.lat + other.lat) / 2)
    aside = abs(one.lon - other.lon)
    return hypot(min(aside, 360 - aside) * east, (one.lat - other.lat) * north)


def _unusable(fix: Fix, seen: Collection[datetime], earliest: datetime, now: datetime) -> Found | None:
    if fix.at > now + AHEAD:
        return Found.FUTURE
    if fix.at < earliest:
        return Found.TOO_OLD
    if fix.at in seen:
        return Found.DUPLICATE
    # F3411: zero for both means that the aircraft does not know where it is.
    return Found.NO_PLACE if fix.lon == 0 and fix.lat == 0 else None


def _named(track: TrackView, fix: Fix, now: datetime) -> Found | None:
    if (track.last is not None and fix.at <= track.last.at) or now - fix.at > LIVE:
        return Found.LATE
    if track.last is None or _reachable(track.last, fix):
        return None
    # Two that agree with each other are believed: then it was the earlier one that lied.
    agreed = track.doubted is not None and track.doubted.at < fix.at and _reachable(track.doubted, fix)
    return None if agreed else Found.JUMP


def _reachable(mark: Mark, fix: Fix) -> bool:
    seconds = max((fix.at - mark.at).total_seconds(), 1.0)
    return distance_m(mark, fix) <= FASTEST_M_S * seconds


def _judged(fix: Fix, named: Found | None, volumes: Volumes, tolerance: Tolerance, relief: Relief) -> Judged:
    if named not in {None, Found.LATE}:
        return Judged(fix, named or Found.JUMP)
    outside, distance = judge(fix, volumes, tolerance, relief)
    return Judged(fix, named or (Found.OUTSIDE if outside else Found.INSIDE), outside, distance)


def _after(track: TrackView, judged: Judged, now: datetime) -> TrackView:
    fix, found = judged.fix, judged.found
    if found not in {Found.INSIDE, Found.OUTSIDE}:
        mark = Mark(fix.at, fix.lon, fix.lat) if found is Found.JUMP else track.doubted
        kept = int(found in {Found.LATE, Found.JUMP})
        return replace(track, doubted=mark, fixes=track.fixes + kept, heard_at=now)
    track = replace(
        track,
        last=Mark(fix.at, fix.lon, fix.lat),
        doubted=None,
        fixes=track.fixes + 1,
        outside=track.outside + (found is Found.OUTSIDE),
        heard_at=now,
    )
    if fix.status is Status.EMERGENCY:
        return _become(track, Conformance.CONTINGENT, fix.at)
    return _outside(track, fix.at) if found is Found.OUTSIDE else _inside(track, fix.at)


def _outside(track: TrackView, at: datetime) -> TrackView:
    track = replace(track, inside_since=None)
    if track.conformance is Conformance.NOMINAL:
        return _become(replace(track, excursions=track.excursions + 1), Conformance.NONCONFORMING, at)
    if track.conformance is Conformance.NONCONFORMING and at - track.since > RECOVERABLE:
        return _become(track, Conformance.CONTINGENT, at)
    return track


def _inside(track: TrackView, at: datetime) -> TrackView:
    if track.conformance is not Conformance.NONCONFORMING:
        return track
    since = track.inside_since or at
    if at - since >= RESTORED:
        return replace(_become(track, Conformance.NOMINAL, at), inside_since=None)
    return replace(track, inside_since=since)


def _become(track: TrackView, conformance: Conformance, at: datetime) -> TrackView:
    if track.conformance is conformance:
        return track
    return replace(track, conformance=conformance, since=at)


def _fit(
    fix: Fix, volume: FlightVolume, tolerance: Tolerance, terrain: TerrainBounds
) -> tuple[tuple[str, ...], float]:
    room = timedelta(seconds=tolerance.seconds)
    beside = _beside_m(fix, volume)
    outside = []
    if beside > tolerance.lateral_m + min(fix.accuracy_m or 0.0, CREDITED_M):
        outside.append("area")
    if any(not _fits(level, fix, volume, tolerance, terrain) for level in fix.levels):
        outside.append("height")
    if not volume.period.start - room <= fix.at < volume.period.end + room:
        outside.append("time")
    return tuple(outside), beside


def _below(fix: Fix) -> BaseGeometry:
    """The ground over which the aircraft may be: as far around as a position may be wrong."""
    east, north = (CREDITED_M / metres for metres in _scale(fix.lat))
    return shapely.box(fix.lon - east, fix.lat - north, fix.lon + east, fix.lat + north)


def _beside_m(fix: Fix, volume: FlightVolume) -> float:
    """Metres from a position to the area; 0 inside. Measured in the plane that touches the position."""
    if shapely.intersects_xy(volume.area, fix.lon, fix.lat):
        return 0.0
    east, north = _scale(fix.lat)
    around = shapely.transform(volume.area, lambda at: (at - (fix.lon, fix.lat)) * (east, north))
    return float(shapely.distance(around, _HERE))


def _fits(level: Level, fix: Fix, volume: FlightVolume, tolerance: Tolerance, terrain: TerrainBounds) -> bool:
    room = tolerance.vertical_m + min(fix.accuracy_v_m or 0.0, CREDITED_V_M) + level.slack_m
    low, high = (Height(level.height.metres + by, Unit.METRES, level.height.datum) for by in (-room, room))
    return overlap(Band(low, high), volume.band, terrain) is not None


def _scale(latitude: float) -> tuple[float, float]:
    """Metres in a degree of longitude and of latitude there (WGS 84, series)."""
    phi = radians(latitude)
    east = 111_412.84 * cos(phi) - 93.5 * cos(3 * phi)
    return east, 111_132.954 - 559.822 * cos(2 * phi) + 1.175 * cos(4 * phi)


_HERE = shapely.Point(0.0, 0.0)
