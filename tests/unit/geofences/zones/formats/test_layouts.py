"""GeoJSON of other services: what is stated is read, the rest widely, and edges of the world by name."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from geofences.engine.model import Applicability, Band, Datum, Restriction
from geofences.zones.formats import Assumed, Reading, read

SQUARE = [[[17.0, 60.0], [17.1, 60.0], [17.1, 60.1], [17.0, 60.0]]]


def reading(shape: Any = None, assumed: Assumed = Assumed("SWE"), **stated: Any) -> Reading:
    shape = shape or {"type": "Polygon", "coordinates": SQUARE}
    feature = {"type": "Feature", "properties": stated, "geometry": shape}
    return read(json.dumps({"type": "FeatureCollection", "features": [feature]}).encode(), assumed=assumed)


def codes(faults: Any) -> list[str]:
    return [fault.code.split(".", 2)[2] for fault in faults]


def test_an_area_of_the_swedish_service_is_read() -> None:
    found = reading(
        TYPEOFAREA="CTR", NAMEOFAREA="X CTR", LOWER="GND", UPPER="FL95", MSID=12, COMMENT_2="a\nb"
    )
    (zone,) = found.zones
    assert (zone.key, zone.name, zone.message) == (("SWE", "12"), "X CTR", "a b")
    assert zone.restriction is Restriction.REQ_AUTHORISATION
    floor, ceiling = zone.volumes[0].band.floor, zone.volumes[0].band.ceiling
    assert floor is not None
    assert ceiling is not None
    assert (floor.metres, floor.datum, ceiling.datum) == (0, Datum.AGL, Datum.AMSL)
    assert ceiling.metres > 9500 * 0.3048


def test_a_number_without_unit_is_no_limit() -> None:
    found = reading(TYPEOFAREA="CTR", NAMEOFAREA="X", LOWER="1000", UPPER="2000")
    assert found.zones[0].volumes[0].band == Band()
    assert codes(found.warnings).count("limit_without_unit") == 2


def test_dates_of_a_supplement_are_kept() -> None:
    found = reading(NAME="S", LOWER="GND", UPPER="UNL", FROM="2025-07-01T00:00Z", TO="2026-11-30T23:59Z")
    (period,) = found.zones[0].applicability
    assert isinstance(period, Applicability)
    assert period.start is not None
    assert period.end is not None
    assert (period.start.year, period.end.month) == (2025, 11)


def test_nothing_stated_is_the_widest_with_a_remark() -> None:
    found = reading(name="Loviisa", type="?", assumed=Assumed())
    (zone,) = found.zones
    assert (zone.country, zone.restriction) == ("XXX", Restriction.REQ_AUTHORISATION)
    assert zone.volumes[0].band == Band()
    assert {"country_not_stated", "class_unknown", "limit_not_stated"} <= set(codes(found.warnings))


def test_an_incomplete_zone_of_ed269_is_not_taken_for_airspace() -> None:
    assert "restriction_missing" in codes(reading(name="x", type="COMMON", country="SWE").errors)


def test_a_level_that_is_none_is_refused() -> None:
    found = reading(TYPEOFAREA="CTR", NAMEOFAREA="X", LOWER="GND", UPPER="high")
    assert [(fault.pointer, fault.code) for fault in found.errors] == [
        ("/features/0/properties/UPPER", "zones.error.not_a_level")
    ]


@pytest.mark.parametrize(
    ("name", "zones"),
    [
        ("FI_2019_rajoitukset.geojson", 39),
        ("FI_2019_valvottu.geojson", 28),
        ("SE_lfv/DAIM_TOPO-RWY5K.geojson", 47),
        ("SE_lfv/DAIM_TOPO-SUP.geojson", 53),
        ("SE_lfv/mais-ATZ.geojson", 2),
        ("SE_lfv/mais-CTR.geojson", 43),
        ("SE_lfv/mais-DNGA.geojson", 22),
        ("SE_lfv/mais-RSTA.geojson", 166),
        ("SE_lfv/mais-TIZ.geojson", 11),
    ],
)
def test_the_services_areas_are_read_whole(shared_data: Path, name: str, zones: int) -> None:
    data = (shared_data / "airspace" / name).read_bytes()
    found = read(data)
    assert (found.format, len(found.zones), found.errors) == ("geojson", zones, ())
    assert sum(len(zone.volumes) for zone in found.zones) == len(json.loads(data)["features"])
    assert {zone.restriction for zone in found.zones} == {Restriction.REQ_AUTHORISATION}


@pytest.mark.parametrize(
    ("name", "count"), [("FI_2019_lennatyspaikat.geojson", 84), ("SE_lfv/mais-ARP.geojson", 139)]
)
def test_points_without_a_radius_are_refused_one_by_one(shared_data: Path, name: str, count: int) -> None:
    found = read((shared_data / "airspace" / name).read_bytes())
    assert found.zones == ()
    assert set(codes(found.errors)) == {"point_without_radius"}
    assert len(found.errors) + found.errors_left_out == count


#: What each geometry is: the codes of its refusal, or how many polygons it holds.
EDGES: dict[str, set[str] | int] = {
    "almost-180": {"antimeridian"},
    "complex-split": {"antimeridian"},
    "cw-only": 1,
    "extra-crossing": {"antimeridian"},
    "great-circle": {"antimeridian"},
    "issues-164": {"antimeridian"},
    "issues-174": {"antimeridian"},
    "issues-187": {"position_out_of_range"},
    "issues-81": {"antimeridian"},
    "line": {"unknown_word"},
    "multi-no-antimeridian": 2,
    "north-pole": {"antimeridian"},
    "one-hole": {"antimeridian"},
    "overlap": {"antimeridian"},
    "simple-with-ccw-hole": 1,
    "south-pole": {"antimeridian"},
    "two-holes": {"antimeridian"},
}
STATED = {"identifier": "E1", "country": "NZL", "restriction": "PROHIBITED"}


@pytest.mark.parametrize("name", EDGES)
def test_an_edge_of_the_world_gets_a_right_answer_or_a_named_refusal(shared_data: Path, name: str) -> None:
    data = (shared_data / "geometry_edge" / f"antimeridian_{name}.json").read_bytes()
    found, expected = reading(json.loads(data), **STATED), EDGES[name]
    if isinstance(expected, int):
        area = found.zones[0].volumes[0].area
        assert (found.errors, len(getattr(area, "geoms", [area])), area.is_valid) == ((), expected, True)
    else:
        assert (found.zones, set(codes(found.errors))) == ((), expected)


@pytest.mark.parametrize("name", EDGES)
def test_a_geometry_alone_is_no_zone_and_says_what_else_is_wrong(shared_data: Path, name: str) -> None:
    found = read((shared_data / "geometry_edge" / f"antimeridian_{name}.json").read_bytes())
    expected = EDGES[name] if isinstance(EDGES[name], set) else set()
    assert set(codes(found.errors)) == {"zone_not_described"} | expected  # type: ignore[operator]


def test_every_edge_case_is_looked_at(shared_data: Path) -> None:
    files = {
        path.stem.removeprefix("antimeridian_") for path in (shared_data / "geometry_edge").glob("*.json")
    }
    assert files == set(EDGES)


def test_holes_keep_their_place(shared_data: Path) -> None:
    data = (shared_data / "geometry_edge" / "antimeridian_simple-with-ccw-hole.json").read_bytes()
    (zone,) = reading(json.loads(data), **STATED).zones
    assert Counter(len(volume.area.interiors) for volume in zone.volumes) == {1: 1}
