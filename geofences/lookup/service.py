"""The public look-up: from this process's snapshot, without a query to the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from geofences.engine.bulk import PointAnswer, bulk
from geofences.engine.model import Band, Period
from geofences.engine.verdicts import at_point
from geofences.lookup import rules
from geofences.lookup.model import Answer, Question
from geofences.zones import service as zones


def answer(*, question: Question, moment: datetime) -> Answer:
    """What applies at one place. ``Problem("zones_stale", 503)`` when nothing sure can be said."""
    held = zones.keeper().current(moment)
    verdict = at_point(held.snapshot, question.lon, question.lat, period=question.period, band=question.band)
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
    return bulk(held.snapshot, points, period, band), held
