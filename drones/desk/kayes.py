"""The exercise zones of the region of Kayes, as engine values: no real military site is among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from shapely import Point
from shapely.geometry.base import BaseGeometry

from drones.liaison.rules.places import DIBOLI, DIEMA, GOGUI, KITA, NIORO, YELIMANE, Place
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
    Unit,
    Zone,
    ZoneVolume,
)

COUNTRY = "MLI"
COMMAND = "ZONE4"
BAMAKO = ZoneInfo("Africa/Bamako")
CURFEW = DailyRule(EVERY_DAY, time(23), time(6), BAMAKO)
DAYLIGHT = DailyRule(EVERY_DAY, time(7), time(18), BAMAKO)
AERODROME_M = 5_000.0
AERODROME_CORE_M = 2_000.0
EXCLUSION_M = 2_000.0
PRE_APPROVED_CEILING = Height(30, Unit.METRES, Datum.AGL)
TEMPORARY = "TMP-KIT"
#: No limit is stated, so none can be evaded: "from 0 m above ground" would let a flight pass
#: whose owner took heights above ground for heights above the sea and so filed it under the ground.
ALL_HEIGHTS = Band()

EXCLUSIONS = {
    "EX-DIBO": DIBOLI,
    "EX-GOGU": GOGUI,
    "EX-NIOR": NIORO,
    "EX-DIEM": DIEMA,
    "EX-YELI": YELIMANE,
}


@dataclass(frozen=True, slots=True)
class Aerodrome:
    """An aerodrome and its reference point, WGS 84 degrees."""

    icao: str
    name: str
    lon: float
    lat: float


#: Small strips whose position is good to 1-2 km only; the package of aerodromes has them too.
STRIPS = (
    Aerodrome("GAKA", "Kéniéba", -11.250, 12.833),
    Aerodrome("GABF", "Bafoulabé", -10.850, 13.800),
    Aerodrome("GAKT", "Kita", -9.483, 13.067),
)


@dataclass(frozen=True, slots=True)
class ConcealedExercise:
    """A concealed exercise zone: no military site is there.

    Both lie wholly inside the liaison area and under no pre-approval, so that every flight that
    could meet one is an officer's to decide for a published reason.
    """

    identifier: str
    name: str
    circle: Circle
    applicability: tuple[Applicability, ...] = (ALWAYS,)


CONCEALED = (
    ConcealedExercise("CX-1", "EXERCICE – secteur dissimulé nord", Circle(-10.400, 14.700, 3_000)),
    ConcealedExercise("CX-2", "EXERCICE – secteur dissimulé sud", Circle(-10.150, 13.400, 2_500)),
)


def concealed(one: ConcealedExercise) -> Zone:
    """A concealed exercise zone as the room of concealed zones takes it: its key begins with the command."""
    return Zone(
        country=COMMAND,
        identifier=one.identifier,
        restriction=Restriction.REQ_AUTHORISATION,
        volumes=(_round(one.circle),),
        applicability=one.applicability,
        name=one.name,
        message="EXERCICE. Aucun site réel. Au propriétaire, donner le motif général seulement.",
        command=COMMAND,
        time_zone=BAMAKO.key,
        exercise=True,
    )


def aerodromes(listed: Iterable[Mapping[str, Any]], region: BaseGeometry) -> tuple[Aerodrome, ...]:
    """The aerodromes of ``listed`` (entries of ``airportsdata``) inside ``region``, and the strips.

    Entries whose code is not four letters are left out: they are no ICAO location indicators,
    and their positions nobody keeps.
    """
    found = {strip.icao: strip for strip in STRIPS}
    for entry in listed:
        icao = str(entry["icao"])
        if icao in found or not icao.isalpha():
            continue
        if region.covers(Point(entry["lon"], entry["lat"])):
            name = str(entry["name"]).removesuffix(" Airport")
            found[icao] = Aerodrome(icao, name, entry["lon"], entry["lat"])
    return tuple(found[icao] for icao in sorted(found))


def zones(
    *, region: BaseGeometry, fields: Iterable[Aerodrome], phone: str, now: datetime
) -> tuple[Zone, ...]:
    """Every published exercise zone; the last one begins and ends around ``now``."""
    return (
        liaison_area(region, phone),
        curfew(region, phone),
        *(aerodrome_zone(one, phone) for one in fields),
        *(exclusion(identifier, place, phone) for identifier, place in EXCLUSIONS.items()),
        temporary(now, phone),
    )


def liaison_area(region: BaseGeometry, phone: str) -> Zone:
    """Zone 4's liaison area: every flight asks the command."""
    return _zone(
        "KAY-LIA",
        "Aire de liaison de la Zone 4",
        "EXERCICE. Tout vol de drone dans la région de Kayes demande l’accord de la Zone 4.",
        Restriction.REQ_AUTHORISATION,
        ZoneVolume(region, ALL_HEIGHTS),
        phone,
    )


def curfew(region: BaseGeometry, phone: str) -> Zone:
    """The nightly curfew 23:00-06:00 over the same area: no flight."""
    return _zone(
        "KAY-CVF",
        "Couvre-feu de la région de Kayes",
        "EXERCICE. Couvre-feu chaque nuit de 23 h à 6 h, heure de Bamako : aucun vol de drone.",
        Restriction.PROHIBITED,
        ZoneVolume(region, ALL_HEIGHTS),
        phone,
        Applicability(rules=(CURFEW,)),
    )


def aerodrome_zone(field: Aerodrome, phone: str) -> Zone:
    """5 km around an aerodrome: every flight asks the command."""
    return _zone(
        f"AD-{field.icao}",
        f"Abords de l’aérodrome de {field.name} ({field.icao})",
        f"EXERCICE. À moins de 5 km de l’aérodrome de {field.name} : accord demandé. "
        "De 2 à 5 km, de 7 h à 18 h et jusqu’à 30 m de hauteur : accord donné d’avance.",
        Restriction.REQ_AUTHORISATION,
        _round(Circle(field.lon, field.lat, AERODROME_M)),
        phone,
        reason="AIR_TRAFFIC",
    )


def exclusion(identifier: str, place: Place, phone: str) -> Zone:
    """An exercise exclusion circle of 2 km: no flight."""
    return _zone(
        identifier,
        f"Exclusion d’exercice de {place.name}",
        f"EXERCICE. Aucun vol de drone à moins de 2 km du centre de {place.name}.",
        Restriction.PROHIBITED,
        _round(Circle(place.lon, place.lat, EXCLUSION_M)),
        phone,
    )


def temporary(now: datetime, phone: str) -> Zone:
    """A circle of 1 km at Kita, closed from an hour before ``now`` to two hours after it."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return _zone(
        TEMPORARY,
        "Fermeture temporaire d’exercice à Kita",
        "EXERCICE. Fermeture temporaire pour un rassemblement public d’exercice : aucun vol de drone.",
        Restriction.PROHIBITED,
        _round(Circle(KITA.lon, KITA.lat, 1_000)),
        phone,
        Applicability(start=hour - timedelta(hours=1), end=hour + timedelta(hours=3)),
        reason="POPULATION",
    )


def is_around(zone: Zone, now: datetime) -> bool:
    """True while a temporary zone is not over; one without an end never is."""
    return any(window.end is None or now < window.end for window in zone.applicability)


def pre_approvals(fields: Iterable[Aerodrome]) -> tuple[PreApproval, ...]:
    """Around each aerodrome, between 2 and 5 km, up to 30 m above ground, from 07:00 to 18:00."""
    return tuple(
        PreApproval(
            f"PA-{field.icao}",
            COMMAND,
            _area(field, AERODROME_M).difference(_area(field, AERODROME_CORE_M)),
            PRE_APPROVED_CEILING,
            (Applicability(rules=(DAYLIGHT,)),),
            f"EXERCICE – couronne de {field.name}",
            exercise=True,
        )
        for field in fields
    )


def _zone(
    identifier: str,
    name: str,
    message: str,
    restriction: Restriction,
    volume: ZoneVolume,
    phone: str,
    applicability: Applicability = ALWAYS,
    reason: str = "SENSITIVE",
) -> Zone:
    asks = restriction is Restriction.REQ_AUTHORISATION
    return Zone(
        country=COUNTRY,
        identifier=identifier,
        restriction=restriction,
        volumes=(volume,),
        applicability=(applicability,),
        name=name,
        reasons=(reason,),
        message=message,
        authorities=(_authority(phone, Purpose.AUTHORIZATION if asks else Purpose.INFORMATION),),
        command=COMMAND if asks else "",
        time_zone=BAMAKO.key,
        exercise=True,
        source="Démonstration de Kayes (exercice)",
    )


def _authority(phone: str, purpose: Purpose) -> Authority:
    return Authority(
        name="Commandement de la Zone 4 (exercice)", service="Liaison", phone=phone, purpose=purpose
    )


def _round(shape: Circle) -> ZoneVolume:
    return ZoneVolume(circle(shape.lon, shape.lat, shape.radius_m), ALL_HEIGHTS, shape)


def _area(field: Aerodrome, radius_m: float) -> BaseGeometry:
    return circle(field.lon, field.lat, radius_m)
