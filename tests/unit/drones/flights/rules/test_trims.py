from datetime import UTC, datetime

import pytest
from shapely.geometry import box

from drones.flights.rules.trims import lowered
from geofences.engine.model import Band, Datum, FlightVolume, Height, Period, Unit

HOUR = Period(datetime(2026, 11, 23, 10, tzinfo=UTC), datetime(2026, 11, 23, 11, tzinfo=UTC))


def volume(floor: float, ceiling: float | None, unit: Unit = Unit.METRES) -> FlightVolume:
    top = None if ceiling is None else Height(ceiling, unit, Datum.AGL)
    return FlightVolume(box(0, 0, 1, 1), Band(Height(floor, Unit.METRES, Datum.AGL), top), HOUR)


def test_a_ceiling_comes_down_to_what_is_granted() -> None:
    assert lowered([volume(0, 60)], 40) == (volume(0, 40),)


def test_a_ceiling_that_is_lower_already_stays() -> None:
    assert lowered([volume(0, 30)], 40) == (volume(0, 30),)


def test_nothing_is_granted_beyond_what_was_asked() -> None:
    assert lowered([volume(0, 60)], 500) == (volume(0, 60),)


def test_a_ceiling_in_feet_is_compared_in_metres() -> None:
    assert lowered([volume(0, 200, Unit.FEET)], 40) == (volume(0, 40),)


def test_a_ceiling_below_the_floor_is_refused() -> None:
    with pytest.raises(ValueError, match="band_upside_down"):
        lowered([volume(50, 60)], 40)
