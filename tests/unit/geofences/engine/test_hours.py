"""Many timetables in arrays answer as each of them alone."""

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from geofences.engine.hours import Hours
from geofences.engine.instants import microseconds
from geofences.engine.model import EVERY_DAY, Applicability, DailyRule, SolarEvent
from geofences.engine.timetables import Timetable
from tests.proof.engine import worlds

PARIS = ZoneInfo("Europe/Paris")
SUN = Applicability(rules=(DailyRule(EVERY_DAY, SolarEvent.SUNRISE, SolarEvent.SUNSET, UTC),))


@pytest.mark.parametrize("monday", [worlds.MONDAY, datetime(2026, 10, 19, tzinfo=UTC)])
@pytest.mark.parametrize("seed", range(3))
def test_each_timetable_is_active_in_the_arrays_when_it_is_alone(seed, monday):
    random = Random(seed)
    zones = (*worlds.ZONES, PARIS, PARIS)
    items = [
        tuple(worlds.applicability(random, monday, zones) for _ in range(random.choice((1, 1, 2))))
        for _ in range(300)
    ]
    tables = [Timetable(item) for item in [*items, (SUN,), (SUN, items[0][0])]]
    tables.append(Timetable((SUN,), [(-11.4, 14.4)]))
    hours = Hours.of(tables)
    for _ in range(60):
        start = microseconds(monday + timedelta(minutes=random.randrange(-1_500, 11_000)))
        end = start + random.choice((1, 60, 5_400, 86_400, 800_000)) * 1_000_000
        found = hours.active(start, end, np.arange(len(tables)))
        assert found.tolist() == [bool(table.spans(start, end)) for table in tables]


def test_only_wanted_timetables_are_looked_at():
    hours = Hours.of([Timetable((Applicability(),)), Timetable((Applicability(),))])
    assert hours.active(0, 1, np.array([1])).tolist() == [False, True]
    assert hours.active(0, 1, np.array([], dtype=np.int64)).tolist() == [False, False]
