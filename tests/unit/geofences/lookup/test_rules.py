"""What a person asks becomes a period; what the engine finds becomes an answer."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from shapely.geometry import box

from geofences.engine.model import (
    EVERY_DAY,
    Applicability,
    Band,
    Coverage,
    DailyRule,
    Period,
    Restriction,
    Status,
    TerrainBounds,
    Zone,
    ZoneVolume,
)
from geofences.engine.snapshot import Snapshot
from geofences.engine.verdicts import at_point
from geofences.lookup import rules
from portal.kit.model import Fault

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NIGHT = Applicability(rules=(DailyRule(EVERY_DAY, time(23), time(6), ZoneInfo("Africa/Bamako")),))


def zone(*applicability: Applicability, layers: int = 1) -> Zone:
    volumes = (ZoneVolume(box(-12, 14, -11, 15), Band()),) * layers
    return Zone(
        "MLI", "X", Restriction.PROHIBITED, volumes, applicability=applicability or (Applicability(),)
    )


def test_a_moment_is_asked_about_as_the_shortest_period() -> None:
    assert rules.period_of(NOON, None) == Period(NOON, NOON + timedelta(microseconds=1))


@pytest.mark.parametrize(
    ("at", "until", "fault"),
    [
        (NOON, NOON, Fault("/until", "lookup.error.upside_down")),
        (NOON, NOON + timedelta(days=32), Fault("/until", "lookup.error.too_long", {"days": 31})),
        (NOON.replace(year=1999), None, Fault("/at", "lookup.error.year", {"first": 2000, "last": 2199})),
        (NOON, NOON.replace(year=9999), Fault("/until", "lookup.error.year", {"first": 2000, "last": 2199})),
    ],
)
def test_what_is_no_period_is_a_fault(at: datetime, until: datetime | None, fault: Fault) -> None:
    assert rules.period_of(at, until) == fault


def test_layers_of_one_zone_are_one_answer() -> None:
    snapshot = Snapshot.build([zone(layers=2)], number=1, coverage=Coverage(), terrain=TerrainBounds())
    period = Period(NOON, NOON + timedelta(hours=1))
    (answer,) = rules.answers(at_point(snapshot, -11.5, 14.5, period=period), period)
    assert (answer.status, len(answer.bands)) == (Status.PROHIBITED, 2)


def test_hours_are_those_of_the_whole_night() -> None:
    midnight = Period(NOON + timedelta(hours=12), NOON + timedelta(hours=13))
    assert rules.hours_around(zone(NIGHT), midnight) == (
        Period(NOON.replace(hour=23), NOON + timedelta(hours=18)),
    )


def test_a_zone_that_always_applies_has_no_hours() -> None:
    assert rules.hours_around(zone(), Period(NOON, NOON + timedelta(hours=1))) == ()


def test_an_open_window_is_said_to_reach_beyond_the_days_looked_at() -> None:
    period = Period(NOON, NOON + timedelta(hours=1))
    (hours,) = rules.hours_around(zone(Applicability(end=NOON + timedelta(hours=3))), period)
    assert rules.open_start(hours, period)
    assert not rules.open_end(hours, period)
    assert hours.end == NOON + timedelta(hours=3)
