"""What would pass instead: another start, a lower ceiling, a smaller area.

Computed from published zones; other flights count only as ``occupied`` values that the caller
hands in. The work is bounded: whatever would cost too much is left out, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil, cos, floor, inf, radians

import shapely
from shapely.geometry.base import BaseGeometry

from geofences.engine.assessment import assess
from geofences.engine.geodesy import area_m2
from geofences.engine.heights import RANK, ceiling_m, floor_m, lowest_floors, shift
from geofences.engine.instants import SECOND, instant, microseconds
from geofences.engine.layers import Limits
from geofences.engine.model import (
    FEET_TO_METRES,
    Alternative,
    Band,
    FlightVolume,
    Height,
    Status,
    TerrainBounds,
    Unit,
)
from geofences.engine.parts import common, polygons_of, without
from geofences.engine.snapshot import Snapshot
from geofences.engine.starts import meets, shifts

HORIZON = timedelta(days=7)
#: Ceilings tried, from the highest; blocking areas cut away; least share worth offering.
CEILING_LIMIT = 24
BLOCKER_LIMIT = 32
LEAST_SHARE = 0.05
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
    where that can be had, otherwise the least severe that improves. When nothing does, one
    alternative of kind ``none``. Raises ``ValueError`` as ``assess`` does.
    """
    case = _Case(snapshot, tuple(volumes), tuple(occupied))
    status = case.status(case.volumes)
    if _passes(status):
        return ()
    found = [*_other_starts(case, now, status), *_lower_ceiling(case, status), *_trimmed(case, status)]
    until = min(volume.period.start for volume in volumes) + HORIZON
    return tuple(found) or (Alternative("none", searched_until=until),)


class _Case:
    """One flight among zones and other flights."""

    def __init__(
        self, snapshot: Snapshot, volumes: tuple[FlightVolume, ...], occupied: tuple[FlightVolume, ...]
    ) -> None:
        self.snapshot = snapshot
        self.volumes = volumes
        self.occupied = occupied

    def status(self, volumes: Sequence[FlightVolume]) -> Status:
        """The status of ``volumes``; meeting another flight counts as prohibited."""
        verdict = assess(self.snapshot, volumes, limit=0).status
        return Status.PROHIBITED if any(self.rivals(volume) for volume in volumes) else verdict

    def rivals(self, volume: FlightVolume) -> list[FlightVolume]:
        """Other flights' volumes that share time, height and area with ``volume``."""
        when = volume.period
        return [
            other
            for other in self.occupied
            if other.period.start < when.end
            and when.start < other.period.end
            and meets(self.snapshot, volume, other)
        ]


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
    best: tuple[int, Height] | None = None
    for ceiling in _ceilings(case):
        volumes = [_under(volume, ceiling) for volume in case.volumes]
        severity = case.status(volumes).severity
        if severity < status.severity and (best is None or severity < best[0]):
            best = (severity, ceiling)
            if severity <= Status.CONDITIONAL.severity:
                break
    if best is not None:
        reached = next(item for item in Status if item.severity == best[0])
        yield Alternative("lower_ceiling", reached, ceiling=best[1])


def _ceilings(case: _Case) -> list[Height]:
    """Ceilings worth trying, highest first: just under floors met, and of pre-approvals."""
    first = case.volumes[0].band
    model = first.ceiling or first.floor
    limits = [volume.band.ceiling for volume in case.volumes if volume.band.ceiling is not None]
    if model is None or any(limit.datum is not model.datum for limit in limits):
        return []
    scale = FEET_TO_METRES if model.unit is Unit.FEET else 1.0
    top = max((ceiling_m(volume.band) for volume in case.volumes), default=inf)
    bottom = max(_floor_in(volume.band, model) for volume in case.volumes)
    tried = {ceil(metres / scale - _FLOOR_STEP) - 1 for metres in _floors_met(case, model)}
    tried |= {floor(metres / scale + _FLOOR_STEP) for metres in _consented_ceilings(case, model)}
    values = sorted((value for value in tried if bottom < value * scale < top), reverse=True)
    return [Height(value, model.unit, model.datum) for value in values[:CEILING_LIMIT]]


def _floor_in(band: Band, model: Height) -> float:
    """The floor below which a ceiling would be upside down: only known in the same datum."""
    same = band.floor is not None and band.floor.datum is model.datum
    return floor_m(band) if same else -inf


def _floors_met(case: _Case, model: Height) -> Iterator[float]:
    """Least readings, in the ceiling's datum, of the floors of all that the flight meets."""
    rank = RANK[model.datum]
    for volume in case.volumes:
        limits = Limits.of(volume.band)
        for layer in case.snapshot.layers:
            for index in layer.meeting(volume.area):
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


def _trimmed(case: _Case, status: Status) -> Iterator[Alternative]:
    area = case.volumes[0].area
    if any(not volume.area.equals(area) for volume in case.volumes[1:]):
        return
    whole = area_m2(area)
    for goal in _goals(status):
        left = _less(case, area, goal)
        if left is None:
            continue
        share = area_m2(left) / whole
        reached = case.status([replace(volume, area=left) for volume in case.volumes])
        if share >= LEAST_SHARE and reached.severity <= goal.severity:
            yield Alternative("trimmed_area", reached, area=left, share=share)
            return


def _less(case: _Case, area: BaseGeometry, goal: Status) -> BaseGeometry | None:
    """The area less all that is worse than ``goal``."""
    verdict = assess(case.snapshot, case.volumes, limit=1_000)
    worse = [item for item in verdict.findings if item.status.severity > goal.severity]
    areas = {
        id(volume): volume.area
        for item in worse
        if item.zone is not None
        for volume in (item.zone.volumes[item.zone_volume],)
    }
    areas |= {id(other): other.area for volume in case.volumes for other in case.rivals(volume)}
    if verdict.left_out or len(areas) > BLOCKER_LIMIT:
        return None
    south, north = shapely.bounds(area)[[1, 3]].tolist()
    margin = CLEARANCE_M / (_METRES_A_DEGREE * cos(radians(min(89.0, max(abs(south), abs(north))))))
    left = without(area, list(areas.values()), margin_deg=margin) if areas else area
    coverage = case.snapshot.coverage.area
    if left is not None and coverage is not None and any(item.zone is None for item in worse):
        inner = shapely.buffer(coverage, -margin) if shapely.get_num_coordinates(coverage) < 1_000 else None
        left = None if inner is None else common(left, inner)
    return None if left is None else _tidy(left)


def _tidy(area: BaseGeometry) -> BaseGeometry | None:
    """Without crumbs: parts of less than a hundredth of the whole."""
    least = area.area / 100
    return polygons_of(
        shapely.multipolygons([part for part in shapely.get_parts(area) if part.area >= least])
    )
