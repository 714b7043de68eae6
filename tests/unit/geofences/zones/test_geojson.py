"""GeoJSON is read in our own layout and those seen in real feeds, and written so that it reads back."""

import json
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from shapely.geometry import MultiPolygon, box

from geofences.engine.geodesy import circle
from geofences.engine.model import (
    ALWAYS,
    EVERY_DAY,
    Applicability,
    Band,
    Circle,
    DailyRule,
    Datum,
    Height,
    Restriction,
    SolarEvent,
    Unit,
    Zone,
    ZoneVolume,
)
from geofences.zones.formats import read, write_ed269, write_geojson
from tests.unit.geofences.zones.formats.cast import DESK, ISSUED

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[25, 58.8], [25.1, 58.8], [25.1, 58.9], [25, 58.9], [25, 58.8]]],
}
PROPERTIES = {
    "identifier": "EE901",
    "country": "EST",
    "type": "COMMON",
    "restriction": "REQ_AUTHORISATION",
    "applicability": [{"permanent": "YES", "schedule": []}],
    "zoneAuthority": [{"name": "EANS", "siteURL": "https://example.org/zone", "email": ""}],
}


def file(*features: tuple[dict[str, Any], Any]) -> bytes:
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": properties, "geometry": geometry}
                for properties, geometry in features
            ],
        }
    ).encode()


def test_estonian_limits_stand_in_the_properties_geometry_and_reasons_are_words() -> None:
    limits = {
        "uomDimensions": "M",
        "lowerLimit": 0,
        "lowerVerticalReference": "AGL",
        "upperLimit": 120,
        "upperVerticalReference": "AGL",
    }
    reading = read(file((PROPERTIES | {"geometry": limits, "reason": "Air traffic"}, SQUARE)))
    (zone,) = reading.zones
    assert (zone.reasons, zone.volumes[0].band.ceiling) == (
        ("AIR_TRAFFIC",),
        Height(120.0, Unit.METRES, Datum.AGL),
    )
    assert reading.errors == ()


def test_the_reduced_layout_of_luxembourg_leaves_its_country_out() -> None:
    properties = {
        "id": "SPECI12",
        "type": "COMMON",
        "restriction": "PROHIBITED",
        "reasons": ["SENSITIVE"],
        "lowerLimit": 0,
        "upperLimit": 120,
        "unit": "M",
        "lowerReference": "AGL",
        "upperReference": "AGL",
        "authority": "Direction de l'Aviation Civile",
        "attribution": "Direction de l'Aviation Civile Luxembourg · CC0",
    }
    reading = read(file((properties, SQUARE)))
    (zone,) = reading.zones
    assert zone.key == ("LUX", "SPECI12")
    assert zone.authorities[0].name == "Direction de l'Aviation Civile"
    assert zone.applicability == (ALWAYS,)
    assert "zones.warning.country_from_layout" in [fault.code for fault in reading.warnings]


def test_a_country_is_not_guessed_for_any_other_file() -> None:
    reading = read(file((PROPERTIES | {"country": None}, SQUARE)))
    assert [(fault.pointer, fault.code) for fault in reading.errors] == [
        ("/features/0/properties/country", "zones.error.country_missing")
    ]


def test_features_of_one_zone_are_its_layers() -> None:
    other = {"type": "Polygon", "coordinates": [[[26, 58.8], [26.1, 58.8], [26.1, 58.9], [26, 58.8]]]}
    reading = read(file((PROPERTIES, SQUARE), (PROPERTIES | {"volumeIndex": 1}, other)))
    assert [len(zone.volumes) for zone in reading.zones] == [2]
    assert reading.warnings == ()


def test_a_point_with_a_radius_is_a_circle() -> None:
    reading = read(file((PROPERTIES | {"radius": 500}, {"type": "Point", "coordinates": [25, 58]})))
    assert reading.zones[0].volumes[0].circle == Circle(25.0, 58.0, 500.0)


@pytest.mark.parametrize(
    ("geometry", "place", "code"),
    [
        ({"type": "Point", "coordinates": [25, 58]}, "", "point_without_radius"),
        ({"type": "LineString", "coordinates": [[25, 58], [26, 58]]}, "/type", "unknown_word"),
        ({"type": "GeometryCollection", "geometries": []}, "/type", "unknown_word"),
        (None, "", "geometry_missing"),
        ({"type": "MultiPolygon", "coordinates": []}, "/coordinates", "ring_missing"),
    ],
)
def test_what_is_no_area_is_refused(geometry: Any, place: str, code: str) -> None:
    reading = read(file((PROPERTIES, geometry)))
    assert [(fault.pointer, fault.code) for fault in reading.errors] == [
        (f"/features/0/geometry{place}", f"zones.error.{code}")
    ]


NIGHT = DailyRule(EVERY_DAY, time(23), time(6), UTC)
DUSK = DailyRule(EVERY_DAY, SolarEvent.SUNSET, SolarEvent.SUNRISE, UTC)


@pytest.mark.parametrize(
    "zone",
    [
        Zone("MLI", "PLAIN", Restriction.CONDITIONAL, (ZoneVolume(box(-11, 14, -10, 15), Band()),)),
        Zone(
            "MLI",
            "LAYERS",
            Restriction.PROHIBITED,
            (
                ZoneVolume(
                    MultiPolygon([box(-11, 14, -10, 15), box(-9, 14, -8, 15)]),
                    Band(Height(10.5, Unit.METRES, Datum.WGS84), Height(120.0, Unit.METRES, Datum.AGL)),
                ),
                ZoneVolume(
                    circle(-11.4, 14.5, 2000.0),
                    Band(None, Height(400.0, Unit.FEET, Datum.AMSL)),
                    Circle(-11.4, 14.5, 2000.0),
                ),
            ),
            applicability=(
                Applicability(start=datetime(2026, 11, 1, tzinfo=UTC), rules=(NIGHT, DUSK)),
                Applicability(end=datetime(2027, 1, 1, tzinfo=UTC)),
            ),
            name="Couches",
            reasons=("SENSITIVE",),
            other_reason="exercice",
            message="EXERCICE",
            conditions=("NOISE CLASS=A",),
            time_zone="Africa/Bamako",
            exercise=True,
            source="Arrêté d’exercice",
        ),
    ],
    ids=lambda zone: zone.identifier,
)
def test_what_is_written_reads_back_as_the_same_zone(zone: Zone) -> None:
    reading = read(write_geojson([zone]))
    assert reading.errors == ()
    assert reading.zones == (zone,)


def test_a_demonstration_zone_always_says_that_it_is_an_exercise() -> None:
    zone = Zone("MLI", "X", Restriction.PROHIBITED, (ZoneVolume(box(0, 0, 1, 1), Band()),), exercise=True)
    (feature,) = json.loads(write_geojson([zone]))["features"]
    assert feature["properties"]["message"].startswith("EXERCICE")


def test_a_schedule_in_a_zone_with_summer_time_is_never_written_shorter() -> None:
    rule = DailyRule(EVERY_DAY, time(23), time(6), ZoneInfo("Europe/Paris"))
    volumes = (ZoneVolume(box(0, 0, 1, 1), Band()),)
    zone = Zone("FRA", "X", Restriction.PROHIBITED, volumes, applicability=(Applicability(rules=(rule,)),))
    written = write_ed269([zone], issued=ISSUED, title="", description="", publisher=DESK)
    (read_back,) = read(written).zones
    offsets = [rule.zone.utcoffset(None).total_seconds() for rule in read_back.applicability[0].rules]
    assert sorted(offsets) == [3600, 7200]


def test_a_radius_in_another_unit_is_refused_and_the_unit_of_heights_is_none_of_its_own() -> None:
    point = {"type": "Point", "coordinates": [25, 58.8]}
    heights = {"uom": "FT", "lowerLimit": 0, "lowerReference": "AGL"}
    found = read(file((PROPERTIES | heights | {"radius": 2, "radiusUnits": "km"}, point)))
    assert [fault.code for fault in found.errors] == ["zones.error.radius_unit"]
    (zone,) = read(file((PROPERTIES | heights | {"radius": 2000}, point))).zones
    assert zone.volumes[0].circle.radius_m == 2000
