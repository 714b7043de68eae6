"""ED-269 is read tolerantly and written strictly."""

import json
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any

import pytest
from uas_standards.eurocae_ed269 import ED269Schema

from geofences.engine.model import (
    ALWAYS,
    EVERY_DAY,
    Applicability,
    Authority,
    Band,
    DailyRule,
    Datum,
    Height,
    Restriction,
    Unit,
    Weekday,
)
from geofences.zones.formats import read, write_ed269

ISSUED = datetime(2026, 11, 23, 12, tzinfo=UTC)
DESK = Authority(name="Bureau de liaison", phone="+223 20 00 00 00")
RING = [[-11.5, 14.4], [-11.4, 14.4], [-11.4, 14.5], [-11.5, 14.5], [-11.5, 14.4]]


def zone(**changes: Any) -> dict[str, Any]:
    whole = {
        "identifier": "KAY1",
        "country": "MLI",
        "name": "Kayes",
        "type": "COMMON",
        "restriction": "PROHIBITED",
        "reason": ["SENSITIVE"],
        "message": "Exercice",
        "applicability": [{"permanent": "YES"}],
        "zoneAuthority": [{"name": "Zone 4", "phone": "+223 20 00 00 00", "purpose": "AUTHORIZATION"}],
        "geometry": [
            {
                "uomDimensions": "M",
                "lowerLimit": 0,
                "lowerVerticalReference": "AGL",
                "upperLimit": 120,
                "upperVerticalReference": "AGL",
                "horizontalProjection": {"type": "Polygon", "coordinates": [RING]},
            }
        ],
    }
    whole.update(changes)
    return {name: value for name, value in whole.items() if value is not ...}


def layer(**changes: Any) -> list[dict[str, Any]]:
    whole = zone()["geometry"][0] | changes
    return [{name: value for name, value in whole.items() if value is not ...}]


def file(*zones: Any, wrapper: str = "features") -> bytes:
    return json.dumps({"title": "t", wrapper: list(zones)}).encode()


def one(**changes: Any) -> Any:
    reading = read(file(zone(**changes)))
    assert reading.errors == ()
    return reading.zones[0]


def errors(**changes: Any) -> list[tuple[str, str]]:
    reading = read(file(zone(**changes)))
    assert reading.zones == ()
    return [(fault.pointer, fault.code) for fault in reading.errors]


def warnings(**changes: Any) -> list[tuple[str, str]]:
    reading = read(file(zone(**changes)))
    assert reading.errors == ()
    return [(fault.pointer, fault.code) for fault in reading.warnings]


@pytest.mark.parametrize("wrapper", ["features", "UASZoneList", "uas_zones"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_every_wrapper_is_read_with_and_without_a_byte_order_mark(wrapper: str, mark: bytes) -> None:
    reading = read(mark + file(zone(), wrapper=wrapper))
    assert (reading.format, len(reading.zones), reading.errors) == ("ed269", 1, ())


def test_a_complete_zone_is_read_without_a_remark() -> None:
    assert warnings() == []
    found = one()
    assert found.key == ("MLI", "KAY1")
    assert found.restriction is Restriction.PROHIBITED
    assert found.applicability == (ALWAYS,)
    assert found.volumes[0].band == Band(
        Height(0.0, Unit.METRES, Datum.AGL), Height(120.0, Unit.METRES, Datum.AGL)
    )
    assert found.volumes[0].area.bounds == (-11.5, 14.4, -11.4, 14.5)


def test_the_spelling_with_z_is_refused_by_its_own_name() -> None:
    assert errors(restriction="REQ_AUTHORIZATION") == [
        ("/features/0/restriction", "zones.error.authorisation_with_z")
    ]


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"restriction": "FORBIDDEN"}, "/restriction", "unknown_word"),
        ({"restriction": ...}, "/restriction", "restriction_missing"),
        ({"country": "ML"}, "/country", "country_not_alpha3"),
        ({"country": ...}, "/country", "country_missing"),
        ({"identifier": ...}, "/identifier", "identifier_missing"),
        ({"identifier": "x" * 65}, "/identifier", "text_too_long"),
        ({"name": "a\x00b"}, "/name", "bad_character"),
        ({"name": "\ud800"}, "/name", "bad_character"),
        ({"name": 7}, "/name", "not_text"),
        ({"type": "SPECIAL"}, "/type", "unknown_word"),
        ({"reason": ["WAR"]}, "/reason/0", "unknown_word"),
        ({"geometry": []}, "/geometry", "geometry_missing"),
        ({"geometry": [7]}, "/geometry/0", "not_an_object"),
        ({"geometry": layer(uomDimensions="FEET")}, "/geometry/0/uomDimensions", "unknown_word"),
        ({"geometry": layer(upperLimit=True)}, "/geometry/0/upperLimit", "not_a_number"),
        ({"geometry": layer(lowerLimit=200)}, "/geometry/0", "band_upside_down"),
        (
            {"geometry": layer(upperVerticalReference="WGS84")},
            "/geometry/0/upperVerticalReference",
            "unknown_word",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(
    changes: dict[str, Any], pointer: str, code: str
) -> None:
    assert (f"/features/0{pointer}", f"zones.error.{code}") in errors(**changes)


def polygon(*rings: Any) -> list[dict[str, Any]]:
    return layer(horizontalProjection={"type": "Polygon", "coordinates": list(rings)})


@pytest.mark.parametrize(
    ("rings", "place", "code"),
    [
        ([[[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]], "", "zones.area.crossing_edges"),
        ([[[0, 0], [200, 1], [0, 1], [0, 0]]], "/0/1", "zones.error.position_out_of_range"),
        ([[[14.4, -110], [14.5, -110], [14.5, -111], [14.4, -110]]], "/0/0", "zones.error.position_swapped"),
        ([[[0, 0], ["1", 1], [0, 1], [0, 0]]], "/0/1", "zones.error.not_a_position"),
        ([[[0, 0], [1, 1]]], "/0", "zones.error.ring_too_short"),
        ([[[179, 0], [-179, 0], [-179, 1], [179, 1], [179, 0]]], "", "zones.area.antimeridian"),
        ([], "", "zones.error.ring_missing"),
    ],
)
def test_a_bad_ring_is_refused_and_never_repaired(rings: list[Any], place: str, code: str) -> None:
    assert errors(geometry=polygon(*rings)) == [
        (f"/features/0/geometry/0/horizontalProjection/coordinates{place}", code)
    ]


def test_crossing_edges_are_named() -> None:
    ring = [[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]
    (fault,) = read(file(zone(geometry=polygon(ring)))).errors
    assert (fault.facts["edge_a"], fault.facts["edge_b"]) == (1, 3)


def test_a_ring_left_open_is_closed_with_a_warning() -> None:
    place = "/features/0/geometry/0/horizontalProjection/coordinates/0"
    assert warnings(geometry=polygon(RING[:-1])) == [(place, "zones.warning.ring_not_closed")]


def test_a_hole_stays_a_hole() -> None:
    hole = [[-11.47, 14.43], [-11.47, 14.47], [-11.43, 14.47], [-11.47, 14.43]]
    assert len(one(geometry=polygon(RING, hole)).volumes[0].area.interiors) == 1


def test_a_circle_keeps_what_its_source_states_inside_the_polygon_that_encloses_it() -> None:
    projection = {"type": "Circle", "center": [-11.4, 14.5], "radius": 2000}
    (volume,) = one(geometry=layer(horizontalProjection=projection)).volumes
    assert (volume.circle.lon, volume.circle.lat, volume.circle.radius_m) == (-11.4, 14.5, 2000)
    west, _, east, _ = volume.area.bounds
    assert 0.0370 < east - west < 0.0373  # 4 km at this latitude


@pytest.mark.parametrize("radius", [0, -5, 1e9, "wide", None])
def test_a_circle_without_a_usable_radius_is_refused(radius: Any) -> None:
    projection = {"type": "Circle", "center": [-11.4, 14.5], "radius": radius}
    ((pointer, _),) = errors(geometry=layer(horizontalProjection=projection))
    assert pointer.endswith("/horizontalProjection/radius")


@pytest.mark.parametrize("datum", ["AGL", "AMSL"])
def test_99999_is_no_ceiling_in_either_datum(datum: str) -> None:
    layers = layer(upperLimit=99999, upperVerticalReference=datum)
    assert one(geometry=layers).volumes[0].band.ceiling is None


def test_a_limit_without_its_datum_is_read_as_no_limit() -> None:
    layers = layer(upperVerticalReference=...)
    assert one(geometry=layers).volumes[0].band.ceiling is None
    assert warnings(geometry=layers) == [
        ("/features/0/geometry/0/upperLimit", "zones.warning.limit_without_datum")
    ]


def test_a_number_written_as_text_is_read_with_a_warning() -> None:
    layers = layer(lowerLimit="30")
    assert one(geometry=layers).volumes[0].band.floor.value == 30
    assert warnings(geometry=layers) == [
        ("/features/0/geometry/0/lowerLimit", "zones.warning.number_as_text")
    ]


NIGHT = {"day": ["ANY"], "startTime": "23:00Z", "endTime": "06:00Z"}


def periods(**period: Any) -> tuple[Applicability, ...]:
    return one(applicability=[period]).applicability


def test_a_curfew_keeps_its_night() -> None:
    rule = DailyRule(EVERY_DAY, time(23), time(6), UTC)
    assert periods(permanent="NO", schedule=[NIGHT]) == (Applicability(rules=(rule,)),)


def test_both_forms_of_time_and_every_offset_are_read() -> None:
    schedule = [{"day": ["FRI"], "startTime": "08:00:00.00+01:00", "endTime": "17:30+01:00"}]
    rule = DailyRule(frozenset({Weekday.FRI}), time(8), time(17, 30), timezone(timedelta(hours=1)))
    assert periods(permanent="NO", schedule=schedule) == (Applicability(rules=(rule,)),)


@pytest.mark.parametrize("end", ["23:59Z", "23:59:59Z", "23:59:59.99Z", "24:00Z"])
def test_the_end_of_the_day_is_read_to_its_end(end: str) -> None:
    (period,) = periods(permanent="NO", schedule=[{"day": ["MON"], "startTime": "00:00Z", "endTime": end}])
    assert (period.rules[0].start, period.rules[0].end) == (time(0), time(0))


@pytest.mark.parametrize(
    ("period", "code"),
    [
        ({"permanent": "YES", "schedule": [NIGHT]}, "permanent_with_limits"),
        ({"permanent": "YES", "endDateTime": "2027-01-01T00:00:00Z"}, "permanent_with_limits"),
        ({"permanent": "NO"}, "temporary_without_limits"),
        ({}, "permanent_missing"),
    ],
)
def test_a_contradiction_is_read_in_its_widest_sense(period: dict[str, Any], code: str) -> None:
    assert one(applicability=[period]).applicability == (ALWAYS,)
    assert ("/features/0/applicability/0", f"zones.warning.{code}") in [
        (pointer.removesuffix("/permanent"), found) for pointer, found in warnings(applicability=[period])
    ]


def test_a_zone_without_applicability_always_applies() -> None:
    assert one(applicability=...).applicability == (ALWAYS,)
    assert warnings(applicability=...) == [
        ("/features/0/applicability", "zones.warning.applicability_missing")
    ]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"startTime": "10:00Z", "endTime": "10:00Z"}, "times_equal"),
        ({"startTime": "10:00Z", "endTime": "11:00+01:00"}, "offsets_differ"),
        ({"startTime": "10:00", "endTime": "11:00Z"}, "time_without_zone"),
        ({"startTime": "25:00Z", "endTime": "11:00Z"}, "not_a_time"),
        ({"startTime": "noon", "endTime": "11:00Z"}, "not_a_time"),
        ({"day": ["MONDAY"], "startTime": "10:00Z", "endTime": "11:00Z"}, "unknown_word"),
    ],
)
def test_an_ambiguous_schedule_is_refused_by_name(rule: dict[str, Any], code: str) -> None:
    schedule = [{"day": ["ANY"], **rule}]
    found = errors(applicability=[{"permanent": "NO", "schedule": schedule}])
    assert [code_ for _, code_ in found] == [f"zones.error.{code}"]


@pytest.mark.parametrize(
    ("period", "code"),
    [
        ({"startDateTime": "2026-01-01T00:00:00"}, "time_without_zone"),
        ({"startDateTime": "yesterday"}, "not_a_moment"),
        ({"startDateTime": "2026-02-30T00:00:00Z"}, "not_a_moment"),
        (
            {"startDateTime": "2027-01-01T00:00:00Z", "endDateTime": "2026-01-01T00:00:00Z"},
            "period_upside_down",
        ),
    ],
)
def test_a_bad_moment_is_refused_by_name(period: dict[str, Any], code: str) -> None:
    found = errors(applicability=[{"permanent": "NO", **period}])
    assert [code_ for _, code_ in found] == [f"zones.error.{code}"]


def test_the_end_of_the_calendar_is_no_end() -> None:
    (period,) = periods(
        permanent="NO", startDateTime="2026-01-01T00:00:00Z", endDateTime="9999-12-31T23:59:59-12:00"
    )
    assert (period.start, period.end) == (datetime(2026, 1, 1, tzinfo=UTC), None)


def test_only_web_addresses_come_in_as_links() -> None:
    authority = [{"name": "x", "phone": "1", "siteURL": "javascript:alert(1)"}]
    assert one(zoneAuthority=authority).authorities[0].site_url == ""
    assert warnings(zoneAuthority=authority) == [
        ("/features/0/zoneAuthority/0/siteURL", "zones.warning.address_not_http")
    ]


def test_a_missing_authority_is_a_warning() -> None:
    assert warnings(zoneAuthority=...) == [("/features/0/zoneAuthority", "zones.warning.authority_missing")]


def test_notice_in_months_is_read_as_the_longest() -> None:
    authority = [{"name": "x", "phone": "1", "intervalBefore": "P1MT12H"}]
    assert one(zoneAuthority=authority).authorities[0].interval_before == timedelta(days=31, hours=12)


def test_a_long_identifier_is_accepted_with_a_warning() -> None:
    assert warnings(identifier="CH-GT9990") == [
        ("/features/0/identifier", "zones.warning.identifier_longer_than_standard")
    ]


def test_a_sound_zone_is_read_beside_one_in_error() -> None:
    reading = read(file(zone(), zone(identifier="KAY2", country="x")))
    assert [one.identifier for one in reading.zones] == ["KAY1"]
    assert len(reading.errors) == 1


def test_entries_that_differ_only_in_layers_are_one_zone() -> None:
    other = polygon([[-10.5, 14.4], [-10.4, 14.4], [-10.4, 14.5], [-10.5, 14.4]])
    reading = read(file(zone(), zone(geometry=other)))
    assert [len(one.volumes) for one in reading.zones] == [2]
    assert [fault.code for fault in reading.warnings] == ["zones.warning.duplicate_joined"]


def test_entries_that_differ_otherwise_are_both_kept() -> None:
    reading = read(file(zone(), zone(restriction="CONDITIONAL"), zone(restriction="NO_RESTRICTION")))
    assert [one.identifier for one in reading.zones] == ["KAY1", "KAY1-2", "KAY1-3"]
    assert [fault.code for fault in reading.warnings] == ["zones.warning.duplicate_renamed"] * 2


def test_the_same_entry_twice_counts_once() -> None:
    reading = read(file(zone(), zone()))
    assert len(reading.zones) == 1
    assert [fault.code for fault in reading.warnings] == ["zones.warning.duplicate_dropped"]


def test_at_most_a_hundred_errors_are_listed_and_the_rest_counted() -> None:
    reading = read(file(*[zone(country="x", identifier=f"Z{n}") for n in range(130)]))
    assert (len(reading.errors), reading.errors_left_out) == (100, 30)


def written(*zones: Any) -> dict[str, Any]:
    data = write_ed269(zones, issued=ISSUED, title="Zones", description="Kayes", publisher=DESK)
    ED269Schema.from_dict(json.loads(data))  # the field's own reader takes it
    document: dict[str, Any] = json.loads(data)
    return document


def test_what_is_written_reads_back_as_the_same_zone() -> None:
    projection = {"type": "Circle", "center": [-11.4, 14.5], "radius": 2000}
    original = one(
        geometry=layer(horizontalProjection=projection) + zone()["geometry"],
        applicability=[{"permanent": "NO", "startDateTime": "2026-11-01T00:00:00Z", "schedule": [NIGHT]}],
        zoneAuthority=[{"name": "Zone 4", "phone": "1", "purpose": "NOTIFICATION", "intervalBefore": "P3D"}],
        restrictionConditions=["NOISE CLASS=A"],
    )
    reading = read(json.dumps(written(original)).encode())
    assert (reading.zones, reading.warnings) == ((original,), ())


def test_an_unlimited_ceiling_is_written_as_the_sentinel() -> None:
    (feature,) = written(one(geometry=layer(upperLimit=...)))["features"]
    assert (feature["geometry"][0]["upperLimit"], feature["geometry"][0]["upperVerticalReference"]) == (
        99999,
        "AGL",
    )


def test_long_identifiers_are_written_short_and_stay_apart() -> None:
    long = [one(identifier="CH-GT9990"), one(identifier="CH-GT9991")]
    names = [feature["identifier"] for feature in written(*long)["features"]]
    assert all(len(name) == 7 for name in names)
    assert len(set(names)) == 2
    assert names == [feature["identifier"] for feature in written(*reversed(long))["features"]]


def test_a_zone_without_a_reachable_authority_names_the_publisher() -> None:
    (feature,) = written(one(zoneAuthority=...))["features"]
    assert feature["zoneAuthority"] == [{"name": "Bureau de liaison", "phone": "+223 20 00 00 00"}]


@pytest.mark.parametrize("unit", ["NM", "km", "FT"])
def test_a_radius_in_another_unit_than_metres_is_never_taken_for_metres(unit: str) -> None:
    projection = {"type": "Circle", "center": [-11.4, 14.4], "radius": 2, "uomRadius": unit}
    geometry = [{**zone()["geometry"][0], "horizontalProjection": projection}]
    pointer = "/features/0/geometry/0/horizontalProjection/uomRadius"
    assert errors(geometry=geometry) == [(pointer, "zones.error.radius_unit")]
    projection["uomRadius"] = "M"
    assert one(geometry=geometry).volumes[0].circle.radius_m == 2
