"""Hostile bytes get a typed fault with a place, quickly."""

import json

import pytest

from geofences.zones.formats import read


@pytest.mark.parametrize(
    ("data", "pointer", "code"),
    [
        (b"", "line 1", "not_json"),
        (b"{", "line 1", "not_json"),
        (b'{"features": [\n{]}', "line 2", "not_json"),
        (b"\xff\xfe{}", "/", "not_utf8"),
        (b'{"features": [{"x": NaN}]}', "/", "not_finite"),
        (b'{"features": [{"x": -Infinity}]}', "/", "not_finite"),
        (b'{"features": [{"x": 1e999}]}', "/", "not_finite"),
        (b'{"features": [{"x": ' + b"9" * 5000 + b"}]}", "/", "number_too_long"),
        (b'{"features": [{"name": 1, "name": 2}]}', "/features/0/name", "name_twice"),
        (b'{"features": [], "features": []}', "/features", "name_twice"),
        (b"[" * 100_000, "/", "too_deep"),
        (b"7", "/", "format_unknown"),
        (b"[]", "/", "format_unknown"),
        (b"null", "/", "format_unknown"),
        (b'{"type": "Polygon"}', "/", "format_unknown"),
        (b"PK\x03\x04", "/", "not_zip"),
        (b'<?xml version="1.0"?><gpx/>', "line 1", "xml_not_kml"),
        (b" " * (2 * 1024 * 1024 + 1), "/", "file_too_large"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_its_place(data: bytes, pointer: str, code: str) -> None:
    reading = read(data)
    assert [(fault.pointer, fault.code) for fault in reading.errors] == [(pointer, f"zones.error.{code}")]
    assert reading.zones == ()


def test_nesting_that_python_still_reads_is_refused_with_its_place() -> None:
    value: object = 0
    for _ in range(200):
        value = {"a": value}
    (fault,) = read(json.dumps({"features": [value]}).encode()).errors
    assert fault.code == "zones.error.too_deep"
    assert fault.pointer.startswith("/features/0/a/a")


@pytest.mark.parametrize(
    "value", [None, 7, "x", [], {}, [[]], [{}], {"type": []}, {"geometry": {"a": 1}}, True, 1.5]
)
def test_a_wrong_type_anywhere_is_an_error_and_never_an_exception(value: object) -> None:
    names = ("identifier", "country", "name", "type", "restriction", "reason", "applicability")
    names += ("zoneAuthority", "geometry", "message", "restrictionConditions", "extendedProperties")
    for name in names:
        zone = {
            "identifier": "A",
            "country": "MLI",
            "type": "COMMON",
            "restriction": "PROHIBITED",
            name: value,
        }
        reading = read(json.dumps({"features": [zone]}).encode())
        assert reading.errors  # no geometry, at least
        feature = {"type": "Feature", "properties": zone, "geometry": value}
        collection = {"type": "FeatureCollection", "features": [feature, value]}
        assert read(json.dumps(collection).encode()).zones == ()


def test_a_strangers_text_is_repeated_short_and_printable() -> None:
    zone = {"identifier": "A", "country": "M\n" + "x" * 500}
    faults = read(json.dumps({"features": [zone]}).encode()).errors
    (text,) = [fault.facts["text"] for fault in faults if fault.code == "zones.error.country_not_alpha3"]
    assert isinstance(text, str)
    assert len(text) <= 61
    assert text.isprintable()


@pytest.mark.parametrize("item", [b"{}", b"[]", b'{"applicability":[{},{},{}]}'])
def test_a_flood_of_faults_ends_the_reading(item: bytes) -> None:
    reading = read(b'{"features":[' + b",".join([item] * 60_000) + b"]}")
    assert reading.errors[0].code == "zones.error.too_many_faults"
    assert len(reading.errors) <= 101
    assert reading.zones == ()
