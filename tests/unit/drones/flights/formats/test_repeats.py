"""Repeated flights: month ends, clocks that are changed, days that are excepted, too many of them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from drones.flights.formats.repeats import occurrences
from drones.flights.formats.texts import fields

BAMAKO, PARIS = ZoneInfo("Africa/Bamako"), ZoneInfo("Europe/Paris")
BASE = {
    **dict.fromkeys(fields(1), ""),
    "volumes": "1",
    "shape": "circle",
    "centre": "13.8065, -10.8321",
    "radius_m": "200",
    "floor_m": "0",
    "ceiling_m": "60",
    "datum": "AGL",
    "start_date": "2026-11-24",
    "start_time": "07:00",
    "end_date": "2026-11-24",
    "end_time": "08:00",
    "repeat": "1",
    "repeat_days": "0,1,2,3,4",
    "repeat_until": "2026-12-07",
}


def days(zone=BAMAKO, **changes):
    items, faults = occurrences({**BASE, **changes}, zone)
    assert faults == ()
    return items


def code(**changes):
    items, faults = occurrences({**BASE, **changes}, BAMAKO)
    assert items == ()
    return [(one.pointer, one.code.rsplit(".", 1)[1]) for one in faults]


def starts(items):
    return [one.reading.plan.volumes[0].start for one in items]


def test_every_weekday_for_two_weeks_is_ten_days():
    assert [one.day.day for one in days()] == [24, 25, 26, 27, 30, 1, 2, 3, 4, 7]


def test_excepted_days_are_left_out_and_another_first_day_counts():
    items = days(repeat_from="2026-11-26", repeat_without="27/11/2026, 2026-12-01")
    assert [one.day.day for one in items] == [26, 30, 2, 3, 4, 7]
    assert starts(items)[0] == datetime(2026, 11, 26, 7, 0, tzinfo=UTC)


def test_a_flight_over_midnight_ends_on_the_day_after_each_of_its_days():
    items = days(start_time="23:00", end_date="2026-11-25", end_time="01:00", repeat_until="2027-01-04")
    ends = [one.reading.plan.volumes[0].end for one in items]
    assert ends[-1] == datetime(2027, 1, 5, 1, 0, tzinfo=UTC)
    assert datetime(2027, 1, 1, 1, 0, tzinfo=UTC) in ends


def test_seven_o_clock_stays_seven_o_clock_when_clocks_are_changed():
    items = days(
        PARIS, start_date="2026-10-23", end_date="2026-10-23", repeat_until="2026-10-26", repeat_days="4,0"
    )
    assert [one.hour for one in starts(items)] == [5, 6]


def test_a_time_that_a_day_leaves_out_is_a_fault_of_that_day_alone():
    items = days(
        PARIS,
        start_date="2027-03-27",
        start_time="02:15",
        end_date="2027-03-27",
        end_time="02:45",
        repeat_days="5,6,0",
        repeat_until="2027-03-29",
    )
    assert [bool(one.reading.faults) for one in items] == [False, True, False]
    assert items[1].reading.faults[0].code == "flights.error.clock_skipped"


def test_what_makes_no_days_is_said_beside_its_field():
    assert code(repeat_days="") == [("/repeat/days", "repeat_days_missing")]
    assert code(repeat_until="") == [("/repeat/until", "date_missing")]
    assert code(repeat_until="soon") == [("/repeat/until", "date_unreadable")]
    assert code(repeat_until="2026-11-23") == [("/repeat/until", "repeat_upside_down")]
    assert code(repeat_until="2028-11-23") == [("/repeat/until", "repeat_too_long")]
    assert code(repeat_days="6", repeat_until="2026-11-25") == [("/repeat/days", "repeat_no_day")]
    assert code(repeat_without="never") == [("/repeat/without", "date_unreadable")]
    assert code(repeat_days="0,1,2,3,4,5,6", repeat_until="2027-01-23") == [
        ("/repeat/until", "repeat_too_many")
    ]


def test_each_day_has_texts_of_its_own_that_repeat_no_more():
    first = days()[0]
    assert (first.typed["start_date"], first.typed["repeat"]) == ("2026-11-24", "")
    assert days()[4].typed["end_date"] == "2026-11-30"
    assert first.day == date(2026, 11, 24)
