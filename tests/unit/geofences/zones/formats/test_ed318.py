"""ED-318 is read tolerantly and written strictly."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from referencing import Registry, Resource

from geofences.engine.model import (
    ALWAYS,
    Authority,
    Band,
    Circle,
    Datum,
    Height,
    Restriction,
    SolarEvent,
    Unit,
    Zone,
)
from geofences.zones.formats import Reading, read, write_ed269, write_ed318, write_geojson
from tests.unit.geofences.zones.formats.cast import CAST, CURFEW, DESK, GOLDEN, ISSUED

SQUARE = [[[-11.5, 14.4], [-11.4, 14.4], [-11.4, 14.5], [-11.5, 14.5], [-11.5, 14.4]]]
LAYER = {"upper": 120, "upperReference": "AGL", "lower": 0, "lowerReference": "AGL", "uom": "m"}


def properties(**changes: Any) -> dict[str, Any]:
    whole = {
        "identifier": "KAY1",
        "country": "MLI",
        "name": [{"text": "Kayes", "lang": "fr-ML"}],
        "type": "REQ_AUTHORIZATION",
        "variant": "COMMON",
        "zoneAuthority": [
            {"name": [{"text": "Zone 4", "lang": "fr"}], "phone": "1", "purpose": "AUTHORIZATION"}
        ],
    }
    return {name: value for name, value in (whole | changes).items() if value is not ...}


def geometry(**changes: Any) -> dict[str, Any]:
    whole = {"type": "Polygon", "coordinates": SQUARE, "layer": LAYER} | changes
    return {name: value for name, value in whole.items() if value is not ...}


def reading(stated: dict[str, Any] | None = None, shape: Any = None, **root: Any) -> Reading:
    feature = {"type": "Feature", "properties": stated or properties(), "geometry": shape or geometry()}
    return read(json.dumps({"type": "FeatureCollection", "features": [feature], **root}).encode())


def codes(faults: Any) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code.split(".", 1)[1]) for fault in faults]


def written(*zones: Any) -> bytes:
    return write_ed318(zones or CAST, issued=ISSUED, title="Portail", publisher=DESK)


def test_a_plain_zone_is_read_without_a_remark() -> None:
    found = reading()
    assert (found.format, found.errors, found.warnings) == ("ed318", (), ())
    (zone,) = found.zones
    assert (zone.key, zone.name, zone.restriction) == (
        ("MLI", "KAY1"),
        "Kayes",
        Restriction.REQ_AUTHORISATION,
    )
    assert zone.applicability == (ALWAYS,)
    assert zone.volumes[0].band == Band(
        Height(0, Unit.METRES, Datum.AGL), Height(120, Unit.METRES, Datum.AGL)
    )


def test_what_is_written_is_the_golden_file() -> None:
    assert json.loads(written()) == json.loads((GOLDEN / "zones.ed318.json").read_text())


def test_what_is_written_reads_back_as_the_same_zones() -> None:
    found = read(written())
    assert (found.errors, found.warnings) == ((), ())
    assert found.zones == tuple(sorted(CAST, key=lambda zone: zone.key))


def test_writing_again_what_was_read_gives_the_same_bytes() -> None:
    assert written(*read(written()).zones) == written()


def test_dar_survives_the_other_formats_and_foreign_territory_becomes_other() -> None:
    text = write_ed269(CAST, issued=ISSUED, title="", description="", publisher=DESK)
    assert b'"DAR"' not in text
    assert not read(text).errors
    assert "DAR" in read(write_geojson(CAST)).zones[1].reasons
    foreign = read(written(_with(reasons=("FOREIGN_TERRITORY",)))).zones[0]
    assert (foreign.reasons, foreign.other_reason) == (("OTHER",), "FOREIGN_TERRITORY")


def _with(**changes: Any) -> Zone:
    return replace(CURFEW, **changes)


def _validator(shared_data: Path) -> Draft7Validator:
    folder = shared_data / "ed318" / "schema"
    loaded = {path.name: json.loads(path.read_text()) for path in folder.glob("*.json")}
    base = "https://schemas.invalid/"
    registry = Registry().with_resources(  # type: ignore[var-annotated]
        (base + name, Resource.from_contents(content)) for name, content in loaded.items()
    )
    root = {"$id": base + "Root.json", "$ref": base + "Schema_GeoZones.json"}
    return Draft7Validator(root, registry=registry, format_checker=Draft7Validator.FORMAT_CHECKER)


def test_what_is_written_validates_against_the_schemas(shared_data: Path) -> None:
    validator = _validator(shared_data)
    assert [error.message for error in validator.iter_errors(json.loads(written()))] == []
    bad = json.loads(written())
    bad["features"][0]["properties"]["type"] = "REQ_AUTHORISATION"
    assert list(validator.iter_errors(bad)), "the schemas are really looked at"


@pytest.mark.parametrize("name", ["ed269/FI_traficom_ed269_rebuilt.json", "ed269/LU_dac_uas_zones.geojson"])
def test_national_files_written_as_ed318_validate_and_read_back(shared_data: Path, name: str) -> None:
    zones = read((shared_data / name).read_bytes()).zones
    text = written(*zones)
    assert not list(_validator(shared_data).iter_errors(json.loads(text)))
    again = read(text)
    assert (len(again.zones), again.errors) == (len(zones), ())
    assert {zone.restriction for zone in again.zones} == {zone.restriction for zone in zones}


@pytest.mark.parametrize(
    ("name", "count"), [("Example_Collection.json", 2), ("Example_GeoZone_Circle.json", 1)]
)
def test_the_standards_examples_are_read(shared_data: Path, name: str, count: int) -> None:
    found = read((shared_data / "ed318" / "examples" / name).read_bytes())
    assert (found.format, len(found.zones), found.errors) == ("ed318", count, ())


@pytest.mark.parametrize(
    "name",
    [
        "PartialExample_GeoZoneProperties.json",
        "PartialExample_TimePeriod.json",
        "PartialExample_ZoneAuthority.json",
    ],
)
def test_a_piece_of_an_example_is_refused_by_name(shared_data: Path, name: str) -> None:
    found = read((shared_data / "ed318" / "examples" / name).read_bytes())
    assert found.zones == ()
    assert codes(found.errors) == [("/", "error.piece_of_ed318")]


def test_the_irish_deviations_are_read() -> None:
    stated = properties(
        name="Dublin",
        reason="AIR_TRAFFIC",
        message="Ask first",
        region=None,
        otherReasonInfo=None,
        limitedApplicability=None,
    )
    hole = [[-11.47, 14.43], [-11.43, 14.43], [-11.43, 14.47], [-11.47, 14.43]]
    shape = geometry(
        type="MultiPolygon", coordinates=[[SQUARE[0], hole]], layer=LAYER | {"uom": "ft", "upper": 400}
    )
    found = reading(stated, shape, datasetMetadata={"issued": None})
    assert found.errors == ()
    (zone,) = found.zones
    assert (zone.name, zone.reasons, zone.message) == ("Dublin", ("AIR_TRAFFIC",), "Ask first")
    assert zone.volumes[0].band.ceiling == Height(400, Unit.FEET, Datum.AGL)
    assert len(zone.volumes[0].area.geoms[0].interiors) == 1


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ([{"text": "a", "lang": "en-GB"}, {"text": "b", "lang": "fr-BE"}], "b"),
        ([{"text": "a", "lang": "de"}, {"text": "b", "lang": "en"}], "b"),
        ([{"text": "a", "lang": "de"}, {"text": "b", "lang": "pl"}], "a"),
        ([{"text": "a", "lang": "fr"}, {"text": "b", "lang": "fr"}], "a b"),
        ([{"text": "", "lang": "fr"}, {"text": "b", "lang": "en"}], "b"),
        ({"text": "a", "lang": "fr"}, "a"),
        ([{"lang": "fr"}], ""),
    ],
)
def test_one_language_is_kept_french_before_english(said: Any, kept: str) -> None:
    found = reading(properties(message=said))
    assert (found.errors, found.zones[0].message) == ((), kept)


@pytest.mark.parametrize(
    ("word", "restriction", "warning"),
    [
        ("USPACE", Restriction.REQ_AUTHORISATION, "warning.uspace_asks_authorisation"),
        ("REQ_AUTHORISATION", Restriction.REQ_AUTHORISATION, "warning.authorisation_with_s"),
    ],
)
def test_words_that_ask_for_an_authorisation(word: str, restriction: Restriction, warning: str) -> None:
    found = reading(properties(type=word))
    assert found.zones[0].restriction is restriction
    assert codes(found.warnings) == [("/features/0/properties/type", warning)]


def test_daily_events_are_read() -> None:
    period = {"schedule": [{"day": ["MON"], "startEvent": "BMCT", "endTime": "12:00:00Z"}]}
    (rule,) = reading(properties(limitedApplicability=[period])).zones[0].applicability[0].rules
    assert rule.start is SolarEvent.BMCT


def test_a_collection_gives_its_layer_to_parts_that_state_none() -> None:
    parts = [geometry(layer=...), geometry(layer=LAYER | {"upper": 50})]
    shape = {"type": "GeometryCollection", "geometries": parts, "layer": LAYER | {"upper": 99}}
    ceilings = [volume.band.ceiling for volume in reading(None, shape).zones[0].volumes]
    assert [ceiling and ceiling.value for ceiling in ceilings] == [99, 50]


def test_a_circle_keeps_its_statement() -> None:
    shape = {
        "type": "Point",
        "coordinates": [-11, 14],
        "extent": {"subType": "Circle", "radius": 500},
        "layer": LAYER,
    }
    assert reading(None, shape).zones[0].volumes[0].circle == Circle(-11, 14, 500)


def test_a_zone_without_heights_has_every_height() -> None:
    found = reading(None, geometry(layer=...))
    assert found.zones[0].volumes[0].band == Band()
    assert codes(found.warnings) == [("/features/0/geometry/layer", "warning.layer_missing")]


P, G = "/features/0/properties", "/features/0/geometry"


@pytest.mark.parametrize(
    ("stated", "shape", "fault"),
    [
        (properties(type="FREE"), None, (f"{P}/type", "error.unknown_word")),
        (properties(type=...), None, (f"{P}/type", "error.restriction_missing")),
        (properties(type=["PROHIBITED"]), None, (f"{P}/type", "error.unknown_word")),
        (properties(variant="x"), None, (f"{P}/variant", "error.unknown_word")),
        (properties(country="Mali"), None, (f"{P}/country", "error.country_not_alpha3")),
        (properties(identifier=...), None, (f"{P}/identifier", "error.identifier_missing")),
        (properties(name=[7]), None, (f"{P}/name/0", "error.not_an_object")),
        (properties(message=[{"text": 7, "lang": "fr"}]), None, (f"{P}/message/0/text", "error.not_text")),
        (properties(reason=["FUN"]), None, (f"{P}/reason/0", "error.unknown_word")),
        (properties(limitedApplicability=[{"startDateTime": "now"}]), None,
         (f"{P}/limitedApplicability/0/startDateTime", "error.not_a_moment")),
        (properties(limitedApplicability=[{"schedule": [{"day": ["MON"], "startEvent": "NOON"}]}]), None,
         (f"{P}/limitedApplicability/0/schedule/0/startEvent", "error.unknown_word")),
        (None, geometry(layer=LAYER | {"lower": 300}), (f"{G}/layer", "error.band_upside_down")),
        (None, geometry(layer=LAYER | {"uom": "km"}), (f"{G}/layer/uom", "error.unknown_word")),
        (None, geometry(layer=LAYER | {"upperReference": "FL"}),
         (f"{G}/layer/upperReference", "error.unknown_word")),
        (None, geometry(layer=7), (f"{G}/layer", "error.not_an_object")),
        (None, geometry(type="LineString"), (f"{G}/type", "error.unknown_word")),
        (None, {"type": "GeometryCollection", "geometries": []}, (G, "error.geometry_missing")),
        (None, {"type": "Point", "coordinates": [1, 2], "layer": LAYER}, (G, "error.point_without_radius")),
        (None, {"type": "Point", "coordinates": [1, 2], "extent": {"subType": "Box"}, "layer": LAYER},
         (f"{G}/extent/subType", "error.unknown_word")),
        (None, {"type": "Point", "coordinates": [1, 2], "extent": {"subType": "Circle", "radius": -1},
                "layer": LAYER}, (f"{G}/extent/radius", "error.radius_out_of_range")),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_place(stated: Any, shape: Any, fault: tuple[str, str]) -> None:
    found = reading(stated, shape)
    assert (found.zones, codes(found.errors)) == ((), [fault])


def test_an_authority_that_cannot_be_written_whole_is_written_soundly() -> None:
    zone = _with(authorities=(Authority(name="n" * 300, email="not an address"),))
    (authority,) = json.loads(written(zone))["features"][0]["properties"]["zoneAuthority"]
    assert authority == {
        "name": [{"text": "n" * 200, "lang": "fr"}, {"text": "n" * 100, "lang": "fr"}],
        "purpose": "INFORMATION",
    }


def test_the_files_moment_is_the_one_that_is_given() -> None:
    text = write_ed318([], issued=datetime(2026, 1, 2, tzinfo=UTC), title="t", publisher=DESK)
    assert json.loads(text)["metadata"]["issued"] == "2026-01-02T00:00:00.000Z"


def test_a_bound_with_both_a_time_and_an_event_of_the_sun_is_refused() -> None:
    rule = {"day": ["ANY"], "startTime": "10:00Z", "startEvent": "SR", "endEvent": "SS"}
    found = reading(properties(limitedApplicability=[{"schedule": [rule]}]))
    pointer = "/features/0/properties/limitedApplicability/0/schedule/0/startEvent"
    assert (codes(found.errors), found.zones) == ([(pointer, "error.time_and_event")], ())


def test_the_radius_of_an_extent_is_in_metres_or_refused() -> None:
    shape = {"type": "Point", "coordinates": [-11.4, 14.4], "layer": LAYER}
    found = reading(shape={**shape, "extent": {"subType": "Circle", "radius": 2, "uom": "NM"}})
    assert (codes(found.errors), found.zones) == (
        [("/features/0/geometry/extent/uom", "error.radius_unit")],
        (),
    )
