"""Which flights have others beside them: never one fewer than the engine finds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drones.flights.rules.crowds import Slot, beside
from geofences.engine.conflicts import conflicts
from geofences.engine.geodesy import circle
from geofences.engine.model import Band, Datum, FlightVolume, Height, Period, TerrainBounds, Unit

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
APART = {"lateral_m": 50.0, "vertical_m": 15.0, "time_s": 0.0}


def volume(lon=-10.8, lat=13.8, minutes=0, floor=0, ceiling=60, datum=Datum.AGL):
    band = Band(*(Height(float(value), Unit.METRES, datum) for value in (floor, ceiling)))
    start = NOON + timedelta(minutes=minutes)
    return FlightVolume(circle(lon, lat, 200.0), band, Period(start, start + timedelta(minutes=30)))


def slot(name, one):
    floor, ceiling = one.band.floor, one.band.ceiling
    return Slot(
        name,
        one.area.bounds,
        one.period.start.timestamp(),
        one.period.end.timestamp(),
        floor.metres,
        ceiling.metres,
        floor.datum.value,
    )


def found(mine, others):
    return beside([slot("mine", mine)], [slot("other", one) for one in others], **APART)


@pytest.mark.parametrize(
    ("other", "near"),
    [
        (volume(), True),
        (volume(minutes=30), False),
        (volume(minutes=29), True),
        (volume(lon=-10.7), False),
        (volume(floor=75, ceiling=90), False),
        (volume(floor=74, ceiling=90), True),
        (volume(floor=500, ceiling=600, datum=Datum.AMSL), True),
    ],
)
def test_flights_are_beside_each_other_in_area_time_and_height(other, near):
    assert found(volume(), [other]) == (frozenset({"mine"}) if near else frozenset())


def test_a_flight_is_not_beside_itself_whatever_its_volumes():
    own = [slot("one", volume()), slot("one", volume(minutes=10))]
    assert beside(own, own, **APART) == frozenset()
    both = [*own, slot("two", volume(minutes=35))]
    assert beside(both, both, **APART) == {"one", "two"}


def test_nobody_is_beside_nobody():
    assert beside([], [slot("one", volume())], **APART) == frozenset()
    assert beside([slot("one", volume())], [], **APART) == frozenset()


def test_a_thousand_in_one_place_are_all_beside_each_other():
    many = [slot(f"f{number}", volume()) for number in range(1_000)]
    assert len(beside(many, many, **APART)) == 1_000


_VOLUMES = st.builds(
    volume,
    lon=st.floats(-10.81, -10.79),
    lat=st.one_of(st.floats(13.79, 13.81), st.floats(78.0, 78.01)),
    minutes=st.integers(-40, 40),
    floor=st.integers(0, 50),
    ceiling=st.integers(51, 120),
    datum=st.sampled_from([Datum.AGL, Datum.AMSL]),
)


@settings(max_examples=150, deadline=None)
@given(_VOLUMES, _VOLUMES)
def test_whatever_the_engine_calls_too_close_is_beside(mine, other):
    met = conflicts([mine], [other], terrain=TerrainBounds(0, 1000, 0, 60), **APART)
    if met:
        assert found(mine, [other]) == {"mine"}
