"""The bar of time: what lies there when, cut to full hours around the flight."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shapely.geometry import box

from drones.liaison.rules.timebar import bar, whole_of
from geofences.engine.model import (
    EVERY_DAY,
    Applicability,
    Band,
    DailyRule,
    Period,
    Restriction,
    Zone,
    ZoneVolume,
)
from tests.unit.drones.liaison.conftest import NOON, made

BAMAKO = ZoneInfo("Africa/Bamako")
KAYES = (-11.44, 14.45)
CURFEW = Applicability(rules=(DailyRule(EVERY_DAY, time(23), time(6), UTC),))


def zone(*applicability):
    return Zone(
        "MLI", "Z", Restriction.PROHIBITED, (ZoneVolume(box(-12, 14, -11, 15), Band()),), applicability
    )


def shown(flight, **beside):
    facts = {"zones": (), "others": (), "concealed": (), **beside}
    return bar(flight, place=KAYES, zone=BAMAKO, **facts)


def at(flight, start, minutes=30):
    period = Period(start, start + timedelta(minutes=minutes))
    return replace(flight, volumes=tuple(replace(one, period=period) for one in flight.volumes))


def test_the_bar_holds_full_hours_around_the_flight():
    whole = whole_of(at(made(), datetime(2026, 11, 24, 10, 20, tzinfo=UTC)))
    assert (whole.start.hour, whole.start.minute, whole.end.hour, whole.end.minute) == (7, 0, 14, 0)


def test_without_volumes_there_is_no_bar():
    assert shown(replace(made(), volumes=())) is None


def test_a_curfew_is_cut_to_the_bar_and_daylight_ends_at_sunset():
    found = shown(at(made(), datetime(2026, 11, 24, 21, tzinfo=UTC)), zones=(zone(CURFEW),))
    rows = {row.kind: row for row in found.rows}
    assert [one.start.hour for one in rows["zone"].periods] == [23]
    assert rows["zone"].periods[0].end == found.whole.end
    (day,) = rows["daylight"].periods
    assert day.start == found.whole.start
    assert day.end.hour == 18


def test_other_flights_stand_beside_and_places_run_from_0_to_1000():
    flight = at(made(), NOON)
    found = shown(
        flight, others=(at(flight, NOON + timedelta(hours=1)), at(flight, NOON + timedelta(days=3)))
    )
    assert [len(row.periods) for row in found.rows if row.kind == "other"] == [1, 0]
    assert found.at(found.whole.start) == 0
    assert found.at(found.whole.end) == 1_000
    assert found.at(found.whole.end + timedelta(days=1)) == 1_000


def test_the_hours_of_a_long_flight_are_few_enough_to_be_named():
    found = shown(at(made(), NOON, minutes=20 * 60))
    assert len(found.hours) <= 10
    assert {moment.astimezone(BAMAKO).hour % 3 for moment in found.hours} == {0}
