"""Bands told apart, in one datum exactly and across datums through ground and geoid."""

import pytest

from geofences.engine.heights import certainly_under, highest_ceilings, least_gap_m, lowest_floors, overlap
from geofences.engine.model import Band, Datum, Height, HeightOverlap, TerrainBounds, Unit
from tests.unit.geofences.engine.cast import TERRAIN, band, metres


def feet(value, datum=Datum.AGL):
    return Height(value, Unit.FEET, datum)


def test_bands_of_one_datum_are_separated_by_any_air():
    assert overlap(band(0, 50), band(50.001, 90), TERRAIN) is None


def test_bands_that_touch_overlap():
    assert overlap(band(0, 50), band(50, 90), TERRAIN) is HeightOverlap.CERTAIN


@pytest.mark.parametrize("value", range(400))
def test_a_height_in_feet_touches_the_same_height_in_metres(value):
    low, high = Band(None, metres(round(value * 0.3048, 4))), Band(feet(value), None)
    assert overlap(low, high, TERRAIN) is HeightOverlap.CERTAIN
    same = Band(None, feet(value)), Band(metres(round(value * 0.3048, 4)), None)
    assert overlap(*same, TERRAIN) is HeightOverlap.CERTAIN


def test_missing_limits_are_unbounded():
    assert overlap(Band(), band(9_000, 9_001, Datum.AMSL), TERRAIN) is HeightOverlap.CERTAIN


@pytest.mark.parametrize("unit", [Unit.METRES, Unit.FEET])
def test_a_limit_of_99999_is_no_limit(unit):
    unlimited = Band(None, Height(99_999, unit, Datum.AMSL))
    assert overlap(unlimited, Band(metres(200_000, Datum.WGS84), None), TERRAIN) is HeightOverlap.CERTAIN


def test_ground_bounds_tell_agl_from_amsl_only_beyond_the_highest_ground():
    flight = band(0, 100)  # at most 900 m above the sea
    assert overlap(flight, band(901, None, Datum.AMSL), TERRAIN) is None
    assert overlap(flight, band(900, None, Datum.AMSL), TERRAIN) is HeightOverlap.POSSIBLE
    assert overlap(flight, band(None, 100, Datum.AMSL), TERRAIN) is HeightOverlap.POSSIBLE
    assert overlap(flight, band(None, -1, Datum.AMSL), TERRAIN) is None
    assert overlap(flight, band(0, 1_000, Datum.AMSL), TERRAIN) is HeightOverlap.CERTAIN


def test_geoid_bounds_tell_amsl_from_wgs84():
    zone = band(200, 300, Datum.AMSL)  # between 220 and 340 m above the ellipsoid
    assert overlap(zone, band(None, 219, Datum.WGS84), TERRAIN) is None
    assert overlap(zone, band(341, None, Datum.WGS84), TERRAIN) is None
    assert overlap(zone, band(240, 320, Datum.WGS84), TERRAIN) is HeightOverlap.CERTAIN
    assert overlap(zone, band(330, 400, Datum.WGS84), TERRAIN) is HeightOverlap.POSSIBLE


def test_agl_and_wgs84_go_through_both_bounds():
    flight = band(0, 100)  # at most 940 m above the ellipsoid
    assert overlap(flight, band(941, None, Datum.WGS84), TERRAIN) is None
    assert overlap(flight, band(940, None, Datum.WGS84), TERRAIN) is HeightOverlap.POSSIBLE
    assert overlap(flight, band(None, 19, Datum.WGS84), TERRAIN) is None


def test_the_widest_ground_on_earth_is_assumed_when_nothing_is_known():
    assert overlap(band(0, 100), band(9_000, None, Datum.AMSL), TerrainBounds()) is HeightOverlap.POSSIBLE


def test_a_ceiling_is_certainly_under_only_on_every_ground():
    assert certainly_under(metres(30), metres(30), TERRAIN)
    assert not certainly_under(metres(30.01), metres(30), TERRAIN)
    assert not certainly_under(metres(30), metres(829, Datum.AMSL), TERRAIN)
    assert certainly_under(metres(30), metres(830, Datum.AMSL), TERRAIN)
    assert not certainly_under(None, metres(30), TERRAIN)
    assert not certainly_under(metres(99_999), metres(30), TERRAIN)
    assert certainly_under(None, metres(99_999), TERRAIN)


def test_readings_in_each_datum_are_the_least_and_the_greatest():
    zone = band(100, 200, Datum.AMSL)
    assert lowest_floors(zone, TERRAIN) == (-700, 100, 120)
    assert highest_ceilings(zone, TERRAIN) == (200, 200, 240)


def test_the_least_gap_is_negative_where_bands_may_meet():
    assert least_gap_m(band(0, 50), band(60, 90), TERRAIN) == 10
    assert least_gap_m(band(0, 70), band(60, 90), TERRAIN) == -10
