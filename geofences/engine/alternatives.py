"""What would pass instead: another start, a lower ceiling, a smaller area.

Computed from published zones; other flights count only as ``occupied`` values that the caller
hands in. The work is bounded: whatever would cost too much is left out, never guessed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil, cos, floor, inf, radians

import shapely
from shapely.geometry.base import BaseGeometry

from geofences.engine.assessment import assess
from geofences.engine.crossings import TooComplexError
from geofences.engine.geodesy import area_m2
from geofences.engine.heights import RANK, ceiling_m, lowest_floors, overlap, shift
from geofences.engine.instants import SECOND, Span, instant, microseconds, span
from geofences.engine.layers import Limits
from geofences.engine.meetings import alone
from geofences.engine.model import (
    FEET_TO_METRES,
    Alternative,
    Band,
    FlightVolume,
    Height,
    Status,
    TerrainBounds,
    Unit,
    Verdict,
)
from geofences.engine.parts import common, polygons_of, remainder
from geofences.engine.snapshot import Snapshot
from geofences.engine.starts import shifts

HORIZON = timedelta(days=7)
#: Findings read for a trimmed area; blocking areas cut away; least share worth offering.
BLOCKERS_READ = 1_000
BLOCKER_LIMIT = 32
LEAST_SHARE = 0.05
#: A coverage of more vertices is not cut along.
COVERAGE_VERTICES = 5_000
#: How far a trimmed area stays from what it was trimmed from, in metres.
CLEARANCE_M = 2.0
_METRES_A_DEGREE = 110_500.0
_FLOOR_STEP = 1e-3


def alternatives(
    snapshot: Snapshot,
    volumes: Sequence[FlightVolume],
    *,
    now: datetime,
    occupied: Sequence[FlightVolume] = (),
) -> tuple[Alternative, ...]:
    """Changes of a flight that meet a better status; empty when it passes as it is.

    The nearest later start within 7 days and the nearest earlier one not before ``now``, the
    highest ceiling, and the largest trimmed area with its share: each clear or conditional
    where that can be had, otherwise the least severe that improves. All volumes move together,
    by one offset; a ceiling holds for all of them. When nothing improves, one alternative: of
    kind ``none``, or of kind ``unsearched`` where not everything could be looked for: too much
    is met, or volumes have several areas (no smaller one is looked for) or datums (no ceiling).
    Raises ``ValueError`` as ``assess`` does.
    """
    case = _Case(snapshot, tuple(volumes), tuple(occupied))
    verdict = assess(snapshot, volumes, limit=BLOCKERS_READ)
    status = case.worst(verdict.status, case.volumes)
    if _passes(status):
        return ()
    found = [
        *_other_starts(case, now, status),
        *_lower_ceiling(case, status),
        *_trimmed(case, verdict, status),
    ]
    until = instant(min(microseconds(volume.period.start) for volume in volumes)) + HORIZON
    return tuple(found) or (Alternative("unsearched" if case.unsearched else "none", searched_until=until),)


class _Case:
    """One flight among zones and other flights."""

    def __init__(
        self, snapshot: Snapshot, volumes: tuple[FlightVolume, ...], occupied: tuple[FlightVolume, ...]
    ) -> None:
        self.snapshot = snapshot
        self.volumes = volumes
        self.occupied = occupied
        #: Set once something was not looked for because too much is met.
        self.unsearched = False
        self._met: dict[int, tuple[BaseGeometry, list[tuple[FlightVolume, Span]]]] = {}

    def status(self, volumes: Sequence[FlightVolume]) -> Status:
        """The status of ``volumes``; meeting another flight counts as prohibited."""
        return self.worst(assess(self.snapshot, volumes, limit=0).status, volumes)

    def worst(self, status: Status, volumes: Sequence[FlightVolume]) -> Status:
        """A status by zones, or prohibited where another flight is met."""
        return Status.PROHIBITED if any(self.rivals(volume) for volume in volumes) else status

    def rivals(self, volume: FlightVolume) -> list[FlightVolume]:
        """Other flights' volumes that share time, height and area with ``volume``."""
        start, end = span(volume.period)
        ground = self.snapshot.ground_under(volume.area)
        return [
            other
            for other, (begins, ends) in self._near(volume.area)
            if begins < end and start < ends and overlap(volume.band, other.band, ground) is not None
        ]

    def _near(self, area: BaseGeometry) -> list[tuple[FlightVolume, Span]]:
        """Other flights' volumes that share ground with an area, with their times."""
        if not self.occupied:
            return []
        if id(area) not in self._met:
            shared = shapely.intersects([other.area for other in self.occupied], area).tolist()
            near = [
                (other, span(other.period)) for other, met in zip(self.occupied, shared, strict=True) if met
            ]
            self._met[id(area)] = area, near
        return self._met[id(area)][1]


def _passes(status: Status) -> bool:
    return status.severity <= Status.CONDITIONAL.severity


def _goals(status: Status) -> list[Status]:
    """Statuses worth aiming at, best first: passing at all, then whatever is less severe."""
    goals = (Status.CONDITIONAL, Status.UNKNOWN, Status.AUTHORISATION_REQUIRED)
    return [goal for goal in goals if goal.severity < status.severity]


def _other_starts(case: _Case, now: datetime, status: Status) -> Iterator[Alternative]:
    start = min(microseconds(volume.period.start) for volume in case.volumes)
    low = min(0, microseconds(now) - start)
    high = int(HORIZON.total_seconds()) * SECOND
    table = shifts(case.snapshot, case.volumes, case.occupied, low, high)
    if table is None:
        case.unsearched = True
        return
    searches: tuple[tuple[str, Callable[[Status], int | None]], ...] = (
        ("later_start", table.later),
        ("earlier_start", table.earlier),
    )
    found: list[tuple[int, Alternative]] = []
    for kind, search in searches:
        shift_ = next((one for goal in _goals(status) if (one := search(goal)) is not None), None)
        if shift_ is not None:
            found.append(
                (abs(shift_), Alternative(kind, table.status(shift_), start=instant(start + shift_)))
            )
    yield from (one for _, one in sorted(found, key=lambda pair: pair[0]))  # the nearest first


def _lower_ceiling(case: _Case, status: Status) -> Iterator[Alternative]:
    """The highest ceiling of the least severe status that any ceiling reaches.

    The lower a ceiling, the less is met, so that severity only falls with it.
    """
    ceilings = _ceilings(case)
    if not ceilings:
        return

    def severity(index: int) -> int:
        return case.status([_under(volume, ceilings[index]) for volume in case.volumes]).severity

    best = severity(len(ceilings) - 1)
    if best >= status.severity:
        return
    enough = max(best, Status.CONDITIONAL.severity)
    highest = bisect_left(range(len(ceilings)), True, key=lambda index: severity(index) <= enough)
    reached = next(item for item in Status if item.severity == severity(highest))
    yield Alternative("lower_ceiling", reached, ceiling=ceilings[highest])


def _ceilings(case: _Case) -> list[Height]:
    """Ceilings worth trying, highest first: just under floors met, and of pre-approvals."""
    limits = [volume.band.ceiling or volume.band.floor for volume in case.volumes]
    model = limits[0]
    if model is None or any(limit is None or limit.datum is not model.datum for limit in limits):
        case.unsearched = True
        return []
    scale = FEET_TO_METRES if model.unit is Unit.FEET else 1.0
    top = max((ceiling_m(volume.band) for volume in case.volumes), default=inf)
    bottom = max(_floor_in(volume.band, model) for volume in case.volumes)
    tried = {ceil(metres / scale - _FLOOR_STEP) - 1 for metres in _floors_met(case, model)}
    tried |= {floor(metres / scale + _FLOOR_STEP) for metres in _consented_ceilings(case, model)}
    values = sorted((value for value in tried if bottom < value * scale < top), reverse=True)
    return [Height(value, model.unit, model.datum) for value in values]


def _floor_in(band: Band, model: Height) -> float:
    """The floor below which a ceiling would be upside down: only known in the same datum.

    As it is stated: a sentinel for "no limit" is a number here too.
    """
    if band.floor is None or band.floor.datum is not model.datum:
        return -inf
    return band.floor.metres


def _floors_met(case: _Case, model: Height) -> Iterator[float]:
    """Least readings, in the ceiling's datum, of the floors of all that the flight meets."""
    rank = RANK[model.datum]
    for volume in case.volumes:
        limits = Limits.of(volume.band)
        one = alone(volume.area)
        for layer in case.snapshot.layers:
            for index in layer.meeting(one):
                reading = float(layer.floors[rank, index])
                if reading > -inf and layer.at_height(index, limits):
                    yield reading
        for other in case.rivals(volume):
            reading = lowest_floors(other.band, case.snapshot.terrain)[rank]
            if reading > -inf:
                yield reading


def _consented_ceilings(case: _Case, model: Height) -> Iterator[float]:
    terrain: TerrainBounds = case.snapshot.terrain
    for item in case.snapshot.pre_approvals:
        most = shift(model.datum, item.ceiling.datum, terrain)[1]
        if all(shapely.covers(item.area, volume.area) for volume in case.volumes):
            yield item.ceiling.metres - most


def _under(volume: FlightVolume, ceiling: Height) -> FlightVolume:
    if ceiling_m(volume.band) <= ceiling.metres:
        return volume
    return replace(volume, band=replace(volume.band, ceiling=ceiling))


def _trimmed(case: _Case, verdict: Verdict, status: Status) -> Iterator[Alternative]:
    area = case.volumes[0].area
    if any(not volume.area.equals(area) for volume in case.volumes[1:]):
        case.unsearched = True
        return
    whole = area_m2(area)
    for goal in _goals(status):
        left = _less(case, verdict, area, goal)
        if left is None:
            continue
        share = area_m2(left) / whole
        reached = case.status([replace(volume, area=left) for volume in case.volumes])
        if share >= LEAST_SHARE and reached.severity <= goal.severity:
            yield Alternative("trimmed_area", reached, area=left, share=share)
            return


def _less(case: _Case, verdict: Verdict, area: BaseGeometry, goal: Status) -> BaseGeometry | None:
    """The area less all that is worse than ``goal``."""
    worse = [item for item in verdict.findings if item.status.severity > goal.severity]
    areas = {
        id(volume): volume.area
        for item in worse
        if item.zone is not None
        for volume in (item.zone.volumes[item.zone_volume],)
    }
    areas |= {id(other): other.area for volume in case.volumes for other in case.rivals(volume)}
    if verdict.left_out or len(areas) > BLOCKER_LIMIT:
        case.unsearched = True
        return None
    south, north = shapely.bounds(area)[[1, 3]].tolist()
    margin = CLEARANCE_M / (_METRES_A_DEGREE * cos(radians(min(89.0, max(abs(south), abs(north))))))
    try:
        left = remainder(area, list(areas.values()), margin_deg=margin) if areas else area
    except TooComplexError:
        case.unsearched = True
        return None
    coverage = case.snapshot.coverage.area
    if left is not None and coverage is not None and any(item.zone is None for item in worse):
        left = _inside(case, left, coverage, margin)
    return None if left is None else _tidy(left)


def _inside(case: _Case, area: BaseGeometry, coverage: BaseGeometry, margin: float) -> BaseGeometry | None:
    """The part of an area well inside the coverage."""
    if shapely.get_num_coordinates(coverage) >= COVERAGE_VERTICES:
        case.unsearched = True
        return None
    return common(area, shapely.buffer(coverage, -margin))


def _tidy(area: BaseGeometry) -> BaseGeometry | None:
    """Without crumbs: parts of less than a hundredth of the whole."""
    least = area.area / 100
    return polygons_of(
        shapely.multipolygons([part for part in shapely.get_parts(area) if part.area >= least])
    )
