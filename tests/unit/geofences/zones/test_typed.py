"""Zones as people type them: what is written reads back, what is not shown is not lost."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from shapely import Polygon
from shapely.geometry import Point, box

from geofences.engine.geodesy import area_m2, circle, distance_m
from geofences.engine.model import (
    ALWAYS,
    EVERY_DAY,
    Applicability,
    Authority,
    Band,
    Circle,
    DailyRule,
    Datum,
    Height,
    PreApproval,
    Purpose,
    Restriction,
    SolarEvent,
    Unit,
    Weekday,
    Zone,
    ZoneVolume,
)
from geofences.zones.formats import read
from geofences.zones.formats.typed import read_approval, read_piece, read_zone, write_approval, write_zone
from geofences.zones.formats.typed.positions import read_position
from geofences.zones.formats.typed.zones import is_too_large
from portal.kit.model import Fault

BAMAKO, PARIS = ZoneInfo("Africa/Bamako"), ZoneInfo("Europe/Paris")
FEET = Height(400, Unit.FEET, Datum.AMSL)
HOLED = Polygon(box(-11, 14, -10, 15).exterior.coords, [box(-10.6, 14.4, -10.4, 14.6).exterior.coords])
RICH = Zone(
    "MLI",
    "RICHE",
    Restriction.REQ_AUTHORISATION,
    (
        ZoneVolume(
            circle(-11.4, 14.4, 2_000.5),
            Band(Height(0, Unit.METRES, Datum.AGL), FEET),
            Circle(-11.4, 14.4, 2_000.5),
        ),
        ZoneVolume(box(-11.123456789012345, 14, -10, 15), Band(None, Height(50, Unit.METRES, Datum.WGS84))),
        ZoneVolume(HOLED, Band()),
        ZoneVolume(Point(-9, 14).buffer(0.5, quad_segs=1_000), Band()),
    ),
    (
        Applicability(datetime(2026, 11, 1, 6, 0, 5, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
        Applicability(
            rules=(
                DailyRule(EVERY_DAY, time(23), time(6), BAMAKO),
                DailyRule(frozenset({Weekday.MON, Weekday.SUN}), SolarEvent.SUNRISE, time(12, 30, 15), PARIS),
                DailyRule(EVERY_DAY, SolarEvent.BMCT, SolarEvent.EECT, timezone(timedelta(minutes=90))),
            )
        ),
    ),
    name="Zone riche",
    reasons=("NOISE", "AIR_TRAFFIC", "OLD_WORD"),
    other_reason="plus long que trente caractères, venu d’un fichier",
    message="x" * 300,
    conditions=("une\n\ndeux", "trois"),
    authorities=(
        Authority(
            "Zone 4", "Liaison", "Cdt", "ftp://odd", "odd", "12", Purpose.NOTIFICATION, timedelta(hours=36)
        ),
        Authority("", "", "", "", "", "", None, timedelta(seconds=90)),
    ),
    command="zone four",
    time_zone="Europe/Paris",
    exercise=True,
    source="Acte\nn° 1",
)
PLAIN = {
    "country": "MLI",
    "identifier": "TMP1",
    "restriction": "PROHIBITED",
    "layers": [{"shape": "circle", "centre": "14,45 -11,44", "radius_m": "1 500"}],
    "periods": [
        {"days": [day.name for day in Weekday], "opens": "clock", "closes": "clock", "hours_zone": "UTC"}
    ],
}


def period(**said: object) -> dict[str, object]:
    return {"periods": [{"days": ["MON"], "hours_zone": "UTC"} | said]}


def layer(shape: str, **said: object) -> dict[str, object]:
    return {"layers": [{"shape": shape} | said]}


def asked(**said: object) -> dict[str, object]:
    return {"authorities": [{"name": "Z"} | said]}


def typed(**changes: object) -> tuple[Zone | None, list[tuple[str, str]]]:
    found = read_zone({**PLAIN, **changes}, None, BAMAKO)
    return found.zone, [(fault.pointer, fault.code) for fault in found.faults]


def test_a_zone_that_is_not_touched_stays_exactly_as_it_is() -> None:
    found = read_zone(write_zone(RICH, BAMAKO), RICH, BAMAKO)
    assert (found.faults, found.zone) == ((), RICH)


def test_the_field_that_is_changed_is_the_only_one_that_changes() -> None:
    texts = {**write_zone(RICH, BAMAKO), "name": "Autre"}
    assert read_zone(texts, RICH, BAMAKO).zone == replace(RICH, name="Autre")


def test_a_changed_height_leaves_the_area_to_the_last_decimal() -> None:
    texts = write_zone(RICH, BAMAKO)
    texts["layers"][3]["ceiling"] = "30"
    found = read_zone(texts, RICH, BAMAKO).zone
    assert found.volumes[:3] == RICH.volumes[:3]
    assert found.volumes[3] == ZoneVolume(
        RICH.volumes[3].area, Band(None, Height(30, Unit.METRES, Datum.AGL))
    )


def test_a_layer_is_only_lost_when_it_is_dropped() -> None:
    texts = write_zone(RICH, BAMAKO)
    texts["layers"][1]["drop"] = True
    assert read_zone(texts, RICH, BAMAKO).zone.volumes == (RICH.volumes[0], *RICH.volumes[2:])


def test_changed_hours_of_one_rule_leave_the_others_applying() -> None:
    texts = write_zone(RICH, BAMAKO)
    texts["periods"][1]["closes_at"] = "5h30"
    rules = [rule for one in read_zone(texts, RICH, BAMAKO).zone.applicability for rule in one.rules]
    assert rules == [
        replace(RICH.applicability[1].rules[0], end=time(5, 30)),
        *RICH.applicability[1].rules[1:],
    ]


def test_line_ends_of_a_browser_change_nothing() -> None:
    texts = write_zone(RICH, BAMAKO)
    texts["conditions"] = texts["conditions"].replace("\n", "\r\n")
    texts["source"] = "Acten° 1"
    assert read_zone(texts, RICH, BAMAKO).zone == RICH


def test_the_zones_of_real_files_survive_the_form(shared_data: Path) -> None:
    files = sorted((shared_data / "ed269").glob("*.json"))[:12]
    zones = [zone for file in files for zone in read(file.read_bytes()).zones][:800]
    assert len(zones) > 100
    for zone in zones:
        if not is_too_large(zone):
            assert read_zone(write_zone(zone, BAMAKO), zone, BAMAKO).zone == zone, zone.key


def test_what_is_typed_is_read() -> None:
    zone, faults = typed(
        periods=[
            {
                "begin_date": "2026-11-23", "begin_time": "8:00",
                "end_date": "24/11/2026", "end_time": "18h30", "hours_zone": "Africa/Bamako",
                "days": ["MON"], "opens": "clock", "opens_at": "22:00", "closes": "SR",
            }
        ]
    )  # fmt: skip
    assert faults == []
    assert zone.volumes[0].circle == Circle(-11.44, 14.45, 1_500)
    (period,) = zone.applicability
    assert (period.start, period.end) == (
        datetime(2026, 11, 23, 8, tzinfo=UTC),
        datetime(2026, 11, 24, 18, 30, tzinfo=UTC),
    )
    assert period.rules == (DailyRule(frozenset({Weekday.MON}), time(22), SolarEvent.SUNRISE, BAMAKO),)


def test_every_day_and_all_day_is_always() -> None:
    assert typed()[0].applicability == (ALWAYS,)


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"country": "Mali"}, "country", "country_not_alpha3"),
        ({"identifier": ""}, "identifier", "identifier_missing"),
        ({"identifier": "a/b"}, "identifier", "identifier_unfit"),
        ({"restriction": ""}, "restriction", "restriction_missing"),
        ({"restriction": "REQ_AUTHORISATION"}, "command", "command_missing"),
        ({"command": "zone quatre"}, "command", "command_unfit"),
        ({"message": "x" * 201}, "message", "too_long_to_publish"),
        ({"layers": []}, "layers", "layer_needed"),
        (layer("circle", centre="14.4 -11.4"), "layers/0/radius_m", "radius_missing"),
        (layer("circle", centre="?", radius_m="1"), "layers/0/centre", "position_unreadable"),
        (layer("circle", centre="14.4 -11.4", radius_m="1e9"), "layers/0/radius_m", "not_a_number"),
        (layer("polygon", outline="14 -11\n15 -11"), "layers/0/outline", "too_few_corners"),
        (layer("polygon", outline="14 -11\nx\n15 -11"), "layers/0/outline", "position_unreadable_line"),
        (layer("piece", piece=""), "layers/0/piece", "piece_missing"),
        ({"layers": [{"shape": "kept"}]}, "layers/0/shape", "nothing_to_keep"),
        (layer("kept", origin="0"), "layers/0/shape", "nothing_to_keep"),
        ({"periods": []}, "periods", "period_needed"),
        ({"periods": [{"days": [], "hours_zone": "UTC"}]}, "periods/0/days", "days_missing"),
        (period(hours_zone="Mars"), "periods/0/hours_zone", "unknown_time_zone"),
        (period(opens_at="25:00"), "periods/0/opens_at", "not_a_clock"),
        (period(opens="SS"), "periods/0/closes_at", "hours_half"),
        (period(end_date="2026-11-31", end_time="1:00"), "periods/0/end_date", "not_a_day"),
        (period(end_date="2026-11-30"), "periods/0/end_time", "clock_missing"),
        ({"authorities": [{"phone": "+223 1"}]}, "authorities/0/name", "authority_unnamed"),
        (asked(site_url="javascript:alert(1)"), "authorities/0/site_url", "not_a_site"),
        (asked(lead="-1", lead_unit="days"), "authorities/0/lead", "lead_out_of_range"),
    ],
)
def test_each_fault_names_its_field(changes: dict[str, object], pointer: str, code: str) -> None:
    zone, faults = typed(**changes)
    assert zone is None
    assert (pointer, f"zones.error.{code}") in faults


def test_a_crossing_outline_is_refused_and_not_repaired() -> None:
    _, faults = typed(layers=[{"shape": "polygon", "outline": "0 0\n1 1\n1 0\n0 1"}])
    assert faults == [("layers/0/outline", "zones.area.crossing_edges")]


def test_all_faults_are_told_at_once() -> None:
    _, faults = typed(country="", identifier="", restriction="", layers=[{}], periods=[{}])
    assert {place.split("/")[0] for place, _ in faults} >= {
        "country",
        "identifier",
        "restriction",
        "layers",
        "periods",
    }


def test_an_end_before_its_begin_is_told_at_the_end() -> None:
    dates = {"begin_date": "2026-11-24", "begin_time": "8:00", "end_date": "2026-11-24", "end_time": "8:00"}
    _, faults = typed(periods=[{**PLAIN["periods"][0], **dates}])
    assert faults == [("periods/0/end_date", "zones.error.end_before_begin")]


@pytest.mark.parametrize(
    ("text", "lon", "lat"),
    [
        ("14.44693, -11.44448", -11.44448, 14.44693),
        ("14,44693; -11,44448", -11.44448, 14.44693),
        ("14,44693 −11,44448", -11.44448, 14.44693),
        ("14°30'00\"N 11°15'00\"O", -11.25, 14.5),
        ("N14°30' W011°15'", -11.25, 14.5),
        ("11.25 O 14.5 N", -11.25, 14.5),
    ],
)
def test_positions_are_read_as_people_write_them(text: str, lon: float, lat: float) -> None:
    assert read_position(text) == pytest.approx((lon, lat))


@pytest.mark.parametrize(
    "text", ["", "14,44,11,5", "14", "14°61'N 11°O", "14N 11N", "-14N 11O", "1 2 3", "x" * 200]
)
def test_what_could_mean_two_things_is_refused(text: str) -> None:
    assert isinstance(read_position(text), Fault)


GEOMETRY = '{"type": "Polygon", "coordinates": [[[-11, 14], [-10, 14], [-10, 15], [-11, 14]]]}'
LAYER = (
    '{"uomDimensions": "FT", "lowerLimit": 0, "lowerVerticalReference": "AGL", "upperLimit": 400,'
    ' "upperVerticalReference": "AGL", "horizontalProjection":'
    ' {"type": "Circle", "center": [-11.4, 14.4], "radius": 900}}'
)


@pytest.mark.parametrize(
    ("text", "layers"),
    [
        (GEOMETRY, 1),
        (f'{{"type": "Feature", "properties": {{}}, "geometry": {GEOMETRY}}}', 1),
        (f'{{"type": "Feature", "properties": null, "geometry": {GEOMETRY}}}', 1),
        (LAYER, 1),
        (f"[{LAYER}, {LAYER.replace('900', '800')}]", 2),
    ],
)
def test_a_geometry_alone_gives_layers_and_no_zone(text: str, layers: int) -> None:
    piece = read_piece(text)
    assert (piece.faults, piece.zone, len(piece.layers)) == ((), None, layers)


def test_an_ed269_layer_keeps_its_circle_and_heights() -> None:
    (layer,) = read_piece(LAYER).layers
    assert layer.circle == Circle(-11.4, 14.4, 900)
    assert layer.band.ceiling == Height(400, Unit.FEET, Datum.AGL)


def test_a_whole_ed269_zone_is_read_with_or_without_its_file() -> None:
    said = '"identifier": "Z1", "country": "MLI", "type": "COMMON", "restriction": "PROHIBITED"'
    zone = (
        f'{{{said}, "zoneAuthority": [], "applicability": [{{"permanent": "YES"}}], "geometry": [{LAYER}]}}'
    )
    for text in (zone, f'{{"features": [{zone}]}}'):
        found = read_piece(text)
        assert found.faults == ()
        assert found.zone.key == ("MLI", "Z1")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        "null",
        "[1]",
        '{"type": "Polygon"}',
        '{"type": "Feature"}',
        GEOMETRY.replace("-10, 15", "NaN, 15"),
        "[" * 2_000,
    ],
)
def test_a_bad_piece_is_refused_by_name(text: str) -> None:
    found = read_piece(text)
    assert (found.zone, found.layers) == (None, ())
    assert all(fault.code.startswith("zones.") for fault in found.faults)
    assert found.faults


APPROVAL = PreApproval("PA", "ZONE4", HOLED, Height(30, Unit.METRES, Datum.AGL), name="Jour")


def test_a_pre_approval_that_is_not_touched_stays_exactly_as_it_is() -> None:
    found = read_approval(write_approval(APPROVAL, BAMAKO), APPROVAL, BAMAKO)
    assert (found.faults, found.pre_approval) == ((), APPROVAL)


def test_a_pre_approved_circle_lies_inside_the_circle_that_was_typed() -> None:
    texts = {**write_approval(APPROVAL, BAMAKO), "layers": PLAIN["layers"]}
    area = read_approval(texts, None, BAMAKO).pre_approval.area
    assert max(distance_m((-11.44, 14.45), corner) for corner in area.exterior.coords) <= 1_500
    assert area_m2(area) == pytest.approx(3.14159 * 1_500**2, rel=0.01)


def test_a_pre_approval_without_ceiling_days_or_command_is_refused() -> None:
    texts = {**write_approval(APPROVAL, BAMAKO), "ceiling": "", "command": ""}
    texts["periods"][0]["days"] = []
    found = read_approval(texts, None, BAMAKO)
    assert {fault.pointer for fault in found.faults} == {"command", "ceiling", "periods/0/days"}


def test_two_signatures_are_demanded_only_where_an_authorisation_is_asked() -> None:
    texts = {**write_zone(RICH, BAMAKO), "two_signatures": True}
    asking = read_zone({**texts, "restriction": "REQ_AUTHORISATION", "command": "ZONE4"}, RICH, BAMAKO).zone
    assert asking is not None
    assert asking.two_signatures
    faults = read_zone({**texts, "restriction": "PROHIBITED"}, RICH, BAMAKO).faults
    assert [(one.pointer, one.code) for one in faults] == [
        ("two_signatures", "zones.error.two_signatures_alone")
    ]
