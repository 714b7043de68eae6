"""Zones that the tests of the codecs share: one of each thing a zone can say."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from shapely.geometry import MultiPolygon, Polygon, box

from geofences.engine.geodesy import circle
from geofences.engine.model import (
    EVERY_DAY,
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

GOLDEN = Path(__file__).parent / "golden"
ISSUED = datetime(2026, 11, 23, 12, tzinfo=UTC)
DESK = Authority(name="Bureau de liaison", phone="+223 20 00 00 00", purpose=Purpose.AUTHORIZATION)
GROUND = Height(0.0, Unit.METRES, Datum.AGL)
HOLED = Polygon(
    [(-11.5, 14.4), (-11.4, 14.4), (-11.4, 14.5), (-11.5, 14.5)],
    [[(-11.47, 14.43), (-11.43, 14.43), (-11.43, 14.47), (-11.47, 14.47)]],
)
TWO = MultiPolygon([box(-11.3, 14.4, -11.2, 14.5), box(-11.1, 14.4, -11.0, 14.5)])
SPOT = Circle(-11.44, 14.45, 1500.0)

CURFEW = Zone(
    "MLI",
    "KAYC",
    Restriction.PROHIBITED,
    (
        ZoneVolume(HOLED, Band(GROUND, Height(120.0, Unit.METRES, Datum.AGL))),
        ZoneVolume(TWO, Band(Height(300.5, Unit.FEET, Datum.AMSL), Height(900.0, Unit.FEET, Datum.AMSL))),
    ),
    applicability=(
        Applicability(
            datetime(2026, 1, 1, tzinfo=UTC),
            datetime(2027, 1, 1, tzinfo=UTC),
            (
                DailyRule(EVERY_DAY, time(23), time(6), UTC),
                DailyRule(frozenset({Weekday.FRI}), SolarEvent.SUNSET, SolarEvent.SUNRISE, UTC),
            ),
        ),
    ),
    name="Couvre-feu de Kayes",
    reasons=("POPULATION", "NOISE"),
    message="Interdit la nuit & le vendredi <soir>",
    conditions=("PERMITTED/OPERATOR=POLICE",),
    authorities=(DESK,),
    time_zone="Africa/Bamako",
    source="Exemple",
)
HOSPITAL = Zone(
    "MLI",
    "KAYH",
    Restriction.REQ_AUTHORISATION,
    (ZoneVolume(circle(SPOT.lon, SPOT.lat, SPOT.radius_m), Band(), SPOT),),
    name="Hôpital",
    reasons=("DAR", "OTHER"),
    other_reason="héliport",
    authorities=(
        Authority(
            name="Hôpital",
            service="SAMU",
            contact_name="Régulation",
            site_url="https://exemple.test/",
            email="samu@exemple.test",
            purpose=Purpose.NOTIFICATION,
            interval_before=timedelta(days=2, hours=3),
        ),
    ),
)
PARK = Zone(
    "SEN",
    "PARC",
    Restriction.CONDITIONAL,
    (
        ZoneVolume(
            box(-12.5, 14.0, -12.4, 14.1),
            Band(Height(10.0, Unit.METRES, Datum.WGS84), Height(500.0, Unit.METRES, Datum.AMSL)),
        ),
    ),
    authorities=(DESK,),
)
OPEN = Zone(
    "MLI", "LIBRE", Restriction.NO_RESTRICTION, (ZoneVolume(box(-10, 13, -9, 14), Band(None, GROUND)),),
    authorities=(DESK,),
)  # fmt: skip
CAST = (CURFEW, HOSPITAL, OPEN, PARK)
#: Without the circle, whose drawn outline may differ in the last digit from machine to machine.
UNDRAWN = (CURFEW, OPEN, PARK)
