"""When a placemark applies: TimeSpan and TimeStamp, whole days, and times without a zone."""

from datetime import UTC, datetime

import pytest

from geofences.engine.model import ALWAYS, Applicability
from geofences.zones.formats import Assumed, Reading, read

SQUARE = "0,0 1,0 1,1 0,1 0,0"


def reading(period: str, country: str = "MLI", data: str = "") -> Reading:
    area = f"<outerBoundaryIs><LinearRing><coordinates>{SQUARE}</coordinates></LinearRing></outerBoundaryIs>"
    mark = (
        f"<Placemark id='Z'>{period}<ExtendedData>{data}</ExtendedData><Polygon>{area}</Polygon></Placemark>"
    )
    return read(f"<kml>{mark}</kml>".encode(), assumed=Assumed(country))


def span(begin: str = "", end: str = "") -> str:
    return f"<TimeSpan><begin>{begin}</begin><end>{end}</end></TimeSpan>"


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        (span("2026-03-01T08:00:00Z", "2026-03-02T18:00:00+01:00"), at(2026, 3, 1, 8), at(2026, 3, 2, 17)),
        (span("2026-03-01", "2026-03-31"), at(2026, 3, 1), at(2026, 4, 1)),
        (span("2026-03", "2026-12"), at(2026, 3, 1), at(2027, 1, 1)),
        (span("2026", "2026"), at(2026, 1, 1), at(2027, 1, 1)),
        (span("2026-03-01T08:00:00"), at(2026, 3, 1, 8), None),
        (span(end="2026-03-01"), None, at(2026, 3, 2)),
        ("<TimeStamp><when>2026-03-01</when></TimeStamp>", at(2026, 3, 1), None),
    ],
)
def test_a_period_is_read_whole(period: str, start: datetime | None, end: datetime | None) -> None:
    found = reading(period)
    assert found.errors == ()
    assert found.zones[0].applicability == (Applicability(start, end),)


def test_a_time_without_a_zone_is_widened_to_all_clocks_where_the_country_is_not_on_utc() -> None:
    found = reading(span("2026-03-01", "2026-03-01"), country="FRA")
    assert found.zones[0].applicability == (Applicability(at(2026, 2, 28, 10), at(2026, 3, 2, 12)),)
    assert [one.code for one in found.warnings].count("zones.warning.time_widened") == 2


@pytest.mark.parametrize("period", [span("soon"), span("2026-02-30"), span("2026-04-01", "2026-03-01")])
def test_a_period_that_is_none_is_an_error_with_its_line(period: str) -> None:
    found = reading(period)
    assert found.zones == ()
    assert found.errors[0].pointer.startswith("line 1")


def test_an_empty_period_is_always() -> None:
    assert reading(span()).zones[0].applicability == (ALWAYS,)


def test_hours_of_the_standard_come_before_those_of_kml() -> None:
    data = '<Data name="applicability"><value>[{"permanent": "YES"}]</value></Data>'
    found = reading(span("2026-03-01"), data=data)
    assert found.zones[0].applicability == (ALWAYS,)
    assert "zones.warning.not_kept" in {one.code for one in found.warnings}
