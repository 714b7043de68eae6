"""Schedules as periods: nights, clocks that change, the sun, long windows."""

from datetime import UTC, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from astral import Observer
from astral.sun import elevation

from geofences.engine.model import EVERY_DAY, Applicability, DailyRule, Period, SolarEvent, Weekday
from geofences.engine.schedules import expand, expand_any, free, holds_at, next_free, union, within
from geofences.engine.timetables import Timetable
from tests.unit.geofences.engine.cast import CURFEW, at, hours

PARIS = ZoneInfo("Europe/Paris")
KAYES = (-11.44, 14.45)
TROMSO = (18.96, 69.65)
DAYTIME = Applicability(rules=(DailyRule(EVERY_DAY, SolarEvent.SUNRISE, SolarEvent.SUNSET, UTC),))
NIGHT = Applicability(rules=(DailyRule(EVERY_DAY, SolarEvent.SUNSET, SolarEvent.SUNRISE, UTC),))


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def rules(start, end, zone=UTC, days=EVERY_DAY):
    return Applicability(rules=(DailyRule(frozenset(days), start, end, zone),))


def test_no_rule_and_no_window_is_always():
    assert expand(Applicability(), hours(3, 4)) == (hours(3, 4),)


def test_a_curfew_over_midnight_is_one_period():
    assert expand(CURFEW, hours(20, 32)) == (hours(23, 30),)


def test_a_window_that_begins_in_the_night_sees_the_rest_of_it():
    assert expand(CURFEW, hours(1, 20)) == (hours(1, 6),)


def test_a_night_belongs_to_the_day_on_which_it_starts():
    friday = rules(time(22), time(2), days=[Weekday.FRI])
    assert expand(friday, hours(0, 7 * 24)) == (Period(at(22, 4), at(2, 5)),)


def test_days_are_judged_in_the_zone_of_the_rule():
    # Friday 23:30 in Kayes is Saturday 05:15 in Kathmandu.
    saturday = rules(time(0), time(6), ZoneInfo("Asia/Kathmandu"), [Weekday.SAT])
    assert expand(saturday, hours(0, 7 * 24)) == (Period(at(18.25, 4), at(24.25, 4)),)


def test_a_fixed_offset_is_read_as_written():
    west = rules(time(8), time(9), timezone(timedelta(hours=-9, minutes=-30)), [Weekday.MON])
    assert expand(west, hours(0, 24)) == (hours(17.5, 18.5),)


def test_equal_clock_times_are_the_whole_day():
    monday = rules(time(0), time(0), days=[Weekday.MON])
    assert expand(monday, hours(-24, 48)) == (hours(0, 24),)


def test_dates_bound_the_rules():
    bounded = Applicability(at(2), at(23.5), CURFEW.rules)
    assert expand(bounded, hours(-10, 40)) == (hours(2, 6), hours(23, 23.5))


def test_a_rule_in_the_hour_that_is_left_out_ends_at_the_jump():
    window = Period(utc(2026, 3, 29), utc(2026, 3, 30))
    assert expand(rules(time(1), time(2, 30), PARIS), window) == (
        Period(utc(2026, 3, 29), utc(2026, 3, 29, 1)),
        Period(utc(2026, 3, 29, 23), utc(2026, 3, 30)),
    )
    assert expand(rules(time(2, 10), time(2, 50), PARIS), window) == ()


def test_a_rule_in_the_hour_that_is_repeated_runs_from_first_to_last():
    window = Period(utc(2026, 10, 25), utc(2026, 10, 25, 12))
    assert expand(rules(time(2, 30), time(2, 45), PARIS), window) == (
        Period(utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 45)),
    )


def test_a_rule_that_ends_where_the_clock_is_set_back_to_ends_at_its_first_reading():
    window = Period(utc(2026, 10, 24, 20), utc(2026, 10, 25, 12))
    assert expand(rules(time(1), time(2), PARIS), window) == (
        Period(utc(2026, 10, 24, 23), utc(2026, 10, 25)),
    )


def test_hours_of_permission_shrink_where_hours_of_restriction_widen():
    repeated = (rules(time(2, 30), time(2, 45), PARIS),)
    start, end = 1_792_886_400_000_000, 1_792_972_800_000_000  # 2026-10-25 in UTC
    assert datetime.fromtimestamp(start / 1e6, UTC) == utc(2026, 10, 25)
    assert Timetable(repeated).spans(start, end)
    assert not Timetable(repeated, narrow=True).spans(start, end)
    assert not Timetable((DAYTIME,), narrow=True).spans(start, end)
    assert not Timetable((NIGHT,), [TROMSO], narrow=True).spans(1_782_000_000_000_000, 1_782_086_400_000_000)


def test_the_day_lasts_while_the_sun_is_up():
    spans = expand(DAYTIME, hours(0, 48), KAYES)
    for minutes in range(0, 48 * 60, 7):
        instant = at(minutes / 60)
        height = elevation(Observer(latitude=KAYES[1], longitude=KAYES[0]), instant, with_refraction=False)
        if abs(height + 0.833) > 0.3:
            assert any(span.start <= instant < span.end for span in spans) == (height > -0.833)


def test_the_night_crosses_midnight():
    (first, second) = expand(NIGHT, hours(12, 60), KAYES)
    assert at(18) < first.start < at(18.5)
    assert at(6.5, 1) < first.end < at(7, 1)
    assert second.start > at(18, 1)


def test_twilight_begins_before_sunrise_and_ends_after_sunset():
    twilight = rules(SolarEvent.BMCT, SolarEvent.EECT)
    (wide,), (day,) = expand(twilight, hours(0, 24), KAYES), expand(DAYTIME, hours(0, 24), KAYES)
    assert wide.start < day.start < day.end < wide.end


@pytest.mark.parametrize("item", [DAYTIME, NIGHT])
@pytest.mark.parametrize("place", [None, TROMSO])
def test_without_a_place_or_a_sunset_the_widest_sense_applies(item, place):
    june = Period(utc(2026, 6, 20), utc(2026, 6, 22))
    assert expand(item, june, place) == (june,)


def test_a_wide_area_is_judged_by_its_first_sunrise_and_last_sunset():
    west, east = (-12.0, 14.0), (-8.0, 14.0)
    (both,) = expand_any((DAYTIME,), hours(0, 24), [west, east])
    assert both.start == expand(DAYTIME, hours(0, 24), east)[0].start
    assert both.end == expand(DAYTIME, hours(0, 24), west)[0].end


def test_twilight_passes_over_a_wide_zone_without_a_gap():
    twilight = Applicability(rules=(DailyRule(EVERY_DAY, SolarEvent.SUNSET, SolarEvent.EECT, UTC),))
    places = [(-20.0, 14.0), (0.0, 14.0), (20.0, 14.0)]
    (whole,) = expand_any((twilight,), hours(12, 24), places)
    for lon in (-20, -15, -10, -5, 5, 10, 15, 20):
        (here,) = expand(twilight, hours(12, 24), (lon, 14.0))
        assert whole.start <= here.start < here.end <= whole.end


@pytest.mark.parametrize("day", [0, 60, 117, 205])
def test_the_sun_inside_a_tall_zone_is_never_earlier_or_later_than_the_zones_hours(day):
    for rule in (SolarEvent.BMCT, SolarEvent.EECT), (SolarEvent.SUNRISE, SolarEvent.SUNSET):
        item = Applicability(rules=(DailyRule(EVERY_DAY, *rule, UTC),))
        corners = [(x, y) for x in (-12.0, -8.0) for y in (-15.0, 25.0)]
        window = hours(0, 24, day)
        (whole,) = expand_any((item,), window, [(-10.0, 5.0), *corners])
        for latitude in range(-15, 26, 2):
            (here,) = expand(item, window, (-10.0, latitude))
            assert whole.start <= here.start < here.end <= whole.end


def test_a_window_of_a_century_is_bounded_and_never_free_at_its_end():
    century = Period(utc(2026, 1, 1), utc(2126, 1, 1))
    spans = expand(CURFEW, century)
    assert len(spans) < 410
    assert spans[-1].end == century.end


@pytest.mark.parametrize("zone", [UTC, PARIS, timezone(timedelta(hours=-12))])
def test_the_edges_of_the_calendar_are_no_error(zone):
    curfew = rules(time(23), time(6), zone)
    lowest, highest = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    expand(curfew, Period(lowest, lowest + timedelta(days=9)))
    expand(curfew, Period(highest - timedelta(days=9), highest))
    expand(curfew, Period(lowest, highest))


def test_periods_of_several_applicabilities_merge():
    found = expand_any((CURFEW, Applicability(at(6), at(8))), hours(0, 24))
    assert found == (hours(0, 8), hours(23, 24))


def test_weeks_that_are_kept_meet_without_a_seam():
    always = rules(time(0), time(0))
    assert expand(always, hours(-24 * 20, 24)) == (hours(-24 * 20, 24),)


def test_union_free_and_next_free_fit_together():
    taken = [hours(2, 4), hours(3, 5), hours(5, 6), hours(8, 9)]
    assert union(taken) == (hours(2, 6), hours(8, 9))
    assert free(taken, hours(0, 10)) == (hours(0, 2), hours(6, 8), hours(9, 10))
    assert next_free(taken, hours(1, 10), timedelta(hours=2)) == at(6)
    assert next_free(taken, hours(1, 10), timedelta(hours=3)) is None
    assert within(hours(2, 6), taken)
    assert not within(hours(2, 7), taken)


def test_a_night_before_a_day_that_the_calendar_left_out_ends_in_the_next_morning():
    # Apia went from Thursday 29 to Saturday 31 December 2011.
    apia = ZoneInfo("Pacific/Apia")
    thursday = rules(time(23), time(6), apia, [Weekday.THU])
    week = Period(utc(2011, 12, 27), utc(2012, 1, 3))
    assert expand(thursday, week) == (Period(utc(2011, 12, 30, 9), utc(2011, 12, 30, 16)),)


def test_a_period_is_compared_by_its_instants_and_not_by_what_clocks_read():
    # On 25 October 2026 Paris reads 02:30 twice; the second (fold) comes an hour later.
    first, second = (datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=fold) for fold in (0, 1))
    period = Period(first, second)
    assert expand(Applicability(), period) == (Period(utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30)),)
    for build in (Period, Applicability):
        with pytest.raises(ValueError, match="period_upside_down"):
            build(second, first)
        with pytest.raises(ValueError, match="period_upside_down"):
            build(second, datetime(2026, 10, 25, 2, 45, tzinfo=PARIS))


def test_an_instant_at_the_end_of_a_night_is_free():
    assert holds_at((CURFEW,), at(5.99))
    assert not holds_at((CURFEW,), at(6))
