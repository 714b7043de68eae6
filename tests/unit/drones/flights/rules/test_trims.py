from datetime import UTC, datetime, timedelta

import pytest
from shapely.geometry import box

from drones.flights.model import Changes
from drones.flights.rules import trims
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


def flight(west=0.0, east=1.0, start=0, end=60, ceiling=60):
    noon = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    band = Band(Height(0.0, Unit.METRES, Datum.AGL), Height(float(ceiling), Unit.METRES, Datum.AGL))
    period = Period(noon + timedelta(minutes=start), noon + timedelta(minutes=end))
    return FlightVolume(box(west, 0, east, 1), band, period)


def at(minute):
    return datetime(2026, 11, 23, 12, 0, tzinfo=UTC) + timedelta(minutes=minute)


def test_consent_only_takes_away_and_keeps_every_part_that_is_left():
    plan = (flight(), flight(1.0, 2.0, 60, 120))
    changes = Changes(ceiling_m=40, start=at(30), end=at(90), area=box(0.5, 0, 3, 1))
    cut = trims.trimmed(plan, changes)
    assert [(one.area.bounds[0], one.period, one.band.ceiling.metres) for one in cut] == [
        (0.5, Period(at(30), at(60)), 40),
        (1.0, Period(at(60), at(90)), 40),
    ]
    assert trims.is_within(cut, plan)
    assert len(trims.trimmed(plan, Changes(end=at(60)))) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (Changes(start=at(60)), "window_outside"),
        (Changes(area=box(5, 5, 6, 6)), "area_outside"),
        (Changes(area=box(1, 0, 2, 1)), "area_outside"),
        (Changes(ceiling_m=-1), "ceiling_below_floor"),
    ],
)
def test_what_would_leave_nothing_is_refused(changes, code):
    assert trims.trimmed((flight(),), changes).code == f"flights.refusal.{code}"


def test_a_proposal_may_lie_elsewhere_and_at_another_time_but_never_higher():
    moved = trims.proposed(
        (flight(),), Changes(ceiling_m=90, start=at(200), end=at(230), area=box(5, 5, 6, 6))
    )
    assert (moved[0].area.bounds, moved[0].period) == ((5, 5, 6, 6), Period(at(200), at(230)))
    assert moved[0].band.ceiling.metres == 60
    assert not trims.is_within(moved, (flight(),))
    assert trims.proposed((flight(),), Changes()).code == "flights.refusal.nothing_proposed"
