"""Whatever a zone says is written and read back: the same, or in ED-269 never less."""

from datetime import UTC, datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from geofences.engine.geodesy import circle
from geofences.engine.model import (
    ALWAYS,
    Applicability,
    Authority,
    Band,
    Circle,
    DailyRule,
    Datum,
    Height,
    Purpose,
    Restriction,
    SolarEvent,
    Unit,
    Weekday,
    Zone,
    ZoneVolume,
)
from geofences.zones.formats import read, write_ed269, write_ed318, write_geojson, write_kml
from geofences.zones.formats.properties import REASONS
from tests.fuzz.agreement import differences
from tests.fuzz.invariants import check
from tests.unit.geofences.zones.formats.cast import DESK, ISSUED

#: The same zones on each run; a failing one is not made smaller, which takes minutes.
BRIEFLY = settings(max_examples=25, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate))
FOUND = sorted((Path(__file__).parent / "found").iterdir())
WORDS = st.text(st.sampled_from("aé Ñ&<\"'/…漢🛩-_.\n"), max_size=300).map(str.strip)
LETTERS = st.text(st.sampled_from("ABCDEFXYZ0123456789-"), min_size=1, max_size=20)
DEGREES = st.integers(-1_500_000, 1_500_000).map(lambda number: number / 20_000)


@st.composite
def areas(draw: st.DrawFn) -> tuple[Polygon | MultiPolygon, Circle | None]:
    lon, lat = draw(DEGREES), draw(DEGREES)
    width = draw(st.floats(1e-6, 2))
    match draw(st.integers(0, 3)):
        case 0:
            stated = Circle(lon, lat, draw(st.floats(0.5, 50_000)))
            return circle(stated.lon, stated.lat, stated.radius_m), stated
        case 1:
            hole = box(lon + width / 4, lat + width / 4, lon + width / 2, lat + width / 2)
            return box(lon, lat, lon + width, lat + width).difference(hole), None
        case 2:
            apart = box(lon + 2 * width, lat, lon + 3 * width, lat + width)
            return MultiPolygon([box(lon, lat, lon + width, lat + width), apart]), None
    return box(lon, lat, lon + width, lat + width), None


@st.composite
def bands(draw: st.DrawFn) -> Band:
    limits = [
        draw(
            st.none()
            | st.builds(Height, st.floats(-400, 30_000), st.sampled_from(Unit), st.sampled_from(Datum))
        )
        for _ in range(2)
    ]
    try:
        return Band(*limits)
    except ValueError:
        return Band(limits[1], limits[0])


CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59), st.sampled_from([0, 30]))
OFFSETS = st.integers(-47, 56).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
ZONES = st.sampled_from([ZoneInfo("Africa/Bamako"), ZoneInfo("Europe/Paris"), UTC]) | OFFSETS


@st.composite
def rules(draw: st.DrawFn, zone: timezone | ZoneInfo) -> DailyRule:
    start, end = (draw(CLOCKS | st.sampled_from(SolarEvent)) for _ in range(2))
    if start == end:
        start = end = time(0)
    if isinstance(start, SolarEvent) and isinstance(end, SolarEvent) and isinstance(zone, timezone):
        zone = UTC  # no file can write the offset of a rule without a clock time, so none is read
    days = draw(st.frozensets(st.sampled_from(Weekday), min_size=1))
    return DailyRule(days, start, end, zone)


@st.composite
def periods(draw: st.DrawFn) -> Applicability:
    zone = draw(ZONES)
    start = draw(st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))
    end = draw(st.none() | st.integers(1, 10**9).map(lambda seconds: timedelta(seconds=seconds)))
    begin = None if start is None else start.replace(microsecond=0)
    finish = None if end is None else (begin or datetime(2026, 1, 1, tzinfo=UTC)) + end
    found = tuple(dict.fromkeys(draw(st.lists(rules(zone), max_size=2))))
    return Applicability(begin, finish, found)


AUTHORITIES = st.builds(
    Authority,
    name=WORDS,
    service=WORDS,
    phone=st.sampled_from(["+223 20 00 00 00", "1"]),
    site_url=st.sampled_from(["", "https://exemple.test/à?x=1 2".replace(" ", "%20")]),
    purpose=st.none() | st.sampled_from(Purpose),
    interval_before=st.none() | st.integers(1, 10**7).map(lambda seconds: timedelta(seconds=seconds)),
)


@st.composite
def zones(draw: st.DrawFn) -> Zone:
    volumes = []
    for _ in range(draw(st.integers(1, 2))):
        area, stated = draw(areas())
        volumes.append(ZoneVolume(area, draw(bands()), stated))
    found = tuple(dict.fromkeys(draw(st.lists(periods(), min_size=1, max_size=2))))
    return Zone(
        country="MLI",
        identifier=draw(LETTERS),
        restriction=draw(st.sampled_from(Restriction)),
        volumes=tuple(dict.fromkeys(volumes)),
        applicability=(ALWAYS,) if ALWAYS in found else found,
        name=draw(WORDS),
        reasons=tuple(draw(st.lists(st.sampled_from(REASONS), unique=True, max_size=9))),
        other_reason=draw(WORDS),
        message=draw(WORDS),
        conditions=tuple(draw(st.lists(st.sampled_from(["A", "PERMITTED/OPERATOR=POLICE"]), max_size=2))),
        authorities=tuple(draw(st.lists(AUTHORITIES, max_size=2))),
        command=draw(st.sampled_from(["", "ZONE4"])),
        two_signatures=draw(st.booleans()),
        time_zone=draw(st.sampled_from(["UTC", "Africa/Bamako"])),
        exercise=draw(st.booleans()),
        source=draw(WORDS)[:200].strip(),
    )


def text_of(zone: Zone) -> tuple[object, ...]:
    return (
        *(zone.key, zone.name, zone.reasons, zone.other_reason, zone.message, zone.conditions),
        *(zone.authorities, zone.command, zone.two_signatures, zone.time_zone, zone.exercise, zone.source),
    )


@BRIEFLY
@given(zones())
def test_our_own_formats_keep_all_that_a_zone_says(zone: Zone) -> None:
    for data in (write_geojson([zone]), write_kml([zone], title="t")):
        found = read(data)
        assert not found.errors
        (again,) = found.zones
        assert differences(zone, again) == []
        assert text_of(again) == text_of(zone)


@BRIEFLY
@given(zones())
def test_ed318_keeps_all_but_what_it_has_no_word_for(zone: Zone) -> None:
    found = read(write_ed318([zone], issued=ISSUED, title="t", publisher=DESK))
    assert not found.errors
    (again,) = found.zones
    assert differences(zone, again) == []
    assert (again.key, again.command, again.exercise) == (zone.key, zone.command, zone.exercise)
    assert "".join(again.message.split()) == "".join(zone.message.split())
    assert [one.purpose for one in again.authorities] == [one.purpose for one in zone.authorities]


@BRIEFLY
@given(zones())
def test_ed269_says_as_much_or_more(zone: Zone) -> None:
    data = write_ed269([zone], issued=ISSUED, title="t", description="d", publisher=DESK)
    found = read(data)
    assert not found.errors
    (again,) = found.zones
    assert differences(zone, again, wider=True) == []


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in FOUND])
def test_what_fuzzing_once_found_stays_mended(path: Path) -> None:
    check(path.read_bytes())
