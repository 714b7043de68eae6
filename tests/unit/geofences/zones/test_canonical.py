"""The register's own writing of a zone is exact and always the same."""

from datetime import UTC, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from shapely.geometry import box

from geofences.engine.geodesy import circle
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
from geofences.zones.formats import canonical

RULES = (
    DailyRule(EVERY_DAY, time(23), time(6, 30, 15, 250_000), ZoneInfo("Africa/Bamako")),
    DailyRule(frozenset({Weekday.FRI}), SolarEvent.BMCT, time(9), timezone(timedelta(hours=-3, minutes=-30))),
    DailyRule(EVERY_DAY, time(0), time(0), UTC),
)
ZONE = Zone(
    country="MLI",
    identifier="Kayes 1",
    restriction=Restriction.REQ_AUTHORISATION,
    volumes=(
        ZoneVolume(box(-11.1, 14.2, -10.3, 15.4), Band(Height(0.1, Unit.FEET, Datum.WGS84), None)),
        ZoneVolume(circle(-11.4, 14.5, 2000.0), Band(), Circle(-11.4, 14.5, 2000.0)),
    ),
    applicability=(Applicability(datetime(2026, 11, 1, 0, 0, 0, 5, UTC), None, RULES), ALWAYS),
    name="Zone d’exercice",
    reasons=("SENSITIVE", "OTHER"),
    other_reason="essai",
    message="EXERCICE",
    conditions=("A", "B"),
    authorities=(
        Authority("a", "b", "c", "https://d", "e@f", "g", Purpose.AUTHORIZATION, timedelta(hours=72)),
    ),
    command="ZONE4",
    time_zone="Africa/Bamako",
    exercise=True,
    source="Arrêté",
)


def test_a_zone_reads_back_exactly() -> None:
    assert canonical.read_zones([canonical.write_zone(ZONE)]) == [ZONE]


def test_the_same_zone_is_always_written_the_same() -> None:
    text = canonical.write_zone(ZONE)
    (again,) = canonical.read_zones([text])
    assert canonical.digest(canonical.write_zone(again)) == canonical.digest(text)


def test_a_pre_approval_reads_back_exactly() -> None:
    ceiling = Height(30.0, Unit.METRES, Datum.AGL)
    approval = PreApproval("GAKY", "ZONE4", box(-11.5, 14.4, -11.3, 14.6), ceiling, (ALWAYS,), "Jour", True)
    assert canonical.read_pre_approval(canonical.write_pre_approval(approval)) == approval
