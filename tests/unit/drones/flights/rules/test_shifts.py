"""A copy of a plan lies ahead: over means tomorrow, at the same time of day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from drones.flights.model import PlanInput, VolumeInput
from drones.flights.rules.shifts import shifted

BAMAKO, PARIS = ZoneInfo("Africa/Bamako"), ZoneInfo("Europe/Paris")
TEN = datetime(2026, 10, 20, 8, 0, tzinfo=UTC)
VOLUME = VolumeInput(start=TEN, end=TEN + timedelta(hours=1))


def test_a_plan_that_lies_ahead_stays_as_it_is():
    plan = PlanInput((VOLUME,))
    assert shifted(plan, now=TEN - timedelta(minutes=1), zone=BAMAKO) == plan


def test_a_plan_that_is_over_is_moved_to_tomorrow_whole():
    night = replace(VOLUME, start=TEN + timedelta(hours=14), end=TEN + timedelta(hours=17))
    moved = shifted(PlanInput((VOLUME, night)), now=TEN + timedelta(days=3, hours=5), zone=BAMAKO)
    assert [one.start for one in moved.volumes] == [
        TEN + timedelta(days=4),
        TEN + timedelta(days=4, hours=14),
    ]
    assert moved.volumes[1].end - moved.volumes[1].start == timedelta(hours=3)


def test_the_clock_on_the_wall_is_kept_where_clocks_are_changed():
    moved = shifted(PlanInput((VOLUME,)), now=datetime(2026, 10, 26, 12, tzinfo=UTC), zone=PARIS)
    assert moved.volumes[0].start.astimezone(PARIS).hour == TEN.astimezone(PARIS).hour == 10
    assert moved.volumes[0].start == datetime(2026, 10, 27, 9, tzinfo=UTC)


def test_a_plan_without_times_stays_without():
    assert shifted(PlanInput((VolumeInput(),)), now=TEN, zone=BAMAKO) == PlanInput((VolumeInput(),))
