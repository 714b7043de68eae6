"""A concealed zone as it is typed: read whole, or every fault beside its field."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from geofences.concealed.formats.typed import read_typed, write_typed
from geofences.engine.model import ALWAYS, Datum

BAMAKO = ZoneInfo("Africa/Bamako")
CIRCLE = {
    "identifier": "cx-1",
    "name": "Secteur nord",
    "shape": "circle",
    "centre": "14.7, -10.4",
    "radius_m": "3000",
}


def read(**texts):
    return read_typed({**CIRCLE, **texts}, command="ZONE4", zone=BAMAKO)


def faults(**texts):
    found = read(**texts)
    assert found.zone is None
    return [(fault.pointer, fault.code.rsplit(".", 1)[-1]) for fault in found.faults]


def test_a_circle_at_every_height_and_time() -> None:
    zone = read().zone
    assert zone.key == ("ZONE4", "CX-1")
    assert (zone.command, zone.name, zone.applicability) == ("ZONE4", "Secteur nord", (ALWAYS,))
    stated = zone.volumes[0].circle
    assert (stated.lat, stated.lon, stated.radius_m) == (14.7, -10.4, 3000)
    assert zone.volumes[0].band.floor is zone.volumes[0].band.ceiling is None


def test_heights_a_period_and_hours_of_each_day_are_read_in_the_local_zone() -> None:
    zone = read(
        floor_m="10", ceiling_m="150,5", datum="AMSL", start_date="24/11/2026", start_time="6:00",
        end_date="2026-12-24", end_time="18h30", daily_from="22:00", daily_to="05:00", exercise="y",
    ).zone  # fmt: skip
    band, applies = zone.volumes[0].band, zone.applicability[0]
    assert (band.floor.metres, band.ceiling.metres, band.ceiling.datum) == (10, 150.5, Datum.AMSL)
    assert applies.start == datetime(2026, 11, 24, 6, tzinfo=UTC)
    assert applies.end == datetime(2026, 12, 24, 18, 30, tzinfo=UTC)
    assert (applies.rules[0].start, applies.rules[0].end) == (time(22), time(5))
    assert zone.exercise


def test_positions_line_by_line_make_a_polygon() -> None:
    zone = read(shape="polygon", outline="14.6, -10.5\n14.6 -10.4\n\n14.7;-10.4\n").zone
    assert zone.volumes[0].area.bounds == (-10.5, 14.6, -10.4, 14.7)


@pytest.mark.parametrize("wrapped", ["alone", "feature", "collection"])
def test_one_area_of_geojson_is_read_however_it_is_wrapped(wrapped: str) -> None:
    ring = [[-10.5, 14.6], [-10.4, 14.6], [-10.4, 14.7], [-10.5, 14.6]]
    document = {"type": "Polygon", "coordinates": [ring]}
    if wrapped != "alone":
        document = {"type": "Feature", "properties": {}, "geometry": document}
    if wrapped == "collection":
        document = {"type": "FeatureCollection", "features": [document]}
    zone = read(shape="geojson", geojson=json.dumps(document)).zone
    assert zone.volumes[0].area.bounds == (-10.5, 14.6, -10.4, 14.7)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 5_000,
        "NaN",
        '{"type":"Point","coordinates":[0,0]}',
        '{"type":"Polygon"}',
        '{"type":"Polygon","coordinates":[]}',
        '{"type":"Polygon","coordinates":[[]]}',
        '{"type":"Polygon","coordinates":[[["a","b"],[1,2],[3,4]]]}',
        '{"type":"Polygon","coordinates":[[[1e400,0],[1,2],[3,4]]]}',
        '{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}',
        '{"type":"MultiPolygon","coordinates":[1,2]}',
        '{"type":"FeatureCollection","features":[{},{}]}',
        '{"type":"Feature","geometry":null}',
    ],
)
def test_hostile_geojson_is_a_fault_of_its_field(text: str) -> None:
    assert {pointer for pointer, _ in faults(shape="geojson", geojson=text)} == {"geojson"}


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"identifier": "x"}, ("identifier", "identifier")),
        ({"name": ""}, ("name", "name")),
        ({"guidance": "x" * 1_001}, ("guidance", "words")),
        ({"shape": "blob"}, ("shape", "shape")),
        ({"centre": "ici"}, ("centre", "position")),
        ({"centre": "95, 0"}, ("centre", "position")),
        ({"radius_m": "0"}, ("radius_m", "radius")),
        ({"radius_m": "nan"}, ("radius_m", "radius")),
        ({"shape": "polygon", "outline": "14, -10\nlà"}, ("outline", "position_line")),
        ({"shape": "polygon", "outline": "14, -10\n14, -11"}, ("outline", "positions")),
        ({"floor_m": "haut"}, ("floor_m", "height")),
        ({"floor_m": "100", "ceiling_m": "50"}, ("ceiling_m", "upside_down")),
        ({"datum": "QNH"}, ("datum", "datum")),
        ({"start_date": "demain", "start_time": "06:00"}, ("start_date", "day")),
        ({"start_date": "2026-11-24"}, ("start_time", "clock")),
        ({"end_date": "2026-11-24", "end_time": "25:00"}, ("end_time", "clock")),
        ({"daily_from": "22:00"}, ("daily_to", "clock")),
    ],
)
def test_a_fault_names_its_field(texts: dict[str, str], expected: tuple[str, str]) -> None:
    assert expected in faults(**texts)


def test_the_end_follows_the_start() -> None:
    texts = {"start_date": "2026-11-24", "start_time": "06:00", "end_date": "2026-11-24", "end_time": "06:00"}
    assert faults(**texts) == [("end_date", "end_before_start")]


def test_all_faults_are_told_at_once() -> None:
    assert len(faults(identifier="", name="", centre="", radius_m="", floor_m="x", end_date="x")) == 7


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"floor_m": "10", "ceiling_m": "150", "datum": "WGS84", "guidance": "Rester au sud."},
        {"start_date": "2026-11-24", "start_time": "06:00", "daily_from": "22:00", "daily_to": "05:00"},
        {"shape": "polygon", "outline": "14.6, -10.5\n14.6, -10.4\n14.7, -10.4", "exercise": "y"},
    ],
)
def test_what_fills_the_form_reads_as_the_same_zone(texts: dict[str, str]) -> None:
    zone = read(**texts).zone
    again = read_typed(write_typed(zone, BAMAKO), command="ZONE4", zone=BAMAKO).zone
    assert again == zone
