"""The public look-up: from this process's snapshot, without a query to the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from shapely import Point

from geofences.engine.bulk import PointAnswer, bulk
from geofences.engine.model import Band, Period
from geofences.engine.verdicts import at_point
from geofences.lookup import rules
from geofences.lookup.model import Answer, Place, Question
from geofences.zones import service as zones
from portal.kit.settings import settings

#: The gazetteer of the region; a deployment may name its own.
GAZETTEER = Path(__file__).parent / "gazetteer.csv"


def answer(*, question: Question, moment: datetime) -> Answer:
    """What applies at one place. ``Problem("zones_stale", 503)`` when nothing sure can be said."""
    held = zones.keeper().current(moment)
    band = rules.up_to_the_ground(
        question.band, held.snapshot.ground_under(Point(question.lon, question.lat))
    )
    verdict = at_point(held.snapshot, question.lon, question.lat, period=question.period, band=band)
    return Answer(
        status=verdict.status,
        zones=rules.answers(verdict, question.period),
        outside_coverage=rules.outside(verdict),
        as_of=held.confirmed_at,
        zones_version=held.snapshot.number,
        left_out=verdict.left_out,
    )


def answer_many(
    *, points: Sequence[tuple[float, float]], period: Period, band: Band | None, moment: datetime
) -> tuple[list[PointAnswer], zones.Held]:
    """What applies at each of many places (lon, lat), in order, and what it was read from."""
    held = zones.keeper().current(moment)
    snapshot = held.snapshot
    found = bulk(snapshot, points, period, rules.up_to_the_ground(band, snapshot.terrain))
    if band is None or snapshot.relief.is_plain:
        return found, held
    for index, place in enumerate(points):  # where the ground is known better, more may lie below it
        local = rules.up_to_the_ground(band, snapshot.ground_under(Point(place)))
        if local is not band:
            (found[index],) = bulk(snapshot, [place], period, local)
    return found, held


def places(*, name: str) -> tuple[Place, ...]:
    """The places that a name may mean, accents and slips forgiven; several may share one name."""
    return rules.named(name, _gazetteer(settings().gazetteer or GAZETTEER))


def nearest_place(*, lon: float, lat: float) -> tuple[Place, float] | None:
    """The named place nearest to a position (degrees, WGS 84) and its distance in metres, to 1 %."""
    return rules.nearest(lon, lat, _gazetteer(settings().gazetteer or GAZETTEER))


@cache
def _gazetteer(path: Path) -> tuple[Place, ...]:
    return tuple(rules.read_places(path.read_text(encoding="utf-8").splitlines()))
