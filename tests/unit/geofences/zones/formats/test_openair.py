"""OpenAir: every way of drawing, every way of writing a height, in the safe direction, with its line."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from geofences.engine.geodesy import WGS84, area_m2
from geofences.engine.model import (
    ALWAYS,
    Applicability,
    Band,
    Circle,
    Datum,
    Height,
    Restriction,
    Unit,
)
from geofences.zones.formats import Assumed, Reading, read

SQUARE = """DP 14:24:00 N 011:30:00 W
DP 14:24:00 N 011:24:00 W
DP 14:30:00 N 011:24:00 W
DP 14:30:00 N 011:30:00 W
DP 14:24:00 N 011:30:00 W"""
GROUND = Height(0.0, Unit.METRES, Datum.AGL)
MLI = Assumed("MLI")


def text(
    outline: str = SQUARE, *, ac: str = "R", al: str = "GND", ah: str = "3000ft AMSL", more: str = ""
) -> bytes:
    return f"AC {ac}\nAN Kayes\nAL {al}\nAH {ah}\n{more}{outline}\n".encode()


def reading(*args: Any, **kwargs: Any) -> Reading:
    return read(text(*args, **kwargs), assumed=MLI)


def codes(found: Reading) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code.removeprefix("zones.error.")) for fault in found.errors]


def warnings(found: Reading) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code.removeprefix("zones.warning.")) for fault in found.warnings]


def test_a_plain_zone_is_read_without_a_remark() -> None:
    found = reading()
    assert (found.format, found.errors, found.warnings) == ("openair", (), ())
    (zone,) = found.zones
    assert (zone.country, zone.name, zone.applicability) == ("MLI", "Kayes", (ALWAYS,))
    assert zone.volumes[0].area.bounds == (-11.5, 14.4, -11.4, 14.5)
    assert zone.volumes[0].band == Band(GROUND, Height(3000.0, Unit.FEET, Datum.AMSL))
    assert zone.source == "OpenAir, AC R, AL GND, AH 3000ft AMSL"


def test_without_a_country_the_zone_is_of_none_and_says_so() -> None:
    found = read(text())
    assert (found.zones[0].country, warnings(found)) == ("XXX", [("line 1", "country_not_stated")])


@pytest.mark.parametrize(
    ("ac", "more", "restriction", "warned"),
    [
        ("P", "", Restriction.PROHIBITED, False),
        ("p", "", Restriction.PROHIBITED, False),
        ("R", "", Restriction.REQ_AUTHORISATION, False),
        ("Q", "", Restriction.REQ_AUTHORISATION, False),
        ("CTR", "", Restriction.REQ_AUTHORISATION, False),
        ("TMZ", "", Restriction.REQ_AUTHORISATION, False),
        ("E", "AY MTA\n", Restriction.REQ_AUTHORISATION, False),
        ("G", "", Restriction.CONDITIONAL, False),
        ("G", "AY P\n", Restriction.PROHIBITED, False),
        ("W", "", Restriction.CONDITIONAL, False),
        ("UNC", "AY TMA\n", Restriction.REQ_AUTHORISATION, False),
        ("UNC", "", Restriction.REQ_AUTHORISATION, True),
        ("NEWCLASS", "", Restriction.REQ_AUTHORISATION, True),
        ("G", "AY NEWTYPE\n", Restriction.REQ_AUTHORISATION, True),
        ("P", "AY NEWTYPE\n", Restriction.PROHIBITED, True),
    ],
)
def test_a_class_asks_for_something_never_for_nothing(
    ac: str, more: str, restriction: Restriction, warned: bool
) -> None:
    found = reading(ac=ac, more=more)
    assert found.zones[0].restriction is restriction
    assert ("class_unknown" in [code for _, code in warnings(found)]) is warned


FT, M = Unit.FEET, Unit.METRES


@pytest.mark.parametrize(
    ("said", "floor", "ceiling"),
    [
        ("GND", GROUND, GROUND),
        ("SFC", GROUND, GROUND),
        ("2500ft AMSL", Height(2500.0, FT, Datum.AMSL), Height(2500.0, FT, Datum.AMSL)),
        ("2500 MSL", Height(2500.0, FT, Datum.AMSL), Height(2500.0, FT, Datum.AMSL)),
        ("250 ft AGL", Height(250.0, FT, Datum.AGL), Height(250.0, FT, Datum.AGL)),
        ("250FT ASFC", Height(250.0, FT, Datum.AGL), Height(250.0, FT, Datum.AGL)),
        ("2800M AMSL", Height(2800.0, M, Datum.AMSL), Height(2800.0, M, Datum.AMSL)),
        ("1607.611551ft  AMSL", Height(1607.611551, FT, Datum.AMSL), Height(1607.611551, FT, Datum.AMSL)),
        # Without a datum: as low as it may be for a floor, as high as it may be for a ceiling.
        ("2500 ft", Height(2500.0, FT, Datum.AMSL), Height(2500.0, FT, Datum.AGL)),
        ("2500", Height(2500.0, FT, Datum.AMSL), Height(2500.0, FT, Datum.AGL)),
        # A flight level: 2,000 ft and 15 % to the safe side.
        ("FL100", Height(6500.0, FT, Datum.AMSL), Height(13_500.0, FT, Datum.AMSL)),
        ("FL 95", Height(6075.0, FT, Datum.AMSL), Height(12_925.0, FT, Datum.AMSL)),
        ("10000ft STD", Height(6500.0, FT, Datum.AMSL), Height(13_500.0, FT, Datum.AMSL)),
        ("99999ft AGL", None, None),
    ],
)  # fmt: skip
def test_a_limit_is_read_in_the_safe_direction(
    said: str, floor: Height | None, ceiling: Height | None
) -> None:
    assert reading(al=said, ah="UNL").zones[0].volumes[0].band == Band(floor, None)
    assert reading(al="GND", ah=said).zones[0].volumes[0].band == Band(GROUND, ceiling)


@pytest.mark.parametrize("said", ["UNL", "UNLIM", "UNLIMITED", "unlimited"])
def test_an_unlimited_ceiling_is_none(said: str) -> None:
    assert reading(ah=said).zones[0].volumes[0].band.ceiling is None


def test_a_circle_is_in_nautical_miles() -> None:
    (zone,) = reading("V X=14:30:00 N 011:30:00 W\nDC 2.5").zones
    assert zone.volumes[0].circle == Circle(-11.5, 14.5, 4630.0)


def _distances(area: Any, lon: float, lat: float) -> Any:
    """Metres from a centre to every vertex and to the middle of every edge of a ring."""
    ring = shapely.get_coordinates(area)
    points = np.concatenate([ring, (ring[:-1] + ring[1:]) / 2])
    count = len(points)
    return WGS84.inv(np.full(count, lon), np.full(count, lat), points[:, 0], points[:, 1])[2]


@pytest.mark.parametrize("lat", ["00:00:00 N", "14:30:00 N", "60:00:00 N", "75:00:00 S"])
@pytest.mark.parametrize("miles", [0.5, 5, 50])
def test_a_drawn_arc_is_within_a_metre_of_the_geodesic_circle(lat: str, miles: float) -> None:
    found = reading(f"V X={lat} 011:30:00 W\nDA {miles},0,360")
    (zone,) = found.zones
    degrees = float(lat[:2]) + float(lat[3:5]) / 60
    centre = (-11.5, degrees if lat.endswith("N") else -degrees)
    assert abs(_distances(zone.volumes[0].area, *centre) - miles * 1852.0).max() < 1.0


@pytest.mark.parametrize(("sign", "share"), [("+", 0.25), ("-", 0.75)])
def test_the_direction_chooses_the_side_of_an_arc(sign: str, share: float) -> None:
    outline = f"V D={sign}\nV X=14:30:00 N 011:30:00 W\nDP 14:30:00 N 011:30:00 W\nDA 5,0,90"
    (zone,) = reading(outline).zones
    whole = np.pi * (5 * 1852.0) ** 2
    assert area_m2(zone.volumes[0].area) / whole == pytest.approx(share, rel=1e-3)


def test_an_arc_between_two_positions_keeps_both() -> None:
    ends = "14:35:00 N 011:30:00 W,14:30:00 N 011:24:50 W"
    outline = f"V X=14:30:00 N 011:30:00 W\nDP 14:30:00 N 011:30:00 W\nDB {ends}"
    found = reading(outline)
    ring = [tuple(point) for point in shapely.get_coordinates(found.zones[0].volumes[0].area)]
    assert (-11.5, 14 + 35 / 60) in ring
    assert any(abs(lon + 11 + 24 / 60 + 50 / 3600) < 1e-12 and lat == 14.5 for lon, lat in ring)
    assert [code for _, code in warnings(found)] == ["ring_not_closed"]


def test_an_arc_whose_radii_differ_a_little_is_told() -> None:
    ends = "14:35:00 N 011:30:00 W,14:30:00 N 011:24:40 W"
    found = reading(f"V X=14:30:00 N 011:30:00 W\nDB {ends}\nDP 14:30:00 N 011:30:00 W")
    assert [code for _, code in warnings(found)] == ["arc_radii_differ", "ring_not_closed"]


def test_centre_and_direction_begin_anew_with_each_airspace() -> None:
    first = text("V D=-\nV X=14:30:00 N 011:30:00 W\nDC 1")
    assert codes(read(first + text("DC 5"), assumed=MLI)) == [("line 12", "centre_missing")]
    second = text("V X=14:30:00 N 011:30:00 W\nDP 14:30:00 N 011:30:00 W\nDA 5,0,90", ac="Q")
    quarter = np.pi * (5 * 1852.0) ** 2 / 4
    zones = read(first + second, assumed=MLI).zones
    assert area_m2(zones[1].volumes[0].area) == pytest.approx(quarter, rel=1e-3)


@pytest.mark.parametrize(
    "said",
    [
        "14:24:00 N 011:30:00 W",
        "14:24:00N 011:30:00W",
        "14:24.0 N 11:30.000 W",
        "14.4 N 11.5 W",
        "14:24:00.00 n, 11:30 w",
        "014:24:00 N  011:30:00 W  * comment",
    ],
)
def test_a_position_may_be_written_in_many_ways(said: str) -> None:
    found = reading(SQUARE.replace("14:24:00 N 011:30:00 W", said))
    assert (found.errors, found.zones[0].volumes[0].area.bounds) == ((), (-11.5, 14.4, -11.4, 14.5))


def test_sixty_seconds_are_the_next_minute_with_a_warning() -> None:
    found = reading(SQUARE.replace("14:24:00", "14:23:60.000"))
    assert found.zones[0].volumes[0].area.bounds == (-11.5, 14.4, -11.4, 14.5)
    assert ("line 5", "seconds_60") in warnings(found)


def test_comments_other_programs_commands_and_other_encodings_do_not_matter() -> None:
    data = "\n".join(["* Année", "AT 1", "AC R * Réserve", "AN Forêt ; note", "AW MON", "SP 1"]).encode(
        "cp1252"
    )
    found = read(data + b"\r\nAL GND\r\nAH UNL\r\n" + SQUARE.replace("\n", "\r\n").encode(), assumed=MLI)
    assert (found.errors, found.zones[0].name) == ((), "Forêt")
    assert warnings(found) == [("line 1", "read_as_cp1252"), ("line 5", "not_kept")]


def test_activation_times_are_kept() -> None:
    more = "AA 2026-01-01T12:00Z/2026-01-01T13:00Z\nAA NONE/2025-02-02T12:00Z\nAA 2027-03-03T11:00Z/NONE\n"
    assert reading(more=more).zones[0].applicability == (
        Applicability(datetime(2026, 1, 1, 12, tzinfo=UTC), datetime(2026, 1, 1, 13, tzinfo=UTC)),
        Applicability(None, datetime(2025, 2, 2, 12, tzinfo=UTC)),
        Applicability(datetime(2027, 3, 3, 11, tzinfo=UTC), None),
    )


def test_the_second_versions_identifier_and_frequency_are_kept() -> None:
    (zone,) = reading(more="AI KAY-7\nAG Kayes Info\nAF 123.505\n").zones
    assert (zone.identifier, zone.message) == ("KAY-7", "Kayes Info 123.505 MHz")


def test_a_spike_and_a_small_loop_are_told_and_lose_nothing() -> None:
    corner = "DP 14:30:00 N 011:24:00 W\n"
    spike = SQUARE.replace(corner, f"{corner}DP 14:33:00 N 011:20:00 W\n{corner}")
    found = reading(spike)
    assert (warnings(found), len(found.zones)) == ([("line 9", "spike_dropped")], 1)
    touch = SQUARE + "\nDP 14:18:00 N 011:30:00 W\nDP 14:18:00 N 011:36:00 W\nDP 14:24:00 N 011:30:00 W"
    found = reading(touch)
    assert (found.errors, [code for _, code in warnings(found)]) == ((), ["loop_filled"])
    assert found.zones[0].volumes[0].area.covers(shapely.Point(-11.51, 14.38))


def test_a_real_crossing_is_refused_with_the_line_of_its_edge() -> None:
    lines = SQUARE.split("\n")
    found = reading("\n".join([lines[0], lines[2], lines[1], lines[3], lines[4]]))
    assert (found.zones, codes(found)) == ((), [("line 5", "zones.area.crossing_edges")])


def test_two_positions_are_a_strip() -> None:
    found = reading("DP 14:24:00 N 011:30:00 W\nDP 14:24:00 N 011:24:00 W")
    assert warnings(found) == [("line 5", "line_widened")]
    assert 2_000_000 < area_m2(found.zones[0].volumes[0].area) < 2_300_000


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"AN x\n" + text(), ("line 1", "before_class")),
        (text(more="AL GND\n"), ("line 5", "command_twice")),
        (b"AC R\nAN x\nAL GND\n" + SQUARE.encode(), ("line 1", "limits_missing")),
        (b"AC R\nAN x\nAL GND\nAH UNL\n", ("line 1", "geometry_missing")),
        (text("DP 14:24:00 N 011:30:00 W"), ("line 1", "ring_too_short")),
        (text(al="UNL"), ("line 3", "not_a_level")),
        (text(ah="high"), ("line 4", "not_a_level")),
        (text(ah="FL9999"), ("line 4", "not_a_level")),
        (text(ah="1e999 ft"), ("line 4", "not_a_level")),
        (text(al="5000ft AMSL"), ("line 4", "band_upside_down")),
        (text("DP 14:60:00 N 011:30:00 W"), ("line 5", "minutes_60")),
        (text("DP 14:24:61 N 011:30:00 W"), ("line 5", "minutes_60")),
        (text("DP 14:24.5:30 N 011:30:00 W"), ("line 5", "minutes_60")),
        (text("DP 91:00:00 N 011:30:00 W"), ("line 5", "position_out_of_range")),
        (text("DP 14:24:00 N 181:30:00 W"), ("line 5", "position_out_of_range")),
        (text("DP 011:30:00 W 14:24:00 N"), ("line 5", "not_a_dms_position")),
        (text("DP"), ("line 5", "not_a_dms_position")),
        (text("DC 5"), ("line 5", "centre_missing")),
        (text("DA 5,0,90"), ("line 5", "centre_missing")),
        (text("V X=14:00:00 N 011:30:00 W\nDC -5"), ("line 6", "radius_out_of_range")),
        (text("V X=14:00:00 N 011:30:00 W\nDC 5000"), ("line 6", "radius_out_of_range")),
        (text("V X=14:00:00 N 011:30:00 W\nDC nan"), ("line 6", "not_a_number")),
        (text("V X=14:00:00 N 011:30:00 W\nDC 5\nDC 6"), ("line 7", "command_twice")),
        (text("V X=14:00:00 N 011:30:00 W\nDC 5\n" + SQUARE), ("line 1", "circle_and_outline")),
        (text("V X=14:00:00 N 011:30:00 W\nDA 5,0"), ("line 6", "not_an_arc")),
        (text("V X=14:00:00 N 011:30:00 W\nDA 5,0,inf"), ("line 6", "not_a_number")),
        (text("V X=14:00:00 N 011:30:00 W\nDB 14:01:00 N 011:30:00 W"), ("line 6", "not_an_arc")),
        (text("V X=14:00:00 N 011:30:00 W\nDB 14:01:00 N 011:30:00 W,15:00:00 N 011:30:00 W"),
         ("line 6", "arc_radii_differ")),
        (text("V Q=1"), ("line 5", "unknown_variable")),
        (text("DY 14:24:00 N 011:30:00 W"), ("line 5", "unknown_drawing")),
        (text(SQUARE + "\nDP 14:00:00 N 011:30:00 W\nDP 14:24:00 N 011:30:00 W\nDP 14:25:00 N 011:30:00 W"),
         ("line 10", "drawn_after_closing")),
        (text(more="AA NONE/NONE\n"), ("line 5", "not_an_activation")),
        (text(more="AA soon\n"), ("line 5", "not_an_activation")),
        (text(more="AA 2025-01-01T12:00/NONE\n"), ("line 5", "time_without_zone")),
        (text(more="AA 2025-01-02T12:00Z/2025-01-01T12:00Z\n"), ("line 5", "period_upside_down")),
        (text(more="AG Info\n"), ("line 5", "frequency_missing")),
        (text(SQUARE + "\nDY 14:00:00 N 011:30:00 W"), ("line 10", "unknown_drawing")),
        (text().replace(b"Kayes", b"Ka\x00es"), ("line 2", "bad_character")),
        (text("DP 14:00:00 N 179:30:00 E\nDP 14:00:00 N 179:30:00 W\nDP 15:00:00 N 179:30:00 E"),
         ("line 5", "zones.area.antimeridian")),
        (text("V X=14:00:00 N 179:59:00 E\nDC 5"), ("line 6", "zones.geodesy.antimeridian")),
        (text("V X=89:59:00 N 001:00:00 E\nDC 5"), ("line 6", "zones.geodesy.pole")),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else "",
)  # fmt: skip
def test_a_fault_is_named_with_its_line(data: bytes, fault: tuple[str, str]) -> None:
    found = read(data, assumed=MLI)
    assert fault in codes(found)
    if fault[1] != "before_class":
        assert found.zones == ()


def test_a_fault_keeps_out_its_own_zone_alone() -> None:
    found = read(text("DP nowhere") + text(), assumed=MLI)
    assert (len(found.zones), len(found.errors)) == (1, 1)


def test_colours_between_airspaces_are_no_zone() -> None:
    found = read(b"AC Q\nSP 0,2\n\n" + text(), assumed=MLI)
    assert (len(found.zones), found.errors, warnings(found)) == (1, (), [("line 1", "class_alone")])


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("CHviewer_Switzerland.txt", 327),
        ("CHviewer_copalasamericas25.txt", 12),
        ("CHviewer_switzerland-wildlife-meters.txt", 50),
        ("CZ-ASP-National-XCSoar.txt", 270),
        ("DE-ASP-Military-Low-Flying.txt", 1),
        ("MW-ASP-National-XCSoar.txt", 17),
        ("NL-ASP-National-XCSoar.txt", 164),
        ("PL-ASP-Wave-XCSoar.txt", 6),
        ("SK-ASP-National-XCSoar.txt", 86),
    ],
)
def test_national_files_are_read_whole(shared_data: Path, name: str, count: int) -> None:
    found = read((shared_data / "openair" / name).read_bytes())
    assert (found.format, len(found.zones), found.errors) == ("openair", count, ())
    assert all(zone.restriction is not Restriction.NO_RESTRICTION for zone in found.zones)
    assert all(pointer.startswith("line ") for pointer, _ in warnings(found))


MALFORMED = {
    "activation-times-invalid-with-none-none.txt": ("line 8", "not_an_activation"),
    "activation-times-invalid.txt": ("line 9", "period_upside_down"),
    "ceiling-definitions-duplicate.txt": ("line 4", "command_twice"),
    "circular-invalid.txt": ("line 10", "drawn_after_closing"),
    "coordinate-minutes-60.txt": ("line 6", "minutes_60"),
    "invalid-coordinates.txt": ("line 14", "not_a_dms_position"),
    "missing-ah-al.txt": ("line 3", "limits_missing"),
    "single-airspace-ag-but-missing-af.txt": ("line 5", "frequency_missing"),
    "without-ac.txt": ("line 3", "before_class"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_fixture_is_refused_with_its_line(shared_data: Path, name: str) -> None:
    found = read((shared_data / "openair" / "openaip_fixtures" / name).read_bytes())
    assert found.zones == ()
    assert MALFORMED[name] in codes(found)


def test_every_other_fixture_is_read(shared_data: Path) -> None:
    others = [
        path
        for path in sorted((shared_data / "openair" / "openaip_fixtures").glob("*.txt"))
        if path.name not in MALFORMED
    ]
    assert len(others) >= 13
    for path in others:
        found = read(path.read_bytes())
        assert (found.format, found.errors) == ("openair", ()), path.name
        assert bool(found.zones) is (path.name != "ignored-only.txt"), path.name
